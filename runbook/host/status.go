package host

import (
	"context"
	"errors"
	"fmt"
)

// A Status is how an attempt stands, learnt from the host's files and locks.
//
//sumtype:decl
type Status interface{ status() }

// RunDirMissing: the host knows nothing of the run.
type RunDirMissing struct{}

// Absent: the attempt was never begun and nothing of it exists.
type Absent struct{}

// Startable: it exists, never began, and may be started under the same id with the same script.
type Startable struct{}

// Running: Attach to it.
type Running struct{}

// Finished: it ended, and this is how.
type Finished struct{ Result Result }

// Lost: it began, and how it ended cannot be learnt. A person decides.
type Lost struct {
	BootChanged bool      // the host was rebooted since
	Survivors   []Process // processes of the attempt that still run
	Size        int64     // bytes of its log
	Partial     Result
	// ShellCode is the exit status that the shell itself saw at its end, or -1: a hint, not an outcome.
	ShellCode int
}

func (RunDirMissing) status() {}
func (Absent) status()        {}
func (Startable) status()     {}
func (Running) status()       {}
func (Finished) status()      {}
func (Lost) status()          {}

// Status asks how an attempt stands; it changes nothing.
func (h *Host) Status(ctx context.Context, attempt string) (Status, error) {
	out, err := h.attemptCall(ctx, "status", attempt, nil, nil)
	var directory *DirectoryError
	if errors.As(err, &directory) && directory.Reason == DirectoryMissing {
		return RunDirMissing{}, nil
	}
	if err != nil {
		return nil, err
	}
	switch out.fields["how"] {
	case "missing":
		return RunDirMissing{}, nil
	case "absent":
		return Absent{}, nil
	case "running":
		return Running{}, nil
	}
	return h.settled(out)
}

// settled reads the status of an attempt whose lock is free.
func (h *Host) settled(out *reply) (Status, error) {
	t := newTale()
	for line := range splitLines(out.body) {
		t.take(line)
	}
	switch how := out.end.fields["how"]; how {
	case "unstarted":
		return Startable{}, nil
	case "finished":
		result := t.result(out.end, out.captures.String())
		result.Processes = out.alive
		return Finished{Result: result}, nil
	case "lost":
		line, command := t.place()
		return Lost{
			BootChanged: out.end.yes("rebooted"), Survivors: out.alive,
			Size: int64(atoi(out.end.fields["size"])), ShellCode: t.endedCode,
			Partial: Result{Statements: t.marks, FailedLine: line, FailedCommand: command, State: StateNone},
		}, nil
	default:
		return nil, fmt.Errorf("read status on %s: unknown answer %q", h.name(), how)
	}
}
