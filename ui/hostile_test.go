//go:build unix

package ui

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	corpus "paso/runbook/output/hostile"
)

// The whole corpus is printed by a step, on a real pty: after every case its sentinel is on the screen, the frame around it
// stands, and nothing has reached the terminal that paso does not write itself (clean asks the judge).
func TestPtyCorpus(t *testing.T) {
	x := openTerminalOf(t, 200, 60, false, func(p *player) { p.hold["migrate"] = true; p.window() })
	x.sees("3.2 Ejecutar")
	x.e.do(func(p *player) { p.print("migrate", 1, "first line\n") })
	x.sees("first line")
	before := x.borders()
	const batch = 8 // they fit the pane with what a case may leave
	all := corpus.Cases()
	for first := 0; first < len(all); first += batch {
		last := min(first+batch, len(all)) - 1
		x.e.do(func(p *player) { p.print("migrate", 1, corpus.Stream(first, batch)) })
		x.becomes("the sentinels after "+all[first].Name, func() bool { return x.shows(first, last) })
	}
	x.e.do(func(p *player) { p.print("migrate", 1, strings.Repeat("plain\n", 60)+"last line\n") })
	x.sees("last line").same(before, "all")
	x.types("q").sees("¿Salir?").types(down + enter)
	if err := x.clean(); err == nil || err.Error() != "paused" {
		t.Fatal(err)
	}
	t.Logf("%d cases, %d bytes from the pty", len(all), len(x.raw.String()))
}

// shows tells whether the sentinels from first to last are all on the screen.
func (x *terminal) shows(first, last int) bool {
	screen := ansi.Strip(x.screen.Render()) // String takes no lock
	for n := last; n >= first; n-- {
		if !strings.Contains(screen, corpus.Sentinel(n)) {
			return false
		}
	}
	return true
}

// What a program asks after a sequence that never ended is seen, though it has no newline.
func TestPtyPromptAfterUnended(t *testing.T) {
	x := openTerminalOf(t, 200, 60, false, func(p *player) { p.hold["migrate"] = true; p.window() })
	x.sees("3.2 Ejecutar")
	for n, c := range corpus.Cases() {
		if !strings.HasPrefix(c.Name, "unended") { // they are what a prompt could drown in
			continue
		}
		prompt := fmt.Sprintf("prompt %d? ", n)
		x.e.do(func(p *player) { p.print("migrate", 1, c.Raw+"\n"+prompt) })
		x.sees(strings.TrimSpace(prompt))
		x.e.do(func(p *player) { p.print("migrate", 1, "y\n") })
	}
	x.types("q").sees("¿Salir?").types(down + enter)
	if err := x.clean(); err == nil || err.Error() != "paused" {
		t.Fatal(err)
	}
}
