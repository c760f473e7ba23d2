//go:build unix

package sshdtest

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/crypto/ssh"
)

// Alias is the Host of the ssh_config that a Server writes.
const Alias = "target"

// A Server is a real sshd with its own host key, user key, home and ssh_config, all below Dir. It serves the account
// that runs the test, whose HOME is Home there. It ends with the test, and so does every process that was started there.
type Server struct {
	Dir       string
	Home      string // of the account when it logs in
	Port      int
	SSHConfig string // knows Alias, and asks nothing
	Known     string // known_hosts with the server's ed25519 key
	Identity  string // the private key that may log in

	daemon *os.Process
}

// StepBack lets what the server does from now on wait for everybody else, as if it had processors of its own: for
// measuring how a client feels.
func (s *Server) StepBack(t testing.TB) {
	t.Helper()
	must(t, syscall.Setpriority(syscall.PRIO_PROCESS, s.daemon.Pid, 19))
}

// Addr is where the server listens.
func (s *Server) Addr() string { return fmt.Sprintf("127.0.0.1:%d", s.Port) }

// Start starts a server. The lines are added to its sshd_config, before sshd's own values: the first one counts.
func Start(t testing.TB, lines ...string) *Server {
	t.Helper()
	program, err := exec.LookPath("/usr/sbin/sshd")
	if err != nil {
		t.Fatal("this test needs a real sshd (Debian: apt-get install openssh-server): ", err)
	}
	dir := t.TempDir()
	s := &Server{
		Dir: dir, Home: filepath.Join(dir, "home"), SSHConfig: filepath.Join(dir, "ssh_config"),
		Known: filepath.Join(dir, "known_hosts"), Identity: filepath.Join(dir, "id_ed25519"),
	}
	must(t, os.Mkdir(s.Home, 0o700))
	hostKey := newKey(t, filepath.Join(dir, "host_ed25519"))
	userKey := newKey(t, s.Identity)
	must(t, os.WriteFile(filepath.Join(dir, "authorized_keys"), ssh.MarshalAuthorizedKey(userKey), 0o600))
	if os.Geteuid() == 0 { // the directory of privilege separation, which only a started service makes
		must(t, os.MkdirAll("/run/sshd", 0o755))
	}
	s.listen(t, program, lines)
	s.allow(t, s.Port, s.SSHConfig, s.Known, hostKey)
	t.Cleanup(func() { endAllBelow(dir) })
	return s
}

// allow writes an ssh_config and a known_hosts for a port behind which the server is.
func (s *Server) allow(t testing.TB, port int, config, known string, key ssh.PublicKey) {
	t.Helper()
	who, err := user.Current()
	must(t, err)
	must(t, os.WriteFile(known, fmt.Appendf(nil, "[127.0.0.1]:%d %s", port, ssh.MarshalAuthorizedKey(key)), 0o600))
	must(t, os.WriteFile(config, fmt.Appendf(nil, `Host %s
  HostName 127.0.0.1
  Port %d
  User %s
  IdentityFile %s
  IdentitiesOnly yes
  UserKnownHostsFile %s
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking yes
`, Alias, port, who.Username, s.Identity, known), 0o600))
}

// Through is an ssh_config like the server's own by way of a network.
func (s *Server) Through(t testing.TB, n *Network) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(s.Dir, "host_ed25519.pub"))
	must(t, err)
	key, _, _, _, err := ssh.ParseAuthorizedKey(text)
	must(t, err)
	config := filepath.Join(s.Dir, fmt.Sprintf("ssh_config-%d", n.Port))
	s.allow(t, n.Port, config, filepath.Join(s.Dir, fmt.Sprintf("known_hosts-%d", n.Port)), key)
	return config
}

// listen starts sshd on a port that was free a moment ago, again if somebody was quicker.
func (s *Server) listen(t testing.TB, program string, lines []string) {
	t.Helper()
	for attempt := range 10 {
		s.Port = freePort(t)
		config := filepath.Join(s.Dir, "sshd_config")
		must(t, os.WriteFile(config, fmt.Appendf(nil, `%s
ListenAddress %s
HostKey %s
PidFile none
AuthorizedKeysFile %s
StrictModes no
UsePAM no
PrintMotd no
PasswordAuthentication no
PermitRootLogin yes
MaxStartups 200
MaxSessions 200
SetEnv HOME=%s XDG_STATE_HOME=
Subsystem sftp internal-sftp
`, strings.Join(lines, "\n"), s.Addr(), filepath.Join(s.Dir, "host_ed25519"),
			filepath.Join(s.Dir, "authorized_keys"), s.Home), 0o600))
		// The log's first line of listening is how a start is known without waiting for a while.
		log := &firstLine{want: []byte("Server listening on"), seen: make(chan struct{})}
		daemon := exec.Command(program, "-D", "-e", "-f", config)
		daemon.Stderr = log
		daemon.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		must(t, daemon.Start())
		s.daemon = daemon.Process
		ended := make(chan struct{})
		go func() {
			_ = daemon.Wait() // how it ended is in its log
			close(ended)
		}()
		select {
		case <-log.seen:
			t.Cleanup(func() {
				_ = syscall.Kill(-daemon.Process.Pid, syscall.SIGKILL)
				<-ended
			})
			return
		case <-ended:
			if attempt == 9 {
				t.Fatalf("sshd does not start:\n%s", log.text.Bytes())
			}
		}
	}
}

// firstLine closes seen when the wanted text was written. Only the goroutine that copies a command's stderr writes.
type firstLine struct {
	text bytes.Buffer
	want []byte
	seen chan struct{}
	done bool
}

func (f *firstLine) Write(p []byte) (int, error) {
	if !f.done {
		f.text.Write(p)
		if bytes.Contains(f.text.Bytes(), f.want) {
			f.done = true
			close(f.seen)
		}
	}
	return len(p), nil
}

func freePort(t testing.TB) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer func() { _ = listener.Close() }()
	return portOf(t, listener)
}

func portOf(t testing.TB, l net.Listener) int {
	t.Helper()
	address, ok := l.Addr().(*net.TCPAddr)
	if !ok {
		t.Fatalf("%v is no TCP address", l.Addr())
	}
	return address.Port
}

// newKey writes an ed25519 key pair: path and path.pub.
func newKey(t testing.TB, path string) ssh.PublicKey {
	t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	must(t, err)
	block, err := ssh.MarshalPrivateKey(private, "")
	must(t, err)
	must(t, os.WriteFile(path, pem.EncodeToMemory(block), 0o600))
	key, err := ssh.NewPublicKey(public)
	must(t, err)
	must(t, os.WriteFile(path+".pub", ssh.MarshalAuthorizedKey(key), 0o600))
	return key
}

// endAllBelow ends what steps of the test have left behind: whatever has a file of the test in its command line or environment.
func endAllBelow(dir string) {
	processes, _ := filepath.Glob("/proc/[0-9]*")
	for _, process := range processes {
		var pid int
		if _, err := fmt.Sscan(filepath.Base(process), &pid); err != nil || pid == os.Getpid() {
			continue
		}
		line, _ := os.ReadFile(filepath.Join(process, "cmdline")) // what is gone by now has none
		environ, _ := os.ReadFile(filepath.Join(process, "environ"))
		if bytes.Contains(line, []byte(dir+"/")) || bytes.Contains(environ, []byte(dir+"/")) {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
