package host

import (
	"encoding/base64"
	"strconv"
	"strings"
	"time"
)

// A Result is how an attempt ended, as the host recorded it.
type Result struct {
	Exit   int    // of the script; 128+n when signal n ended it
	Signal string // KILL, TERM, INT …: what Exit above 128 stands for
	Why    string // "", or "cancel" or "timeout": what ended it

	FailedLine    int    // of the script, from 1; 0: unknown, or nothing failed
	FailedCommand string // as bash says it, untrusted; may be cut
	Reached       bool   // it came to its last statement or ended itself with exit, and was neither cancelled nor timed out

	Captures map[string]string // by name, byte for byte
	Unset    []string          // captures that the shell did not have, or that did not arrive

	State      State     // of the snapshot
	Withheld   []string  // variables kept out of the snapshot because they hold a secret
	Size       int64     // of the log, bytes
	Truncated  bool      // the log lacks its rest: disk full, or past Config.MaxLog
	Left       []int     // processes of the step that were still there as it ended
	Processes  []Process // those of Left that still are, now that the result was read
	Statements []StatementMark
}

// State of a snapshot.
type State string

// StateOK: complete. StateShort: cut (disk full), and not used. StateNone: the shell left none (exec, kill -9).
const (
	StateOK    State = "ok"
	StateShort State = "short"
	StateNone  State = "none"
)

// A StatementMark says when a statement began; it ended when the next began, or with the attempt.
type StatementMark struct {
	N    int // of Statements
	Line int // at which bash saw it; of a continued command the last
	At   time.Time
}

// result puts together the record "end how=finished", the events and the captures.
func (t *tale) result(r record, captures string) Result {
	out := Result{
		Exit: atoi(r.fields["exit"]), Why: r.fields["why"], State: StateNone,
		Size: int64(atoi(r.fields["size"])), Truncated: r.yes("truncated"), Left: pids(r.fields["left"]),
		Statements: t.marks, Withheld: t.withheld,
	}
	switch s := State(r.fields["state"]); s {
	case StateOK, StateShort:
		out.State = s
	case StateNone:
	}
	out.Signal = signalName(out.Exit)
	out.Reached = out.Why == "" && t.reached(out.Exit)
	if out.Exit != 0 {
		out.FailedLine, out.FailedCommand = t.place()
	}
	out.Captures, out.Unset = parseCaptures(captures, t.wanted)
	return out
}

// parseCaptures reads the base64 of "NAME NUL set|unset NUL VALUE NUL … . NUL". What was asked for and is not in it,
// is unset.
func parseCaptures(encoded string, asked []string) (set map[string]string, unset []string) {
	set = map[string]string{}
	raw, err := base64.StdEncoding.DecodeString(encoded)
	told := map[string]bool{}
	parts := strings.Split(string(raw), "\x00")
	for i := 0; err == nil && i+3 < len(parts); i += 3 {
		told[parts[i]] = true
		if parts[i+1] == "set" {
			set[parts[i]] = parts[i+2]
		} else {
			unset = append(unset, parts[i])
		}
	}
	for _, name := range uniqueNames(asked) {
		if !told[name] {
			unset = append(unset, name)
		}
	}
	return set, unset
}

// atoi reads a number of the harness; what is none, is 0, and what is negative too.
func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// pids reads "PID:START,PID:START": the start tells a process from another that got its number since.
func pids(s string) []int {
	var found []int
	for part := range strings.SplitSeq(s, ",") {
		part, _, _ = strings.Cut(part, ":")
		if n := atoi(part); n > 0 {
			found = append(found, n)
		}
	}
	return found
}

// signalName names what a shell's exit status above 128 stands for, by Linux's numbers.
func signalName(exit int) string {
	switch exit - 128 {
	case 1:
		return "HUP"
	case 2:
		return "INT"
	case 3:
		return "QUIT"
	case 4:
		return "ILL"
	case 6:
		return "ABRT"
	case 7:
		return "BUS"
	case 8:
		return "FPE"
	case 9:
		return "KILL"
	case 11:
		return "SEGV"
	case 13:
		return "PIPE"
	case 14:
		return "ALRM"
	case 15:
		return "TERM"
	case 24:
		return "XCPU"
	case 25:
		return "XFSZ"
	default:
		return ""
	}
}
