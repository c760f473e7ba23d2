package checks

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// observeJournal reads the messages of a unit. No message since then is clean; no such unit is not.
func (c Log) observeJournal(ctx context.Context, w World, wanted Phrase, re *regexp.Regexp) Result {
	out, trouble := ask(ctx, w, wanted, "journal",
		param{"paso_unit", c.Journal}, param{"paso_since", journalTime(c.SinceTime)},
		param{"paso_limit", strconv.Itoa(OutputLimit)})
	if trouble != nil {
		return *trouble
	}
	switch out.Exit {
	case 0:
	case exitNoTool:
		return unobservable(wanted, phrase("checks.no-tool", args{"Name": lastWord(out.Stderr)}))
	case exitNoUnit:
		return unobservable(wanted, phrase("checks.log.no-unit", args{"Unit": c.Journal}))
	default:
		observed := phrase("checks.log.unreadable", args{"Path": c.Journal, "Why": lastLine(out.Stderr)})
		return unobservable(wanted, observed).with(string(out.Stderr))
	}
	found := finder{pattern: re}
	for line := range strings.Lines(string(out.Stdout)) {
		if !journalNote.MatchString(line) {
			if _, err := found.Write([]byte(line)); err != nil {
				return lost(wanted, err)
			}
		}
	}
	found.end()
	if found.count == 0 && (out.Truncated || len(out.Stdout) >= OutputLimit) {
		return unobservable(wanted, phrase("checks.log.huge", args{"Limit": byteSize(OutputLimit)}))
	}
	return found.result(wanted)
}

// exitNoUnit is what scripts/journal.bash exits with where systemd knows no such unit.
const exitNoUnit = 3

// journalNote is a line of journalctl itself.
var journalNote = regexp.MustCompile(`^-- (No entries|Reboot|Boot [0-9a-f]+|(Logs begin|Journal begins) at .*) --\s*$`)

// journalTime is what --since takes, "" for the zero time: microseconds where there are any, for errors of the second before
// the start are not those after it.
func journalTime(t time.Time) string {
	switch {
	case t.IsZero():
		return ""
	case t.Nanosecond() < 1000:
		return fmt.Sprintf("@%d", t.Unix())
	}
	return fmt.Sprintf("@%d.%06d", t.Unix(), t.Nanosecond()/1000)
}
