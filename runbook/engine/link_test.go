package engine

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"paso/runbook"
	"paso/runbook/host"
)

func TestSmallRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		o, err := r.walk()
		if err != nil || o.run.Outcome != runbook.Success {
			t.Fatal(err, o.run.Outcome, o.refused)
		}
		r.exactlyOnce("one-1", "two-1")
		if got := o.output.String(); got != "one-1\ntwo-1\n" {
			t.Errorf("output %q", got)
		}
		if r.host.holder != nil || !r.host.removed {
			t.Errorf("lock left: %v, cleaned: %v", r.host.holder, r.host.removed)
		}
		if r.host.files["/srv/reports/report.md"] != "# report\n" {
			t.Errorf("not published: %v", r.host.files)
		}
	})
}

// TestLinkLostAtAnyCall loses the link before and after every call that a run makes.
// Each run has to end well, and each step has to have run once.
func TestLinkLostAtAnyCall(t *testing.T) {
	calls := 0
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		if _, err := r.walk(); err != nil {
			t.Fatal(err)
		}
		calls = len(r.host.calls)
	})
	for n := range calls {
		for _, after := range []bool{false, true} {
			t.Run(fmt.Sprintf("%d,%t", n, after), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { loseLinkAt(t, n, after) })
			})
		}
	}
}

func loseLinkAt(t *testing.T, n int, after bool) {
	r := newRig(t, smallBook)
	r.host.fault = func(at int, _ string) (error, error) {
		switch {
		case at != n:
			return nil, nil
		case after:
			return nil, errCut
		}
		return errCut, nil
	}
	o := r.operator()
	o.react = func(_ *operator, e *Engine, u Update, gate *runbook.Gate) bool {
		if gate != nil && gate.Kind == runbook.GateUnreachable {
			r.host.set(func() { r.host.down = false })
			e.Do(runbook.Reconnect{})
			return true
		}
		return false
	}
	if err := o.walk(t.Context(), t, r.engine()); err != nil || o.run.Outcome != runbook.Success {
		t.Errorf("after losing %s: %v, outcome %q, refused %v", r.host.calls[n], err, o.run.Outcome, o.refused)
	}
	r.exactlyOnce("one-1", "two-1")
	if lost, restored := eventsOf[runbook.LinkLost](r), eventsOf[runbook.LinkRestored](r); len(lost) != len(restored) {
		t.Errorf("%d losses recorded, %d restored", len(lost), len(restored))
	}
	if r.host.holder != nil || !r.host.removed {
		t.Errorf("lock left: %v, cleaned: %v", r.host.holder, r.host.removed)
	}
}

// TestLinkLostAtGate: nobody does anything, and the loss is noticed, told and mended.
func TestLinkLostAtGate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		tries := 0
		r.host.redial = func() error {
			if tries++; tries < 4 {
				return &host.UnreachableError{Host: "fake", Cause: errors.New("no route")}
			}
			return nil
		}
		o := r.operator()
		cut := false
		o.react = func(o *operator, e *Engine, u Update, gate *runbook.Gate) bool {
			if gate == nil || gate.Kind != runbook.GateStage {
				return false
			}
			if !cut {
				cut = true
				r.host.cut()
			}
			return len(o.links) < 2 // wait until it is back
		}
		if err := o.walk(t.Context(), t, r.engine()); err != nil {
			t.Fatal(err)
		}
		if len(o.links) != 2 || !o.links[0].Down || o.links[1].Down {
			t.Errorf("links %v", o.links)
		}
		if tries != 4 {
			t.Errorf("%d tries", tries)
		}
		r.exactlyOnce("one-1", "two-1")
	})
}

// TestReconnectInAHurry: a person who says "now" does not wait for the next try.
func TestReconnectInAHurry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		unplugged := true
		r.options = func(o *Options) { o.BackoffMax = longTime }
		r.host.redial = func() error {
			if unplugged {
				return &host.UnreachableError{Host: "fake", Cause: errors.New("no route")}
			}
			return nil
		}
		r.host.scripts["one"] = func(t *tty) host.Result { t.wait(time.Hour); return passed }
		began := time.Now()
		o := r.operator()
		o.react = func(o *operator, e *Engine, u Update, _ *runbook.Gate) bool {
			if len(o.run.Steps["one"].Attempts) > 0 && o.run.Steps["one"].Attempts[0].Acknowledged && len(o.links) == 0 {
				r.host.cut()
			}
			if u.Link.Tries == 12 { // the next would come after more than an hour
				r.host.set(func() { unplugged = false })
				e.Do(runbook.Reconnect{})
			}
			return false
		}
		if err := o.walk(t.Context(), t, r.engine()); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(began); took > 90*time.Minute {
			t.Errorf("took %s", took)
		}
	})
}

// TestChangedHostKeyStops: what no other try can mend ends the run, open, and told.
func TestChangedHostKeyStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		r.host.redial = func() error { return &host.HostKeyError{} }
		r.host.scripts["one"] = func(t *tty) host.Result { t.host.cut(); t.wait(time.Hour); return passed }
		o, err := r.walk()
		var key *host.HostKeyError
		if !errors.As(err, &key) {
			t.Fatalf("want the changed key, got %v", err)
		}
		if p := r.fold().Paused; p == nil || p.Why != "link" {
			t.Errorf("recorded pause: %+v", p)
		}
		if !r.journal.closed || o.run.Over() {
			t.Error("journal open, or run over")
		}
	})
}

// TestFloodIsWhole: the link is lost many times in a flood; not a byte is missing or double.
func TestFloodIsWhole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		var want strings.Builder
		for i := range 40_000 {
			fmt.Fprintf(&want, "line %d of the flood\n", i)
		}
		r.host.scripts["one"] = func(t *tty) host.Result {
			for i, block := range slices.Collect(slices.Chunk([]byte(want.String()), 50_000)) {
				t.print(string(block))
				if i%3 == 1 {
					t.host.cut()
				}
				t.wait(time.Second)
			}
			return passed
		}
		o, err := r.walk()
		if err != nil {
			t.Fatal(err)
		}
		log, err := ReadLog(r.dir, "one", 1, 1<<30)
		if err != nil || string(log) != want.String() {
			t.Errorf("log of %d bytes, want %d, %v", len(log), want.Len(), err)
		}
		if !strings.HasPrefix(o.output.String(), want.String()) {
			t.Error("what was shown is not what was printed")
		}
	})
}
