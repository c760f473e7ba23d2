package engine

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"paso/runbook"
	"paso/runbook/host"
)

// undoingBook has a rollback of three steps, and a window.
var undoingBook = strings.Replace(smallBook, `[[rollback.step]]
id = "rollback.one"
title = "Deshacer"
run = 'undo'
`, `[[rollback.step]]
id = "rollback.one"
title = "Parar"
run = 'undo one'
[[rollback.step]]
id = "rollback.two"
title = "Deshacer"
when = 'started("two")'
run = 'undo two'
[[rollback.step.check]]
command = 'true'
[[rollback.step]]
id = "rollback.three"
title = "Validar"
run = 'undo three'
`, 1)

// rollsBackAfterEnd asks for a rollback, and for its start, at the call with this number, and goes on to the end.
func rollsBackAfterEnd(t *testing.T, at int) (call string) {
	r := newRig(t, undoingBook)
	o := r.operator()
	o.answers.OnFailure = runbook.FailureRollsBack
	e := r.engine()
	r.host.fault = func(n int, name string) (before, after error) {
		if n == at {
			call = name
			e.Do(runbook.AskRollback{Reason: "se ve mal"})
			e.Do(runbook.StartRollback{})
		}
		return nil, nil
	}
	if err := o.walk(t.Context(), t, e); err != nil {
		t.Errorf("%s: %v", call, err)
	}
	run := r.fold()
	if run.Outcome != runbook.RolledBackOutcome || !run.Cleaned || run.Lock != nil || r.host.holder != nil || r.host.prepared {
		t.Errorf("at %s: %s, cleaned %v, lock %v held by %v, a directory on the target %v, %v",
			call, run.Outcome, run.Cleaned, run.Lock, r.host.holder, r.host.prepared, o.refused)
	}
	r.exactlyOnce("one-1", "two-1", "rollback.one-1", "rollback.two-1", "rollback.three-1")
	return call
}

// TestRollbackWhileTheTargetIsGivenBack: the outcome is fixed and the lock is on its way back, or the run's directory is being
// removed, when the operator turns back: the rollback has both again, and gives both back.
func TestRollbackWhileTheTargetIsGivenBack(t *testing.T) {
	var calls []string
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, undoingBook)
		if _, err := r.walk(); err != nil {
			t.Fatal(err)
		}
		calls = r.host.calls
	})
	var met []string
	for at := slices.Index(calls, "WriteFile"); at < len(calls); at++ {
		synctest.Test(t, func(t *testing.T) { met = append(met, rollsBackAfterEnd(t, at)) })
	}
	if !slices.Contains(met, "Unlock") || !slices.Contains(met, "Remove") {
		t.Errorf("met only %v of %v", met, calls)
	}
	t.Logf("turned back at %v", met)
}

// TestRollbackGoesOnFromEveryRecord: paso dies before each record of a rollback in turn, whether the host had already done
// what the record tells or not. The next paso carries the rollback to its end, and each step of it ran once.
func TestRollbackGoesOnFromEveryRecord(t *testing.T) {
	failing := func(t *testing.T) *rig {
		r := newRig(t, undoingBook)
		r.host.scripts["two-1"] = func(*tty) host.Result { return host.Result{Exit: 1, State: host.StateOK} }
		return r
	}
	rollsBack := func(t *testing.T, r *rig) error {
		o := r.operator()
		o.answers.OnFailure = runbook.FailureRollsBack
		return o.walk(t.Context(), t, r.engine())
	}
	first, last := 0, 0
	synctest.Test(t, func(t *testing.T) {
		r := failing(t)
		if err := rollsBack(t, r); err != nil {
			t.Fatal(err)
		}
		for i, rec := range r.history() {
			if _, is := rec.Event.(runbook.RollbackAsked); is {
				first = i + 1
			}
		}
		last = len(r.history())
	})
	for n := first; n <= last; n++ {
		synctest.Test(t, func(t *testing.T) {
			r := failing(t)
			r.journal.failAt = n
			if err := rollsBack(t, r); err == nil {
				t.Fatalf("record %d was written", n)
			}
			r.journal.failAt = 0
			if err := rollsBack(t, r); err != nil {
				t.Errorf("died before record %d: %v", n, err)
			}
			run := r.fold()
			if run.Outcome != runbook.RolledBackOutcome || run.Lock != nil || r.host.prepared {
				t.Errorf("died before record %d: %s, lock %v, a directory on the target %v", n, run.Outcome, run.Lock, r.host.prepared)
			}
			r.exactlyOnce("one-1", "two-1", "rollback.one-1", "rollback.two-1", "rollback.three-1")
		})
	}
	t.Logf("died before each of records %d to %d", first, last)
}
