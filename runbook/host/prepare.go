package host

import (
	"bytes"
	"context"
	"iter"
	"math"
	"strconv"
	"strings"
	"time"
)

// Facts are what a step can count on at the host.
type Facts struct {
	User, Hostname string
	System         string   // as uname -s
	BootID         string   // changes with every boot
	Bash           string   // version; "" without bash
	Missing        []string // of what the harness needs; steps cannot run while it is not empty

	// KillUserProcesses: "yes" when logind ends what a user left running at logout, detached steps included; "scope" when it
	// would, and steps are kept out of its way in a scope of the account's own service manager; "no", or "unknown".
	KillUserProcesses string

	ClockAhead time.Duration // the host's clock minus ours, within RoundTrip
	RoundTrip  time.Duration
}

// Probe looks at the host and changes nothing.
func (h *Host) Probe(ctx context.Context) (Facts, error) {
	before := time.Now()
	out, err := h.exchange(ctx, program{verb: "probe", inline: true}, nil, nil)
	if err != nil {
		return Facts{}, err
	}
	trip := time.Since(before)
	facts := Facts{
		User: out.fields["user"], Hostname: out.text, System: out.fields["system"], BootID: out.fields["boot"],
		Bash: out.fields["bash"], KillUserProcesses: out.fields["kills"], RoundTrip: trip,
	}
	h.scoped.Store(facts.KillUserProcesses == "scope")
	if missing := out.fields["missing"]; missing != "" {
		facts.Missing = strings.Split(missing, ",")
	}
	if now, ok := parseClock(out.fields["now"]); ok {
		facts.ClockAhead = now.Sub(before.Add(trip / 2)).Round(time.Millisecond)
	}
	return facts, nil
}

// parseClock reads "seconds.nanoseconds" of date(1).
func parseClock(s string) (time.Time, bool) {
	whole, fraction, _ := strings.Cut(s, ".")
	seconds, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || seconds < 0 || seconds > math.MaxInt32*100 {
		return time.Time{}, false
	}
	return time.Unix(seconds, int64(atoi(fraction))), true
}

// Prepared is what Prepare found.
type Prepared struct {
	Existed   bool   // the run's directory was there: a run goes on
	BootID    string // of the host
	Directory string // of the run, absolute, on the host
}

// Prepare makes the run's directory, private to the account, and puts the harness there. It may be repeated. Errors:
// *DirectoryError.
func (h *Host) Prepare(ctx context.Context) (Prepared, error) {
	out, err := h.exchange(ctx, program{verb: "prepare", inline: true, params: map[string]string{
		"harness_text": harnessText(), "prelude_text": preludeText,
		"harness_size": strconv.Itoa(len(harnessText())), "prelude_size": strconv.Itoa(len(preludeText)),
	}}, nil, nil)
	if err != nil {
		return Prepared{}, err
	}
	return Prepared{Existed: out.yes("existed"), BootID: out.fields["boot"], Directory: out.text}, nil
}

// Remove deletes the run's directory on the host: logs, snapshots, everything. Refused while an attempt runs, with
// *DirectoryError (held).
func (h *Host) Remove(ctx context.Context) error {
	_, err := h.exchange(ctx, program{verb: "remove", inline: true}, nil, nil)
	return err
}

// splitLines iterates over whole lines; a torn last one is left out.
func splitLines(p []byte) iter.Seq[string] {
	return func(yield func(string) bool) {
		for {
			i := bytes.IndexByte(p, '\n')
			if i < 0 || !yield(string(p[:i])) {
				return
			}
			p = p[i+1:]
		}
	}
}
