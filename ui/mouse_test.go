package ui

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	tea "charm.land/bubbletea/v2"

	"paso/runbook"
)

// find is where on the screen a text stands.
func (s *session) find(part string) (x, y int) {
	s.tb.Helper()
	for y, r := range strings.Split(s.screen(), "\n") {
		if i := strings.Index(r, part); i >= 0 {
			return ansi.StringWidth(r[:i]), y
		}
	}
	s.tb.Fatalf("%q is not on the screen:\n%s", part, s.screen())
	return 0, 0
}

// clickFast clicks without any pause, as the second half of a double click comes.
func (s *session) clickFast(x, y int) {
	s.send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
	s.settle()
}

func (s *session) click(part string) *session {
	s.tb.Helper()
	x, y := s.find(part)
	s.p.now = s.p.now.Add(quiet)
	s.clickFast(x, y)
	return s
}

func (s *session) wheel(part string, button tea.MouseButton) *session {
	s.tb.Helper()
	x, y := s.find(part)
	s.send(tea.MouseWheelMsg{X: x, Y: y, Button: button})
	s.settle()
	return s
}

// Every zone that any moment draws does something, or is a pane that takes the focus.
func TestEveryZoneMeansSomething(t *testing.T) {
	book := realBook(t)
	ways := map[string]func(*session){"": func(*session) {}, "looking back": func(s *session) { s.keys("[") }, "palette": func(s *session) { s.keys("ctrl+p") }, "values": func(s *session) { s.m.dialogs = append(s.m.dialogs, newValues(&s.m.s, "")) }}
	for _, mom := range moments() {
		for way, prepare := range ways {
			if way != "" && !slices.Contains([]string{"running", "failure", "checklist", "success", "start"}, mom.name) {
				continue // what lies over a moment is the same over another
			}
			t.Run(mom.name+" "+way, func(t *testing.T) {
				t.Parallel()
				everyZone(t, func() *session {
					s := at(t, book, mom, setup{w: 110, h: 30})
					prepare(s)
					s.p.now = s.p.now.Add(quiet)
					return s
				})
			})
		}
	}
}

// everyZone clicks on what can be clicked: every key, and of other kinds the first, second and last.
func everyZone(t *testing.T, fresh func() *session) {
	s := fresh()
	zones := s.m.frame().zones
	kinds := map[string]int{}
	for i, z := range zones {
		kind, _, _ := strings.Cut(z.id, ":")
		kinds[kind]++
		again := false
		for _, later := range zones[i+1:] {
			again = again || strings.HasPrefix(later.id, kind+":")
		}
		if kind == "pane" || kind != "key" && kinds[kind] > 2 && again || s.m.frame().at(z.x+z.w/2, z.y) != z.id {
			continue
		}
		before := s.observed() + s.m.look
		s.clickFast(z.x+z.w/2, z.y)
		if after := s.observed() + s.m.look; after == before && !idle(s, z.id) {
			t.Errorf("a click on %s does nothing:\n%s", z.id, s.screen())
		}
		s = fresh()
	}
}

// idle tells whether a zone rightly changes nothing: it is where the cursor is already, or
// a key that works but has nothing to move.
func idle(s *session, id string) bool {
	kind, what, _ := strings.Cut(id, ":")
	switch kind {
	case "step":
		return what == s.m.selected()
	case "item", "box":
		for _, a := range []asker{s.m.top(), s.m.ask} {
			switch a := a.(type) {
			case *list:
				return a.load(&s.m.s)[a.at].id == what
			case *values:
				return runValues(&s.m.s)[a.at].name == what
			}
		}
	case "key":
		return what == "down" || what == "ctrl+u" || what == "enter" || what == "end" || what == "G" || what == "}" || what == "]" || what == "[" || what == "tab"
	}
	return false
}

// A click goes to a choice, another one chooses it, and neither a third nor the second
// half of a double click answers what opened.
func TestClickChooses(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "failure"), setup{})
	s.click("Abortar la ejecución").sees("▌ a").seesNot("Motivo")
	s.click("Abortar la ejecución").sees("Motivo").keys("esc")

	s = at(t, realBook(t), momentNamed(t, "stage"), setup{})
	before := len(s.p.commands)
	x, y := s.find("Etapa 2")
	_ = x
	for i, it := range s.m.ask.(*question).items(&s.m.s) {
		if i == 1 {
			x, y = s.find(it.letter + "  " + it.label)
		}
	}
	s.p.now = s.p.now.Add(quiet)
	s.clickFast(x, y) // to the choice
	for range 6 {
		s.clickFast(x, y) // chooses it once, whatever gate opens meanwhile
	}
	if got := s.p.commands[before:]; len(got) != 1 {
		t.Fatalf("%#v", got)
	}
}

