package host

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// An event is a line of the attempt's file of events: time, kind, fields, separated by tabs.
type event struct {
	at     time.Time
	kind   string
	fields []string
}

// parseEvent reads one line; ok is false for what is not an event (a disk that filled up tears lines).
func parseEvent(line string) (e event, ok bool) {
	parts := strings.Split(line, "\t")
	if len(parts) < 2 {
		return event{}, false
	}
	at, ok := parseHostTime(parts[0])
	if !ok {
		return event{}, false
	}
	return event{at: at, kind: parts[1], fields: parts[2:]}, true
}

// parseHostTime reads seconds since the epoch; bash writes the fraction with the locale's decimal point.
func parseHostTime(s string) (time.Time, bool) {
	seconds, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	if err != nil || math.IsNaN(seconds) || seconds < 0 || seconds > 1e11 {
		return time.Time{}, false
	}
	whole, fraction := math.Modf(seconds)
	return time.Unix(int64(whole), int64(math.Round(fraction*1e6))*1e3), true
}

func (e event) int(i int) int {
	if i >= len(e.fields) {
		return 0
	}
	n, err := strconv.Atoi(e.fields[i])
	if err != nil || n < 0 {
		return 0
	}
	return n
}

func (e event) text(i int) string {
	if i >= len(e.fields) {
		return ""
	}
	return strings.Join(e.fields[i:], " ")
}

// A tale is what the events of an attempt add up to.
type tale struct {
	total     int  // top-level statements; 0: unknown
	joined    bool // the last has others on its line
	marks     []StatementMark
	inner     *StatementFailed // the innermost failure of late, in a subshell
	since     int              // statements that began after it
	failed    *StatementFailed // what set -e ended the script for
	exited    int              // line of the script's own exit; 0: none
	endedCode int              // $? as the shell's EXIT trap saw it; -1: it did not
	withheld  []string
	wanted    []string // captures that were asked for
}

func newTale() *tale { return &tale{endedCode: -1} }

// take adds a line of events and returns the item that it is to whoever watches; nil for most.
func (t *tale) take(line string) Item {
	e, ok := parseEvent(line)
	if !ok {
		return nil
	}
	switch e.kind {
	case "start":
		t.total, t.joined = e.int(0), e.int(1) == 1
		t.wanted = strings.Fields(e.text(2))
	case "began":
		return t.began(e)
	case "failed":
		return t.failure(e)
	case "exit":
		t.exited = e.int(0)
	case "ended":
		t.endedCode = e.int(0)
	case "withheld":
		t.withheld = append(t.withheld, e.text(0))
	}
	return nil
}

func (t *tale) began(e event) Item {
	n := e.int(0)
	if n <= t.current() {
		return nil // a subshell told it again
	}
	t.since++
	t.marks = append(t.marks, StatementMark{N: n, Line: e.int(1), At: e.at})
	return StatementBegan{N: n, Line: e.int(1), At: e.at}
}

// current is the number of the statement that began last.
func (t *tale) current() int {
	if len(t.marks) == 0 {
		return 0
	}
	return t.marks[len(t.marks)-1].N
}

func (t *tale) failure(e event) Item {
	f := StatementFailed{Code: e.int(0), Line: e.int(1), Command: e.text(3)}
	if e.int(2) > 0 { // in a subshell: the main shell will say whether it matters
		if t.inner == nil || t.inner.Code != f.Code || t.since > 0 {
			t.inner, t.since = &f, 0
		}
		return nil
	}
	if t.inner != nil && t.inner.Code == f.Code && (t.since == 0 || t.since == 1 && strings.HasPrefix(f.Command, "(")) {
		f = *t.inner // bash has no word of the beginning of ( … ): it is told with the failure
	}
	t.failed = &f
	return f
}

// reached: the script came to its last statement, or ended itself with exit.
func (t *tale) reached(code int) bool {
	switch {
	case t.exited > 0:
		return true
	case t.total == 0:
		return code == 0
	case t.current() < t.total:
		return code == 0 && t.endedCode == 0 // the rest were statements of which bash tells nothing, as ( … )
	default:
		return !t.joined || t.failed == nil
	}
}

// failure location: what set -e stopped at, the exit that was called, or the statement in which the shell died.
func (t *tale) place() (line int, command string) {
	switch {
	case t.failed != nil:
		return t.failed.Line, t.failed.Command
	case t.exited > 0:
		return t.exited, ""
	case len(t.marks) > 0:
		return t.marks[len(t.marks)-1].Line, ""
	default:
		return 0, ""
	}
}
