package runbook

import "testing"

// TestNextStopIsWhereTheRunStopsNext walks whole runs and holds every foretold stop
// against the gate that came.
func TestNextStopIsWhereTheRunStopsNext(t *testing.T) {
	whenPassed := func(w *walk) {
		w.run.Steps["manual"].Step.When = `passed("health")`
		for i := range w.run.Book.Stages {
			w.run.Book.Stages[i].Advance = "auto"
		}
	}
	for name, prepare := range map[string]func(*walk){
		"with a condition on a step that is still to pass": whenPassed,
		"by the book":  func(*walk) {},
		"step by step": func(w *walk) { w.run.Info.StepByStep = true },
		"rolled back":  func(w *walk) { w.outcome["migrate"] = AttemptResult{Exit: 1, Reached: true} },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWalk(t)
			prepare(w)
			foretold := 0
			for range 100 {
				_, waits := Next(w.run, w.session).(Wait)
				stop, stops := w.run.NextStop()
				known := w.run.PrereqsClosed && !waits
				g := w.gate()
				switch {
				case !known || g.Kind == GateFailure:
				case !stops && g.Kind != "finished" || stops && g.Key() != stop.Key():
					t.Fatalf("foretold %q (%v), came %s", stop.Key(), stops, g.Key())
				default:
					foretold++
				}
				if g.Kind == "finished" {
					break
				}
				if g.Kind == GateFailure {
					w.must(AskRollback{Reason: "failed"})
					continue
				}
				w.answer(g)
			}
			if foretold < 3 {
				t.Errorf("only %d stops were foretold", foretold)
			}
		})
	}
}

func TestNextStep(t *testing.T) {
	w := newWalk(t)
	w.until("stage:2")
	if next := w.run.NextStep(); next == nil || next.ID != w.run.Book.Stages[1].Steps[0].ID {
		t.Errorf("before a stage its first step follows, not %+v", next)
	}
	w.until("checklist:manual")
	want, before := "", ""
	for _, step := range w.run.Book.AllSteps {
		if before == "manual" {
			want = step.ID
		}
		before = step.ID
	}
	got := ""
	if next := w.run.NextStep(); next != nil {
		got = next.ID
	}
	if got != want {
		t.Errorf("after manual comes %q, not %q", want, got)
	}
}

// A condition is judged as it will be: what it waits for has not happened, but will if nothing fails.
func TestNextStepKnowsWhatWillApply(t *testing.T) {
	w := newWalk(t)
	w.until("stage:2")
	w.answer(w.gate())
	w.answer(w.gate())
	w.record(StepStarted{Step: "stop"})
	follows := w.run.NextStep()
	for when, want := range map[string]bool{`passed("stop")`: true, `failed("stop")`: false, `skipped("backup")`: false} {
		follows.When = when
		if got := w.run.NextStep(); (got == follows) != want {
			t.Errorf("%s: %v follows", when, got)
		}
	}
}

// The rollback's clock may name the step at which services answer again: what a person does after it is not counted (9.1).
func TestRollbackClockStopsWhereTheBookSays(t *testing.T) {
	w := newWalk(t)
	clock := w.run.Book.Clocks[ClockRollback]
	clock.Until = []string{"rollback.health"}
	w.run.Book.Clocks[ClockRollback] = clock
	w.outcome["migrate"] = AttemptResult{Exit: 1, Reached: true}
	w.until("failure")
	w.must(AskRollback{Reason: "failed"})
	w.until("finished")
	reading := w.run.Clock(ClockRollback, w.run.Ended)
	if whole := w.run.Ended.Sub(w.run.RollbackStarted); reading.Running || reading.Elapsed <= 0 || reading.Elapsed >= whole {
		t.Errorf("%v of %v, running %v", reading.Elapsed, whole, reading.Running)
	}
}
