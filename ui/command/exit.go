package command

import (
	"errors"

	"paso/runbook"
	"paso/runbook/engine"
	"paso/runbook/host"
	"paso/runbook/journal"
	"paso/ui"
)

// The exit codes (DESIGN: command line). `go run` turns every failure into 1.
const (
	exitOK          = 0
	exitFailed      = 1
	exitUsage       = 2
	exitWaiting     = 3 // for a person; resumable
	exitRolledBack  = 4
	exitLocked      = 5 // by another run
	exitUnreachable = 6
	exitInterrupted = 130 // resumable
)

// usageError is a wrong command line or runbook: nothing was begun.
type usageError struct {
	id   string
	args map[string]string
	err  error
}

func (e *usageError) Error() string {
	if e.err != nil {
		return e.err.Error()
	}
	return e.id
}

func (e *usageError) Unwrap() error { return e.err }

// Message is the error for the catalogue.
func (e *usageError) Message() (string, map[string]string) {
	if e.err != nil {
		return "command.usage", map[string]string{"Why": e.err.Error()}
	}
	return e.id, e.args
}

func usage(id string, pairs ...string) error {
	e := &usageError{id: "command." + id, args: map[string]string{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		e.args[pairs[i]] = pairs[i+1]
	}
	return e
}

// outcomeError is a run that ended otherwise than well; everything was said already.
type outcomeError struct{ outcome runbook.Outcome }

func (e *outcomeError) Error() string { return "the run ended: " + string(e.outcome) }

// toldError is an error whose words were already printed.
type toldError struct{ err error }

func (e *toldError) Error() string { return e.err.Error() }
func (e *toldError) Unwrap() error { return e.err }

// notBegunError is a signal before anything was begun.
type notBegunError struct{}

func (*notBegunError) Error() string { return "choose what to begin: interrupted" }

// Message is the error for the catalogue.
func (*notBegunError) Message() (string, map[string]string) { return "command.start.signal", nil }

// exitCode is the one place that turns an error into an exit code.
func exitCode(err error) int {
	var (
		usage       *usageError
		problems    runbook.Problems
		outcome     *outcomeError
		paused      *engine.PausedError
		locked      *host.LockedError
		lost        *host.LockLostError
		unreachable *host.UnreachableError
		key         *host.HostKeyError
		auth        *host.AuthError
		link        *host.LinkLostError
		noRun       *engine.NoRunError
		busy        *journal.BusyError
		notBegun    *notBegunError
		live        *liveLockError
	)
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &notBegun):
		return exitInterrupted
	case errors.Is(err, ui.ErrNobody):
		return exitWaiting
	case errors.As(err, &locked), errors.As(err, &lost), errors.As(err, &live), errors.As(err, &busy):
		return exitLocked
	case errors.As(err, &outcome):
		return outcomeCode(outcome.outcome)
	case errors.As(err, &paused):
		return pausedCode(paused.Why)
	case errors.As(err, &unreachable), errors.As(err, &key), errors.As(err, &auth), errors.As(err, &link), errors.Is(err, engine.ErrDeclined):
		return exitUnreachable
	case errors.As(err, &usage), errors.As(err, &problems), errors.As(err, &noRun):
		return exitUsage
	}
	return exitFailed
}

func outcomeCode(o runbook.Outcome) int {
	switch o {
	case runbook.Success, runbook.SuccessWithDeviations:
		return exitOK
	case runbook.RolledBackOutcome:
		return exitRolledBack
	case runbook.FailedOutcome, runbook.Aborted, runbook.NoOutcome:
	}
	return exitFailed
}

func pausedCode(why string) int {
	switch why {
	case "signal":
		return exitInterrupted
	case "unreachable":
		return exitUnreachable
	case "locked":
		return exitLocked
	}
	return exitWaiting
}
