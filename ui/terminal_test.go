//go:build unix

package ui

import (
	"bytes"
	"context"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"

	"paso/runbook"
	"paso/runbook/engine"
	"paso/runbook/text"
	"paso/ui/ttytest"
)

// shared is a player behind a lock, with a mailbox that blocks as the engine's does.
type shared struct {
	mu    sync.Mutex
	p     *player
	wake  chan struct{}
	panic bool // on the next command
}

func (e *shared) do(change func(*player)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	change(e.p)
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

func (e *shared) Take(ctx context.Context) (engine.Update, bool) {
	for {
		e.mu.Lock()
		u, ok := e.p.take()
		e.mu.Unlock()
		if ok {
			return u, true
		}
		select {
		case <-ctx.Done():
			return engine.Update{}, false
		case <-e.wake:
		}
	}
}

func (e *shared) Do(c runbook.Command) {
	if e.panic {
		panic("the screen broke")
	}
	e.do(func(p *player) { p.Do(c) })
}
func (e *shared) Type(line string)                { e.do(func(p *player) { p.Type(line) }) }
func (e *shared) TypeSecret(value string, k bool) { e.do(func(p *player) { p.TypeSecret(value, k) }) }
func (e *shared) Answer(n int, v string, ok bool) { e.do(func(p *player) { p.Answer(n, v, ok) }) }
func (e *shared) Resize(rows, cols int)           { e.do(func(p *player) { p.Resize(rows, cols) }) }
func (e *shared) Output(step string, n int, before int64) (engine.Log, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.p.Output(step, n, before)
}

// terminal is a real pty with an emulated screen, and the real program on it.
type terminal struct {
	t       *testing.T
	e       *shared
	master  *os.File
	tty     *os.File
	screen  *vt.SafeEmulator
	changed chan struct{}
	cancel  context.CancelCauseFunc
	ended   chan struct{}
	err     error // of Run, once ended
	before  *term.State
	raw     *lockedBuffer
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) write(p []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func openTerminal(t *testing.T, noColor bool, walk func(*player)) *terminal {
	t.Helper()
	return openTerminalOf(t, 120, 36, noColor, walk)
}

func openTerminalOf(t *testing.T, w, h int, noColor bool, walk func(*player)) *terminal {
	t.Helper()
	return openTerminalWith(t, w, h, noColor, walk, func(*terminal, *Options) {})
}

func openTerminalWith(t *testing.T, w, h int, noColor bool, walk func(*player), change func(*terminal, *Options)) *terminal {
	t.Helper()
	if !strings.Contains(t.Name(), "/TERM=") { // a case that names another
		t.Setenv("TERM", "xterm-256color")
	}
	t.Setenv("COLORTERM", "truecolor")
	master, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	if err := pty.Setsize(master, &pty.Winsize{Rows: uint16(h), Cols: uint16(w)}); err != nil {
		t.Fatal(err)
	}
	p := newPlayer(realBook(t), true)
	if walk != nil {
		walk(p)
	}
	x := &terminal{
		t: t, e: &shared{p: p, wake: make(chan struct{}, 1)}, master: master, tty: tty, screen: vt.NewSafeEmulator(w, h),
		changed: make(chan struct{}, 1), ended: make(chan struct{}), raw: &lockedBuffer{},
	}
	if x.before, err = term.GetState(tty.Fd()); err != nil {
		t.Fatal(err)
	}
	go x.pump()
	go x.reply()
	c, err := text.For(text.ES)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	x.cancel = cancel
	o := Options{
		Engine: x.e, Book: p.run.Book, Catalogue: c, Now: x.now, Demo: true, NoColor: noColor, Env: func(string) string { return "" },
		In: tty, Out: tty, ResumeHint: "paso resume", Report: func(*runbook.Run) (string, string) { return "# Reporte", "r.md" },
	}
	change(x, &o)
	go func() {
		x.err = Run(ctx, o)
		close(x.ended)
	}()
	t.Cleanup(func() {
		cancel(nil)
		<-x.ended
		_ = master.Close()
		_ = tty.Close()
	})
	return x
}

// now moves on with every look, so that the keyboard was always quiet long enough.
func (x *terminal) now() time.Time {
	x.e.mu.Lock()
	defer x.e.mu.Unlock()
	x.e.p.now = x.e.p.now.Add(quiet)
	return x.e.p.now
}

func (x *terminal) poke() {
	select {
	case x.changed <- struct{}{}:
	default:
	}
}

func (x *terminal) pump() {
	buf := make([]byte, 32<<10)
	for {
		n, err := x.master.Read(buf)
		if err != nil {
			return
		}
		x.raw.write(buf[:n])
		_, _ = x.screen.Write(buf[:n])
		x.poke()
	}
}

// reply gives the program what the emulated terminal answers to its queries.
func (x *terminal) reply() {
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

// sees waits until a text is on the screen.
func (x *terminal) sees(text string) *terminal {
	x.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for !strings.Contains(ansi.Strip(x.screen.Render()), text) {
		select {
		case <-x.changed:
		case <-ctx.Done():
			x.t.Fatalf("%q never came:\n%s", text, x.screen.Render())
		}
	}
	return x
}

func (x *terminal) types(keys string) *terminal {
	x.t.Helper()
	if _, err := x.master.WriteString(keys); err != nil {
		x.t.Fatal(err)
	}
	return x
}

// clean waits for the program's end, and checks that the terminal is as it was.
func (x *terminal) clean() error {
	x.t.Helper()
	<-x.ended
	if after, stateErr := term.GetState(x.tty.Fd()); stateErr != nil || *after != *x.before {
		x.t.Errorf("the tty is not as it was: %v", stateErr)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for len(ttytest.LeftOn(x.raw.String())) > 0 {
		select {
		case <-x.changed:
		case <-ctx.Done():
			x.t.Fatalf("left in the terminal: %q", ttytest.LeftOn(x.raw.String()))
		}
	}
	if foreign := (ttytest.Judge{W: 250, H: 100}).Foreign(x.raw.String()); len(foreign) > 0 {
		x.t.Errorf("%d sequences that are not of paso reached the terminal: %.500q", len(foreign), foreign)
	}
	return x.err
}
