package engine

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"

	"paso/runbook"
	"paso/runbook/host"
)

// TestReportThatCannotBeWritten is told and recorded; the deployment stands.
func TestReportThatCannotBeWritten(t *testing.T) {
	full := &host.DirectoryError{Host: "fake", Path: "/srv", Reason: host.DirectoryFull}
	for name, c := range map[string]struct {
		plant func(r *rig)
		why   string
	}{
		"renderer fails": {func(r *rig) {
			r.options = func(o *Options) {
				o.Report = func(*runbook.Run) (string, []byte, error) { return "", nil, errors.New("no template") }
			}
		}, "engine.report.write"},
		"disk refuses": {func(r *rig) {
			r.options = func(o *Options) {
				o.Report = func(*runbook.Run) (string, []byte, error) { return "in/the/way/report.md", []byte("x"), nil }
			}
			if err := os.WriteFile(filepath.Join(r.dir, "in"), nil, 0o600); err != nil {
				r.t.Fatal(err)
			}
		}, "engine.report.write"},
		"target refuses": {func(r *rig) {
			r.host.fault = func(_ int, call string) (before, after error) {
				if call == "WriteFile" {
					return full, nil
				}
				return nil, nil
			}
		}, phraseOf(full).ID},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, smallBook)
				c.plant(r)
				o, err := r.walk()
				if err != nil || o.run.Outcome != runbook.Success {
					t.Fatal(err, o.run.Outcome)
				}
				written := eventsOf[runbook.ReportWritten](r)
				if len(written) != 1 || written[0].Problem.ID != c.why || written[0].Published != "" {
					t.Errorf("recorded %+v", written)
				}
				if r.host.holder != nil || !r.host.removed {
					t.Error("the lock is left, or the target not cleaned")
				}
			})
		})
	}
}

// TestEndIsOwedOverAResume: killed after the outcome was fixed; report, copy, lock and
// target are the next paso's.
func TestEndIsOwedOverAResume(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		r.options = func(o *Options) {
			o.Report = func(*runbook.Run) (string, []byte, error) { panic("killed here") }
		}
		if _, err := r.walk(); err == nil || !r.fold().Over() {
			t.Fatal(err)
		}
		r.options = nil
		if _, err := r.walk(); err != nil {
			t.Fatal(err)
		}
		if r.host.holder != nil || !r.host.removed || len(r.host.files) != 1 {
			t.Errorf("lock %v, cleaned %v, published %v", r.host.holder, r.host.removed, r.host.files)
		}
		r.exactlyOnce("one-1", "two-1")
	})
}

// TestEndWithoutTarget: it does not answer any more; the report is written here and says so.
func TestEndWithoutTarget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		r.options = func(o *Options) {
			o.Report = func(*runbook.Run) (string, []byte, error) { panic("killed here") }
		}
		_, _ = r.walk() // the panic is what it is for
		r.options = nil
		r.host.down = true
		o, err := r.walk()
		if err != nil || o.run.Outcome != runbook.Success {
			t.Fatal(err)
		}
		written := eventsOf[runbook.ReportWritten](r)
		if len(written) != 1 || written[0].Problem.ID != "engine.report.unreachable" || written[0].Path != "report.md" {
			t.Errorf("recorded %+v", written)
		}
		if r.fold().Lock == nil {
			t.Error("the lock counts as given back")
		}
	})
}
