package engine

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"paso/runbook"
	"paso/runbook/host"
	"paso/runbook/routine"
)

// TestPanicAnywhere: whatever breaks inside, Run returns a PanicError, the journal is
// closed and whole, and the next paso ends the run.
func TestPanicAnywhere(t *testing.T) {
	once := func() func() {
		done := false
		return func() {
			if !done {
				done = true
				panic("fault in " + theSecret)
			}
		}
	}
	for name, plant := range map[string]func(r *rig, burst func()){
		"worker": func(r *rig, burst func()) {
			r.host.query = func(host.Query) (host.Answer, error) { burst(); return host.Answer{}, nil }
		},
		"opening": func(r *rig, burst func()) {
			r.options = func(o *Options) {
				o.Open = func(context.Context, host.Config) (Host, error) { burst(); return r.host, nil }
			}
		},
		"engine's own goroutine": func(r *rig, burst func()) {
			r.options = func(o *Options) {
				o.Report = func(*runbook.Run) (string, []byte, error) { burst(); return "r.md", nil, nil }
			}
		},
		"what a worker hands back": func(r *rig, burst func()) {
			r.journal.after = func(event runbook.Event) {
				if _, is := event.(runbook.AttemptAcknowledged); is {
					burst()
				}
			}
		},
		"a goroutine of the host": func(r *rig, burst func()) {
			r.host.fault = func(_ int, call string) (before, after error) {
				if call == "Start" { // it hands over what it recovered (host, TestPanicInAReader)
					return nil, routine.Recovered(func() error { burst(); return nil })
				}
				return nil, nil
			}
		},
		"the lock's confirmation": func(r *rig, burst func()) {
			r.host.fault = func(_ int, call string) (before, after error) {
				if call == "Heartbeat" {
					return nil, routine.Recovered(func() error { burst(); return nil })
				}
				return nil, nil
			}
		},
		"the end of it all": func(r *rig, burst func()) {
			r.host.closes = burst
		},
		"watch for prompts": func(r *rig, burst func()) {
			r.host.scripts["one"] = func(t *tty) host.Result { t.ask("Name: ", false); return passed }
			r.host.fault = func(_ int, call string) (before, after error) {
				if call == "Terminal" {
					burst()
				}
				return nil, nil
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, smallBook)
				plant(r, once())
				e := r.engine()
				e.vault.remember(theSecret)
				o := r.operator()
				err := o.walk(t.Context(), t, e)
				var panicked *PanicError
				if !errors.As(err, &panicked) || len(panicked.Stack) == 0 || strings.Contains(panicked.Value, theSecret) {
					t.Fatalf("got %v", err)
				}
				if !r.journal.closed {
					t.Error("journal open")
				}
				r.host.killAll() // what it waited for has come
				if o, err := r.walk(); err != nil || o.run.Outcome != runbook.Success {
					t.Errorf("resumed: %v, %q", err, o.run.Outcome)
				}
				r.exactlyOnce("one-1", "two-1")
			})
		})
	}
}

// TestContextEndsInAnyState: whenever the signal comes, Run returns, told as left, and
// the next paso ends the run with each step having run once.
func TestContextEndsInAnyState(t *testing.T) {
	calls := 0
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		if _, err := r.walk(); err != nil {
			t.Fatal(err)
		}
		calls = len(r.host.calls)
	})
	for n := range calls {
		synctest.Test(t, func(t *testing.T) {
			r := newRig(t, smallBook)
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			r.host.fault = func(at int, _ string) (before, after error) {
				if at == n {
					stop()
				}
				return nil, nil
			}
			o := r.operator()
			err := o.walk(ctx, t, r.engine())
			var paused *PausedError
			if err != nil && !errors.As(err, &paused) {
				t.Errorf("left at %s: %v", r.host.calls[n], err)
			}
			r.host.fault = nil
			if o, err := r.walk(); err != nil || o.run.Outcome != runbook.Success {
				t.Errorf("left at %s, resumed: %v, %q", r.host.calls[n], err, o.run.Outcome)
			}
			r.exactlyOnce("one-1", "two-1")
		})
	}
}
