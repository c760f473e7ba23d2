package engine

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"paso/runbook"
	"paso/runbook/host"
)

// cancelling presses cancel once when the step shows as running, and aborts after it.
func (r *rig) cancelling(commands ...runbook.Command) *operator {
	o := r.operator()
	done := false
	o.react = func(o *operator, e *Engine, u Update, gate *runbook.Gate) bool {
		if p := o.run.Steps["one"]; p.Open() != nil && !done {
			done = true
			for _, c := range commands {
				e.Do(c)
			}
		}
		return false
	}
	return o
}

func TestCancelIsRecordedSignalBySignal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		r.host.scripts["one"] = func(t *tty) host.Result {
			t.wait(longTime)
			return host.Result{Exit: 137, Signal: "KILL", Why: "cancel", State: host.StateNone, Left: []int{4711}, Processes: []host.Process{{PID: 4711, User: "root", Command: "sleep 1000"}}}
		}
		r.host.cancel = func(t *tty, progress func(string)) []host.Process {
			for _, signal := range []string{"INT", "TERM", "KILL"} {
				progress(signal)
				time.Sleep(2 * time.Second)
			}
			t.a.kill.Do(func() { close(t.a.killed) })
			return []host.Process{{PID: 4711}}
		}
		o := r.cancelling(runbook.Cancel{}, runbook.Cancel{})
		var paused *PausedError
		if err := o.walk(t.Context(), t, r.engine()); !errors.As(err, &paused) {
			t.Fatal(err)
		}
		a := r.fold().Steps["one"].Attempts[0]
		if !slices.Equal(a.Signals, []string{"INT", "TERM", "KILL"}) || !slices.Equal(a.Result.Left, []int{4711}) || len(a.Result.Processes) != 1 || a.Result.Processes[0].User != "root" {
			t.Errorf("signals %v, left %v", a.Signals, a.Result)
		}
		if n := r.host.count("Cancel"); n != 1 {
			t.Errorf("cancelled %d times", n)
		}
		if r.fold().OpenGate != "failure:one" {
			t.Errorf("at %q", r.fold().OpenGate)
		}
	})
}

// TestCancelBeforeTheHostHasIt is carried out once the host does.
func TestCancelBeforeTheHostHasIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		r.host.scripts["one"] = func(t *tty) host.Result {
			if t.wait(longTime) {
				return host.Result{Exit: 130, Signal: "INT", Why: "cancel", State: host.StateOK}
			}
			return passed
		}
		r.options = func(o *Options) { o.Open = openingHost(&slowHost{r.host}) }
		o := r.cancelling(runbook.Cancel{})
		var paused *PausedError
		if err := o.walk(t.Context(), t, r.engine()); !errors.As(err, &paused) {
			t.Fatal(err)
		}
		if a := r.fold().Steps["one"].Attempts[0]; a.Result == nil || a.Result.Why != "cancel" {
			t.Errorf("result %+v", a.Result)
		}
		if n := r.host.count("Cancel"); n != 1 {
			t.Errorf("cancelled %d times", n)
		}
	})
}

// slowHost takes its time over a start.
type slowHost struct{ *fakeHost }

func (h *slowHost) Start(ctx context.Context, a host.Attempt) (Stream, error) {
	if err := sleep(ctx, 10*time.Second); err != nil {
		return nil, err
	}
	return h.fakeHost.Start(ctx, a)
}

// TestCancelSurvivesAResume: it was asked for and recorded, so it is done.
func TestCancelSurvivesAResume(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		r.host.scripts["one"] = func(t *tty) host.Result {
			t.wait(longTime)
			return host.Result{Exit: 130, Signal: "INT", Why: "cancel", State: host.StateOK}
		}
		r.host.fault = func(_ int, call string) (before, after error) {
			if call == "Cancel" {
				return errCut, nil // and paso dies before the link is back
			}
			return nil, nil
		}
		o := r.cancelling(runbook.Cancel{}, runbook.Pause{Why: "operator"})
		var paused *PausedError
		if err := o.walk(t.Context(), t, r.engine()); !errors.As(err, &paused) {
			t.Fatal(err)
		}
		r.host.set(func() { r.host.fault, r.host.down = nil, false })
		if _, err := r.walk(); !errors.As(err, &paused) {
			t.Fatal(err)
		}
		if a := r.fold().Steps["one"].Attempts[0]; a.Result == nil || a.Result.Why != "cancel" {
			t.Errorf("not cancelled: %+v", a.Result)
		}
		r.exactlyOnce("one-1")
	})
}
