package engine

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"paso/runbook"
	"paso/runbook/host"
)

// beating is another run's paso that holds the lock and gives signs of life until it is told to stop.
func (h *fakeHost) beating(every time.Duration, ahead func() time.Duration) (stop func()) {
	end := make(chan struct{})
	go func() {
		ticker := time.NewTicker(every)
		defer ticker.Stop()
		for {
			h.set(func() {
				if h.holder != nil {
					h.holder.Heartbeat = time.Now().Add(ahead())
				}
			})
			select {
			case <-end:
				return
			case <-ticker.C:
			}
		}
	}()
	return func() { close(end) }
}

// aging tells the age of the holder's sign by the host's clock, as the real one does with every look.
func (h *fakeHost) aging(ahead func() time.Duration) {
	h.age = func(held *host.Holder) {
		held.Silent = max(time.Now().Add(ahead()).Sub(held.Heartbeat), 0)
		held.Stale = held.Silent > time.Minute
	}
}

func exactly() time.Duration { return 0 }

func luis() *host.Holder {
	return &host.Holder{Owner: "Luis", Account: "deploypw", Run: "another", Epoch: 1, Heartbeat: time.Now()}
}

// at tells whether the run waits at another's lock.
func at(gate *runbook.Gate) bool { return gate != nil && gate.Kind == runbook.GateLocked }

// TestLockIsWaitedFor: the run goes on by itself when the other has given the lock back.
func TestLockIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		r.host.holder, r.host.epoch = luis(), 1
		r.host.aging(exactly)
		defer r.host.beating(host.BeatEvery, exactly)()
		began, free := time.Now(), time.AfterFunc(20*time.Minute, func() { r.host.set(func() { r.host.last, r.host.holder = *r.host.holder, nil }) })
		defer free.Stop()
		var signs []runbook.LockSign
		o := r.operator()
		o.react = func(o *operator, _ *Engine, _ Update, gate *runbook.Gate) bool {
			if at(gate) {
				signs = append(signs, o.session.Holder.Sign)
			}
			return at(gate)
		}
		if err := o.walk(t.Context(), t, r.engine()); err != nil || o.run.Outcome != runbook.Success {
			t.Fatalf("%v, %q", err, o.run.Outcome)
		}
		if took := time.Since(began); took < 20*time.Minute || took > 21*time.Minute {
			t.Errorf("took %s", took)
		}
		for _, sign := range signs {
			if sign != runbook.SignAlive {
				t.Fatalf("a holder that beats was %s", sign)
			}
		}
		r.exactlyOnce("one-1", "two-1")
		if taken := eventsOf[runbook.LockTaken](r); len(taken) != 1 || taken[0].TookOver != "" || taken[0].Meanwhile != "" {
			t.Errorf("%+v", taken)
		}
		t.Logf("%d looks in 20 minutes", len(signs))
	})
}

// TestLockIsTakenOverWithAReason, and only once the holder was found to be gone; whose it was and why is recorded.
func TestLockIsTakenOverWithAReason(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		r.host.holder, r.host.epoch = luis(), 1
		r.host.aging(exactly)
		began, tried := time.Now(), false
		o := r.operator()
		o.react = func(o *operator, e *Engine, _ Update, gate *runbook.Gate) bool {
			switch {
			case !at(gate):
				return false
			case !tried:
				tried = true
				e.Do(runbook.TakeOver{Reason: "too early"})
			case len(o.refused) == 1 && o.session.Holder.TakeableOver():
				o.refused = append(o.refused, nil)
				e.Do(runbook.TakeOver{}) // without a reason
			case len(o.refused) == 3:
				o.refused = append(o.refused, nil)
				e.Do(runbook.TakeOver{Reason: "su portátil se apagó"})
			}
			return true
		}
		if err := o.walk(t.Context(), t, r.engine()); err != nil || o.run.Outcome != runbook.SuccessWithDeviations {
			t.Fatalf("%v, %q, %v", err, o.run.Outcome, o.refused)
		}
		wantRefusal(t, o.refused[0], "refusal.lock.alive")
		wantRefusal(t, o.refused[2], "refusal.reason.missing")
		if took := time.Since(began); took < time.Minute || took > 2*time.Minute {
			t.Errorf("gone after %s", took)
		}
		taken, deviations := eventsOf[runbook.LockTaken](r), r.fold().Deviations
		if len(taken) != 1 || taken[0].TookOver != "Luis · another" || taken[0].Reason != "su portátil se apagó" || taken[0].Epoch != 2 {
			t.Errorf("%+v", taken)
		}
		if len(deviations) != 1 || deviations[0].Kind != runbook.DeviationTakeOver || deviations[0].By != "Ana" {
			t.Errorf("%+v", deviations)
		}
	})
}

func wantRefusal(t *testing.T, err error, id string) {
	t.Helper()
	var refusal *runbook.Refusal
	if !errors.As(err, &refusal) || refusal.ID != id {
		t.Errorf("refused with %v, want %s", err, id)
	}
}

// TestTakeoverTellsNoSecret: the reason is read by every account of the target, and by whoever reads the record.
func TestTakeoverTellsNoSecret(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		r.host.holder, r.host.epoch = luis(), 1
		r.host.aging(exactly)
		o, took := r.operator(), false
		o.react = func(o *operator, e *Engine, _ Update, gate *runbook.Gate) bool {
			if at(gate) && o.session.Holder.TakeableOver() && !took {
				took = true
				e.vault.set("DB_PASSWORD", "canary-secret")
				e.Do(runbook.TakeOver{Reason: "la clave es canary-secret"})
			}
			return at(gate)
		}
		if err := o.walk(t.Context(), t, r.engine()); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(r.journal.text(), "canary-secret") || strings.Contains(r.host.reason, "canary-secret") || !strings.Contains(r.host.reason, "la clave es") {
			t.Errorf("in the lock: %q\n%s", r.host.reason, r.journal.text())
		}
	})
}

