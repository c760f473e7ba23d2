//go:build unix

package ui

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/creack/pty"
)

// borders are the places of the screen on which lines of boxes stand.
func (x *terminal) borders() map[[2]int]string {
	found := map[[2]int]string{}
	for y, r := range strings.Split(ansi.Strip(x.screen.Render()), "\n") {
		for i, glyph := range r {
			if strings.ContainsRune("│╭╮╰╯├┤┬┴", glyph) {
				found[[2]int{ansi.StringWidth(r[:i]), y}] = string(glyph)
			}
		}
	}
	return found
}

// What a program prints is as wide as the terminal thinks it is, or it would push the borders about.
func TestPtyWideOutputKeepsTheBorders(t *testing.T) {
	x := openTerminal(t, false, func(p *player) { p.hold["migrate"] = true; p.window() })
	x.sees("3.2 Ejecutar")
	x.e.do(func(p *player) { p.print("migrate", 1, "first line\n") })
	x.sees("first line")
	before := x.borders()
	if len(before) < 40 {
		t.Fatalf("only %d cells of borders:\n%s", len(before), x.screen.Render())
	}
	for i, wide := range []string{
		"日本語のログ", "한국어 로그", "✅ listo", "🚀🚀🚀 despegue", "👩‍💻 familia 👨‍👩‍👧‍👦", "🇲🇽🇪🇸 banderas", "e\u0301e\u0301 combinados", "⚠️ aviso con VS16", "1️⃣ tecla",
		"\u200bcero\u200b ancho", "ｆｕｌｌｗｉｄｔｈ", "\tcon\ttabuladores\t|", "العربية", "\x1b[31m日\x1b[0m本", strings.Repeat("日本語🚀", 60), strings.Repeat("e\u0301", 200),
	} {
		end := fmt.Sprintf("fin %d.", i)
		x.e.do(func(p *player) { p.print("migrate", 1, wide+"\n"+end+"\n") })
		x.sees(end)
		x.same(before, wide)
	}
	x.types("q").sees("¿Salir?").types(down + enter)
	if err := x.clean(); err == nil || err.Error() != "paused" {
		t.Fatal(err)
	}
}

// becomes waits until the screen is as it should be: a frame may come in several reads.
func (x *terminal) becomes(what string, holds func() bool) {
	x.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	for !holds() {
		select {
		case <-x.changed:
		case <-ctx.Done():
			x.t.Fatalf("never came: %s\n%s", what, x.screen.Render())
		}
	}
}

// same waits until the borders stand where they stood.
func (x *terminal) same(want map[[2]int]string, after string) {
	x.t.Helper()
	x.becomes("the borders where they were, after "+after, func() bool {
		got := x.borders()
		for at, glyph := range want {
			if got[at] != glyph {
				return false
			}
		}
		return true
	})
}

// Below 80x24 there is a clear line, and the whole screen again afterwards: nothing is left over.
func TestPtyTooSmallAndBack(t *testing.T) {
	x := openTerminalOf(t, 80, 24, false, nil)
	x.sees("¿Quién está al teclado?")
	x.sees("salir")
	var before []string
	x.becomes("a whole screen", func() bool {
		before = x.rows()
		return slices.ContainsFunc(before, func(r string) bool { return strings.HasPrefix(r, "╰") }) && strings.Contains(before[len(before)-1], "salir")
	})
	for _, size := range [][2]int{{79, 24}, {80, 23}, {20, 5}} {
		x.resize(size[0], size[1]).sees("paso necesita")
		x.resize(80, 24).sees("¿Quién está al teclado?").sees("salir")
		x.becomes("the screen as it was before", func() bool { return slices.Equal(x.rows(), before) })
	}
	x.types("q").sees("¿Salir?").types(down + enter)
	if err := x.clean(); err == nil || err.Error() != "paused" {
		t.Fatal(err)
	}
}

// rows are the screen's, without the two of the clocks, which go on.
func (x *terminal) rows() []string {
	all := strings.Split(ansi.Strip(x.screen.Render()), "\n")
	return slices.DeleteFunc(all, func(r string) bool { return strings.Contains(r, "Total") })
}

func (x *terminal) resize(w, h int) *terminal {
	x.t.Helper()
	if err := pty.Setsize(x.master, &pty.Winsize{Rows: uint16(h), Cols: uint16(w)}); err != nil {
		x.t.Fatal(err)
	}
	if err := syscall.Kill(os.Getpid(), syscall.SIGWINCH); err != nil {
		x.t.Fatal(err)
	}
	return x
}

// In the terminals of multiplexers, and in one without colours, the same screen is there, and nothing is left behind.
func TestPtyTerminals(t *testing.T) {
	for _, name := range []string{"tmux-256color", "screen-256color", "screen", "xterm", "linux", "vt100"} {
		t.Run("TERM="+name, func(t *testing.T) {
			t.Setenv("TERM", name)
			x := openTerminal(t, false, func(p *player) { p.fails["migrate"], p.said["migrate!"] = 1, broken; p.window() })
			x.sees("ha fallado").sees("no_such_table").sees("salir")
			x.becomes("a border at both ends of every row", func() bool {
				return !slices.ContainsFunc(strings.Split(ansi.Strip(x.screen.Render()), "\n"), func(r string) bool {
					return strings.HasPrefix(r, "│") && !strings.HasSuffix(strings.TrimRight(r, " "), "│")
				})
			})
			x.types("q").sees("¿Salir?").types(down + enter)
			if err := x.clean(); err == nil || err.Error() != "paused" {
				t.Fatal(err)
			}
		})
	}
}
