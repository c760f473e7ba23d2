package engine

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"paso/runbook"
	"paso/runbook/host"
)

const secretBook = `
[vars]
PLACE = { command = "pwd" }
DB_PASSWORD = { secret = true, ask = "Contraseña" }
`

func newSecretRig(t *testing.T) *rig {
	source := strings.Replace(smallBook, "[vars]\nPLACE = { command = \"pwd\" }\n", secretBook, 1)
	source = strings.Replace(source, "run = 'one'", "run = 'one'\ncapture = [\"URL\"]\nsecrets = [\"DB_PASSWORD\"]", 1)
	r := newRig(t, source)
	r.options = func(o *Options) { o.Given = map[string]string{"DB_PASSWORD": theSecret} }
	return r
}

const theSecret = "hunter2-and-more"

// TestSecretsAreNowhere lets a host say the secret wherever it can, and a person too.
func TestSecretsAreNowhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newSecretRig(t)
		r.host.query = func(q host.Query) (host.Answer, error) {
			if q.Script == "pwd" {
				return host.Answer{Stdout: []byte("/srv\n")}, nil
			}
			return host.Answer{Stdout: []byte("saw " + theSecret), Stderr: []byte(theSecret), Exit: len(r.host.started) / 2}, nil
		}
		r.host.scripts["one"] = func(t *tty) host.Result {
			if t.order.Secrets["DB_PASSWORD"] != theSecret {
				t.print("no secret\n")
			}
			t.print("connecting with hunter2-")
			t.print("and-more to the database\n")
			return host.Result{Reached: true, State: host.StateOK, Captures: map[string]string{"URL": "pg://x:" + theSecret + "@db"}, FailedCommand: "psql " + theSecret}
		}
		o := r.operator()
		o.react = func(_ *operator, e *Engine, u Update, gate *runbook.Gate) bool {
			if gate != nil && gate.Kind == runbook.GateFailure { // one left a secret in its capture
				e.Do(runbook.AddNote{Text: "it was " + theSecret})
				e.Do(runbook.MarkDone{Step: gate.Step, Reason: "see " + theSecret})
				return true
			}
			return false
		}
		if err := o.walk(t.Context(), t, r.engine()); err != nil {
			t.Fatal(err, o.refused)
		}
		everything := r.journal.text() + o.output.String()
		err := filepath.WalkDir(r.dir, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := os.ReadFile(path)
			everything += string(data)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if at := strings.Index(everything, theSecret); at >= 0 {
			t.Errorf("the secret is in %q", everything[max(0, at-120):at+40])
		}
		if !strings.Contains(everything, "with **************** to") || strings.Contains(everything, "no secret") {
			t.Error("the output is not there, or the step had no secret")
		}
		if len(eventsOf[runbook.Noted](r)) < 2 || len(eventsOf[runbook.StepMarkedDone](r)) != 2 {
			t.Error("the test did not come to what it tests")
		}
	})
}

// TestSecretLearntMeanwhile: what is typed unseen in an attempt is masked in the rest of it.
func TestSecretLearntMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		r.host.scripts["one"] = func(t *tty) host.Result {
			line := t.ask("Password for user iact: ", true)
			t.print("you said " + line + "\nbye")
			return host.Result{Reached: true, State: host.StateOK, FailedCommand: "echo " + line}
		}
		o := r.operator()
		o.react = func(o *operator, e *Engine, u Update, _ *runbook.Gate) bool {
			if u.Input != nil && o.asked == nil {
				o.asked = u.Input
				e.TypeSecret(theSecret, false)
			}
			return false
		}
		if err := o.walk(t.Context(), t, r.engine()); err != nil {
			t.Fatal(err)
		}
		log, err := ReadLog(r.dir, "one", 1, 1<<20)
		if want := "Password for user iact: \nyou said " + strings.Repeat("*", len(theSecret)) + "\nbye"; err != nil || string(log) != want {
			t.Errorf("log %q, %v", log, err)
		}
		if strings.Contains(r.journal.text(), theSecret) {
			t.Error("in the journal")
		}
	})
}

// TestVariableWithASecretIsRefused: it is recorded as it is, or not at all.
func TestVariableWithASecretIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newSecretRig(t)
		r.host.query = func(host.Query) (host.Answer, error) {
			return host.Answer{Stdout: []byte("/srv/" + theSecret)}, nil
		}
		_, err := r.walk()
		var refused *SecretVariableError
		if !errors.As(err, &refused) || strings.Contains(r.journal.text(), theSecret) {
			t.Errorf("got %v", err)
		}
	})
}

// TestShortSecretIsRefused before anything is asked of the host.
func TestShortSecretIsRefused(t *testing.T) {
	for _, secret := range []string{"abc", "ñññ", "a\nb\nc"} {
		synctest.Test(t, func(t *testing.T) {
			r := newSecretRig(t)
			r.options = func(o *Options) { o.Given = map[string]string{"DB_PASSWORD": secret} }
			if _, err := r.walk(); err == nil || len(r.host.calls) > 0 {
				t.Errorf("%q was taken: %v", secret, r.host.calls)
			}
		})
	}
}

// TestUnfaithfulCaptureIsUnset: a value that the journal could not give back is none.
func TestUnfaithfulCaptureIsUnset(t *testing.T) {
	c := newCensor(nil)
	for name, value := range map[string]string{"bytes": "a\xffb", "huge": strings.Repeat("x", mostCaptured+1)} {
		ended := c.event(runbook.AttemptEnded{Result: runbook.AttemptResult{Captures: map[string]string{name: value, "a": "fine"}}}).(runbook.AttemptEnded)
		if len(ended.Result.Unset) != 1 || ended.Result.Unset[0] != name || ended.Result.Captures["a"] != "fine" {
			t.Errorf("%s: %v", name, ended.Result.Unset)
		}
	}
}
