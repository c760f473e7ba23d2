package runbook

import (
	"slices"
	"testing"
	"time"
)

// A second rollback does its steps again: what the first one did does not count, and
// what its plan does not list does not run.
func TestSecondRollbackStartsAnew(t *testing.T) {
	w := newWalk(t)
	w.outcome["stop"] = AttemptResult{Exit: 1}
	w.outcome["rollback.health"] = AttemptResult{Exit: 1}
	w.until("failure")
	w.must(AskRollback{})
	w.must(StartRollback{})
	w.until("failure:rollback.health")
	w.must(Abort{Reason: "otro día"})
	w.until("finished")
	delete(w.outcome, "rollback.health")
	w.must(AskRollback{})
	w.must(StartRollback{})
	w.until("finished")
	if w.run.Outcome != RolledBackOutcome {
		t.Errorf("outcome %s", w.run.Outcome)
	}
	if n := len(w.run.Steps["rollback.stop"].Attempts); n != 2 {
		t.Errorf("rollback.stop has %d attempts of 2: the second rollback did nothing", n)
	}
	if p := w.run.Steps["rollback.database"]; p.State != StateNA || len(p.Attempts) != 0 {
		t.Errorf("rollback.database is %s with %d attempts though no migration had started", p.State, len(p.Attempts))
	}
}

// Running a script again is no answer to a person's no, and nobody's word replaces the A's.
func TestRejectionIsNotWorkedAround(t *testing.T) {
	w := newWalk(t)
	step := w.run.Steps["manual"].Step
	step.Idempotent, step.Retry, step.Run = true, 3, "true"
	w.until("approval")
	w.must(Approve{Step: "manual", Activity: "Validar", Person: "Quique", No: true, Note: "no funciona"})
	g := w.gate()
	if g.Kind != GateFailure || len(w.run.Steps["manual"].Attempts) != 1 {
		t.Fatalf("at %s with %d attempts", g.Key(), len(w.run.Steps["manual"].Attempts))
	}
	if slices.Contains(g.Choices, ChooseMark) {
		t.Errorf("choices %v", g.Choices)
	}
	if got := w.do(MarkDone{Step: "manual", Reason: "lo he visto"}); got != "approval" {
		t.Errorf("marked over the A's no: %q", got)
	}
}

func TestRerunsAreBounded(t *testing.T) {
	w := newWalk(t)
	step := w.run.Steps["migrate"].Step
	step.Idempotent, step.Resume = true, "rerun"
	w.until("responsible:Ejecutar")
	w.answer(w.gate())
	for range 10 {
		switch a := Next(w.run, w.session).(type) {
		case Wait:
			if a.Gate.Kind == GateUnknown {
				return
			}
			w.answer(a.Gate)
		case FollowAttempt:
			if a.Step == "migrate" {
				w.record(AttemptLost{Step: a.Step, Attempt: a.Attempt, Why: Phrase{ID: "x"}})
				continue
			}
			w.act(a)
		default:
			for range 5 { // the engine's part up to the next follow
				if _, follows := Next(w.run, w.session).(FollowAttempt); follows {
					break
				}
				if _, waits := Next(w.run, w.session).(Wait); waits {
					break
				}
				w.act(Next(w.run, w.session))
			}
		}
	}
	t.Errorf("a lost step was run %d times by itself", len(w.run.Steps["migrate"].Attempts))
}

// A rollback that is asked for while a script runs waits for its end, and nothing else starts.
func TestRollbackAskedWhileAScriptRuns(t *testing.T) {
	w := newWalk(t)
	w.until("responsible:Ejecutar")
	w.answer(w.gate())
	w.record(StageStarted{Stage: 2}, StepStarted{Step: "stop"}, AttemptStarted{Step: "stop", Attempt: 1, ID: "stop-1"})
	w.must(AskRollback{Reason: "QA lo pide"})
	if _, follows := Next(w.run, w.session).(FollowAttempt); !follows {
		t.Fatalf("next is %T", Next(w.run, w.session))
	}
	if got := w.do(StartRollback{}); got != "running" {
		t.Errorf("the rollback began beside a running script: %q", got)
	}
	w.act(FollowAttempt{Step: "stop", Attempt: 1})
	if g := w.gate(); g.Kind != GateRollbackPlan {
		t.Errorf("then at %s", g.Key())
	}
}

func TestSlowestCheckIsTheLatency(t *testing.T) {
	w := newWalk(t)
	w.run.Steps["health"].Checks = []CheckResult{{Latency: 900 * time.Millisecond}, {Latency: 10 * time.Millisecond}}
	if got := w.run.Facts().Latency("health"); got != 900 {
		t.Errorf("latency %v ms", got)
	}
	if got := w.run.Facts().Latency("stop"); got < 1e6 {
		t.Errorf("a step without an http check has the latency %v ms", got)
	}
}
