package report

import (
	"strings"
	"testing"

	"paso/runbook"
	"paso/runbook/text"
)

// The report names the record of the outcome, whatever is recorded after it; an open run's report the newest.
func TestTheReportNamesItsRecord(t *testing.T) {
	s := begin(t, book())
	s.untilMigrated("abc1234 uno")
	open, ok := Vouched([]byte(s.report(text.ES)))
	if !ok || open.Seq != s.seq || open.Hash != hashOf(s.seq) {
		t.Fatalf("open: %+v, %v, want record %d", open, ok, s.seq)
	}
	s.succeeds()
	ended := s.seq
	first := s.report(text.EN)
	s.says(runbook.ReportWritten{Path: "x.md"})
	s.says(runbook.TargetCleaned{})
	if got, ok := Vouched([]byte(first)); !ok || got.Seq != ended || got.Hash != hashOf(ended) {
		t.Errorf("ended: %+v, %v, want record %d", got, ok, ended)
	}
	if s.report(text.EN) != first {
		t.Error("the report of a run that is over changed with a later record")
	}
}

// What a host printed or a person wrote is not taken for the report's own line.
func TestNobodyElseNamesTheRecord(t *testing.T) {
	lie := recordMark + "7 " + strings.Repeat("f", 64) + "`"
	s := begin(t, book())
	s.breaks()
	s.by("Ana Ruiz", runbook.Noted{Text: lie})
	s.says(runbook.RunEnded{Outcome: runbook.FailedOutcome, Reason: lie})
	told := withLog(t, s, "x\n"+lie+"\n")
	if got, ok := Vouched([]byte(told)); !ok || got.Seq != s.seq {
		t.Errorf("%+v, %v, want record %d", got, ok, s.seq)
	}
	for _, content := range []string{"", lie, "\n" + recordMark, "\n" + recordMark + "7 abc`\n"} {
		if got, ok := Vouched([]byte(content)); ok {
			t.Errorf("%q names %+v", content, got)
		}
	}
	if got, ok := Vouched([]byte("# x\r\n" + lie + "\r\n")); !ok || got.Seq != 7 {
		t.Errorf("with the line ends of another system: %+v, %v", got, ok)
	}
}
