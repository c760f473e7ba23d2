package checks

import (
	"context"
	"strconv"
	"strings"
)

// tailLines is how many of a file's last non-empty lines LastLine may be in. pg_dump closes with "-- PostgreSQL database dump
// complete", a line "--" and, since August 2025, an \unrestrict line.
const tailLines = 5

// File looks at one file: that it is there, or is not, how large it is and how it ends.
type File struct {
	Path     string
	Absent   bool   // it must not be there; the fields below say nothing then
	MinSize  int64  // bytes; above 0 it must be a regular file
	LastLine string // must be within one of the last five lines that are not empty
}

// Title names the check.
func (c File) Title() Phrase {
	if c.Absent {
		return phrase("checks.file.title.absent", args{"Path": c.Path})
	}
	return phrase("checks.file.title", args{"Path": c.Path})
}

func (c File) wanted() Phrase {
	values := args{"Path": c.Path, "MinSize": byteSize(c.MinSize), "LastLine": c.LastLine}
	switch {
	case c.Absent:
		return phrase("checks.file.wanted.absent", values)
	case c.MinSize > 0 && c.LastLine != "":
		return phrase("checks.file.wanted.both", values)
	case c.MinSize > 0:
		return phrase("checks.file.wanted.size", values)
	case c.LastLine != "":
		return phrase("checks.file.wanted.last", values)
	}
	return phrase("checks.file.wanted", values)
}

// Observe asks the target once, through sudo where the operator's account may not look.
func (c File) Observe(ctx context.Context, w World) Result {
	wanted := c.wanted()
	if c.Path == "" {
		return invalid(wanted, "empty path")
	}
	text, trouble := facts(ctx, w, wanted, "file", param{"paso_path", c.Path}, param{"paso_tail", yes(c.LastLine != "")})
	if trouble != nil {
		return *trouble
	}
	seen, ok := parseFile(text)
	if !ok {
		return unobservable(wanted, phrase("checks.unseen", args{"Why": firstLine(text)})).tried(1)
	}
	return c.judge(wanted, seen).tried(1)
}

// judge never shows what the file holds: a dump that broke off in the middle of a table ends with somebody's data.
func (c File) judge(wanted Phrase, seen fileFacts) Result {
	values := args{"Path": c.Path, "Size": byteSize(seen.size), "LastLine": c.LastLine}
	switch {
	case !seen.exists:
		return verdict(c.Absent, wanted, phrase("checks.file.absent", values))
	case c.Absent:
		return failed(wanted, phrase("checks.file.observed", values))
	case !seen.regular && (c.MinSize > 0 || c.LastLine != ""):
		return failed(wanted, phrase("checks.file.irregular", values))
	case seen.size < c.MinSize:
		return failed(wanted, phrase("checks.file.observed", values))
	case c.LastLine == "":
		return passed(wanted, phrase("checks.file.observed", values))
	case !seen.tailSeen:
		return unobservable(wanted, phrase("checks.file.unreadable", values))
	case !endsWith(seen.tail, c.LastLine):
		return failed(wanted, phrase("checks.file.no-last", values))
	}
	return passed(wanted, phrase("checks.file.last", values))
}

// endsWith reports whether one of the last few lines holds the text.
func endsWith(tail, text string) bool {
	left := tailLines
	all := strings.Split(tail, "\n")
	for i := len(all) - 1; i >= 0 && left > 0; i-- {
		if strings.TrimSpace(all[i]) == "" {
			continue
		}
		if strings.Contains(all[i], text) {
			return true
		}
		left--
	}
	return false
}

// fileFacts is what scripts/file.bash found.
type fileFacts struct {
	exists   bool
	regular  bool
	size     int64
	tailSeen bool
	tail     string // the last 4 kB, where they were asked for and could be read
}

// parseFile reads "absent", or "SIZE KIND" and after it either "unreadable" or "tail" and the bytes.
func parseFile(text string) (fileFacts, bool) {
	head, rest, _ := strings.Cut(text, "\n")
	if head == "absent" {
		return fileFacts{}, true
	}
	size, kind, ok := strings.Cut(head, " ")
	n, err := strconv.ParseInt(size, 10, 64)
	if !ok || err != nil || n < 0 {
		return fileFacts{}, false
	}
	seen := fileFacts{exists: true, regular: strings.HasPrefix(kind, "regular"), size: n}
	seen.tail, seen.tailSeen = strings.CutPrefix(rest, "tail\n")
	return seen, true
}

// yes is a truth for a script: "1" or "".
func yes(is bool) string {
	if is {
		return "1"
	}
	return ""
}
