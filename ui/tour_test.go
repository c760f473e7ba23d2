package ui

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"paso/runbook"
	"paso/runbook/text"
)

// tourStops are all stops: the gates, and those that are none.
func tourStops() []stop {
	all := []stop{
		stopStart, stopInterrupted, stopOpening, stopBefore, stopSecret, stopWindow, stopRunning, stopDown, stopChecks, stopBack, stopQuestion,
		stopSudo, stopShell, stopPrompt, stopPast, stopOutput, stopSuccess, stopReverted, stopFailed, stopBroken,
	}
	for _, kind := range []runbook.GateKind{
		runbook.GateOperator, runbook.GateValue, runbook.GateUnreachable, runbook.GateLocked, runbook.GatePreflight, runbook.GateScope, runbook.GatePrerequisites,
		runbook.GateStage, runbook.GateResponsible, runbook.GateStep, runbook.GateNotice, runbook.GateChecklist, runbook.GateApproval,
		runbook.GateFailure, runbook.GateUnknown, runbook.GateRollbackPlan, runbook.GateCriteria,
	} {
		all = append(all, stop(kind))
	}
	return all
}

// Every stop has a line in both languages, and it fits behind the badge on the smallest screen.
func TestTourFits(t *testing.T) {
	for _, lang := range text.Languages() {
		c, err := text.For(lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range tourStops() {
			id := "screen.tour." + string(at)
			if !c.Has(id) {
				t.Errorf("%s: no text %s", lang, id)
			}
			if w := ansi.StringWidth("  DEMO  " + c.Say(id)); w > leastWidth {
				t.Errorf("%s: %s is %d cells wide", lang, id, w)
			}
		}
	}
}

// Each kind of screen of the demo has its own line, and a real run none.
func TestTourFollowsTheScreen(t *testing.T) {
	book := realBook(t)
	want := map[string]stop{
		"start": stopStart, "start-interrupted": stopInterrupted, "operator": "operator", "before": stopBefore, "before-seen": stopBefore, "secret": stopSecret, "preflight": "preflight",
		"unreachable": "unreachable", "scope": "scope", "prerequisites": "prerequisites", "stage": stopWindow, "running": stopDown, "sudo": stopSudo,
		"failure": "failure", "check": "failure", "unknown": "unknown", "plan": "plan", "rollback": stopBack, "responsible": "responsible",
		"checklist": "checklist", "approval": "approval", "notice": "notice", "success": stopSuccess, "aborted": stopFailed,
	}
	for _, m := range moments() {
		at, named := want[m.name]
		if !named {
			continue // of another part of the screen
		}
		s := atMoment(t, book, m, true)
		s.sees(s.m.s.t("tour." + string(at)))
		atMoment(t, book, m, false).seesNot("▹", "DEMO")
	}
	s := atMoment(t, book, momentNamed(t, "running"), true)
	s.keys("o").sees(s.m.s.t("tour.output")).keys("o", "[").sees(s.m.s.t("tour.past"))
	s.keys("esc").sees(s.m.s.t("tour.down"))
}

func atMoment(t *testing.T, book *runbook.Runbook, m moment, demo bool) *session {
	t.Helper()
	return at(t, book, m, setup{demo: demo})
}

// The keys that the tour names do what it says, with every question that lies between.
func TestTourNamesTheKeys(t *testing.T) {
	book := realBook(t)
	for _, c := range []struct {
		moment, command string
		keys            []string
	}{
		{"scope", "Confirm", []string{"down", "enter"}},
		{"prerequisites", "Tick", []string{"a", "down", "enter"}},
		{"checklist", "Tick", []string{"a", "down", "enter"}},
		{"approval", "Approve", []string{"down", "enter", "enter"}},
		{"plan", "StartRollback", []string{"down", "enter", "down", "enter"}},
		{"stage", "Confirm", []string{"down", "enter"}},
		{"failure", "AskRollback", []string{"enter"}},
		{"notice", "SendNotice", []string{"s", "enter"}},
	} {
		s := atMoment(t, book, momentNamed(t, c.moment), true)
		before := len(s.p.commands)
		for i, key := range c.keys {
			if s.keys(key); len(s.p.commands) > before != (i == len(c.keys)-1) {
				t.Errorf("%s: after key %d of %v there are %d commands", c.moment, i+1, c.keys, len(s.p.commands)-before)
			}
		}
		if n := len(s.p.commands); n == before || !strings.HasSuffix(fmt.Sprintf("%T", s.p.commands[n-1]), "."+c.command) {
			t.Errorf("%s: %v came to %+v", c.moment, c.keys, s.p.commands[before:])
		}
	}
}
