package output

import (
	"bytes"
	"strings"
)

const (
	// DefaultLines is how many lines are kept where no number is given.
	DefaultLines = 10_000
	// MaxCells is the most cells of a display line.
	MaxCells = 10_000
	// maxKept bounds the bytes of all lines that are kept.
	maxKept = 32 << 20
)

// Lines keeps the last display lines of a stream, filtered. It is for one goroutine at a time, and costs memory for what it
// keeps only.
type Lines struct {
	parser parser
	ring   []string
	first  int // where in ring the oldest line is
	most   int // lines to keep
	bytes  int // of all lines in ring
	total  int // lines that ever ended
}

// NewLines returns an empty Lines that keeps at most this many lines, DefaultLines for 0 or less. Lines so long that
// they would take more than 32 MiB together make it keep fewer.
func NewLines(most int) *Lines {
	if most <= 0 {
		most = DefaultLines
	}
	l := &Lines{most: most}
	l.parser = parser{emit: l.add, row: row{limit: MaxCells}}
	return l
}

// Write takes the next bytes of the stream. It never fails and keeps nothing of data.
func (l *Lines) Write(data []byte) (int, error) {
	l.parser.write(data)
	return len(data), nil
}

// Pass takes as much from the front of data as only makes lines that the rest of data drops again, without making them, and
// returns how many bytes that were; the rest is to be written. A flood comes faster than anybody reads: most of it is passed.
// Where a sequence begins in data nothing is passed, since colours reach beyond their line.
func (l *Lines) Pass(data []byte) int {
	first := bytes.IndexByte(data, '\n') + 1
	if l.parser.mode != ground || bytes.Count(data[first:], newline) <= l.most || !plainText(data) {
		return 0
	}
	end := len(data)
	for range l.most + 1 { // behind the newline from which on they all are kept
		end = bytes.LastIndexByte(data[:end], '\n')
	}
	l.parser.write(data[:first]) // it ends the line that there is
	l.total += bytes.Count(data[first:end+1], newline)
	return end + 1
}

var newline = []byte{'\n'}

// plainText tells whether no sequence begins in data: with ESC, or with one of C1, which UTF-8 writes behind a C2.
func plainText(data []byte) bool {
	return bytes.IndexByte(data, esc) < 0 && bytes.IndexByte(data, 0xc2) < 0
}

// Finish ends the stream: a last line without newline becomes a line. More may be written afterwards.
func (l *Lines) Finish() { l.parser.finish() }

// Len is the number of lines that are kept, without the partial one.
func (l *Lines) Len() int { return len(l.ring) }

// Total is the number of lines that ever ended.
func (l *Lines) Total() int { return l.total }

// Dropped is the number of lines that ended and are not kept any more: Line(0) is line Dropped() of the stream.
func (l *Lines) Dropped() int { return l.total - len(l.ring) }

// Line returns the i-th line that is kept, oldest first, with its colours, and no attribute on at either end. It is ""
// outside 0 ≤ i < Len.
func (l *Lines) Line(i int) string {
	if i < 0 || i >= len(l.ring) {
		return ""
	}
	return l.ring[(l.first+i)%len(l.ring)]
}

// Plain returns Line(i) without colours.
func (l *Lines) Plain(i int) string { return withoutStyle(l.Line(i)) }

// Partial returns the line that has not ended yet, with its colours; "" where there is none. It shows what a prompt asks.
func (l *Lines) Partial() string { return l.parser.partial() }

// PartialPlain returns Partial without colours.
func (l *Lines) PartialPlain() string { return withoutStyle(l.parser.partial()) }

// add keeps a line, and drops the oldest where there are too many or too much.
func (l *Lines) add(line string) {
	l.total++
	l.bytes += len(line)
	if len(l.ring) == l.most {
		l.bytes -= len(l.ring[l.first])
		l.ring[l.first] = line
		l.first = (l.first + 1) % l.most
	} else {
		l.ring = append(l.ring, line)
	}
	if l.bytes > maxKept {
		l.shrink()
	}
}

// shrink drops the oldest lines until half of the bytes are free, so that it is rare.
func (l *Lines) shrink() {
	kept := append(append(make([]string, 0, len(l.ring)), l.ring[l.first:]...), l.ring[:l.first]...)
	for len(kept) > 1 && l.bytes > maxKept/2 {
		l.bytes -= len(kept[0])
		kept[0] = ""
		kept = kept[1:]
	}
	l.ring, l.first = append([]string(nil), kept...), 0
}

// withoutStyle takes the SGR sequences, which are the only ones, out of a display line.
func withoutStyle(line string) string {
	before, after, found := strings.Cut(line, "\x1b[")
	if !found {
		return line
	}
	var plain strings.Builder
	for found {
		plain.WriteString(before)
		_, after, _ = strings.Cut(after, "m")
		before, after, found = strings.Cut(after, "\x1b[")
	}
	plain.WriteString(before)
	return plain.String()
}
