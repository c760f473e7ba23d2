package ui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"paso/runbook/engine"
)

// fail lets the step that runs fail: a gate opens by itself.
func (s *session) fail() *session {
	delete(s.p.hold, "migrate")
	s.p.end(1, "")
	s.p.advance()
	s.settle()
	return s
}

// asked has the running script ask for a line.
func (s *session) asked(in *engine.Input) *session {
	s.p.box.Input, s.p.fresh = in, true
	s.settle()
	return s
}

// A gate that opened while its place showed something else listens no sooner than one that
// opened in sight: not before the keyboard was quiet with the gate on the screen.
func TestGateOpensOutOfSight(t *testing.T) {
	for name, way := range map[string]struct {
		w          int
		away, back []string
	}{
		"a key":       {120, []string{"["}, []string{"esc"}},
		"the palette": {120, []string{"[", ":", "3", ".", "2"}, []string{"enter"}},
		"the stages":  {80, []string{"tab", "tab", "up"}, []string{"down", "enter"}},
	} {
		s := at(t, realBook(t), momentNamed(t, "running"), setup{w: way.w, h: 36}).keys(way.away...).fail()
		if way.w == 80 {
			s.keys("up", "down") // what is pressed elsewhere is not for the gate
		}
		before := len(s.p.commands)
		s.p.now = s.p.now.Add(quiet)
		s.hasty(way.back...).sees("ha fallado")
		if s.hasty("enter", "enter"); len(s.p.commands) != before {
			t.Errorf("%s: %#v", name, s.p.commands[before:])
		}
		s.keys("enter", "enter")
		if len(s.p.commands) == before {
			t.Errorf("%s: it never listens", name)
		}
	}
}

// What is searched is not on the screen any more: the gate has the keys.
func TestSearchEndsWithWhatIsSearched(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "running"), setup{}).keys("/").write("00").fail()
	s.sees("▌ b").keys("down").seesNot("▌ b")
}

// Back from the full output, the gate has the keys again.
func TestFullAtAGate(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "failure"), setup{})
	s.keys("o", "o").sees("▌ b").keys("down").seesNot("▌ b")
	s = at(t, realBook(t), momentNamed(t, "failure"), setup{})
	s.keys("o", "esc").sees("▌ b").keys("down").seesNot("▌ b")
}

// A password half typed is neither shown nor sent when the shell asks something else meanwhile.
func TestHiddenLineIsForgotten(t *testing.T) {
	s := newSession(t, realBook(t), setup{}, failing("migrate"))
	s.p.window()
	s.settle()
	s.p.hold["migrate"] = true
	s.keys("s", "enter").write("mirar").keys("enter")
	s.asked(&engine.Input{Step: "migrate", Attempt: 2, Shell: true}).write("clave")
	s.asked(&engine.Input{Step: "migrate", Attempt: 2, Echo: true, Shell: true}).seesNot("clave").keys("enter")
	if strings.Contains(strings.Join(s.p.typed, "|"), "clave") {
		t.Error(s.p.typed)
	}
}

// Who asked for a password has gone: the rest of it does nothing else.
func TestWhatWasTypedForAPasswordIsNoKey(t *testing.T) {
	at(t, realBook(t), momentNamed(t, "sudo"), setup{}).write("ab").asked(nil).hasty("q").seesNot("¿Salir?").keys("q").sees("¿Salir?")
	s := at(t, realBook(t), momentNamed(t, "running"), setup{})
	s.p.box.Prompt = &engine.Prompt{ID: 2, Kind: engine.PromptPassword, Host: "h", Text: "password: "}
	s.p.fresh = true
	s.settle()
	s.write("ab")
	s.p.box.Prompt = nil
	s.p.fresh = true
	s.settle()
	s.hasty("q").seesNot("¿Salir?")
}

// Where nothing shows, nothing is answered; it can be left.
func TestSmallScreenAnswersNothing(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "running"), setup{})
	s.send(tea.WindowSizeMsg{Width: 70, Height: 20})
	s.fail()
	before := len(s.p.commands)
	s.keys("enter", "down", "enter")
	if len(s.p.commands) != before || len(s.m.dialogs) != 0 {
		t.Errorf("%#v", s.p.commands[before:])
	}
	if s.sees("^C sale").keys("ctrl+c"); !s.ended || s.p.run.Paused == nil {
		t.Error("it cannot be left")
	}
}

// A script that asks has its question on the screen, wherever its output was scrolled to.
func TestQuestionIsInSight(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "running"), setup{})
	s.p.print("migrate", 1, strings.Repeat("uno\n", 90)+"¿Seguir? [s/N] ")
	s.settle()
	s.keys("o", "g").seesNot("¿Seguir?").asked(&engine.Input{Step: "migrate", Attempt: 1, Echo: true}).sees("¿Seguir?")
}

// A gate that opened behind the palette waits for a quiet moment also after another language was chosen there.
func TestLanguageLeavesAGateUnanswered(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "running"), setup{}).keys(":").write("english").fail()
	before := len(s.p.commands)
	if s.hasty("enter", "enter"); len(s.p.commands) != before || s.m.s.say.Lang() != "en" {
		t.Errorf("%#v", s.p.commands[before:])
	}
}

// An ⏎ that is held opens or closes one dialog, and does not go on in what lies below or above.
func TestEnterThatIsHeld(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "stage"), setup{})
	before := len(s.p.commands)
	if s.keys("V", "enter").hasty("enter", "enter"); len(s.p.commands) != before || s.m.toast.text != "" {
		t.Errorf("below: %#v %q", s.p.commands[before:], s.m.toast.text)
	}
	s = at(t, realBook(t), momentNamed(t, "approval"), setup{})
	before = len(s.p.commands)
	s.keys("down", "enter").hasty("enter", "enter").sees("Queda registrado")
	if len(s.p.commands) != before || len(s.m.dialogs) != 1 {
		t.Errorf("above: %#v", s.p.commands[before:])
	}
	if s.hasty("o", "k", "enter"); len(s.p.commands) != before+1 {
		t.Errorf("other keys: %#v", s.p.commands[before:])
	}
}

// Answering a script goes to where it is answered.
func TestTypingWhileLookingBack(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "sudo"), setup{}).keys("tab", "[", "i").sees("─ 1.3")
	if s.write("x"); !s.m.isTyping() || s.m.typing.field.value() != "x" {
		t.Error("nothing can be typed")
	}
}

// After the end nothing is said to be done that nobody does.
func TestOrderAfterTheEnd(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "running"), setup{}).keys("n").write("una nota")
	s.m.s.done = true
	s.keys("enter").seesNot("Nota guardada").sees("ya no se puede hacer")
}
