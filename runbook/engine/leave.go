package engine

import (
	"errors"
	"time"

	"paso/runbook"
	"paso/runbook/host"
	"paso/runbook/journal"
)

// PausedError says that the run was left and can be resumed.
type PausedError struct{ Why string }

func (e *PausedError) Error() string { return "run paused: " + e.Why }

// Message is the error for the catalogue.
func (e *PausedError) Message() (string, map[string]string) {
	return "engine.paused." + e.Why, nil
}

// errLeftAfterEnd ends the engine where a person leaves a run whose outcome is fixed:
// it is no pause, and what is still owed is done by whoever takes the run up.
var errLeftAfterEnd = errors.New("left after the end")

// leaveGrace is how long what is owed after the end may take once a person wants to leave: the report, the lock, and the
// directory on the target, in which logs and shell states hold secrets.
const leaveGrace = 10 * time.Second

// leaveAfterEnd leaves as soon as what is under way is done, or the grace is over.
func (e *Engine) leaveAfterEnd() error {
	if e.busy == 0 {
		return errLeftAfterEnd
	}
	if e.grace == nil {
		e.grace = time.After(leaveGrace)
	}
	return nil
}

// leave ends the engine's part; the run stays open, unless its outcome is fixed.
func (e *Engine) leave(why string) error {
	if e.run.Over() {
		return errLeftAfterEnd
	}
	if err := e.recordAs(runbook.Paso, runbook.Paused{Why: why}); err != nil {
		return err
	}
	return &PausedError{Why: why}
}

// farewell records that the run is left where an error ends the engine: from here on
// nobody is at it. After a panic the fold is not to be trusted, and a journal that
// broke takes nothing; the next paso finds the gap by itself.
func (e *Engine) farewell(err error) error {
	var broken *journal.BrokenError
	var panicked *PanicError
	if err == nil || errors.As(err, &broken) || errors.As(err, &panicked) || e.run.Paused != nil || e.run.Over() {
		return err
	}
	recording := e.recovered(func() error { return e.recordAs(runbook.Paso, runbook.Paused{Why: whyLeft(err)}) })
	if recording != nil {
		return errors.Join(err, recording)
	}
	return err
}

// whyLeft puts an error into one of the words that the journal has for a pause.
func whyLeft(err error) string {
	var (
		locked      *host.LockedError
		lost        *host.LockLostError
		unreachable *host.UnreachableError
		link        *host.LinkLostError
		key         *host.HostKeyError
		auth        *host.AuthError
		log         *LogError
	)
	switch {
	case errors.As(err, &locked), errors.As(err, &lost):
		return "locked"
	case errors.As(err, &unreachable), errors.As(err, &link), errors.As(err, &key), errors.As(err, &auth), errors.Is(err, ErrDeclined):
		return "link"
	case errors.As(err, &log):
		return "disk"
	}
	return "error"
}
