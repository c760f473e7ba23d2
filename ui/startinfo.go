package ui

import (
	"context"

	"paso/runbook"
)

// Start is what comes before a run: what is known of it, and how it is begun. With one,
// both front ends open on a choice and have no engine; nothing is made, here or on the
// target, until the operator has chosen.
type Start struct {
	Target      string         // its name in the runbook
	Destination string         // what the operator calls the place
	Operator    runbook.Person // who is at the keyboard as far as that is known; no name where not
	Asked       []string       // variables that nobody gives yet
	Interrupted []*runbook.Run // runs of this runbook on this target that are not over, newest first
	Past        []*runbook.Run // those that are over, newest first
	Unreadable  []string       // ids of runs, of whatever runbook, whose journal cannot be read
	Fail        *runbook.Step  // of the demo: the step that is meant to fail, or nil
	// Begin makes the run that was chosen, or takes it up, and starts its engine. It is
	// called off the screen's own goroutine, once at a time, and again after an error. ctx
	// ends where the operator does not want to wait for it any more; then nothing has begun.
	Begin func(ctx context.Context, c Choice) (Begun, error)
	// Report renders the report of a run that is over, as Markdown.
	Report func(run *runbook.Run) string
}

// Choice is what the operator wants to begin.
type Choice struct {
	Resume string // id of the run to go on with; "" for a new one
}

// Begun is a run at which an engine is.
type Begun struct {
	Engine     Engine
	Book       *runbook.Runbook // of that run: an interrupted one has a copy of its own
	ResumeHint string
	Note       string // something about it that has to be said, or ""
	Report     func(run *runbook.Run) (markdown, path string)
	LogPath    func(step string, attempt int) string
}

// Interrupted tells whether a run can be gone on with: it is not over, or it is to be
// rolled back although it was.
func Interrupted(run *runbook.Run) bool { return !run.Over() || run.RollbackWanted != nil }

// stands is where an interrupted run stands, as an id of the catalogue and the step that it is about, if any.
func stands(run *runbook.Run) (id string, step *runbook.Step) {
	p := run.Current()
	switch {
	case run.RollbackWanted != nil:
		return "plan", nil
	case p == nil:
		return "end", nil
	case run.RollingBack():
		return "rollback", p.Step
	case !run.PrereqsClosed && len(run.Book.Prerequisites) > 0:
		return "before", nil
	case p.Open() != nil:
		return "running", p.Step
	case p.State == runbook.StateFailed:
		return "failed", p.Step
	case p.State == runbook.StateUnknown:
		return "unknown", p.Step
	case run.Cursor == 0 && p.Started.IsZero():
		return "stage", p.Step
	}
	return "at", p.Step
}
