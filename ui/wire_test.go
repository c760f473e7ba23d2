//go:build unix

package ui

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/vt"

	"paso/runbook/text"
)

// wire is the real program with the real renderer, which writes to memory: what would
// go over an SSH connection, to the byte. Its clock is moved by hand.
type wire struct {
	tb      testing.TB
	e       *shared
	program *tea.Program
	screen  *vt.Emulator
	marks   int
	stop    context.CancelFunc
	ended   chan struct{}

	mu    sync.Mutex
	bytes bytes.Buffer // since the last mark
	grew  chan struct{}
}

// markedModel is the model with a number in the window's title, by which a frame is known
// to have been written.
type markedModel struct {
	*model
	n     int
	taken chan struct{} // closed once the model has heard from the engine
}

type markMsg int

func (m *markedModel) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if n, ok := msg.(markMsg); ok {
		m.n = int(n)
		return m, nil
	}
	_, cmd := m.model.Update(msg)
	if _, ok := msg.(tookMsg); ok && m.taken != nil {
		close(m.taken)
		m.taken = nil
	}
	return m, cmd
}

func (m *markedModel) View() tea.View {
	v := m.model.View()
	v.WindowTitle += fmt.Sprintf("#%d", m.n)
	return v
}

// Write takes what the renderer flushes: a frame is one write.
func (w *wire) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.bytes.Write(p)
	select {
	case w.grew <- struct{}{}:
	default:
	}
	return len(p), nil
}

// openWire starts the program at a moment. A live clock ticks by itself, another only by hand.
func openWire(tb testing.TB, name string, width, height int, live bool) *wire {
	tb.Helper()
	at := momentNamed(tb, name)
	p := newPlayer(realBook(tb), false)
	if at.setup != nil {
		at.setup(p)
	}
	at.walk(p)
	p.fresh = true
	c, err := text.For(text.ES)
	if err != nil {
		tb.Fatal(err)
	}
	w := &wire{
		tb: tb, e: &shared{p: p, wake: make(chan struct{}, 1)}, screen: vt.NewEmulator(width, height), grew: make(chan struct{}, 1), ended: make(chan struct{}),
		marks: 1000, // of four digits for long
	}
	now := w.now
	if live {
		begun := time.Now()
		now = func() time.Time { return w.now().Add(time.Since(begun)) }
	}
	ctx, stop := context.WithCancel(context.Background())
	w.stop = stop
	m := &markedModel{taken: make(chan struct{}), model: newModel(ctx, Options{
		Engine: w.e, Book: p.run.Book, Catalogue: c, Now: now, ResumeHint: "paso resume",
	})}
	if !live {
		m.after = func(time.Duration, func(time.Time) tea.Msg) tea.Cmd { return nil }
	}
	taken, rate := m.taken, 120 // by hand, nobody wants to wait for a frame
	if live {
		rate = fps
	}
	w.program = tea.NewProgram(m, tea.WithInput(nil), tea.WithOutput(w), tea.WithWindowSize(width, height), tea.WithColorProfile(colorprofile.TrueColor),
		tea.WithEnvironment([]string{"TERM=xterm-256color"}), tea.WithoutSignalHandler(), tea.WithFPS(rate))
	go func() {
		defer close(w.ended)
		if _, err := w.program.Run(); err != nil {
			tb.Error(err)
		}
	}()
	tb.Cleanup(func() {
		w.program.Quit()
		stop()
		<-w.ended
	})
	<-taken
	w.mark()
	w.mark()
	return w
}

func (w *wire) now() time.Time {
	w.e.mu.Lock()
	defer w.e.mu.Unlock()
	return w.e.p.now
}

// mark waits until everything that was told to the program is written, and gives what was, without the mark itself.
func (w *wire) mark() string {
	w.tb.Helper()
	w.marks++
	w.program.Send(markMsg(w.marks))
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	end := fmt.Sprintf("#%d\a", w.marks)
	for {
		w.mu.Lock()
		if wrote := w.bytes.String(); strings.Contains(wrote, end) {
			w.bytes.Reset()
			w.mu.Unlock()
			// The emulated screen takes the byte 9C of a "✗" in a title for its end.
			wrote = regexp.MustCompile(`\x1b\]2;[^\a]*#\d+\a`).ReplaceAllString(wrote, "")
			_, _ = w.screen.WriteString(strings.ReplaceAll(wrote, "\n", "\r\n")) // as the tty of a program without an input does
			return wrote
		}
		w.mu.Unlock()
		select {
		case <-w.grew:
		case <-ctx.Done():
			w.tb.Fatalf("the frame %d was never written", w.marks)
		}
	}
}

// second lets a second pass, as the clock's tick tells the model.
func (w *wire) second() string {
	w.e.mu.Lock()
	w.e.p.now = w.e.p.now.Add(time.Second)
	w.e.mu.Unlock()
	w.program.Send(tickMsg{})
	return w.mark()
}

// cells are the emulated screen's characters, each with how it looks.
func (w *wire) cells() [][]string {
	rows := make([][]string, w.screen.Height())
	for y := range rows {
		for x := range w.screen.Width() {
			c := w.screen.CellAt(x, y)
			rows[y] = append(rows[y], c.Content+c.Style.String())
		}
	}
	return rows
}

// While no clock runs nothing is sent, however long one looks.
func TestNothingIsSentWhileNoClockRuns(t *testing.T) {
	for _, name := range []string{"success", "aborted"} {
		w := openWire(t, name, 120, 36, false)
		for range 10 {
			if wrote := w.second(); wrote != "" {
				t.Fatalf("%s: %q", name, wrote)
			}
		}
	}
}

// At a gate only the clocks go on: a second is a few bytes, and changes digits and bars.
func TestOnlyClocksAreSentAtAGate(t *testing.T) {
	for _, name := range []string{"stage", "checklist", "approval", "failure", "notice"} {
		for _, size := range [][2]int{{80, 24}, {120, 36}, {200, 60}} {
			w := openWire(t, name, size[0], size[1], false)
			before, sent := w.cells(), 0
			for range 5 {
				wrote := w.second()
				if wrote == "" || len(wrote) > 450 {
					t.Errorf("%s %dx%d: %d bytes in a second: %q", name, size[0], size[1], len(wrote), wrote)
				}
				sent += len(wrote)
				after := w.cells()
				for y := range after {
					for x := range after[y] {
						if after[y][x] != before[y][x] && (!clockCell(before[y][x]) || !clockCell(after[y][x])) {
							t.Errorf("%s %dx%d: the cell %d,%d became %q, was %q", name, size[0], size[1], x, y, after[y][x], before[y][x])
						}
					}
				}
				before = after
			}
			t.Logf("%s %dx%d: %d bytes a second", name, size[0], size[1], sent/5)
		}
	}
}

// clockCell tells whether a cell can be part of a clock or of its bar.
func clockCell(cell string) bool {
	r := []rune(cell)[0]
	return unicode.IsDigit(r) || r == ':' || r == ' ' || r >= '─' && r <= '▟'
}
