package runbook

import (
	"slices"
	"testing"
)

// lose comes to the migration and loses it; what is alive of it is then looked at, with its checks.
func (w *walk) lose() Action {
	w.t.Helper()
	w.until("responsible:Ejecutar")
	w.answer(w.gate())
	for range 50 {
		switch a := Next(w.run, w.session).(type) {
		case Wait:
			w.answer(a.Gate)
		case FollowAttempt:
			if a.Step == "migrate" {
				w.record(AttemptLost{Step: a.Step, Attempt: a.Attempt, Why: Phrase{ID: "x"}})
				look, is := Next(w.run, w.session).(ObserveChecks)
				if !is {
					w.t.Fatalf("nobody looks before a person is asked: %T", Next(w.run, w.session))
				}
				w.act(look)
				return Next(w.run, w.session)
			}
			w.act(a)
		default:
			w.act(a)
		}
	}
	w.t.Fatal("the migration never came")
	return nil
}

// The book may let a lost step run again by itself, but not beside what is left of it, nor where that is not known.
func TestLostStepIsNotRunBesideItself(t *testing.T) {
	for name, alive := range map[string][]Process{"alive": {{PID: 12}}, "nothing alive": nil} {
		t.Run(name, func(t *testing.T) {
			w := newWalk(t)
			w.alive = alive
			step := w.run.Steps["migrate"].Step
			step.Idempotent, step.Resume = true, "rerun"
			_, again := w.lose().(Conclude)
			if again != (alive == nil) {
				t.Errorf("run again: %v", again)
			}
		})
	}
}

// Good checks of a lost step pass nothing: a person may mark it done or failed, or have it run again.
func TestUnknownStepIsAPersonsToJudge(t *testing.T) {
	w := newWalk(t)
	wait, waits := w.lose().(Wait)
	if !waits || wait.Gate.Kind != GateUnknown {
		t.Fatalf("at %+v", wait)
	}
	for _, c := range []Choice{ChooseRecheck, ChooseRetry, ChooseFailed, ChooseRollback} {
		if !slices.Contains(wait.Gate.Choices, c) {
			t.Errorf("no %s among %v", c, wait.Gate.Choices)
		}
	}
	if got := w.do(MarkFailed{Step: "migrate"}); got != "reason.missing" {
		t.Errorf("judged without a reason: %q", got)
	}
	step := w.run.Steps["migrate"].Step
	step.Idempotent, step.Retry = true, 3 // a person said no: running it again is no answer to that
	w.must(Recheck{Step: "migrate"})
	look, is := Next(w.run, w.session).(ObserveChecks)
	if !is {
		t.Fatalf("next is %T", Next(w.run, w.session))
	}
	w.act(look)
	w.must(MarkFailed{Step: "migrate", Reason: "la tabla no existe"})
	if g := w.gate(); g.Kind != GateFailure || len(w.run.Steps["migrate"].Attempts) != 1 {
		t.Errorf("at %s", g.Key())
	}
	w.must(Retry{Step: "migrate"})
	if w.run.Steps["migrate"].JudgedFailed != nil {
		t.Error("the judgement stays over a new attempt")
	}
}
