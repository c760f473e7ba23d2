package engine

import (
	"testing"
	"testing/synctest"

	"paso/runbook"
)

// A takeover whose answer is lost with the connection has happened: the try that follows finds the lock to be ours.
func TestTakeoverIsRecordedThoughItsAnswerWasLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		r.host.holder, r.host.epoch = luis(), 1
		r.host.aging(exactly)
		asked, cut := false, false
		r.host.fault = func(_ int, call string) (before, after error) {
			if call == "Lock" && asked && !cut {
				cut = true
				return nil, errCut
			}
			return nil, nil
		}
		o := r.operator()
		o.react = func(o *operator, e *Engine, _ Update, gate *runbook.Gate) bool {
			if at(gate) && o.session.Holder.TakeableOver() && !asked {
				r.host.set(func() { asked = true })
				e.Do(runbook.TakeOver{Reason: "su portátil se apagó"})
			}
			return at(gate)
		}
		if err := o.walk(t.Context(), t, r.engine()); err != nil || o.run.Outcome != runbook.SuccessWithDeviations {
			t.Errorf("%v, %q", err, o.run.Outcome)
		}
		taken := eventsOf[runbook.LockTaken](r)
		if !cut || len(taken) != 1 || taken[0].TookOver != "Luis · another" || taken[0].Reason != "su portátil se apagó" {
			t.Errorf("cut %v, %+v", cut, taken)
		}
	})
}
