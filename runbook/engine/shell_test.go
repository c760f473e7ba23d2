package engine

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"

	"paso/runbook"
	"paso/runbook/host"
)

// stillbornHost begins an attempt only after some starts that came to nothing.
type stillbornHost struct {
	*fakeHost
	times int
}

func (h *stillbornHost) Start(ctx context.Context, a host.Attempt) (Stream, error) {
	if h.times--; h.times >= 0 {
		return stillbornStream{}, nil
	}
	return h.fakeHost.Start(ctx, a)
}

type stillbornStream struct{}

func (stillbornStream) Next(context.Context) (host.Item, error) {
	return nil, &host.AttemptError{Host: "fake", Reason: host.AttemptUnstarted}
}
func (stillbornStream) Write(context.Context, []byte) error { return nil }
func (stillbornStream) Close() error                        { return nil }

func openingHost(h Host) func(context.Context, host.Config) (Host, error) {
	return func(context.Context, host.Config) (Host, error) { return h, nil }
}

// TestManualShell on this machine: what is typed and printed is its transcript, it ends
// with exit, and then the failure waits as before.
func TestManualShell(t *testing.T) {
	book := strings.Replace(plainBook, "run = 'echo three >> ran'", "run = 'test -e mended'", 1)
	p := newPlace(t, book)
	e := p.engine(false)
	o := &operator{answers: answersFor(t, e.o.Book, plainAnswers)}
	lines, shown := []string{"touch mended", "exit"}, 0
	o.react = func(o *operator, e *Engine, u Update, gate *runbook.Gate) bool {
		three := o.run.Steps["three"]
		if u.Input != nil && u.Input.Shell && len(lines) > 0 && len(o.inputs) > shown {
			shown = len(o.inputs)
			e.Type(lines[0])
			lines = lines[1:]
		}
		if gate == nil || gate.Kind != runbook.GateFailure || three.Open() != nil {
			return false
		}
		if len(three.Attempts) == 1 {
			e.Do(runbook.OpenShell{Step: "three", Reason: "falta un fichero"})
		} else {
			e.Do(runbook.Retry{Step: "three"})
		}
		return true
	}
	if err := o.walk(t.Context(), t, e); err != nil || o.run.Outcome != runbook.SuccessWithDeviations {
		t.Fatal(err, o.run.Outcome, o.refused, o.output.String())
	}
	three := o.run.Steps["three"]
	if len(three.Attempts) != 3 || !three.Attempts[1].Shell || three.Attempts[1].Result == nil {
		t.Fatalf("attempts %+v", three.Attempts)
	}
	log, err := ReadLog(p.store.Dir(p.id), "three", 2, 1<<20)
	if err != nil || !strings.Contains(string(log), "touch mended") || !strings.Contains(string(log), "exit") {
		t.Errorf("transcript %q, %v", log, err)
	}
}

// TestEditedRetryTellsWhy: the deviation has its author and reason.
func TestEditedRetryTellsWhy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		r.host.scripts["one"] = func(*tty) host.Result { return host.Result{Exit: 1, State: host.StateOK} }
		o := r.operator()
		o.react = func(_ *operator, e *Engine, _ Update, gate *runbook.Gate) bool {
			if gate != nil && gate.Kind == runbook.GateFailure {
				e.Do(runbook.Retry{Step: "one", Script: "better", Reason: "falta un paso"})
				return true
			}
			return false
		}
		if err := o.walk(t.Context(), t, r.engine()); err != nil {
			t.Fatal(err)
		}
		d := o.run.Deviations
		if len(d) != 1 || d[0].Reason != "falta un paso" || d[0].By != "Ana" || d[0].Detail != "better" {
			t.Errorf("deviations %+v", d)
		}
	})
}

// TestResize reaches the running script and the next.
func TestResize(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		r.host.scripts["one"] = longStep
		var rows int
		r.host.onStart = func(a host.Attempt) { rows = a.Rows }
		o := r.operator()
		o.react = func(o *operator, e *Engine, u Update, _ *runbook.Gate) bool {
			if len(u.Output) > 0 && u.Output[0].Step == "one" {
				e.Resize(0, 0)
				e.Resize(11, 99)
			}
			return false
		}
		if err := o.walk(t.Context(), t, r.engine()); err != nil {
			t.Fatal(err)
		}
		if len(r.host.resized) == 0 || r.host.resized[0] != (termSize{11, 99}) || rows != 11 {
			t.Errorf("resized %v, next has %d rows", r.host.resized, rows)
		}
	})
}
