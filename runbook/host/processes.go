package host

import (
	"context"
	"fmt"
)

// A Process is one that belongs to an attempt and is alive. What it says of itself is untrusted.
type Process struct {
	PID     int
	User    string
	Command string // the beginning of its command line, or its name
}

func (r record) process() Process {
	return Process{PID: atoi(r.fields["pid"]), User: r.fields["user"], Command: decoded(r.text)}
}

// Processes are those of an attempt that are alive now. It is asked of the host as such and not of the run's directory, which
// may be gone; a process of root whose parents ended is not found then.
func (h *Host) Processes(ctx context.Context, attempt string) ([]Process, error) {
	if !safeName.MatchString(attempt) {
		return nil, fmt.Errorf("processes: id %q cannot name a directory", attempt)
	}
	out, err := h.exchange(ctx, program{verb: "processes", inline: true, params: map[string]string{"attempt": attempt}}, nil, nil)
	if err != nil {
		return nil, err
	}
	return out.alive, nil
}
