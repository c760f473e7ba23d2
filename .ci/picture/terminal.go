package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

const (
	patience = 3 * time.Minute        // until a screen has to be there
	reading  = 600 * time.Millisecond // before a gate is answered: it swallows what comes sooner
	again    = 4 * time.Second        // a gate that still stands has not heard its answer
	still    = 150 * time.Millisecond // without a byte: a frame is whole
)

// terminal is paso on a real pty, with an emulated screen.
type terminal struct {
	program *exec.Cmd
	master  *os.File
	ended   chan struct{} // paso wrote its last byte

	mu      sync.Mutex
	screen  *vt.Emulator
	titles  titles
	changed chan struct{}
}

// open starts the demo. Nothing of the machine's own comes in but PATH: the picture is the same everywhere.
func open(paso, state string, l look, o order, args []string) (*terminal, error) {
	x := &terminal{changed: make(chan struct{}, 1), ended: make(chan struct{}), screen: vt.NewEmulator(o.w, o.h)}
	x.screen.SetDefaultBackgroundColor(l.paper) // what it answers when it is asked
	x.screen.SetDefaultForegroundColor(l.ink)
	x.program = exec.Command(paso, append([]string{"demo", "--lang", string(o.lang)}, args...)...)
	x.program.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + state, "XDG_STATE_HOME=" + state, "LANG=es_ES.UTF-8", "TERM=xterm-256color", "COLORTERM=truecolor",
	}
	if err := os.MkdirAll(state, 0o700); err != nil {
		return nil, err
	}
	master, err := pty.StartWithSize(x.program, &pty.Winsize{Rows: uint16(o.h), Cols: uint16(o.w)})
	if err != nil {
		return nil, err
	}
	x.master = master
	go x.pump()
	go x.reply()
	return x, nil
}

func (x *terminal) pump() {
	defer close(x.ended)
	buf := make([]byte, 32<<10)
	for {
		n, err := x.master.Read(buf)
		if err != nil {
			return
		}
		x.mu.Lock()
		_, _ = x.screen.Write(x.titles.without(buf[:n]))
		x.mu.Unlock()
		select {
		case x.changed <- struct{}{}:
		default:
		}
	}
}

// reply gives paso what the emulated terminal answers, its background among it.
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

// answer is what was typed at a gate, and what shows that the gate is still there.
type answer struct{ text, keys string }

// sees waits until a text is on the screen. A gate may open anew while it is looked at, when a check has come
// back; it then swallows what is typed, as it should, and is answered again.
func (x *terminal) sees(text string, last answer) error {
	late, stuck := time.After(patience), time.After(again)
	for !strings.Contains(x.plain(), text) {
		select {
		case <-x.changed:
		case <-stuck:
			stuck = time.After(again)
			if strings.Contains(x.plain(), last.text) {
				if err := x.types(last.keys); err != nil {
					return err
				}
			}
		case <-x.ended:
			return fmt.Errorf("paso ended before %q came:\n%s", text, x.plain())
		case <-late:
			return fmt.Errorf("%q never came:\n%s", text, x.plain())
		}
	}
	return nil
}

// types presses keys, after a person's moment of reading.
func (x *terminal) types(keys string) error {
	if keys == "" {
		return nil
	}
	<-time.After(reading)
	_, err := x.master.WriteString(keys)
	return err
}

// settle waits until a frame is whole.
func (x *terminal) settle() {
	late := time.After(2 * time.Second)
	for {
		select {
		case <-x.changed:
		case <-time.After(still):
			return
		case <-late:
			return
		}
	}
}

// plain is the screen as text.
func (x *terminal) plain() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.screen.String()
}

// picture is what stands on a screen.
type picture struct {
	title string
	rows  [][]uv.Cell
}

func (x *terminal) shot() picture {
	x.mu.Lock()
	defer x.mu.Unlock()
	p := picture{title: x.titles.last}
	for y := range x.screen.Height() {
		row := make([]uv.Cell, x.screen.Width())
		for i := range row {
			row[i] = uv.EmptyCell
			if c := x.screen.CellAt(i, y); c != nil {
				row[i] = *c
			}
		}
		p.rows = append(p.rows, row)
	}
	return p
}

// close ends paso and waits for it: its embedded server ends with it.
func (x *terminal) close() {
	_ = x.program.Process.Signal(syscall.SIGTERM)
	_ = x.program.Wait()
	_ = x.master.Close()
	<-x.ended
	_ = x.screen.Close()
}
