package engine

import (
	"testing"
	"testing/synctest"
	"time"

	"paso/runbook"
)

// leavingAtTheEnd is a person who wants to leave as soon as the outcome is there.
func leavingAtTheEnd(r *rig) *operator {
	o, asked := r.operator(), false
	o.react = func(o *operator, e *Engine, _ Update, _ *runbook.Gate) bool {
		if o.run.Over() && !asked {
			asked = true
			e.Do(runbook.Pause{Why: "operator"})
		}
		return false
	}
	return o
}

// TestLeavingAfterTheEndCleansFirst: logs and shell states on the target hold secrets, and nobody takes up a run that is over.
func TestLeavingAfterTheEndCleansFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		r.options = func(o *Options) {
			o.Report = func(*runbook.Run) (string, []byte, error) {
				<-time.After(time.Second) // of the clock of the bubble
				return "report.md", []byte("report"), nil
			}
		}
		if err := leavingAtTheEnd(r).walk(t.Context(), t, r.engine()); err != nil {
			t.Fatal(err)
		}
		if !r.host.removed || len(eventsOf[runbook.TargetCleaned](r)) != 1 {
			t.Errorf("removed %v, events %v", r.host.removed, eventsOf[runbook.TargetCleaned](r))
		}
	})
}

// TestLeavingAfterTheEndWaitsNotForEver: a target that does not answer keeps nobody.
func TestLeavingAfterTheEndWaitsNotForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		r.host.stuck = true
		began := time.Now()
		if err := leavingAtTheEnd(r).walk(t.Context(), t, r.engine()); err != nil {
			t.Fatal(err)
		}
		if waited := time.Since(began); waited > 2*leaveGrace || r.host.removed {
			t.Errorf("waited %s, removed %v", waited, r.host.removed)
		}
	})
}
