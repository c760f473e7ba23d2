package ui

import (
	"strings"
	"testing"

	"paso/runbook"
)

// place is a state of the screen in which some keys have a meaning.
type place struct {
	name string
	open func(tb testing.TB, book *runbook.Runbook) *session
}

// onMoment is a moment, after these keys.
func onMoment(name string, keys ...string) place {
	return place{name + " " + strings.Join(keys, " "), func(tb testing.TB, book *runbook.Runbook) *session {
		return at(tb, book, momentNamed(tb, name), setup{}).keys(keys...)
	}}
}

// longOutput is a running step with more output than its pane shows, and a hit of a search in it.
func longOutput(keys ...string) place {
	return place{"long output " + strings.Join(keys, " "), func(tb testing.TB, book *runbook.Runbook) *session {
		s := at(tb, book, momentNamed(tb, "running"), setup{})
		s.p.print("migrate", 1, strings.Repeat("\na line that is wider than the pane "+strings.Repeat("and more ", 20)+"\nan error: no\n", 200))
		s.settle()
		s.m.o.LogPath = func(step string, n int) string { return step }
		return s.keys(keys...)
	}}
}

func places() []place {
	return []place{
		onMoment("running"), onMoment("checklist"), onMoment("failure"), longOutput(), longOutput("pgup", "pgup"), longOutput("/", "e", "r", "r", "enter"), longOutput("o"),
		onMoment("success"), onMoment("sudo"), onMoment("outage"), onMoment("sudo", "tab"), onMoment("approval"), onMoment("secret", "x"), onMoment("running", "n", "x"),
		onMoment("failure", "e", "enter"), onMoment("prerequisites"), onMoment("check"), onMoment("approval", "["), onMoment("unknown"),
		{"two attempts", func(tb testing.TB, book *runbook.Runbook) *session {
			s := at(tb, book, momentNamed(tb, "failure"), setup{})
			s.p.fails["migrate"] = 1
			s.p.Do(runbook.Retry{Step: "migrate"})
			s.settle()
			return s.keys("[", "]")
		}},
		{"first of two attempts", func(tb testing.TB, book *runbook.Runbook) *session {
			s := at(tb, book, momentNamed(tb, "failure"), setup{})
			s.p.fails["migrate"] = 1
			s.p.Do(runbook.Retry{Step: "migrate"})
			s.settle()
			return s.keys("[", "]", "{")
		}},
	}
}

// placesOf are those where the bindings of a group have to work: a letter that is no key moves to a choice at a gate.
func placesOf(group string) []place {
	switch group {
	case "output":
		return []place{longOutput(), longOutput("right"), longOutput("pgup", "pgup"), longOutput("/", "e", "r", "r", "enter"), longOutput("o"), onMoment("sudo", "esc")}
	case "lists":
		return []place{onMoment("checklist"), onMoment("prerequisites"), onMoment("prerequisites", "a")}
	case "summary":
		return []place{onMoment("success")}
	}
	return places()
}

// state is what a key can change: what is seen, what was asked of the engine, what was copied, the end.
func (s *session) state() string {
	parts := []string{strings.Join(s.m.frame().rows, "\n"), s.copied, itoa(len(s.p.commands)), itoa(len(s.p.typed)), itoa(len(s.p.secrets))}
	if s.ended {
		parts = append(parts, "ended")
	}
	return strings.Join(parts, "\x00")
}

// Every binding does something somewhere: the help lists no key that is dead.
func TestEveryBindingIsReachable(t *testing.T) {
	book := realBook(t)
	for _, g := range newKeymap().groups() {
		for _, b := range g.all {
			for _, name := range b.keys {
				if !worksSomewhere(t, book, placesOf(g.id), name) {
					t.Errorf("%s of %s does nothing on any screen: %q", b.id, g.id, name)
				}
			}
		}
	}
}

func worksSomewhere(t *testing.T, book *runbook.Runbook, where []place, key string) bool {
	for _, p := range where {
		s := p.open(t, book)
		s.p.now = s.p.now.Add(quiet)
		s.send(tickMsg{}) // the clocks have moved before the key does
		before := s.state()
		s.send(keyOf(key))
		s.settle()
		if s.state() != before {
			return true
		}
	}
	return false
}
