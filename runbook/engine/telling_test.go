package engine

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"paso/runbook"
	"paso/runbook/host"
)

// TestCaptureWithASecretIsUnset: nobody goes on with asterisks in its place.
func TestCaptureWithASecretIsUnset(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newSecretRig(t)
		r.host.scripts["one"] = func(*tty) host.Result {
			return host.Result{Reached: true, State: host.StateOK, Captures: map[string]string{"URL": "pg://x:" + theSecret + "@db"}}
		}
		_, err := r.walk() // it pauses at the failure
		var paused *PausedError
		if !errors.As(err, &paused) {
			t.Fatal(err)
		}
		run := r.fold()
		ended := run.Steps["one"].Current().Result
		if !slices.Equal(ended.Unset, []string{"URL"}) || len(ended.Captures) > 0 || len(run.Captures) > 0 {
			t.Errorf("result %+v, captures %v", ended, run.Captures)
		}
		r.exactlyOnce("one-1")
	})
}

// TestNobodyWritesASecretDown: a reason is recorded masked, a script with a secret's value not at all.
func TestNobodyWritesASecretDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newSecretRig(t)
		r.host.scripts["one"] = func(*tty) host.Result { return host.Result{Exit: 1, State: host.StateOK} }
		o := r.operator()
		tried := false
		o.react = func(_ *operator, e *Engine, _ Update, gate *runbook.Gate) bool {
			if gate != nil && gate.Kind == runbook.GateFailure && !tried {
				tried = true
				e.Do(runbook.Retry{Step: "one", Script: "psql -p " + theSecret, Reason: "edited"})
				e.Do(runbook.OpenShell{Step: "one", Reason: "try " + theSecret})
				return true
			}
			return false
		}
		var paused *PausedError
		if err := o.walk(t.Context(), t, r.engine()); !errors.As(err, &paused) {
			t.Fatal(err)
		}
		var refusal *runbook.Refusal
		if len(o.refused) != 1 || !errors.As(o.refused[0], &refusal) || refusal.ID != "refusal.secret.script" {
			t.Errorf("refused %v", o.refused)
		}
		if strings.Contains(r.journal.text(), theSecret) {
			t.Error("in the journal")
		}
		if d := r.fold().Deviations; len(d) != 1 || d[0].Reason != "try "+strings.Repeat("*", len(theSecret)) {
			t.Errorf("deviations %+v", d)
		}
	})
}

// TestVariableErrorsAreTold in the catalogue's words, not in English ones inside them.
func TestVariableErrorsAreTold(t *testing.T) {
	for want, answer := range map[string]host.Answer{
		"engine.variable.timeout": {TimedOut: true},
		"engine.variable.exit":    {Exit: 3, Stderr: []byte("no such thing\n")},
		"engine.variable.unknown": {},
	} {
		v := runbook.Var{Name: "TAG", Command: "tag"}
		if want == "engine.variable.unknown" {
			v = runbook.Var{Name: "TAG", Value: "v$NEXT"}
		}
		query := func(_ context.Context, _ host.Query) (host.Answer, error) { return answer, nil }
		_, err := evaluate(t.Context(), query, v, nil)
		if got := phraseOf(err); got.ID != want {
			t.Errorf("%v is told as %s, want %s", err, got.ID, want)
		}
	}
}

// TestLinkTellsItsError as it came, for the catalogue.
func TestLinkTellsItsError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		tries := 0
		r.host.redial = func() error {
			if tries++; tries < 3 {
				return &host.UnreachableError{Host: "fake", Cause: errors.New("no route")}
			}
			return nil
		}
		r.host.scripts["one"] = func(t *tty) host.Result { t.host.cut(); return passed }
		o := r.operator()
		o.react = func(_ *operator, _ *Engine, u Update, _ *runbook.Gate) bool {
			var unreachable *host.UnreachableError
			if l := u.Link; l.Tries > 0 && !errors.As(l.Err, &unreachable) {
				t.Errorf("link %+v", l)
			}
			return false
		}
		err := o.walk(t.Context(), t, r.engine())
		if err != nil || len(o.links) != 2 || o.links[0].Err == nil || o.links[1].Err != nil {
			t.Errorf("%v, links %+v", err, o.links)
		}
	})
}
