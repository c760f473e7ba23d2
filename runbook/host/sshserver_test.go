//go:build linux

package host

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"
)

// A testServer is an sshd that runs commands of this machine by os/exec: one account, no terminal, port forwarding.
type testServer struct {
	t       testing.TB
	address string
	hostKey ssh.Signer
	config  *ssh.ServerConfig
	shell   []string // runs a command, as the account's login shell would

	mu    sync.Mutex
	conns map[net.Conn]bool
}

func newKey(t testing.TB) (ssh.Signer, ed25519.PrivateKey) {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return signer, private
}

// startServer listens; configure may change how it authenticates (by default: nobody is let in).
func startServer(t testing.TB, configure func(*ssh.ServerConfig)) *testServer {
	t.Helper()
	signer, _ := newKey(t)
	s := &testServer{t: t, hostKey: signer, config: &ssh.ServerConfig{}, shell: []string{"/bin/bash", "-c"}, conns: map[net.Conn]bool{}}
	configure(s.config)
	s.config.AddHostKey(signer)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.address = listener.Addr().String()
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			s.mu.Lock()
			s.conns[conn] = true
			s.mu.Unlock()
			serving.Go(func() { s.serve(conn) })
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		s.cutAll()
		serving.Wait()
	})
	return s
}

// cutAll drops every connection, as a router that forgets them.
func (s *testServer) cutAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for conn := range s.conns {
		_ = conn.Close()
	}
}

func (s *testServer) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	_, channels, requests, err := ssh.NewServerConn(conn, s.config)
	if err != nil {
		return
	}
	go ssh.DiscardRequests(requests)
	var sessions sync.WaitGroup
	for n := range channels {
		switch n.ChannelType() {
		case "session":
			if channel, requests, err := n.Accept(); err == nil {
				sessions.Go(func() { s.session(channel, requests) })
			}
		case "direct-tcpip":
			sessions.Go(func() { forward(n) })
		default:
			_ = n.Reject(ssh.UnknownChannelType, "no")
		}
	}
	sessions.Wait()
}

func (s *testServer) session(channel ssh.Channel, requests <-chan *ssh.Request) {
	defer func() { _ = channel.Close() }()
	for r := range requests {
		if r.Type != "exec" {
			_ = r.Reply(false, nil)
			continue
		}
		var command struct{ Text string }
		if err := ssh.Unmarshal(r.Payload, &command); err != nil {
			return
		}
		_ = r.Reply(true, nil)
		go ssh.DiscardRequests(requests)
		code := s.exec(channel, command.Text)
		_, _ = channel.SendRequest("exit-status", false, ssh.Marshal(struct{ Code uint32 }{code}))
		return
	}
}

