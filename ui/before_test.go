package ui

import (
	"testing"
	"time"

	"paso/runbook"
	"paso/runbook/engine"
)

// What will be looked at shows before it is, and is replaced by what was seen.
func TestBeforeShowsWhatIsComing(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "before"), setup{})
	s.sees("▸ Examen previo del servidor", "▸ Herramienta pg_dump", "▸ Espacio libre en /backups", "≥ 2GiB", "▸ Revisión del procedimiento", "○ Prerequisitos", "✓ Variables fijadas", "17 valores")
	at(t, realBook(t), momentNamed(t, "before-seen"), setup{}).sees("✓ Examen previo del servidor", "✓ psql 15.8", "▸ Prerequisitos").seesNot("Herramienta pg_dump")
}

// How long a part took is known from its record and the one before; waiting for people is no part.
func TestBeginningTakesTimes(t *testing.T) {
	at := time.Date(2026, 11, 23, 14, 18, 0, 0, time.UTC)
	var b beginning
	b.note(runbook.Record{Time: at, Event: runbook.RunStarted{}})
	b.note(runbook.Record{Time: at.Add(time.Hour), Event: runbook.OperatorNamed{}})
	b.note(runbook.Record{Time: at.Add(time.Hour + 2*time.Second), Event: runbook.TargetReached{}})
	if len(b.took) != 1 || b.took[engine.DoingConnect] != 2*time.Second {
		t.Errorf("%v", b.took)
	}
}

// An overdue review stops nobody, and is not a row like the others.
func TestBeforeWarns(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "before-seen"), setup{})
	date := map[string]string{"Date": "2026-02-18"}
	s.m.s.run.Preflight = []runbook.CheckResult{
		{Kind: "reached", Verdict: runbook.OK, Title: runbook.Phrase{ID: "engine.preflight.reached"}},
		{Kind: "overdue", Verdict: runbook.OK, Title: runbook.Phrase{ID: "engine.preflight.overdue"}, Observed: runbook.Phrase{ID: "engine.preflight.overdue.observed", Args: date}},
		{Kind: "clock", Verdict: runbook.Failed, Title: runbook.Phrase{ID: "engine.preflight.clock"}, Wanted: runbook.Phrase{ID: "engine.preflight.clock.wanted"}, Observed: runbook.Phrase{ID: "engine.preflight.clock.observed", Args: map[string]string{"Skew": "3m0s"}}},
	}
	s.sees("⚠ Revisión del procedimiento", "vencida desde 2026-02-18", "✗ Reloj del servidor", "a menos de un minuto", "diferencia de 3m0s").seesNot("Acceso al servidor")
}
