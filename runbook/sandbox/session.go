package sandbox

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"

	"golang.org/x/crypto/ssh"

	"paso/runbook/routine"
)

var errNotAllowed = errors.New("not allowed")

// session is one channel of a client: at most one command. As with sshd, the command's input, output and errors are pipes
// which close when the channel does; the command itself is left alone.
type session struct {
	channel        ssh.Channel
	shell          func(command string) *exec.Cmd
	client, server net.Addr
	env            []string
	command        *exec.Cmd // nil until started
	pipes          []*os.File
	broke          func(error) // a fault of paso itself ends the server
}

// Payloads of RFC 4254, sections 6.4, 6.5, 6.9 and 6.10.
type (
	envRequest    struct{ Name, Value string }
	execRequest   struct{ Command string }
	signalRequest struct{ Signal string }
	exitStatus    struct{ Status uint32 }
	exitSignal    struct {
		Signal     string
		CoreDumped bool
		Message    string
		Language   string
	}
)

// serve answers requests until the channel closes, from either side.
func (s *session) serve(requests <-chan *ssh.Request) {
	for request := range requests {
		ok := s.request(request)
		if request.WantReply {
			_ = request.Reply(ok, nil)
		}
	}
	for _, pipe := range s.pipes {
		_ = pipe.Close() // end of input for the command; SIGPIPE if it still writes
	}
	_ = s.channel.Close()
}

func (s *session) request(request *ssh.Request) bool {
	switch request.Type {
	case "env":
		var env envRequest
		if ssh.Unmarshal(request.Payload, &env) != nil || !acceptsEnv(env.Name) {
			return false
		}
		s.env = append(s.env, env.Name+"="+env.Value)
		return true
	case "exec":
		var exec execRequest
		return ssh.Unmarshal(request.Payload, &exec) == nil && s.start(exec.Command)
	case "shell":
		return s.start("")
	case "signal":
		var sig signalRequest
		return ssh.Unmarshal(request.Payload, &sig) == nil && s.signal(sig.Signal)
	default: // pty-req, subsystem, keepalive@openssh.com …
		return false
	}
}

// acceptsEnv is Debian's AcceptEnv.
func acceptsEnv(name string) bool {
	return name == "LANG" || name == "COLORTERM" || name == "NO_COLOR" || strings.HasPrefix(name, "LC_")
}

// start runs the command and returns at once. What it writes goes to the channel until it closes its output, which a
// process in the background may do later than the command ends.
func (s *session) start(line string) bool {
	if s.command != nil {
		return false
	}
	ours, theirs, err := threePipes()
	if err != nil {
		return false
	}
	command := s.shell(line)
	command.Env = append(command.Env, s.env...)
	command.Env = append(command.Env, connectionEnv(s.client, s.server)...)
	command.SysProcAttr = ownSession()
	command.Stdin, command.Stdout, command.Stderr = theirs[0], theirs[1], theirs[2]
	err = command.Start()
	closeAll(theirs)
	if err != nil {
		closeAll(ours)
		return false
	}
	s.command, s.pipes = command, ours
	go routine.Guarded(func() { feed(ours[0], s.channel) }, s.broke)()
	drained := make(chan struct{}, 2)
	go routine.Guarded(func() { drain(s.channel, ours[1], drained) }, s.broke)()
	go routine.Guarded(func() { drain(s.channel.Stderr(), ours[2], drained) }, s.broke)()
	go routine.Guarded(func() {
		_ = command.Wait() // how it ended is in its state
		_ = reportEnd(s.channel, command.ProcessState)
		<-drained
		<-drained
		_ = s.channel.CloseWrite()
		_ = s.channel.Close()
	}, s.broke)()
	return true
}

func (s *session) signal(name string) bool {
	sig, ok := signals()[name]
	if !ok || s.command == nil {
		return false
	}
	return signalGroup(s.command.Process.Pid, sig) == nil
}

// feed gives the client's input to the command. Input for a command that no longer reads is thrown away, as the client
// would otherwise block on it.
func feed(stdin *os.File, channel io.Reader) {
	_, _ = io.Copy(stdin, channel)
	_ = stdin.Close()
	_, _ = io.Copy(io.Discard, channel)
}

// drain gives output to the client until it ends, or closes it so that the writer notices that nobody listens.
func drain(to io.Writer, from *os.File, done chan<- struct{}) {
	_, _ = io.Copy(to, from)
	_ = from.Close()
	done <- struct{}{}
}

func reportEnd(channel ssh.Channel, state *os.ProcessState) error {
	if sig := endedBy(state); sig != 0 {
		for name, known := range signals() {
			if known == sig {
				_, err := channel.SendRequest("exit-signal", false, ssh.Marshal(exitSignal{Signal: name}))
				return err
			}
		}
		_, err := channel.SendRequest("exit-status", false, ssh.Marshal(exitStatus{Status: 128 + uint32(sig)}))
		return err
	}
	_, err := channel.SendRequest("exit-status", false, ssh.Marshal(exitStatus{Status: uint32(state.ExitCode())}))
	return err
}

// signals are those of RFC 4254, section 6.10, that every system has.
func signals() map[string]syscall.Signal {
	return map[string]syscall.Signal{
		"ABRT": syscall.SIGABRT, "ALRM": syscall.SIGALRM, "FPE": syscall.SIGFPE, "HUP": syscall.SIGHUP,
		"ILL": syscall.SIGILL, "INT": syscall.SIGINT, "KILL": syscall.SIGKILL, "PIPE": syscall.SIGPIPE,
		"QUIT": syscall.SIGQUIT, "SEGV": syscall.SIGSEGV, "TERM": syscall.SIGTERM,
	}
}

func connectionEnv(client, server net.Addr) []string {
	from, fromPort, _ := net.SplitHostPort(client.String())
	to, toPort, _ := net.SplitHostPort(server.String())
	return []string{
		fmt.Sprintf("SSH_CLIENT=%s %s %s", from, fromPort, toPort),
		fmt.Sprintf("SSH_CONNECTION=%s %s %s %s", from, fromPort, to, toPort),
	}
}

// threePipes makes input, output and errors: our ends and the command's.
func threePipes() (ours, theirs []*os.File, err error) {
	for i := range 3 {
		r, w, err := os.Pipe()
		if err != nil {
			closeAll(ours)
			closeAll(theirs)
			return nil, nil, err
		}
		if i == 0 {
			ours, theirs = append(ours, w), append(theirs, r)
		} else {
			ours, theirs = append(ours, r), append(theirs, w)
		}
	}
	return ours, theirs, nil
}

func closeAll(files []*os.File) {
	for _, file := range files {
		_ = file.Close()
	}
}
