package ui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"paso/runbook"
)

// A book without prerequisites (4 is optional) shows its steps and their output, and says what runs.
func TestBookWithoutPrerequisites(t *testing.T) {
	s := runningStep(t, loadBig(t, bigBook(2, 3)), "s2-2", setup{w: 200, h: 40})
	s.sees("2.2 A step of many", "Luego", "2.3 A step of many").seesNot("Antes de empezar", "empezando")
	if !s.m.outputShows() {
		t.Errorf("the output of the running step does not show:\n%s", s.screen())
	}
}

// A book that estimates nothing is not foretold to end now.
func TestNoEstimatesNoEnd(t *testing.T) {
	book := loadBig(t, bigBook(1, 2))
	book.Stages[0].Estimate = 0
	runningStep(t, book, "s1-1", setup{w: 200, h: 40}).seesNot("≈")
}

// The feed says what was: also of a run that ended and was taken up again, and of what did not work.
func TestFeedStaysTrue(t *testing.T) {
	s := &at(t, realBook(t), momentNamed(t, "aborted"), setup{}).m.s
	if err := s.run.Apply(runbook.Record{Time: s.now, Event: runbook.RollbackStarted{}}); err != nil {
		t.Fatal(err)
	}
	for want, event := range map[string]runbook.Event{
		"■ FAILED":                          runbook.RunEnded{Outcome: runbook.FailedOutcome},
		"✗ el reporte no se pudo escribir":  runbook.ReportWritten{Problem: runbook.Phrase{ID: "x"}},
		"✗ 3.2 Ejecutar Migraciones: falló": runbook.AttemptRefused{Step: "migrate", Attempt: 1},
	} {
		if f, _ := s.told(runbook.Record{Event: event}); f.sign.glyph+" "+f.text != want {
			t.Errorf("%T is told as %q, want %q", event, f.sign.glyph+" "+f.text, want)
		}
	}
}

// A run that was ended before its first stage did not pass what comes before it.
func TestAbortedBeforeTheFirstStage(t *testing.T) {
	early := moment{"early", nil, func(p *player) { p.prerequisites(); p.Do(runbook.Abort{Reason: "falta el VPN"}) }}
	at(t, realBook(t), early, setup{}).sees("✗ Antes de empezar").seesNot("✓ Antes de empezar")
}

// Numbers that are too wide for their column lose their spaces, and not the mark that says most.
func TestLongTimesKeepTheirMark(t *testing.T) {
	s := &at(t, loadBig(t, realSource(t)), momentNamed(t, "running"), setup{}).m.s
	clock := s.book.Clocks["downtime"]
	clock.Budget = runbook.Duration(100 * time.Minute)
	s.book.Clocks["downtime"] = clock
	s.now = s.now.Add(30 * time.Hour)
	if text := plainLines(timelineLines(s, 116, 0)); !strings.Contains(text, "/1:40:00!") || !strings.Contains(text, "▲") {
		t.Error(text)
	}
}

// Where a budget has no room, that it is spent still has.
func TestSpentBudgetShowsOnANarrowScreen(t *testing.T) {
	s := &at(t, realBook(t), momentNamed(t, "rollback"), setup{w: 80, h: 24}).m.s
	s.now = s.now.Add(30 * time.Hour)
	for w := leastWidth; w < 200; w++ {
		if text := plainText(clockLine(s, w).spans); strings.Count(text, " !") != 3 {
			t.Errorf("%d: %s", w, text)
		}
	}
}

// The step that is looked at has a sign of its own: a theme without colours has no band.
func TestStepLookedAtShowsWithoutColour(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "running"), setup{theme: plainTheme})
	s.seesNot("›").keys("[").sees("› ✓ 3.1")
}

// What the script's terminal is told fits the screen that there is, also where no output shows.
func TestTerminalSizeShrinksWithTheScreen(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "stage"), setup{w: 200, h: 60})
	s.m.outRows = 40
	s.send(tea.WindowSizeMsg{Width: 200, Height: 24})
	if s.p.rows > 20 {
		t.Errorf("the engine is told %d rows on a screen of 24", s.p.rows)
	}
}

// After the end nothing is being written any more: a report that is not there could not be.
func TestMissingReportIsNotPromised(t *testing.T) {
	s := &at(t, realBook(t), momentNamed(t, "aborted"), setup{}).m.s
	s.run.Reports = nil
	if text := plainLines(reportPlace(s, 80)); !s.done || !strings.Contains(text, "✗ el reporte no se pudo escribir") {
		t.Error(text)
	}
}
