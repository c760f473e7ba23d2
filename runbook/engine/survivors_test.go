package engine

import (
	"errors"
	"testing"
	"testing/synctest"

	"paso/runbook"
	"paso/runbook/host"
)

// lostStep leaves a run at a step whose outcome nobody knows, with those processes of it alive.
func lostStep(t *testing.T, r *rig, alive ...host.Process) {
	t.Helper()
	r.host.scripts["one"] = longStep
	r.leave()
	r.host.killAll()
	synctest.Wait()
	r.host.set(func() {
		r.host.attempts["one-1"].result, r.host.attempts["one-1"].lost = nil, true
		r.host.status = func(string) host.Status { return host.Lost{} }
		r.host.alive = map[string][]host.Process{"one-1": alive}
	})
}

// What is known of a step whose end nobody saw is looked at before anybody is asked, and again when they want to.
func TestUnknownStepIsLookedAt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		lostStep(t, r, host.Process{PID: 12, User: "deploy", Command: "sleep 1000"})
		o, looked := r.operator(), false
		o.react = func(_ *operator, e *Engine, _ Update, gate *runbook.Gate) bool {
			if gate != nil && gate.Kind == runbook.GateUnknown && !looked {
				looked = true
				r.host.set(func() { r.host.alive = nil })
				e.Do(runbook.Recheck{Step: "one"})
				return true
			}
			return false
		}
		var paused *PausedError
		if err := o.walk(t.Context(), t, r.engine()); !errors.As(err, &paused) {
			t.Fatal(err)
		}
		seen := eventsOf[runbook.SurvivorsObserved](r)
		if len(seen) != 2 || len(seen[0].Processes) != 1 || seen[0].Processes[0].PID != 12 || len(seen[1].Processes) != 0 {
			t.Errorf("seen %+v", seen)
		}
		if n := len(eventsOf[runbook.ChecksObserved](r)); n != 2 {
			t.Errorf("checks made %d times", n)
		}
		if p := r.fold().Steps["one"]; p.State != runbook.StateUnknown || r.fold().OpenGate != "unknown:one" {
			t.Errorf("state %s at %q", p.State, r.fold().OpenGate)
		}
		r.exactlyOnce("one-1")
	})
}

// A person may judge it failed; then it is a failure, and nothing runs by itself.
func TestUnknownStepIsJudgedFailed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		lostStep(t, r)
		o, judged := r.operator(), false
		o.react = func(_ *operator, e *Engine, _ Update, gate *runbook.Gate) bool {
			if gate != nil && gate.Kind == runbook.GateUnknown && !judged {
				judged = true
				e.Do(runbook.MarkFailed{Step: "one", Reason: "the table is not there"})
				return true
			}
			return false
		}
		var paused *PausedError
		if err := o.walk(t.Context(), t, r.engine()); !errors.As(err, &paused) {
			t.Fatal(err)
		}
		p := r.fold().Steps["one"]
		if p.State != runbook.StateFailed || p.JudgedFailed == nil || p.JudgedFailed.Reason != "the table is not there" {
			t.Errorf("%s, %+v", p.State, p.JudgedFailed)
		}
		r.exactlyOnce("one-1")
	})
}

// Nothing that is alive has a secret in what is recorded of it.
func TestCommandLinesAreCensored(t *testing.T) {
	c := newCensor([]string{"hunter2hunter2"})
	e, is := c.event(runbook.SurvivorsObserved{Processes: []runbook.Process{{PID: 1, Command: "psql --password=hunter2hunter2"}}}).(runbook.SurvivorsObserved)
	if !is || e.Processes[0].Command == "psql --password=hunter2hunter2" {
		t.Errorf("%+v", e)
	}
}
