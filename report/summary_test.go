package report

import (
	"strings"
	"testing"

	"paso/runbook"
	"paso/runbook/text"
)

func TestSummaryIsTheRunOnOnePage(t *testing.T) {
	s := begin(t, book())
	s.breaks()
	s.rollsBack()
	got := string(Summary(s.run, catalogue(t, text.EN), s.now, nil))
	if !strings.HasPrefix(got, "## ") || !strings.Contains(strings.SplitN(got, "\n", 2)[0], "ROLLBACK") {
		t.Errorf("the outcome does not come first:\n%s", got)
	}
	for _, want := range []string{s.run.Info.ID, "Ana Ruiz", "la migración falló", "| Downtime"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

func TestSummaryShowsNoMarkupOfOthers(t *testing.T) {
	s := begin(t, book())
	s.says(runbook.RollbackStarted{Reason: "<img src=x>\n| a | ::add-mask::b \x1b[2J"})
	if got := string(Summary(s.run, catalogue(t, text.ES), s.now, nil)); strings.ContainsAny(got, "\x1b") || !strings.Contains(got, `\<img src=x\>`) || strings.Contains(got, "\n| a |") {
		t.Errorf("got\n%s", got)
	}
}
