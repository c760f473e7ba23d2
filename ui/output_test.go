package ui

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	tea "charm.land/bubbletea/v2"

	"paso/runbook/engine"
)

func shown(p *outputPane, w, h int) []string {
	var all []string
	for _, l := range p.view(w, h) {
		var b strings.Builder
		for _, s := range l.spans {
			b.WriteString(ansi.Strip(s.text))
		}
		all = append(all, b.String())
	}
	return all
}

func numbered1(n int) *outputPane {
	p := newOutputPane()
	for i := range n {
		p.write(fmt.Appendf(nil, "line %d\n", i+1))
	}
	return p
}

func TestOutputFollows(t *testing.T) {
	p := numbered1(100)
	if got := shown(p, 20, 3); strings.Join(got, " ") != "line 98 line 99 line 100" {
		t.Error(got)
	}
	p.move(-10, 20, 3)
	p.write([]byte("line 101\n"))
	if got := shown(p, 20, 3); got[0] != "line 88" || !p.scrolls {
		t.Error("scrolled output moved:", got)
	}
	p.move(1000, 20, 3)
	if got := shown(p, 20, 3); got[2] != "line 101" || p.scrolls {
		t.Error("the end does not follow again:", got, p.scrolls)
	}
	p.toTop()
	if got := shown(p, 20, 3); got[0] != "line 1" {
		t.Error(got)
	}
}

func TestOutputWraps(t *testing.T) {
	p := newOutputPane()
	p.wrap = true
	p.write([]byte("ab日本語cd\n\x1b[31mrojo rojo\x1b[0m\n"))
	for w := 2; w < 12; w++ {
		for _, l := range p.view(w, 50) {
			for _, s := range l.spans {
				if got := ansi.StringWidth(s.text); got > w {
					t.Errorf("%d cells in %d: %q", got, w, s.text)
				}
				if strings.Contains(s.text, "\x1b[31m") && !strings.HasSuffix(s.text, "\x1b[0m") {
					t.Errorf("colour runs on: %q", s.text)
				}
			}
		}
		if got := strings.Join(shown(p, w, 50), ""); got != "ab日本語cdrojo rojo" {
			t.Errorf("in %d cells: %q", w, got)
		}
	}
	p.move(-1, 4, 2)
	if got := shown(p, 4, 2); len(got) != 2 {
		t.Error(got)
	}
}

func TestOutputJoinsChunks(t *testing.T) {
	o := newOutputs()
	take := func(offset int64, text string) {
		o.take(engine.Chunk{Step: "a", Attempt: 1, Offset: offset, Bytes: []byte(text)})
	}
	take(0, "uno\ndo")
	take(6, "s\n")
	take(4, "dos\ntres\n") // again, and more
	take(100, "cuatro\n")  // something is missing before it
	p := o.of(attemptKey{"a", 1})
	if got := strings.Join(shown(p, 20, 9), " "); got != "uno dos tres cuatro" || p.gaps != 1 {
		t.Error(got, p.gaps)
	}
	if got := o.tail(attemptKey{"a", 1}, 2); strings.Join(got, " ") != "tres cuatro" {
		t.Error(got)
	}
}

func TestPastOutput(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "running"), setup{})
	s.p.logs[attemptKey{"backup", 1}] = []byte("del backup\x1b]0;titulo\x07\n")
	s.keys("[", "[", "[", "[", "[", "[", "[", "[").sees("1.2 Crear Backup", "del backup", "esc vuelve").seesNot("titulo")
	s.keys("esc").sees("3.2 Ejecutar", "Running migrations")
}

func TestSearchInTheScreen(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "running"), setup{})
	s.keys("/").write("0003").keys("enter").sees("/0003").keys("n", "N", "esc").seesNot("/0003")
	s.keys("/").write("no está").keys("enter").sees("no aparece")
}

func TestMouse(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "running"), setup{})
	click := func(part string) {
		t.Helper()
		for y, r := range strings.Split(s.screen(), "\n") {
			if x := strings.Index(r, part); x >= 0 {
				s.p.now = s.p.now.Add(quiet)
				s.send(tea.MouseClickMsg{X: ansi.StringWidth(r[:x]), Y: y, Button: tea.MouseLeft})
				s.settle()
				return
			}
		}
		t.Fatalf("%q is not on the screen", part)
	}
	click("3.1 Verificar")
	s.sees("─ 3.1 Verificar")
	click("esc volver")
	s.sees("─ 3.2 Ejecutar")
	click("? ayuda")
	s.sees("En todas partes").keys("esc")
	s = at(t, realBook(t), momentNamed(t, "failure"), setup{})
	click("Darlo por hecho")
	s.sees("▌ m  Darlo por hecho").seesNot("Motivo")
}

// The output and the script of an earlier attempt can be read after a retry.
func TestPastAttempts(t *testing.T) {
	s := newSession(t, realBook(t), setup{}, func(p *player) {
		p.fails["migrate"], p.said["migrate!"], p.said["migrate"] = 2, broken, "ahora sí\n"
	})
	s.p.window()
	s.settle()
	s.keys("e", "enter").write("echo otra; ").keys("ctrl+s").write("por probar").keys("enter").sees("intento 2")
	s.keys("{").sees("intento 1 de 2", "no_such_table", "python manage.py").seesNot("echo otra")
	s.keys("}").sees("echo otra").keys("esc").sees("ha fallado")
}
