package ui

import (
	tea "charm.land/bubbletea/v2"

	"paso/runbook"
	"paso/runbook/engine"
)

// typing is the line under the output in which a waiting script is answered.
type typing struct {
	field field
	keep  bool // the sudo password, in memory, for this run
}

// open tells whether a line may be typed: the script waits, or a shell is open.
func (t *typing) open(s *scene) bool { return s.input != nil || openShell(s.run) != nil }

// openShell is the manual shell that runs, or nil.
func openShell(run *runbook.Run) *runbook.Attempt {
	if p := run.Current(); p != nil {
		if a := p.Open(); a != nil && a.Shell {
			return a
		}
	}
	return nil
}

func (t *typing) hidden(s *scene) bool { return s.input != nil && !s.input.Echo }

// key edits the line; enter gives it away.
func (t *typing) key(s *scene, e Engine, k tea.KeyPressMsg) bool {
	keys := newKeymap()
	t.field.hidden = t.hidden(s)
	switch {
	case keys.submit.hit(k):
		value := t.field.value()
		if t.field.hidden {
			e.TypeSecret(value, t.keep && s.input.Sudo)
		} else {
			e.Type(value)
		}
		t.field.wipe()
		return true
	case keys.keep.hit(k) && s.input != nil && s.input.Sudo:
		t.keep = !t.keep
		return true
	}
	return t.field.key(k)
}

// lines are the question and the line being typed.
func (t *typing) lines(s *scene, w int) []line {
	f := t.field
	f.hidden = t.hidden(s)
	about := s.t("typing.about")
	switch in := s.input; {
	case openShell(s.run) != nil:
		about = s.t("typing.shell")
	case in == nil:
	case in.Sudo:
		about = s.t("typing.sudo")
	case !in.Echo:
		about = s.t("typing.secret")
	}
	lines := []line{
		blank(),
		row(say(amber, "◆ "+about)),
		row(append([]span{strong(accent, "❯ ")}, f.spans(w-3)...)...),
	}
	if s.input != nil && s.input.Sudo {
		box := "[ ]"
		if t.keep {
			box = "[✓]"
		}
		lines = append(lines, row(strong(accent, "^K "), say(plain, box+" "+s.t("typing.keep"))))
	}
	return lines
}

// sameInput tells whether two inputs are one question.
func sameInput(a, b *engine.Input) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Step == b.Step && a.Attempt == b.Attempt && a.Text == b.Text && a.Echo == b.Echo
}
