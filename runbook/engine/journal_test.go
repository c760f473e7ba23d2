package engine

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"

	"paso/runbook"
	"paso/runbook/host"
	"paso/runbook/journal"
)

// TestJournalFailsAtAnyRecord lets every record of a run be the one that cannot be
// written: the engine stops and acts no further, and the next paso ends the run with
// each step having run once.
func TestJournalFailsAtAnyRecord(t *testing.T) {
	records := 0
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		if _, err := r.walk(); err != nil {
			t.Fatal(err)
		}
		records = len(r.journal.bodies)
	})
	for n := 2; n <= records; n++ {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { failJournalAt(t, n) })
		})
	}
}

func failJournalAt(t *testing.T, n int) {
	r := newRig(t, smallBook)
	recorded := map[string]bool{} // attempts
	r.journal.after = func(event runbook.Event) {
		if e, is := event.(runbook.AttemptStarted); is {
			recorded[e.ID] = true
		}
	}
	r.host.onStart = func(a host.Attempt) {
		if !recorded[a.ID] {
			t.Errorf("%s was sent before it was recorded", a.ID)
		}
	}
	r.journal.failAt = n
	_, err := r.walk()
	var broken *journal.BrokenError
	if !errors.As(err, &broken) {
		t.Fatalf("want the journal's failure, got %v", err)
	}
	if !r.journal.closed {
		t.Error("the journal is open")
	}
	r.journal.failAt = 0
	o, err := r.walk()
	if err != nil || o.run.Outcome != runbook.Success {
		t.Fatalf("resumed: %v, %q, %v", err, o.run.Outcome, o.refused)
	}
	r.exactlyOnce("one-1", "two-1")
	if r.host.holder != nil || !r.host.removed || len(r.host.files) != 1 {
		t.Errorf("owed after the end: lock %v, cleaned %v, published %v", r.host.holder, r.host.removed, r.host.files)
	}
}

// TestKeyThatIsNotRecordedIsNotAccepted: a yes whose record fails is none.
func TestKeyThatIsNotRecordedIsNotAccepted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		accepted := false
		r.options = func(o *Options) {
			o.Open = opening(func(answer string, err error) { accepted = err == nil && answer == "yes" }, r.host)
		}
		o := r.operator()
		o.react = func(o *operator, e *Engine, u Update, _ *runbook.Gate) bool {
			if u.Prompt != nil {
				r.journal.failAt = 1
				e.Answer(u.Prompt.ID, "yes", true)
			}
			return false
		}
		if err := o.walk(t.Context(), t, r.engine()); err == nil {
			t.Error("the run went on")
		}
		if accepted {
			t.Error("the key was accepted though it could not be recorded")
		}
	})
}
