package checks

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// LogMark is a moment of a log file: which file it was and how long. The zero mark is the beginning of whatever is there.
type LogMark struct {
	Inode  uint64 `json:"inode"`  // 0: not known, or there was no file
	Offset int64  `json:"offset"` // bytes
}

// MarkError says that the moment from which a log counts could not be noted.
type MarkError struct {
	What string // the log's path, or what the clock was wanted for
	Why  string // as the target said it
	err  error
}

// Error says it in English.
func (e *MarkError) Error() string { return fmt.Sprintf("mark %s: %s", e.What, e.Why) }

// Unwrap is the error of World.Run; nil where the target answered.
func (e *MarkError) Unwrap() error { return e.err }

// Message names the text of the catalogue.
func (e *MarkError) Message() (id string, args map[string]string) {
	return "checks.log.unmarked", map[string]string{"What": e.What, "Why": e.Why}
}

// markError makes an error of what a question to the target came back with.
func markError(what string, r *Result) *MarkError {
	why := r.Observed.Args["Why"]
	if why == "" {
		why = r.Observed.ID
	}
	return &MarkError{What: what, Why: why, err: r.Err}
}

// MarkLog notes where a log ends now. A log that does not exist yet has the zero mark: all that will be written to it is new.
// The error is a *MarkError; it wraps the world's where the target could not be asked.
func MarkLog(ctx context.Context, w World, path string) (LogMark, error) {
	place, trouble := locate(ctx, w, Phrase{}, path, LogMark{})
	switch {
	case trouble != nil:
		return LogMark{}, markError(path, trouble)
	case place.trouble == "missing":
		return LogMark{}, nil
	case place.trouble != "":
		return LogMark{}, &MarkError{What: path, Why: cleanLine(place.trouble)}
	}
	return LogMark{Inode: place.inode, Offset: place.size}, nil
}

// TargetTime is the target's own clock, which its journal goes by: it may be minutes off the one here. The error is as that of MarkLog.
func TargetTime(ctx context.Context, w World) (time.Time, error) {
	text, trouble := facts(ctx, w, Phrase{}, "time")
	if trouble != nil {
		return time.Time{}, markError("journalctl", trouble)
	}
	at, ok := parseTime(text)
	if !ok {
		return time.Time{}, &MarkError{What: "journalctl", Why: "date: " + cleanLine(text)}
	}
	return at, nil
}

var epoch = regexp.MustCompile(`^(\d{1,11})\.(\d{9})$`)

// parseTime reads seconds since 1970 with nine decimals.
func parseTime(text string) (time.Time, bool) {
	m := epoch.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return time.Time{}, false
	}
	seconds, err1 := strconv.ParseInt(m[1], 10, 64)
	nanos, err2 := strconv.ParseInt(m[2], 10, 64)
	return time.Unix(seconds, nanos), err1 == nil && err2 == nil
}