// The second half of a double click in the palette does not go to what was under it.
func TestDoubleClickInThePalette(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "running"), setup{})
	s.keys(":").write("tema claro")
	_, y := s.find("▌ ")
	s.p.now = s.p.now.Add(quiet)
	for range 3 {
		s.clickFast(30, y)
	}
	if s.m.s.th.name != lightTheme || s.m.look != "" || s.m.focus != onMain || len(s.m.dialogs) != 0 {
		t.Error(s.m.s.th.name, s.m.look, s.m.focus)
	}
	s.p.now = s.p.now.Add(quiet) // now it is a click of its own
	if s.clickFast(30, y); s.m.focus != onStages {
		t.Error("the test clicks on nothing")
	}
}

// A double click that opens a dialog does not go on in it; outside of one nothing closes.
func TestClicksAndDialogs(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "running"), setup{})
	s.keys("q").sees("¿Salir?")
	s.clickFast(0, 0)
	s.clickFast(3, 20)
	s.sees("¿Salir?")
	s.click("Pausar y salir").sees("▌ s").keys("esc")
	s.keys("ctrl+c").sees("INT").click("No,").seesNot("INT")
}

func TestClickBoxesAndWays(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "checklist"), setup{})
	items := s.m.ask.(*list).load(&s.m.s)
	last := items[len(items)-1]
	s.click(last.title)
	if s.m.ask.(*list).at != len(items)-1 || len(s.p.commands) > 0 && last.state != nil {
		t.Fatal("a click on an item does more than go there")
	}
	x, y := s.find(last.title)
	s.p.now = s.p.now.Add(quiet)
	s.clickFast(x-2, y)
	if got, ok := s.p.commands[len(s.p.commands)-1].(runbook.Tick); !ok || got.Item != last.id || got.Verdict != runbook.OK {
		t.Fatalf("%#v", s.p.commands[len(s.p.commands)-1])
	}
	s.keys("[").seesNot("le espera · esc vuelve · ").click("esc vuelve")
	if s.m.look != "" {
		t.Error("the way back cannot be clicked")
	}
	if cmd, _ := s.m.clicked("stage:0"); cmd != nil || s.m.look != s.m.s.book.Stages[0].Steps[0].ID {
		t.Error("a stage does not open:", s.m.look)
	}
	s.keys("esc").click(": acciones").sees("❯").write("paso anterior").click("Mirar el paso anterior").seesNot("❯")
	if s.m.look == "" {
		t.Error("a click in the palette does nothing")
	}
}

// The wheel scrolls what is under it, wherever the focus is, and never moves a choice.
func TestWheel(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "running"), setup{})
	s.p.print("migrate", 1, strings.Repeat("uno\n", 90))
	s.settle()
	s.wheel("─ Salida", tea.MouseWheelUp).sees("f vuelve al final").wheel("─ Salida", tea.MouseWheelDown).sees("siguiendo")
	s.wheel("─ Etapas", tea.MouseWheelUp).sees("─ 3.1").keys("esc")
	s = at(t, realBook(t), momentNamed(t, "plan"), setup{w: 80, h: 24})
	s.sees("↓").wheel("Plan de rollback", tea.MouseWheelDown).sees("↑")
	if s.m.ask.(*question).menu.at != 0 {
		t.Error("the wheel moved the choice")
	}
	s = at(t, realBook(t), momentNamed(t, "prerequisites"), setup{w: 80, h: 24})
	before := s.screen()
	s.wheel("Prerequisitos", tea.MouseWheelDown)
	if s.screen() == before || s.m.ask.(*list).at != 0 {
		t.Error("the list does not scroll, or its cursor moved")
	}
	if s.wheel("Prerequisitos", tea.MouseWheelUp); s.screen() != before {
		t.Error("and not back")
	}
	s.keys("?")
	s.wheel("Ayuda", tea.MouseWheelDown).sees("↑3")
}
