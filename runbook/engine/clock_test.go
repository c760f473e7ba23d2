package engine

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"paso/runbook"
	"paso/runbook/host"
)

// machine is a machine whose clocks a test sets. Time passes by the bubble's clock.
type machine struct {
	began time.Time
	ahead atomic.Int64 // of the wall's clock; a script sets it while the engine looks
}

func (m *machine) read() Reading {
	passed := time.Since(m.began)
	return Reading{Wall: m.began.Add(passed + time.Duration(m.ahead.Load())), Even: passed + 5*time.Hour}
}

// TestClockIsEven: set forward, back, twice, and by what is less than a jump.
func TestClockIsEven(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &machine{began: time.Now()}
		c := NewClock(m.read)
		for _, step := range []struct{ set, jumped time.Duration }{
			{0, 0}, {time.Hour, time.Hour}, {time.Hour, 0}, {time.Hour + time.Second, 0}, {-2 * time.Hour, -3 * time.Hour}, {0, 2 * time.Hour},
		} {
			if err := sleep(t.Context(), 8*time.Hour); err != nil {
				t.Fatal(err)
			}
			m.ahead.Store(int64(step.set))
			if got := c.Jumped(); got != step.jumped {
				t.Errorf("set to %s: jumped %s, want %s", step.set, got, step.jumped)
			}
			if want := m.began.Add(time.Since(m.began)); !c.Now().Equal(want) {
				t.Errorf("set to %s: %s, want %s", step.set, c.Now(), want)
			}
		}
	})
}

// TestThisMachinesClock: the real ones agree with each other, and go.
func TestThisMachinesClock(t *testing.T) {
	c := NewClock(nil)
	before := c.Now()
	if apart := time.Since(before).Abs(); apart > jumpLimit {
		t.Errorf("%s from the wall's clock", apart)
	}
	after := c.Now()
	for !after.After(before) {
		after = c.Now()
	}
	if by := c.Jumped(); by != 0 {
		t.Errorf("jumped %s", by)
	}
}

// TestDurationsWhileTheClockIsSet: in the middle of a step, forward and back, and over a night at a gate. What was measured
// is what passed, and the report can say that the clock was set.
func TestDurationsWhileTheClockIsSet(t *testing.T) {
	for name, set := range map[string]time.Duration{"not at all": 0, "an hour forward": time.Hour, "an hour back": -time.Hour, "a day back": -24 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, downBook)
				m := &machine{began: time.Now()}
				clock := NewClock(m.read)
				r.options = func(o *Options) { o.Now, o.Jumped = clock.Now, clock.Jumped }
				r.host.scripts["one"] = func(t *tty) host.Result {
					t.wait(30 * time.Second)
					m.ahead.Add(int64(set))
					t.wait(60 * time.Second)
					return passed
				}
				o := r.operator()
				o.react = atGate(t, runbook.GateStage, 8*time.Hour)
				if err := o.walk(t.Context(), t, r.engine()); err != nil {
					t.Fatal(err)
				}
				run := r.fold()
				within(t, "the step", run.Steps["one"].Ended.Sub(run.Steps["one"].Started), 90*time.Second)
				within(t, "downtime", run.Clock("downtime", run.Last).Elapsed, 90*time.Second)
				within(t, "waiting", run.Waited, 8*time.Hour)
				within(t, "total", run.Clock("total", run.Last).Elapsed, 8*time.Hour+90*time.Second)
				var jumped time.Duration
				for _, jump := range run.Jumps {
					jumped += jump.By
				}
				if jumped != set {
					t.Errorf("jumps %+v, want %s", run.Jumps, set)
				}
				r.exactlyOnce("one-1", "two-1")
				t.Logf("step %s, downtime %s, waiting %s, total %s, jumps %v", run.Steps["one"].Ended.Sub(run.Steps["one"].Started).Round(time.Second),
					run.Clock("downtime", run.Last).Elapsed.Round(time.Second), run.Waited.Round(time.Second), run.Clock("total", run.Last).Elapsed.Round(time.Second), run.Jumps)
			})
		})
	}
}

// within allows what the workers of a run take, which is next to nothing.
func within(t *testing.T, what string, got, want time.Duration) {
	t.Helper()
	if got < want || got > want+5*time.Second {
		t.Errorf("%s %s, want %s", what, got, want)
	}
}

// atGate lets a gate stand for a time, once.
func atGate(t *testing.T, kind runbook.GateKind, long time.Duration) func(*operator, *Engine, Update, *runbook.Gate) bool {
	t.Helper()
	done := make(chan struct{})
	begun, over := false, false
	return func(_ *operator, e *Engine, _ Update, gate *runbook.Gate) bool {
		if gate == nil || gate.Kind != kind || over {
			return false
		}
		if !begun {
			begun = true
			time.AfterFunc(long, func() { close(done); e.Do(runbook.AddNote{Text: "back"}) })
			return true
		}
		select {
		case <-done:
			over = true
			return false
		default:
			return true
		}
	}
}

// downBook is smallBook with a clock of its first step.
const downBook = smallBook + `
[clocks]
total = { budget = "60m" }
downtime = { from = "one", until = ["one"], budget = "2m" }
`

// TestEightHoursAtAGate: with the connection lost for a while, and the laptop asleep for a while. The lock is still ours,
// nothing is asked twice, the sudo password is still in memory and nowhere else.
func TestEightHoursAtAGate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, downBook)
		e := r.engine()
		o := r.operator()
		wait, begun := atGate(t, runbook.GateStage, 8*time.Hour), false
		o.react = func(o *operator, e *Engine, u Update, gate *runbook.Gate) bool {
			waits := wait(o, e, u, gate)
			if waits && !begun {
				begun = true
				e.vault.keepSudo("kept-password")
				time.AfterFunc(3*time.Hour, r.host.cut)
			}
			return waits
		}
		if err := o.walk(t.Context(), t, e); err != nil || o.run.Outcome != runbook.Success {
			t.Fatalf("%v, %q", err, o.run.Outcome)
		}
		if got := e.vault.sudoPassword(); got != "kept-password" {
			t.Errorf("sudo's password is %q", got)
		}
		run := r.fold()
		within(t, "waiting", run.Waited, 8*time.Hour)
		if len(run.Outages) != 1 || run.Outages[0].To.IsZero() || len(run.Away) != 0 {
			t.Errorf("outages %v, away %v", run.Outages, run.Away)
		}
		if taken := eventsOf[runbook.LockTaken](r); len(taken) != 1 {
			t.Errorf("locks %+v", taken)
		}
		if asked := len(o.gates) - countUnique(o.gates); asked != 0 {
			t.Errorf("asked %d times again: %v", asked, o.gates)
		}
		if beats := r.host.count("Heartbeat"); beats < 8*360 {
			t.Errorf("%d beats", beats)
		} else {
			t.Logf("%d beats in 8 h, %d connection lost, gates %v", beats, len(run.Outages), o.gates)
		}
		r.exactlyOnce("one-1", "two-1")
	})
}

func countUnique(all []string) int {
	seen := map[string]bool{}
	for _, one := range all {
		seen[one] = true
	}
	return len(seen)
}
