package engine

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"paso/runbook"
	"paso/runbook/host"
)

// TestLockedOutBeforeAnything: the run ends as aborted, with its report, and touches nothing.
func TestLockedOutBeforeAnything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		r.host.holder = &host.Holder{Owner: "Luis", Run: "another"}
		o, err := r.walk()
		var locked *host.LockedError
		if !errors.As(err, &locked) || o.run.Outcome != runbook.Aborted {
			t.Fatalf("got %v, %q", err, o.run.Outcome)
		}
		r.exactlyOnce()
		if o.run.EndReason != "Luis · another" || len(r.host.files) > 0 {
			t.Errorf("reason %q, published %v", o.run.EndReason, r.host.files)
		}
		if r.host.holder.Run != "another" || !r.host.removed || len(o.run.Reports) != 1 {
			t.Errorf("lock %+v, cleaned %v, reports %v", r.host.holder, r.host.removed, o.run.Reports)
		}
	})
}

// TestLockTakenOverAtAGate: the heartbeat finds out, the run stays open.
func TestLockTakenOverAtAGate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		o := r.operator()
		o.react = func(_ *operator, e *Engine, u Update, gate *runbook.Gate) bool {
			if gate != nil && gate.Kind == runbook.GateStage {
				r.host.set(func() { r.host.holder = &host.Holder{Owner: "Luis", Run: "another", Epoch: 99} })
				return true
			}
			return false
		}
		began := time.Now()
		err := o.walk(t.Context(), t, r.engine())
		var lost *host.LockLostError
		if !errors.As(err, &lost) || r.fold().Paused == nil || r.fold().Paused.Why != "locked" || r.fold().Over() {
			t.Fatalf("got %v, paused %v", err, r.fold().Paused)
		}
		if took := time.Since(began); took > 2*defaultHeartbeat {
			t.Errorf("took %s", took)
		}
		r.exactlyOnce()

		// The next paso of this run finds the lock with the other, and nothing has started.
		_, err = r.walk()
		var locked *host.LockedError
		if !errors.As(err, &locked) {
			t.Errorf("resumed: %v", err)
		}
	})
}

// TestLockTakenOverBetweenTwoBeats: no step is sent under a lock that is somebody else's.
func TestLockTakenOverBetweenTwoBeats(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		r.options = func(o *Options) { o.HeartbeatEvery = longTime }
		r.host.scripts["one"] = func(t *tty) host.Result {
			t.host.set(func() { t.host.holder = &host.Holder{Owner: "Luis", Run: "another", Epoch: 99} })
			return passed
		}
		_, err := r.walk()
		var lost *host.LockLostError
		if !errors.As(err, &lost) {
			t.Errorf("got %v", err)
		}
		r.exactlyOnce("one-1")

		_, err = r.walk() // it has started something, so it stays open
		var locked *host.LockedError
		if !errors.As(err, &locked) || r.fold().Over() {
			t.Errorf("resumed: %v, outcome %q", err, r.fold().Outcome)
		}
		r.exactlyOnce("one-1")

		r.host.holder = nil
		if o, err := r.walk(); err != nil || o.run.Outcome != runbook.Success {
			t.Errorf("lock free again: %v", err)
		}
		r.exactlyOnce("one-1", "two-1")
	})
}

// TestLockTakenOverWhileTheLinkIsDown is found out as soon as it is up again.
func TestLockTakenOverWhileTheLinkIsDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		r.options = func(o *Options) { o.HeartbeatEvery = longTime }
		r.host.scripts["one"] = func(t *tty) host.Result {
			t.host.set(func() { t.host.holder = &host.Holder{Owner: "Luis", Run: "another", Epoch: 99} })
			t.host.cut()
			t.wait(time.Hour)
			return passed
		}
		began := time.Now()
		_, err := r.walk()
		var lost *host.LockLostError
		if took := time.Since(began); !errors.As(err, &lost) || took > time.Minute {
			t.Errorf("after %s: %v", took, err)
		}
	})
}

// TestTwoEnginesOneLock on the real lock of this machine: one wins, the other has done nothing.
func TestTwoEnginesOneLock(t *testing.T) {
	first := newPlace(t, plainBook)
	second := newPlace(t, plainBook)
	second.lock, second.id = first.lock, "run-2"
	second.create(plainBook)
	answers := answersFor(t, first.book(), plainAnswers)
	o, other := &operator{answers: answers}, &operator{answers: answers}
	var otherErr error
	o.react = func(_ *operator, _ *Engine, _ Update, gate *runbook.Gate) bool {
		if gate != nil && gate.Kind == runbook.GatePrerequisites && other.run == nil {
			otherErr = other.walk(t.Context(), t, second.engine(false))
		}
		return false
	}
	if err := o.walk(t.Context(), t, first.engine(false)); err != nil || o.run.Outcome != runbook.Success {
		t.Errorf("first: %v, %q", err, o.run.Outcome)
	}
	var locked *host.LockedError
	if !errors.As(otherErr, &locked) || other.run.Outcome != runbook.Aborted || locked.Run != "run-1" {
		t.Errorf("second: %v, %q", otherErr, other.run.Outcome)
	}
}
