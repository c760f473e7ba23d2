package engine

import (
	"errors"
	"testing"
	"testing/synctest"

	"paso/runbook"
)

// A target that would end a step with the connection is found out before anything runs; what was done about it since is seen
// when somebody looks again.
func TestKillUserProcessesStopsTheRunBeforeItBegins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		r.host.kills = "yes"
		var gates []string
		o := r.operator()
		o.react = func(_ *operator, e *Engine, _ Update, gate *runbook.Gate) bool {
			if gate == nil || gate.Kind != runbook.GatePreflight {
				return false
			}
			if gates = append(gates, gate.Key()); len(gates) == 1 {
				r.host.set(func() { r.host.kills = "scope" }) // loginctl enable-linger
				e.Do(runbook.RecheckPreflight{})
			}
			return true
		}
		if err := o.walk(t.Context(), t, r.engine()); err != nil {
			var paused *PausedError
			if !errors.As(err, &paused) {
				t.Fatal(err)
			}
		}
		seen := eventsOf[runbook.Preflighted](r)
		if len(gates) == 0 || len(seen) != 2 || runbook.AllOK(seen[0].Results) || !runbook.AllOK(seen[1].Results) {
			t.Errorf("gates %v, seen %+v", gates, seen)
		}
		r.exactlyOnce("one-1", "two-1")
	})
}
