package runbook

import (
	"testing"
	"time"
)

// consistent holds of every timeline of every run: its spans lie within it and in order, and add up to the totals that the
// run itself keeps.
func consistent(t *testing.T, r *Run, now time.Time) {
	t.Helper()
	if now.Before(r.Last) {
		now = r.Last // the clock was set back
	}
	line := r.Timeline(now)
	var waited time.Duration
	end := line.From
	for _, g := range line.Groups {
		var all time.Duration
		for _, w := range g.Waits {
			all += w.Length()
			inOrder(t, r, Span{From: line.From, To: now}, w)
		}
		waited += all
		if g.Kind == GroupStage && g.Waited != r.Stages[g.Stage].Waited+r.openWait(g.Stage, now) {
			t.Fatalf("stage %d waited %v, its progress says %v", g.Stage, g.Waited, r.Stages[g.Stage].Waited)
		}
		if g.Span.IsZero() {
			continue
		}
		inOrder(t, r, line.Span, g.Span)
		if g.Span.From.Before(end) {
			t.Fatalf("%d/%d begins before the one before it has ended", g.Kind, g.Stage)
		}
		end = g.Span.To
		worked := g.Span.Length()
		for _, quiet := range append(append([]Span(nil), g.Waits...), line.Away...) {
			for _, inside := range (Span{From: line.From, To: now}).without([]Span{{From: line.From, To: g.Span.From}, {From: g.Span.To, To: now}}) {
				worked -= inside.Length() - lengths(inside.without([]Span{quiet}))
			}
		}
		if got := lengths(g.Work); got != worked {
			t.Fatalf("%d/%d worked %v, want %v", g.Kind, g.Stage, got, worked)
		}
		for _, s := range g.Steps {
			inOrder(t, r, g.Span, s.Span)
			for _, a := range s.Attempts {
				inOrder(t, r, g.Span, a.Span)
			}
		}
	}
	if waited != r.WaitedAt(now) {
		t.Fatalf("the waits add up to %v, the run says %v at record %d", waited, r.WaitedAt(now), r.Seq)
	}
	for _, w := range line.Windows {
		var open time.Duration
		for _, s := range w.Spans {
			open += s.Length()
		}
		if open != w.Reading.Elapsed || w.Reading.Over() == w.Spent.IsZero() {
			t.Fatalf("window %+v", w)
		}
	}
}

func lengths(spans []Span) time.Duration {
	var all time.Duration
	for _, s := range spans {
		all += s.Length()
	}
	return all
}

// openWait is what the open gate adds to a stage so far.
func (r *Run) openWait(stage int, now time.Time) time.Duration {
	if !r.gatePlace.inside || r.gatePlace.stage != stage {
		return 0
	}
	return r.WaitedAt(now) - r.Waited
}

func inOrder(t *testing.T, r *Run, outer, inner Span) {
	t.Helper()
	if inner.To.Before(inner.From) || inner.From.Before(outer.From) || inner.To.After(outer.To) {
		t.Fatalf("%v is not within %v at record %d", inner, outer, r.Seq)
	}
}

// timed is a walk whose run is looked at after every record.
func timed(t *testing.T) *walk {
	w := newWalk(t)
	w.watch = func() { consistent(t, w.run, w.now) }
	return w
}

func TestTimelineAddsUpAtEveryRecord(t *testing.T) {
	for name, play := range map[string]func(*walk){
		"success": func(w *walk) { w.until("finished") },
		"rollback": func(w *walk) {
			w.outcome["migrate"] = AttemptResult{Exit: 1}
			w.until("failure")
			w.now = w.now.Add(5 * time.Minute)
			w.must(AskRollback{})
			w.until("finished")
		},
		"rollback fails and is aborted": func(w *walk) {
			w.outcome["migrate"], w.outcome["rollback.stop"] = AttemptResult{Exit: 1}, AttemptResult{Exit: 1}
			w.until("failure")
			w.must(AskRollback{})
			w.until("failure:rollback.stop")
			w.must(Abort{Reason: "mañana"})
			w.until("finished")
		},
		"aborted, then rolled back": func(w *walk) {
			w.outcome["migrate"] = AttemptResult{Exit: 1}
			w.until("failure")
			w.must(Abort{Reason: "mañana"})
			w.until("finished")
			w.now = w.now.Add(time.Hour)
			w.record(Resumed{})
			w.must(AskRollback{})
			w.until("finished")
		},
		"left overnight, and killed": func(w *walk) {
			w.until("stage:2")
			w.now = w.now.Add(time.Minute)
			w.record(Paused{Why: "operator"})
			w.now = w.now.Add(9 * time.Hour)
			w.record(Resumed{})
			w.now = w.now.Add(2 * time.Minute)
			w.record(Noted{Text: "sigo"})
			w.now = w.now.Add(time.Hour)
			w.record(Resumed{}) // killed in between
			w.until("finished")
		},
		"the clock is set back at a gate, and after an attempt": func(w *walk) {
			w.until("stage:2")
			w.now = w.now.Add(-time.Hour)
			w.until("approval")
			w.now = w.now.Add(-time.Minute)
			w.until("finished")
		},
		"over the budget": func(w *walk) {
			w.outcome["migrate"] = AttemptResult{Exit: 1}
			w.until("failure")
			w.now = w.now.Add(3 * time.Minute)
			delete(w.outcome, "migrate")
			w.must(Retry{Step: "migrate"})
			w.until("finished")
		},
	} {
		t.Run(name, func(t *testing.T) { play(timed(t)) })
	}
}

