package engine

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"paso/runbook"
	"paso/runbook/host"
)

// leaving pauses while the step runs.
func leaving(r *rig) *operator {
	o := r.operator()
	o.react = func(o *operator, e *Engine, u Update, _ *runbook.Gate) bool {
		if len(u.Output) > 0 {
			e.Do(runbook.Pause{Why: "operator"})
		}
		return false
	}
	return o
}

// longStep prints, lasts an hour, prints again.
func longStep(t *tty) host.Result {
	t.statement(1)
	t.print("begun\n")
	t.wait(time.Hour)
	t.statement(2)
	t.print("ended\n")
	return passed
}

// leave leaves the run in the first step.
func (r *rig) leave() {
	r.t.Helper()
	o := leaving(r)
	var paused *PausedError
	if err := o.walk(r.t.(*testing.T).Context(), r.t, r.engine()); !errors.As(err, &paused) {
		r.t.Fatal(err)
	}
}

// TestResumeWhileItRuns reads on from the byte it had; a new front end is shown what was
// read before, and all marks.
func TestResumeWhileItRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		r.host.scripts["one"] = longStep
		r.leave()
		o, err := r.walk()
		if err != nil {
			t.Fatal(err)
		}
		r.exactlyOnce("one-1", "two-1")
		if got := o.output.String(); got != "begun\nended\ntwo-1\n" {
			t.Errorf("shown %q", got)
		}
		if len(o.marks) != 2 || o.marks[0].N != 1 {
			t.Errorf("marks %v", o.marks)
		}
		if log, err := ReadLog(r.dir, "one", 1, 1<<20); err != nil || string(log) != "begun\nended\n" {
			t.Errorf("log %q, %v", log, err)
		}
	})
}

// TestResumeAfterItEnded takes the end that nobody saw.
func TestResumeAfterItEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		r.host.scripts["one"] = longStep
		r.leave()
		time.Sleep(2 * time.Hour)
		if o, err := r.walk(); err != nil || o.run.Outcome != runbook.Success {
			t.Fatal(err)
		}
		r.exactlyOnce("one-1", "two-1")
		if log, err := ReadLog(r.dir, "one", 1, 1<<20); err != nil || string(log) != "begun\nended\n" {
			t.Errorf("log %q, %v", log, err)
		}
	})
}

// TestOutcomeThatCannotBeLearnt: a person is asked, nothing runs again, and what is known is told.
func TestOutcomeThatCannotBeLearnt(t *testing.T) {
	for name, c := range map[string]struct {
		happens func(r *rig)
		why     string
	}{
		"directory gone": {func(r *rig) {
			r.host.prepared, r.host.attempts = false, map[string]*fakeAttempt{}
		}, "engine.lost.directory"},
		"trace gone": {func(r *rig) {
			delete(r.host.attempts, "one-1")
		}, "engine.lost.vanished"},
		"supervisor killed": {func(r *rig) {
			r.host.attempts["one-1"].lost = true
			r.host.status = func(string) host.Status { return host.Lost{Survivors: []host.Process{{PID: 12}, {PID: 34}}} }
		}, "engine.lost.survivors"},
		"rebooted": {func(r *rig) {
			r.host.attempts["one-1"].lost, r.host.boot = true, "boot-2"
			r.host.status = func(string) host.Status { return host.Lost{BootChanged: true} }
		}, "engine.lost.rebooted"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, smallBook)
				r.host.scripts["one"] = longStep
				r.leave()
				r.host.killAll()
				synctest.Wait()
				before := r.host.attempts["one-1"]
				r.host.set(func() { before.result = nil; c.happens(r) })
				var paused *PausedError
				if _, err := r.walk(); !errors.As(err, &paused) {
					t.Fatal(err)
				}
				lost := eventsOf[runbook.AttemptLost](r)
				if len(lost) != 1 || lost[0].Why.ID != c.why {
					t.Errorf("recorded %+v", lost)
				}
				if r.fold().OpenGate != "unknown:one" {
					t.Errorf("at %q", r.fold().OpenGate)
				}
				r.exactlyOnce("one-1")
			})
		})
	}
}

// TestDirectoryLostAndPasoToo: the directory is made again, and that paso dies before it
// records what that means. The next one must not take the new directory's emptiness for
// "never began".
func TestDirectoryLostAndPasoToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		cutOff := errors.New("no answer that paso would see")
		r.host.fault = func(_ int, call string) (before, after error) {
			if call == "Start" {
				return nil, cutOff // it runs; paso dies without the word of it
			}
			return nil, nil
		}
		if _, err := r.walk(); !errors.Is(err, cutOff) {
			t.Fatal(err)
		}
		r.host.set(func() { r.host.prepared, r.host.attempts = false, map[string]*fakeAttempt{} })
		r.host.fault = func(_ int, call string) (before, after error) {
			if call == "Lock" {
				return cutOff, nil
			}
			return nil, nil
		}
		if _, err := r.walk(); !errors.Is(err, cutOff) {
			t.Fatal(err)
		}
		r.host.fault = nil
		if _, err := r.walk(); err == nil {
			t.Error("went on")
		}
		if lost := eventsOf[runbook.AttemptLost](r); len(lost) != 1 || lost[0].Why.ID != "engine.lost.directory" {
			t.Errorf("recorded %+v", lost)
		}
		r.exactlyOnce("one-1")
	})
}

// TestUnstartedIsStartedAgain: the host says for certain that it never began.
func TestUnstartedIsStartedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		e := r.engine()
		stillborn := &stillbornHost{fakeHost: r.host, times: 2}
		e.o.Open = openingHost(stillborn)
		o := r.operator()
		if err := o.walk(t.Context(), t, e); err != nil || o.run.Outcome != runbook.Success {
			t.Fatal(err)
		}
		r.exactlyOnce("one-1", "two-1")
	})
}
