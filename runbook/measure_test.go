package runbook

import (
	"testing"
	"time"
)

// What was judged by is read back from the recorded evidence, not measured again: a clock has gone on since.
func TestMeasuresAreThoseOfTheJudgement(t *testing.T) {
	w := newWalk(t)
	w.run.Book.Criteria = append(w.run.Book.Criteria,
		Criterion{ID: "both", Holds: `passed("health") && clock('total') <= 3600 && latency("health") < 500`},
		Criterion{ID: "bare", Holds: `clock("total") > clock("downtime")`},
		Criterion{ID: "sum", Holds: `clock("total") < 60 * 60`},
		Criterion{ID: "between", Holds: `clock("total") > 1 and clock("total") < 3600`})
	w.until("criteria")
	w.now = w.now.Add(time.Hour)
	w.answer(w.gate())
	w.until("finished")
	want := w.run.Clock("downtime", w.now).Elapsed
	if got := w.run.Measures(w.run.Book.Criteria[0]); len(got) != 1 || got[0] != (Measure{Kind: "clock", Name: "downtime", Value: want, Than: "<", Limit: 2 * time.Minute}) {
		t.Errorf("downtime %+v, want %v", got, want)
	}
	if got := w.run.Measures(w.run.Book.Criteria[1]); got != nil {
		t.Errorf("a person measured %+v", got)
	}
	both := w.run.Measures(w.run.Book.Criteria[2])
	if len(both) != 1 || both[0].Than != "<=" || both[0].Limit != time.Hour || both[0].Value > 10*time.Minute {
		t.Errorf("%+v: the clock as it was judged, and no latency, as none was observed", both)
	}
	if bare := w.run.Measures(w.run.Book.Criteria[3]); len(bare) != 2 || bare[0].Than != "" || bare[1].Value != want {
		t.Errorf("%+v", bare)
	}
	if sum := w.run.Measures(w.run.Book.Criteria[4]); len(sum) != 1 || sum[0].Than != "" {
		t.Errorf("%+v: 60 is not its limit", sum)
	}
	if both := w.run.Measures(w.run.Book.Criteria[5]); len(both) != 2 || both[0].Than+both[1].Than != "><" || both[0].Limit != time.Second {
		t.Errorf("%+v", both)
	}
}

func TestEvidenceIsCutAndNotRounded(t *testing.T) {
	w := newWalk(t)
	w.outcome["migrate"] = AttemptResult{Exit: 1}
	w.until("failure")
	w.now = w.run.Clock("downtime", w.now).Spans[0].From.Add(81*time.Second + 970*time.Millisecond)
	w.record(Noted{Text: "x"})
	if got := w.run.evidence(w.run.Book.Criteria[0]); got != `clock("downtime") < 120; clock("downtime") = 81.9 s` {
		t.Error(got)
	}
}
