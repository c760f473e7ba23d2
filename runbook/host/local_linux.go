package host

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
)

// localLink runs the harness on this machine, with the environment that an SSH login would have.
type localLink struct {
	gone chan struct{}

	mu  sync.Mutex
	why error
}

func openLocal() (transport, error) { return &localLink{gone: make(chan struct{})}, nil }

func (l *localLink) lost() <-chan struct{} { return l.gone }
func (l *localLink) close() error          { return nil }

func (l *localLink) cause() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.why
}

// broke is the only way in which this machine is lost.
func (l *localLink) broke(fault error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.why == nil {
		l.why = fault
		close(l.gone)
	}
}

func (l *localLink) run(context.Context) (*call, error) {
	cmd := exec.Command("/bin/sh", "-c", bootstrap)
	cmd.Env = loginEnvironment(os.Environ())
	// Away from the operator's terminal: neither its signals nor its /dev/tty are for what runs here.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	return startCall(cmd)
}

// loginEnvironment keeps of paso's own environment what a login has.
func loginEnvironment(own []string) []string {
	var kept []string
	for _, entry := range own {
		name, _, _ := strings.Cut(entry, "=")
		switch name {
		case "HOME", "USER", "LOGNAME", "SHELL", "PATH", "LANG", "LANGUAGE", "TZ", "SSH_AUTH_SOCK":
			kept = append(kept, entry)
		default:
			if strings.HasPrefix(name, "LC_") || strings.HasPrefix(name, "XDG_") {
				kept = append(kept, entry)
			}
		}
	}
	return kept
}

// startCall runs a process, the leader of its session, as a call.
func startCall(cmd *exec.Cmd) (*call, error) {
	stdin, err1 := cmd.StdinPipe()
	stdout, err2 := cmd.StdoutPipe()
	stderr, err3 := cmd.StderrPipe()
	if err := errors.Join(err1, err2, err3); err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &localProcess{cmd: cmd}
	return &call{stdin: &callInput{to: stdin}, stdout: stdout, stderr: stderr, wait: sync.OnceValues(p.wait), kill: p.kill}, nil
}

type localProcess struct {
	cmd *exec.Cmd

	mu     sync.Mutex
	reaped bool // its pid may be another's
}

func (p *localProcess) wait() (int, error) {
	state, err := p.cmd.Process.Wait()
	p.mu.Lock()
	p.reaped = true
	p.mu.Unlock()
	_ = p.cmd.Wait() // closes the pipes; its error says that the process was waited for already
	if err != nil {
		return 0, err
	}
	if !state.Exited() {
		return 0, errNoExit
	}
	return state.ExitCode(), nil
}

// kill ends the call with its followers. What is detached left this group long ago.
func (p *localProcess) kill() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.reaped {
		_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	}
}