func (s *testServer) exec(channel ssh.Channel, command string) uint32 {
	cmd := exec.Command(s.shell[0], append(s.shell[1:], command)...)
	cmd.Env = []string{"HOME=" + os.Getenv("HOME"), "PATH=" + os.Getenv("PATH"), "SHELL=" + s.shell[0], "SSH_CLIENT=127.0.0.1 1 22"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	stdin, err1 := cmd.StdinPipe()
	stdout, err2 := cmd.StdoutPipe()
	stderr, err3 := cmd.StderrPipe()
	if err1 != nil || err2 != nil || err3 != nil || cmd.Start() != nil {
		return 255
	}
	go func() {
		_, _ = io.Copy(stdin, channel)
		_ = stdin.Close()
	}()
	var copies sync.WaitGroup
	copies.Go(func() { _, _ = io.Copy(channel, stdout); _ = stdout.Close() })
	copies.Go(func() { _, _ = io.Copy(channel.Stderr(), stderr); _ = stderr.Close() })
	copies.Wait()
	_ = cmd.Wait()
	return uint32(cmd.ProcessState.ExitCode())
}

func forward(n ssh.NewChannel) {
	var to struct {
		Host       string
		Port       uint32
		OriginHost string
		OriginPort uint32
	}
	if err := ssh.Unmarshal(n.ExtraData(), &to); err != nil {
		_ = n.Reject(ssh.ConnectionFailed, "what")
		return
	}
	conn, err := net.Dial("tcp", net.JoinHostPort(to.Host, fmt.Sprint(to.Port)))
	if err != nil {
		_ = n.Reject(ssh.ConnectionFailed, err.Error())
		return
	}
	channel, requests, err := n.Accept()
	if err != nil {
		return
	}
	go ssh.DiscardRequests(requests)
	go func() {
		_, _ = io.Copy(conn, channel)
		_ = conn.Close()
	}()
	_, _ = io.Copy(channel, conn)
	_ = channel.Close()
}

// anyKeyOf lets in whoever has the key.
func anyKeyOf(key ssh.PublicKey) func(*ssh.ServerConfig) {
	return func(c *ssh.ServerConfig) {
		c.PublicKeyCallback = func(_ ssh.ConnMetadata, offered ssh.PublicKey) (*ssh.Permissions, error) {
			if string(offered.Marshal()) == string(key.Marshal()) {
				return &ssh.Permissions{}, nil
			}
			return nil, fmt.Errorf("unknown key")
		}
	}
}

// An account is a home with a key, an ssh_config and a known_hosts.
type account struct {
	home, configFile, knownHosts, keyFile string
	signer                                ssh.Signer
}

func newAccount(t testing.TB) *account {
	t.Helper()
	home := localHome(t)
	signer, private := newKey(t)
	block, err := ssh.MarshalPrivateKey(private, "test")
	if err != nil {
		t.Fatal(err)
	}
	a := &account{
		home: home, configFile: filepath.Join(home, "ssh_config"), knownHosts: filepath.Join(home, "known_hosts"),
		keyFile: filepath.Join(home, "id"), signer: signer,
	}
	write(t, a.keyFile, string(pem.EncodeToMemory(block)))
	return a
}

// knows makes a server known, under an alias.
func (a *account) knows(t testing.TB, alias string, s *testServer, more string) {
	t.Helper()
	a.configure(t, alias, s, more)
	appendTo(t, a.knownHosts, knownhosts.Line([]string{knownhosts.Normalize(s.address)}, s.hostKey.PublicKey())+"\n")
}

func (a *account) configure(t testing.TB, alias string, s *testServer, more string) {
	t.Helper()
	host, port, _ := net.SplitHostPort(s.address)
	appendTo(t, a.configFile, fmt.Sprintf("Host %s\n HostName %s\n Port %s\n User tester\n IdentityFile %s\n UserKnownHostsFile %s\n GlobalKnownHostsFile none\n %s\n",
		alias, host, port, a.keyFile, a.knownHosts, more))
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func appendTo(t testing.TB, path, text string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(text); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// openSSHHost is a prepared host behind a testServer.
func openSSHHost(t testing.TB, change func(*Config)) (*Host, *testServer) {
	t.Helper()
	a := newAccount(t)
	s := startServer(t, anyKeyOf(a.signer.PublicKey()))
	a.knows(t, "staging", s, "")
	c := Config{Destination: "staging", SSHConfig: a.configFile, RunID: "run-1"}
	if change != nil {
		change(&c)
	}
	return prepared(t, c), s
}

// A wire is a dialer whose connections can go dead without an error, as behind a VPN that is down.
type wire struct {
	mu   sync.Mutex
	dead chan struct{}
}

func newWire() *wire { return &wire{dead: make(chan struct{})} }

func (w *wire) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return &wiredConn{Conn: conn, dead: w.dead, closed: make(chan struct{})}, nil
}

// blackhole kills the connections of so far; later ones live.
func (w *wire) blackhole() {
	w.mu.Lock()
	defer w.mu.Unlock()
	close(w.dead)
	w.dead = make(chan struct{})
}

type wiredConn struct {
	net.Conn
	dead   chan struct{}
	closed chan struct{}
	once   sync.Once
}

func (c *wiredConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	select {
	case <-c.dead:
		<-c.closed
		return 0, net.ErrClosed
	default:
		return n, err
	}
}

func (c *wiredConn) Write(p []byte) (int, error) {
	select {
	case <-c.dead:
		return len(p), nil
	default:
		return c.Conn.Write(p)
	}
}

func (c *wiredConn) Close() error {
	c.once.Do(func() { close(c.closed) })
	return c.Conn.Close()
}

// A cutAfter is a dialer whose connection ends after that many bytes were sent.
type cutAfter int64

func (c cutAfter) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return &shortConn{Conn: conn, left: int64(c)}, nil
}

type shortConn struct {
	net.Conn
	mu   sync.Mutex
	left int64
}

func (c *shortConn) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if int64(len(p)) > c.left {
		_, _ = c.Conn.Write(p[:c.left])
		c.left = 0
		_ = c.Conn.Close()
		return 0, net.ErrClosed
	}
	c.left -= int64(len(p))
	return c.Conn.Write(p)
}
