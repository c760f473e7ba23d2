package engine

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"strings"

	"paso/runbook"
)

// ReportError is a report that could not be written or published. The deployment does
// not depend on it: it is recorded and told, and the run goes on.
type ReportError struct {
	Why   string // the catalogue's word: write, path, unreachable
	Cause error
}

func (e *ReportError) Error() string { return fmt.Sprintf("write report: %s: %v", e.Why, e.Cause) }
func (e *ReportError) Unwrap() error { return e.Cause }

// Message is the error for the catalogue.
func (e *ReportError) Message() (string, map[string]string) {
	args := map[string]string{}
	if e.Cause != nil {
		args["Why"] = e.Cause.Error()
	}
	return "engine.report." + e.Why, args
}

// writeReport writes the report as the run stands into the run's directory, and a
// copy to the target where the book says so. It is written here before the target is
// connected for the copy: what cannot be reached must not cost the report. A run that
// has started nothing leaves nothing on the target.
func (e *Engine) writeReport(ctx context.Context, a runbook.WriteReport) error {
	name, content, err := e.o.Report(e.run)
	if err == nil {
		err = WriteFile(filepath.Join(e.o.Dir, filepath.FromSlash(name)), content)
	}
	if err != nil {
		problem := phraseOf(&ReportError{Why: "write", Cause: err})
		return e.recordAs(runbook.Paso, runbook.ReportWritten{Step: a.Step, Problem: problem})
	}
	sum := sha256.Sum256(content)
	written := runbook.ReportWritten{Step: a.Step, Path: name, Size: int64(len(content)), SHA256: hex.EncodeToString(sum[:])}
	to, unknown := runbook.Expand(e.o.Book.Report.Publish, e.run.Lookup)
	switch {
	case !e.hasStarted():
	case len(unknown) > 0:
		written.Problem = phraseOf(&ReportError{Why: "path", Cause: errors.New(strings.Join(unknown, ", "))})
	case to == "":
	case e.session.Connected:
		e.publishReport(ctx, a, written, path.Join(to, path.Base(name)), content)
		return nil
	case !e.session.Unreachable: // a run that is over is taken up without a connection
		return e.begin(ctx, runbook.Connect{})
	default:
		written.Problem = phraseOf(&ReportError{Why: "unreachable"})
	}
	return e.recordAs(runbook.Paso, written)
}

// hasStarted tells whether any step of the run has.
func (e *Engine) hasStarted() bool {
	for _, p := range e.run.Steps {
		if !p.Started.IsZero() {
			return true
		}
	}
	return false
}

func (e *Engine) publishReport(ctx context.Context, a runbook.WriteReport, written runbook.ReportWritten, target string, content []byte) {
	e.act(ctx, DoingReport, func(ctx context.Context) func() error {
		err := e.linked(ctx, func() error { return e.host.WriteFile(ctx, target, content, 0o644) })
		return e.ifDue(a, func() error {
			if written.Problem = phraseOf(err); err == nil {
				written.Published = target
			}
			return e.recordAs(runbook.Paso, written)
		})
	})
}
