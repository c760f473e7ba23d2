package engine

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"paso/runbook"
	"paso/runbook/host"
)

// slowly makes queries with such a script take a while, as where the link is down.
func (r *rig) slowly(script string) (asked chan struct{}) {
	asked = make(chan struct{}, 1)
	r.options = func(o *Options) { o.Open = openingHost(&slowQueries{r.host, script, asked}) }
	return asked
}

// onceAsked has commands given as soon as the slow query is on its way.
func (r *rig) onceAsked(asked chan struct{}, e *Engine, commands ...runbook.Command) {
	go func() {
		select {
		case <-asked:
		case <-r.t.Context().Done():
			return
		}
		for _, c := range commands {
			e.Do(c)
		}
	}()
}

// markedBook marks a log before step two.
func markedBook() string {
	return strings.Replace(smallBook, "command = 'true'", "log = \"/var/log/app.log\"\nsince = \"two\"\npattern = \"ERROR\"", 1)
}

// TestStartThatIsNotDueIsDropped: the logs are still being marked when a person turns to
// the rollback, or aborts. The script of the step is neither recorded nor sent.
func TestStartThatIsNotDueIsDropped(t *testing.T) {
	for name, c := range map[string]struct {
		commands []runbook.Command
		ran      []string
		outcome  runbook.Outcome
	}{
		"rollback": {
			[]runbook.Command{runbook.AskRollback{}, runbook.StartRollback{Reason: "no"}},
			[]string{"one-1", "rollback.one-1"}, runbook.RolledBackOutcome,
		},
		"abort": {[]runbook.Command{runbook.Abort{Reason: "no"}}, []string{"one-1"}, runbook.Aborted},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, markedBook())
				asked := r.slowly("app.log")
				e := r.engine()
				r.onceAsked(asked, e, c.commands...)
				o := r.operator()
				if err := o.walk(t.Context(), t, e); err != nil || o.run.Outcome != c.outcome {
					t.Fatal(err, o.run.Outcome, o.refused)
				}
				r.exactlyOnce(c.ran...)
				for _, started := range eventsOf[runbook.AttemptStarted](r) {
					if started.Step == "two" {
						t.Error("recorded as started")
					}
				}
			})
		})
	}
}

// TestChecksThatAreNotDueAreDropped: what was seen of a step that is rolled back does
// not make it one that failed or runs.
func TestChecksThatAreNotDueAreDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		asked := r.slowly("true")
		e := r.engine()
		r.onceAsked(asked, e, runbook.AskRollback{}, runbook.StartRollback{Reason: "no"})
		o := r.operator()
		if err := o.walk(t.Context(), t, e); err != nil || o.run.Outcome != runbook.RolledBackOutcome {
			t.Fatal(err, o.run.Outcome, o.refused)
		}
		if seen := eventsOf[runbook.ChecksObserved](r); len(seen) > 0 {
			t.Errorf("recorded %+v", seen)
		}
		r.exactlyOnce("one-1", "two-1", "rollback.one-1")
	})
}

// TestPrerequisitesThatAreNotDueAreDropped: the run was aborted while they were looked at.
func TestPrerequisitesThatAreNotDueAreDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, strings.Replace(smallBook, "[[stage]]", `
[[prerequisite]]
id = "ready"
title = "Listo"
[[prerequisite.check]]
command = 'ready'
[[stage]]`, 1))
		asked := r.slowly("ready")
		e := r.engine()
		r.onceAsked(asked, e, runbook.Abort{Reason: "no"})
		o := r.operator()
		if err := o.walk(t.Context(), t, e); err != nil || o.run.Outcome != runbook.Aborted {
			t.Fatal(err, o.run.Outcome, o.refused)
		}
		if seen := eventsOf[runbook.PrerequisiteObserved](r); len(seen) > 0 {
			t.Errorf("recorded %+v", seen)
		}
	})
}

