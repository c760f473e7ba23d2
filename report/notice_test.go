package report

import (
	"strings"
	"testing"
	"time"

	"paso/runbook"
	"paso/runbook/text"
)

func TestNoticeOfADeployment(t *testing.T) {
	s := begin(t, book())
	s.untilMigrated("abc1234 uno")
	s.succeeds()
	got := s.run.Notices[0]
	want := "Fecha: 2025-11-18 14:30\nVersión: v1.4.0\nEstado: SUCCESS\nReporte: docs/DEPLOY-STAGING-2025-11-18-1430.md\n"
	if got.Text != want {
		t.Errorf("got %q, want %q", got.Text, want)
	}
}

func TestNoticeOfARollback(t *testing.T) {
	s := begin(t, book())
	s.breaks()
	s.rollsBack()
	if got, want := s.run.Notices[0].Text, "Razón: la migración falló\nPor: Ana Ruiz\nFalta: [sin registrar]\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestANoticeDoesNotPromiseSuccess(t *testing.T) {
	s := begin(t, book())
	s.untilDown()
	if _, _, got := Notice(s.run, catalogue(t, text.ES), "deployed"); !strings.Contains(got, "Estado: EN CURSO, sin terminar") {
		t.Errorf("in the middle: %q", got)
	}
	s = begin(t, book())
	s.untilMigrated("abc1234 uno")
	s.now = s.now.Add(3 * time.Minute)
	s.passes("health", time.Second, nil)
	s.passes("smoke", time.Second, nil)
	s.says(runbook.StepStarted{Step: "notify"})
	if _, _, got := Notice(s.run, catalogue(t, text.ES), "deployed"); !strings.Contains(got, "Estado: SUCCESS con desviaciones") {
		t.Errorf("over its budget: %q", got)
	}
}

func TestANoticeShowsNoControls(t *testing.T) {
	s := begin(t, book())
	s.says(runbook.RollbackStarted{Reason: "a\x1b]0;title\x07b\rc"})
	if _, _, got := Notice(s.run, catalogue(t, text.ES), "rolled_back"); strings.ContainsAny(got, "\x1b\x07\r") {
		t.Errorf("got %q", got)
	}
}

func TestAnUnknownNoticeIsNothing(t *testing.T) {
	if title, to, message := Notice(begin(t, book()).run, catalogue(t, text.ES), "nobody"); title != "" || to != nil || message != "" {
		t.Error("something came of nothing")
	}
}

func TestANoticeKeepsTheLanguageOfItsRun(t *testing.T) {
	s := begin(t, book())
	s.untilDown()
	_, _, want := Notice(s.run, catalogue(t, text.ES), "deployed")
	if _, _, got := Notice(s.run, catalogue(t, text.EN), "deployed"); got != want {
		t.Errorf("for an English screen %q, want %q", got, want)
	}
}
