package checks

import (
	"bytes"
	"regexp"
	"strings"
)

// finder looks for a pattern in a stream that comes in pieces, line by line.
type finder struct {
	pattern *regexp.Regexp
	partial []byte          // the line whose end has not come
	lines   int             // lines read
	count   int             // lines that matched
	kept    strings.Builder // the first of them, as many as evidence shows
}

// longestLine bounds what a line without an end may take: it is then judged in pieces of this many bytes.
const longestLine = 64 << 10

// Write takes the next piece. It never fails.
func (f *finder) Write(piece []byte) (int, error) {
	size := len(piece)
	for len(piece) > 0 {
		end := bytes.IndexByte(piece, '\n')
		if end < 0 || len(f.partial)+end > longestLine {
			room := min(longestLine-len(f.partial), len(piece))
			f.partial = append(f.partial, piece[:room]...)
			if piece = piece[room:]; len(f.partial) == longestLine && len(piece) > 0 && piece[0] != '\n' {
				f.line()
			}
			continue
		}
		f.partial = append(f.partial, piece[:end]...)
		f.line()
		piece = piece[end+1:]
	}
	return size, nil
}

// end judges a last line that has no line end.
func (f *finder) end() {
	if len(f.partial) > 0 {
		f.line()
	}
}

// line judges what was gathered, and forgets it.
func (f *finder) line() {
	line := bytes.TrimSuffix(f.partial, []byte("\r"))
	f.partial = f.partial[:0]
	f.lines++
	if !f.pattern.Match(line) {
		return
	}
	if f.count++; f.count <= maxEvidenceLines {
		f.kept.Write(line)
		f.kept.WriteByte('\n')
	}
}
