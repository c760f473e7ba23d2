package ui

import (
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
		runbook.GateOperator, runbook.GateValue, runbook.GateUnreachable, runbook.GatePreflight, runbook.GateScope, runbook.GatePrerequisites,
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
