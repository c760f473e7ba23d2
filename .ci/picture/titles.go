package main

import "bytes"

const (
	titleBegins = "\x1b]2;"
	titleEnds   = '\a'
)

// titles takes the window's title out of what a program writes: the emulated screen would take a byte of "✗" for
// the title's end, and put the rest onto the screen.
type titles struct {
	last string
	held []byte // the beginning of a title, or of what may be one
}

// without is what was written, but for titles; what may yet become one is held back.
func (t *titles) without(wrote []byte) []byte {
	rest := append(t.held, wrote...)
	t.held = nil
	var out []byte
	for {
		at := bytes.IndexByte(rest, titleBegins[0])
		if at < 0 {
			return append(out, rest...)
		}
		out, rest = append(out, rest[:at]...), rest[at:]
		n := min(len(rest), len(titleBegins))
		if string(rest[:n]) != titleBegins[:n] {
			out, rest = append(out, rest[0]), rest[1:]
			continue
		}
		end := bytes.IndexByte(rest, titleEnds)
		if end < 0 {
			t.held = bytes.Clone(rest)
			return out
		}
		t.last, rest = string(rest[len(titleBegins):end]), rest[end+1:]
	}
}
