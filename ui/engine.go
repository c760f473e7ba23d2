package ui

import (
	"context"
	"io"
	"time"

	"paso/runbook"
	"paso/runbook/engine"
	"paso/runbook/text"
)

// Engine is what the screen needs of the engine. Every method but Take and Output
// only queues and returns at once: they are called while the screen updates.
type Engine interface {
	// Take blocks until something happened, and gives everything that gathered;
	// false after Done.
	Take(ctx context.Context) (engine.Update, bool)
	// Do queues a command; a refusal comes back in Update.Refused.
	Do(c runbook.Command)
	// Type sends a line to the running script's terminal, "\n" added.
	Type(line string)
	// TypeSecret does the same without echo; keep keeps it as the sudo password of this run, in memory.
	TypeSecret(value string, keep bool)
	// Answer answers a Prompt of the connection; ok false leaves it unanswered.
	Answer(prompt int, value string, ok bool)
	// Resize tells the size of the output pane, for the terminal of the next step.
	Resize(rows, cols int)
	// Output is the part of an attempt's log that ends at byte before, or at its end for 0:
	// secrets masked, bytes otherwise as they came.
	Output(step string, attempt int, before int64) (engine.Log, error)
}

// Options is everything that the screen is given.
type Options struct {
	Engine    Engine // nil with Start
	Start     *Start // the screen opens on a choice, which makes the engine; nil: there is one already
	Book      *runbook.Runbook
	Catalogue *text.Catalogue
	Now       func() time.Time
	Demo      bool // the target is the embedded one; every screen says so
	NoColor   bool
	Env       func(string) string // the terminal's environment
	In        io.Reader
	Out       io.Writer
	// Report renders the report of a run as Markdown, and says where its file is. It is
	// asked for once the engine has ended; it may read the logs, and changes nothing.
	Report func(run *runbook.Run) (markdown, path string)
	// LogPath is where the whole log of an attempt is; nil where nothing is kept.
	LogPath func(step string, attempt int) string
	// ResumeHint is the command line that resumes the run.
	ResumeHint string
}
