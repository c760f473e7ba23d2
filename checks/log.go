package checks

import (
	"context"
	"regexp"
	"strconv"
	"time"
)

// Log wants that no line of a log matches, from a moment of the run on: the log holds old errors too, and those of the
// downtime itself (DESIGN §10, step 5.3). A log that is not there, or may not be read, is not a clean one.
//
// With Path it is a file, read from Since on; a file that was rotated meanwhile is read from its beginning, after what was added
// to the old one. With Journal it is what systemd's journal holds of a unit.
type Log struct {
	Path      string    // a file; or
	Journal   string    // a unit
	Since     LogMark   // of a file; the zero mark is its beginning
	SinceTime time.Time // of a journal, by the clock of the target (TargetTime); the zero time is its beginning
	Absent    string    // regexp that no line may match
}

// logMost is how much of a log is read, at most: what a service writes in 30 minutes of trouble fits, and an operator can wait for it.
const logMost = 16 << 20

// logChunk is how much of it one script brings.
const logChunk = OutputLimit / 2

// Title names the check.
func (c Log) Title() Phrase {
	if c.Journal != "" {
		return phrase("checks.log.title.journal", args{"Unit": c.Journal})
	}
	return phrase("checks.log.title", args{"Path": c.Path})
}

// Observe reads the log once, in pieces.
func (c Log) Observe(ctx context.Context, w World) Result {
	wanted := phrase("checks.log.wanted", args{"Pattern": c.Absent})
	re, err := compile(c.Absent)
	switch {
	case err != nil:
		return invalid(wanted, err.Error())
	case (c.Path == "") == (c.Journal == ""):
		return invalid(wanted, "a path or a unit is wanted")
	case c.Journal != "":
		return c.observeJournal(ctx, w, wanted, re).tried(1)
	}
	return c.observeFile(ctx, w, wanted, re).tried(1)
}

// observeFile reads what was added to the file, and to the one it replaced.
func (c Log) observeFile(ctx context.Context, w World, wanted Phrase, re *regexp.Regexp) Result {
	place, trouble := locate(ctx, w, wanted, c.Path, c.Since)
	if trouble != nil {
		return *trouble
	}
	if place.trouble != "" {
		return unobservable(wanted, place.why(c.Path))
	}
	found := finder{pattern: re}
	left := int64(logMost)
	for _, part := range place.parts(c.Path, c.Since) {
		part.to = min(part.to, part.from+left)
		left -= part.to - part.from
		if trouble := part.read(ctx, w, wanted, &found); trouble != nil {
			return *trouble
		}
	}
	found.end()
	switch {
	case found.count > 0:
		return found.result(wanted)
	case left <= 0:
		return unobservable(wanted, phrase("checks.log.huge", args{"Limit": byteSize(logMost)}))
	case place.rotated(c.Since) && place.oldPath == "":
		return unobservable(wanted, phrase("checks.log.rotated", args{"Path": c.Path}))
	}
	return found.result(wanted)
}

// result judges what was read to its end.
func (f *finder) result(wanted Phrase) Result {
	values := args{"Count": strconv.Itoa(f.count), "Lines": strconv.Itoa(f.lines), "First": firstLine(f.kept.String())}
	if f.count > 0 {
		return failed(wanted, phrase("checks.log.found", values)).with(f.kept.String())
	}
	return passed(wanted, phrase("checks.log.clean", values))
}
