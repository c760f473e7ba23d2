//go:build unix

package ttytest

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// patience is how long something may take that has to come.
const patience = 60 * time.Second

// unheard is after how long keys are pressed again: longer than the silence that a gate wants (ui/guard.go).
const unheard = 500 * time.Millisecond

// Terminal is a program on a pty of its own, with an emulated screen.
type Terminal struct {
	tb      testing.TB
	command *exec.Cmd
	master  *os.File
	tty     *os.File
	before  *term.State
	ended   chan struct{}
	err     error  // of the program, once ended
	seen    string // what was waited for last
	judge   Judge

	mu     sync.Mutex
	screen *vt.Emulator
	wrote  bytes.Buffer
	grew   chan struct{}
}

// Start runs a program with the pty as its controlling terminal, in nothing but this environment.
func Start(tb testing.TB, w, h int, env []string, program string, args ...string) *Terminal {
	tb.Helper()
	master, tty, err := pty.Open()
	if err != nil {
		tb.Fatal(err)
	}
	x := &Terminal{tb: tb, master: master, tty: tty, screen: vt.NewEmulator(w, h), ended: make(chan struct{}), grew: make(chan struct{}, 1), judge: Judge{W: w, H: h}}
	if err := pty.Setsize(master, &pty.Winsize{Rows: uint16(h), Cols: uint16(w)}); err != nil {
		tb.Fatal(err)
	}
	if x.before, err = term.GetState(tty.Fd()); err != nil {
		tb.Fatal(err)
	}
	x.command = exec.Command(program, args...)
	x.command.Env, x.command.Stdin, x.command.Stdout, x.command.Stderr = env, tty, tty, tty
	x.command.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	go x.pump()
	go x.reply()
	if err := x.command.Start(); err != nil {
		tb.Fatal(err)
	}
	go func() {
		x.err = x.command.Wait()
		close(x.ended)
	}()
	tb.Cleanup(func() {
		_ = x.command.Process.Signal(syscall.SIGTERM) // it may have ended
		<-x.ended
		_ = master.Close()
		_ = tty.Close()
	})
	return x
}

func (x *Terminal) pump() {
	buf := make([]byte, 32<<10)
	for {
		n, err := x.master.Read(buf)
		if err != nil {
			return
		}
		x.mu.Lock()
		x.wrote.Write(buf[:n])
		_, _ = x.screen.Write(buf[:n])
		x.mu.Unlock()
		select {
		case x.grew <- struct{}{}:
		default:
		}
	}
}

// reply gives the program what the emulated terminal answers to its queries.
func (x *Terminal) reply() {
	buf := make([]byte, 4<<10)
	for {
		n, err := x.screen.Read(buf)
		if err != nil {
			return
		}
		if _, err := x.master.Write(buf[:n]); err != nil {
			return
		}
	}
}

// Lines says that the program writes lines alone: of what is paso's own, the judge takes none but text then.
func (x *Terminal) Lines() *Terminal {
	x.judge.Lines = true
	return x
}

// Screen is what stands on the screen, without its looks.
func (x *Terminal) Screen() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.screen.String()
}

// Wrote is everything that the program wrote.
func (x *Terminal) Wrote() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.wrote.String()
}

// Sees waits until a text is on the screen.
func (x *Terminal) Sees(text string) *Terminal {
	x.tb.Helper()
	x.seen = text
	return x.until(text, x.Screen)
}

func (x *Terminal) until(text string, where func() string) *Terminal {
	x.tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for !strings.Contains(where(), text) {
		select {
		case <-x.grew:
		case <-ctx.Done():
			x.tb.Fatalf("%q never came:\n%s", text, x.Screen())
		}
	}
	return x
}

// Types presses keys until a text comes. As long as what was seen last is still there they are pressed again, as a
// person does who is not heard: a gate that has just opened swallows keys.
func (x *Terminal) Types(keys, until string) *Terminal {
	x.tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	again := time.NewTicker(unheard)
	defer again.Stop()
	x.Press(keys)
	for !strings.Contains(x.Screen(), until) {
		select {
		case <-x.grew:
		case <-again.C:
			if strings.Contains(x.Screen(), x.seen) {
				x.Press(keys)
			}
		case <-ctx.Done():
			x.tb.Fatalf("%q never came after %q:\n%s", until, keys, x.Screen())
		}
	}
	x.seen = until
	return x
}

// Press writes keys once.
func (x *Terminal) Press(keys string) *Terminal {
	x.tb.Helper()
	if _, err := x.master.WriteString(keys); err != nil {
		x.tb.Fatal(err)
	}
	return x
}

// Quits presses keys until the program ends, as one does who is not heard by what has just come, and is Ends.
func (x *Terminal) Quits(keys string) int {
	x.tb.Helper()
	again := time.NewTicker(unheard)
	defer again.Stop()
	for range int(patience / unheard) {
		x.Press(keys)
		select {
		case <-x.ended:
			return x.Ends()
		case <-again.C:
		}
	}
	return x.Ends()
}

// Pid is the program's process.
func (x *Terminal) Pid() int { return x.command.Process.Pid }

// Signal sends a signal to the program.
func (x *Terminal) Signal(s syscall.Signal) *Terminal {
	x.tb.Helper()
	if err := x.command.Process.Signal(s); err != nil {
		x.tb.Fatal(err)
	}
	return x
}

// SignalForeground sends a signal to the job that has the terminal.
func (x *Terminal) SignalForeground(s syscall.Signal) *Terminal {
	x.tb.Helper()
	group, err := unix.IoctlGetInt(int(x.master.Fd()), unix.TIOCGPGRP)
	if err == nil {
		err = syscall.Kill(-group, s)
	}
	if err != nil {
		x.tb.Fatal(err)
	}
	return x
}

// HangUp closes the terminal, as a window that is closed does, and gives the exit code; -1 for an end by a signal. What
// the program had still to say nobody has heard.
func (x *Terminal) HangUp() int {
	x.tb.Helper()
	if err := x.master.Close(); err != nil {
		x.tb.Fatal(err)
	}
	_, _ = x.tty.WriteString(" ") // it is closed once pump has come back from its read
	_ = x.tty.Close()
	select {
	case <-x.ended:
	case <-time.After(patience):
		x.tb.Fatal("it never ended")
	}
	return x.command.ProcessState.ExitCode()
}

// Ends waits for the program's end, holds that the terminal is as it was and got nothing but paso's own, and gives the exit code.
func (x *Terminal) Ends() int {
	x.tb.Helper()
	select {
	case <-x.ended:
	case <-time.After(patience):
		x.tb.Fatalf("it never ended:\n%s", x.Screen())
	}
	const end = "\x00the end\x00" // everything before it has arrived with it
	if _, err := x.tty.WriteString(end); err != nil {
		x.tb.Fatal(err)
	}
	x.until(end, x.Wrote)
	if after, err := term.GetState(x.tty.Fd()); err != nil || *after != *x.before {
		x.tb.Errorf("the tty is not as it was: %v", err)
	}
	if foreign := x.judge.Foreign(strings.TrimSuffix(x.Wrote(), end)); len(foreign) > 0 {
		x.tb.Errorf("%d sequences that are not of paso reached the terminal: %.500q", len(foreign), foreign)
	}
	if left := LeftOn(x.Wrote()); len(left) > 0 {
		x.tb.Errorf("left in the terminal: %q", left)
	}
	var code *exec.ExitError
	switch {
	case errors.As(x.err, &code):
		return code.ExitCode()
	case x.err != nil:
		x.tb.Fatal(x.err)
	}
	return 0
}