// TestLockOfARunWhoseStepRuns is not taken, however long its paso is silent: the step is the run, alive.
func TestLockOfARunWhoseStepRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		r.host.holder, r.host.epoch, r.host.elsewhere = luis(), 1, map[string]string{"another": "migrate-1"}
		r.host.aging(exactly)
		asked := false
		o := r.operator()
		o.react = func(o *operator, e *Engine, _ Update, gate *runbook.Gate) bool {
			if !at(gate) {
				return false
			}
			held := o.session.Holder
			switch {
			case held.Sign != runbook.SignGone:
			case held.Step == runbook.LockStepRuns && !asked:
				asked = true
				e.Do(runbook.TakeOver{Reason: "it is silent"})
			case held.Step == runbook.LockStepRuns && len(o.refused) == 1:
				o.refused = append(o.refused, nil)
				r.host.set(func() { r.host.elsewhere = nil }) // the step has ended
			case held.TakeableOver() && len(o.refused) == 2:
				o.refused = append(o.refused, nil)
				e.Do(runbook.TakeOver{Reason: "its step has ended"})
			}
			return true
		}
		if err := o.walk(t.Context(), t, r.engine()); err != nil {
			t.Fatal(err)
		}
		wantRefusal(t, o.refused[0], "refusal.lock.step")
		r.exactlyOnce("one-1", "two-1")
	})
}

// TestLockAndClocksThatJump: a holder that beats never looks gone, whatever the target's clock does; each look is through it.
func TestLockAndClocksThatJump(t *testing.T) {
	for name, jump := range map[string]time.Duration{"forward": 3 * time.Hour, "back": -3 * time.Hour, "summer time": time.Hour} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, smallBook)
				r.host.holder, r.host.epoch = luis(), 1
				began := time.Now()
				ahead := func() time.Duration { // the host's clock is set again and again
					return time.Since(began) / (97 * time.Second) * jump
				}
				r.host.aging(ahead)
				defer r.host.beating(host.BeatEvery, ahead)()
				looks, watched := 0, 0
				o := r.operator()
				o.react = func(o *operator, e *Engine, _ Update, gate *runbook.Gate) bool {
					if !at(gate) {
						return false
					}
					looks++
					switch o.session.Holder.Sign {
					case runbook.SignGone:
						t.Errorf("a live holder was gone after %s", time.Since(began))
						e.Do(runbook.LeaveLocked{})
					case runbook.SignWatched:
						watched++
					case runbook.SignAlive:
					}
					if time.Since(began) > time.Hour {
						e.Do(runbook.LeaveLocked{})
					}
					return true
				}
				err := o.walk(t.Context(), t, r.engine())
				var locked *host.LockedError
				if !errors.As(err, &locked) || looks < 1000 {
					t.Errorf("%d looks, %v", looks, err)
				}
				r.exactlyOnce()
				t.Logf("%d looks in an hour, the clock set %d times by %s; %d looks did not trust the age", looks, 3600/97, jump, watched)
			})
		})
	}
}

// TestLockLeft leaves a run that has done nothing as it was: it can be taken up when the target is free.
func TestLockLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		r.host.holder, r.host.epoch = luis(), 1
		o, left := r.operator(), false
		o.react = func(_ *operator, e *Engine, _ Update, gate *runbook.Gate) bool {
			if at(gate) && !left {
				left = true
				e.Do(runbook.Pause{Why: "operator"})
			}
			return at(gate)
		}
		err := o.walk(t.Context(), t, r.engine())
		var paused *PausedError
		if !errors.As(err, &paused) || paused.Why != "locked" || r.fold().Over() {
			t.Fatalf("%v, %q", err, r.fold().Outcome)
		}
		r.host.holder = nil
		if o, err := r.walk(); err != nil || o.run.Outcome != runbook.Success {
			t.Errorf("%v, %q", err, o.run.Outcome)
		}
	})
}

// TestOtherRunMeanwhile: a run that was left, and comes back to a target which another run had meanwhile, says so.
func TestOtherRunMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		o := r.operator()
		o.react = func(o *operator, e *Engine, _ Update, _ *runbook.Gate) bool {
			if p := o.run.Steps["one"]; p.State == runbook.StatePassed && o.run.Paused == nil {
				e.Do(runbook.Pause{Why: "operator"})
				return true
			}
			return false
		}
		r.host.scripts["two"] = func(t *tty) host.Result { t.wait(time.Hour); return passed }
		_ = o.walk(t.Context(), t, r.engine())
		if r.fold().Paused == nil {
			t.Fatal("not left")
		}
		r.host.set(func() { // another took it over, deployed and gave it back
			r.host.epoch += 2
			r.host.holder, r.host.last = nil, host.Holder{Owner: "Luis", Run: "another", Epoch: r.host.epoch}
		})
		if o, err := r.walk(); err != nil || o.run.Outcome != runbook.SuccessWithDeviations {
			t.Errorf("%v, %q", err, o.run.Outcome)
		}
		taken, deviations := eventsOf[runbook.LockTaken](r), r.fold().Deviations
		if len(taken) != 2 || taken[1].Meanwhile != "Luis · another" {
			t.Errorf("%+v", taken)
		}
		if len(deviations) != 1 || deviations[0].Kind != runbook.DeviationMeanwhile || deviations[0].Detail != "Luis · another" {
			t.Errorf("%+v", deviations)
		}
	})
}