// TestStepReportThatIsNotDueIsDropped: recorded after the end, it would count as the last.
func TestStepReportThatIsNotDueIsDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, strings.Replace(smallBook, "run = 'two'", "report = true", 1))
		asked := make(chan struct{}, 1)
		r.options = func(o *Options) { o.Open = openingHost(&slowFiles{r.host, asked}) }
		e := r.engine()
		r.onceAsked(asked, e, runbook.Abort{Reason: "no"})
		o := r.operator()
		if err := o.walk(t.Context(), t, e); err != nil || o.run.Outcome != runbook.Aborted {
			t.Fatal(err, o.run.Outcome, o.refused)
		}
		if written := eventsOf[runbook.ReportWritten](r); len(written) != 1 || written[0].Step != "" {
			t.Errorf("recorded %+v", written)
		}
	})
}

// TestShellWhileChecksAreOnTheirWay is followed once: the plan of the rollback lets a
// person open one before the worker of the checks is done.
func TestShellWhileChecksAreOnTheirWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		asked := r.slowly("true")
		r.host.scripts[runbook.ShellScript] = func(t *tty) host.Result {
			t.wait(time.Hour)
			return passed
		}
		e := r.engine()
		r.onceAsked(asked, e, runbook.AskRollback{}, runbook.OpenShell{Step: "two", Reason: "look"}, runbook.DropRollback{})
		if err := r.operator().walk(t.Context(), t, e); err != nil {
			t.Fatal(err)
		}
		if n := len(eventsOf[runbook.AttemptEnded](r)); n != 3 {
			t.Errorf("%d ends recorded of 3 attempts", n)
		}
		r.exactlyOnce("one-1", "two-1", "two-2")
	})
}

// TestLeavingAfterTheEnd is no pause: the outcome is fixed, and the exit code follows it.
func TestLeavingAfterTheEnd(t *testing.T) {
	for _, how := range []string{"pause", "signal"} {
		t.Run(how, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, smallBook)
				ctx, interrupt := withInterrupt(t)
				asked := make(chan struct{}, 1)
				r.options = func(o *Options) { o.Open = openingHost(&slowFiles{r.host, asked}) }
				e := r.engine()
				go func() {
					<-asked
					if how == "pause" {
						e.Do(runbook.Pause{Why: "operator"})
						return
					}
					interrupt()
				}()
				if err := r.operator().walk(ctx, t, e); err != nil {
					t.Errorf("left with %v", err)
				}
				run := r.fold()
				if run.Outcome != runbook.Success || run.Paused != nil || len(eventsOf[runbook.Paused](r)) > 0 {
					t.Errorf("outcome %q, paused %v", run.Outcome, run.Paused)
				}
				if !r.journal.closed || r.host.removed {
					t.Error("the journal is open, or it was not left before the end")
				}
			})
		})
	}
}

// TestAbortedBeforeAnythingPublishesNothing, nor connects for it.
func TestAbortedBeforeAnythingPublishesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		r.options = func(o *Options) { o.First = []runbook.Command{runbook.Abort{Reason: "no"}} }
		o, err := r.walk()
		var paused *PausedError
		if errors.As(err, &paused) || err != nil || o.run.Outcome != runbook.Aborted || len(o.run.Reports) != 1 {
			t.Fatal(err, o.run.Outcome, o.run.Reports)
		}
		if len(r.host.calls) > 0 || len(r.host.files) > 0 {
			t.Errorf("asked the target %v, wrote %v", r.host.calls, r.host.files)
		}
	})
}

// TestLockedOutAfterAnAbort: the run has its end, with the person's reason, and no second one.
func TestLockedOutAfterAnAbort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		r.host.holder = &host.Holder{Owner: "Luis", Run: "another"}
		asked := make(chan struct{}, 1)
		r.options = func(o *Options) { o.Open = openingHost(&slowLock{r.host, asked}) }
		e := r.engine()
		r.onceAsked(asked, e, runbook.Abort{Reason: "no"})
		err := r.operator().walk(t.Context(), t, e)
		if ended := eventsOf[runbook.RunEnded](r); err != nil || len(ended) != 1 || ended[0].Reason != "no" {
			t.Errorf("%v, ended %+v", err, ended)
		}
	})
}
