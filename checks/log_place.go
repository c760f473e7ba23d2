package checks

import (
	"context"
	"strconv"
	"strings"
)

// logPlace is where a log is now: what scripts/log.bash found.
type logPlace struct {
	trouble string // "missing", or why it cannot be read; "" where it can
	inode   uint64 // 0: not known, for only its content may be read
	size    int64
	root    bool   // it is read through sudo
	oldPath string // what became of the file that was marked, where that was found
	oldSize int64
}

// why says what keeps the log from being read.
func (p logPlace) why(path string) Phrase {
	if p.trouble == "missing" {
		return phrase("checks.log.missing", args{"Path": path})
	}
	return phrase("checks.log.unreadable", args{"Path": path, "Why": p.trouble})
}

// rotated reports whether the file is another than the one that was marked, or was cut.
func (p logPlace) rotated(since LogMark) bool {
	other := since.Inode != 0 && p.inode != 0 && p.inode != since.Inode
	return other || p.size < since.Offset
}

// logPart is a piece of a file that has to be read.
type logPart struct {
	path     string
	from, to int64
	root     bool
}

// parts lists what was written since the mark, oldest first. from never exceeds to.
func (p logPlace) parts(path string, since LogMark) []logPart {
	if !p.rotated(since) {
		return []logPart{{path, since.Offset, p.size, p.root}}
	}
	var all []logPart
	if p.oldPath != "" && p.oldSize > since.Offset {
		all = append(all, logPart{p.oldPath, since.Offset, p.oldSize, p.root})
	}
	return append(all, logPart{path, 0, p.size, p.root})
}

// locate asks where the log is now. The second result is set where the target could not be asked.
func locate(ctx context.Context, w World, wanted Phrase, path string, since LogMark) (logPlace, *Result) {
	text, trouble := facts(ctx, w, wanted, "log",
		param{"paso_path", path},
		param{"paso_inode", strconv.FormatUint(since.Inode, 10)},
		param{"paso_offset", strconv.FormatInt(max(since.Offset, 0), 10)})
	if trouble != nil {
		return logPlace{}, trouble
	}
	return parseLogPlace(text), nil
}

// parseLogPlace reads "trouble WHY", or "now INODE SIZE direct|sudo" and perhaps "old SIZE PATH".
func parseLogPlace(text string) logPlace {
	p := logPlace{trouble: "?"}
	for line := range strings.Lines(text) {
		word, rest, _ := strings.Cut(strings.TrimRight(line, "\n"), " ")
		switch word {
		case "trouble":
			p.trouble = rest
		case "now":
			if place, ok := parseNow(rest); ok {
				p = place
			}
		case "old":
			size, path, ok := strings.Cut(rest, " ")
			n, err := strconv.ParseInt(size, 10, 64)
			if ok && err == nil && n >= 0 {
				p.oldSize, p.oldPath = n, path
			}
		}
	}
	return p
}

func parseNow(text string) (logPlace, bool) {
	words := strings.Fields(text)
	if len(words) != 3 {
		return logPlace{}, false
	}
	inode, err1 := strconv.ParseUint(words[0], 10, 64)
	size, err2 := strconv.ParseInt(words[1], 10, 64)
	ok := err1 == nil && err2 == nil && size >= 0
	return logPlace{inode: inode, size: size, root: words[2] == "sudo"}, ok
}

// read brings the part to the finder, a chunk at a time. What the file loses meanwhile cannot be judged any more.
func (part logPart) read(ctx context.Context, w World, wanted Phrase, into *finder) *Result {
	for at := part.from; at < part.to; {
		size := min(part.to-at, logChunk)
		out, trouble := ask(ctx, w, wanted, "read",
			param{"paso_path", part.path}, param{"paso_root", yes(part.root)},
			param{"paso_from", strconv.FormatInt(at+1, 10)}, param{"paso_size", strconv.FormatInt(size, 10)})
		if trouble != nil {
			return trouble
		}
		if int64(len(out.Stdout)) != size || out.Truncated {
			r := unobservable(wanted, phrase("checks.log.unreadable", args{"Path": part.path, "Why": lastLine(out.Stderr)}))
			return &r
		}
		if _, err := into.Write(out.Stdout); err != nil {
			r := lost(wanted, err)
			return &r
		}
		at += size
	}
	return nil
}
