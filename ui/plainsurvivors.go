package ui

import (
	"strconv"
	"strings"

	"paso/runbook"
)

// alive tells the same in lines of text.
func (n *narrator) alive(id string, all []runbook.Process) {
	if len(all) == 0 {
		return
	}
	n.say(id)
	for _, p := range all {
		n.say("alive.process", "PID", itoa(p.PID), "User", p.User, "Command", p.Command)
	}
	n.say("alive.how", "PIDs", pidList(all))
}

// stayed tells what an attempt left running, or what of it could not be ended.
func (n *narrator) stayed(r runbook.AttemptResult) {
	if r.Why != "" {
		n.alive("alive.stubborn", r.Processes)
		return
	}
	n.alive("alive.left", r.Processes)
}

// survivors tells what the look at a lost attempt saw.
func (n *narrator) survivors(e runbook.SurvivorsObserved) {
	switch {
	case !e.Problem.IsZero():
		n.say("alive.unseen", "Why", n.phrase(e.Problem))
	case len(e.Processes) == 0:
		n.say("alive.none")
	default:
		n.alive("alive", e.Processes)
	}
}

func pidList(all []runbook.Process) string {
	var words []string
	for _, p := range all {
		words = append(words, strconv.Itoa(p.PID))
	}
	return strings.Join(words, " ")
}
