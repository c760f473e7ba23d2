package ui

import (
	"strings"
	"testing"

	"paso/runbook"
)

// screen is something that an operator can have before them: a moment of a run, and
// the keys that were pressed there, in words.
type screen struct{ name, moment, keys string }

// screens are all kinds of them: every moment as it is, and what lies over one.
func screens() []screen {
	var all []screen
	for _, m := range moments() {
		all = append(all, screen{name: m.name, moment: m.name})
	}
	return append(
		all,
		screen{"past", "running", "["},
		screen{"full", "running", "o"},
		screen{"found", "running", "/ p e r m i s enter"},
		screen{"help", "running", "?"},
		screen{"contacts", "failure", "c"},
		screen{"leave", "running", "q"},
		screen{"cancel", "running", "ctrl+c"},
		screen{"note", "running", "n"},
		screen{"all", "prerequisites", "a"},
		screen{"edit", "failure", "e enter"},
		screen{"reason", "check", "m enter"},
		screen{"sure", "plan", "s enter"},
		screen{"yes", "approval", "down enter"},
		screen{"report", "success", "v"},
	)
}

func (s screen) open(tb testing.TB, book *runbook.Runbook, with setup) *session {
	tb.Helper()
	return at(tb, book, momentNamed(tb, s.moment), with).keys(strings.Fields(s.keys)...)
}