func TestTimelineOfARollback(t *testing.T) {
	w := newWalk(t)
	w.outcome["migrate"] = AttemptResult{Exit: 1}
	w.until("failure")
	asked := w.now
	w.now = w.now.Add(2 * time.Minute)
	w.must(AskRollback{})
	w.until("finished")
	line := w.run.Timeline(w.now.Add(time.Hour))
	if line.Open || !line.To.Equal(w.run.Ended) {
		t.Errorf("a run that is over goes on until %v", line.To)
	}
	failed, back := line.Groups[2], line.Groups[len(line.Groups)-1]
	if !failed.Cut || failed.Open || !failed.Span.To.Equal(w.run.RollbackStarted) {
		t.Errorf("the stage that failed is %+v", failed)
	}
	if got := failed.Waited; got < 2*time.Minute {
		t.Errorf("the wait at the failure, from %v on, is not the stage's: %v", asked, got)
	}
	if last := failed.Steps[len(failed.Steps)-1]; last.Step.ID != "migrate" || last.State != StateFailed || !last.Attempts[0].Failed {
		t.Errorf("the failed step is %+v", last)
	}
	if failed.Steps[0].State != StateRolledBack {
		t.Errorf("%s is %s", failed.Steps[0].Step.ID, failed.Steps[0].State)
	}
	if back.Kind != GroupRollback || back.Cut || len(back.Steps) != 3 || !back.Span.To.Equal(w.run.Ended) {
		t.Errorf("the rollback is %+v", back)
	}
	if never := line.Groups[3]; !never.Span.IsZero() || !never.Plan.IsZero() {
		t.Errorf("a stage that will not come has a plan: %+v", never)
	}
	if spans := line.Windows[0].Spans; len(spans) != 1 || !spans[0].To.Equal(back.Steps[2].Span.To) {
		t.Errorf("services were down %v", spans)
	}
}

func TestTimelinePlansWhatIsToCome(t *testing.T) {
	w := newWalk(t)
	for i := range w.run.Book.Stages {
		w.run.Book.Stages[i].Estimate = Duration(10 * time.Minute)
	}
	w.until("stage:2")
	w.answer(w.gate())
	w.answer(w.gate())
	w.record(StageStarted{Stage: 2})
	start := w.now
	for late, due := range map[time.Duration]time.Duration{time.Minute: 10 * time.Minute, 15 * time.Minute: 15 * time.Minute} {
		groups := w.run.Timeline(start.Add(late)).Groups
		want := []time.Time{start, start.Add(due), start.Add(due + 10*time.Minute)}
		for i, at := range want {
			if plan := groups[2+i].Plan; !plan.From.Equal(at) || plan.Length() != 10*time.Minute {
				t.Errorf("after %v stage %d is due at %v, want %v", late, 2+i, plan.From, at)
			}
		}
	}
}

func TestTimeAwayIsNotWaiting(t *testing.T) {
	w := newWalk(t)
	w.until("stage:2")
	opened := w.now
	w.now = w.now.Add(time.Minute)
	w.record(Paused{Why: "operator"})
	w.now = w.now.Add(9 * time.Hour)
	w.record(Resumed{})
	w.now = w.now.Add(2 * time.Minute)
	line := w.run.Timeline(w.now)
	if len(line.Away) != 1 || line.Away[0].Length() != 9*time.Hour {
		t.Errorf("away %v", line.Away)
	}
	waits := line.Groups[2].Waits
	if len(waits) != 2 || !waits[0].From.Equal(opened) || waits[0].Length() != time.Minute || waits[1].Length() != 2*time.Minute {
		t.Errorf("waits %v", waits)
	}
}

func TestSpentBudgetHasItsMoment(t *testing.T) {
	w := newWalk(t)
	w.outcome["migrate"] = AttemptResult{Exit: 1}
	w.until("failure")
	opened := w.run.Clock("downtime", w.now).Spans[0].From
	if got := w.run.Timeline(opened.Add(2 * time.Minute)).Windows[0].Spent; !got.IsZero() {
		t.Errorf("spent at %v with two minutes of two", got)
	}
	if got := w.run.Timeline(opened.Add(3 * time.Minute)).Windows[0].Spent; !got.Equal(opened.Add(2 * time.Minute)) {
		t.Errorf("spent at %v, opened at %v", got, opened)
	}
}

// A laptop that sleeps stops one of the two clocks in a time of Go. Nobody sees which one a run counts by, until it sleeps.
func TestRunCountsByTheWallClock(t *testing.T) {
	run, now := NewRun(testBook(t)), time.Now()
	if err := run.Apply(Record{Seq: 1, Time: now, Event: RunStarted{ID: "r"}}); err != nil {
		t.Fatal(err)
	}
	if run.Started != now.Round(0) { // equal with their clocks, not only as moments
		t.Errorf("%v has a second clock", run.Started)
	}
}
