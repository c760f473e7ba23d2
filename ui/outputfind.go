package ui

import (
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"paso/runbook/output"
)

// hit is where in a text what is searched for stands, in bytes.
type hit struct{ from, to int }

// find is a search in an output. It looks at every line once, as it comes, so that it
// keeps up with a flood; the line without an end is looked at when it is asked about.
type find struct {
	needle string
	exact  bool  // capitals were typed: they matter
	lines  []int // with a hit, counted from the beginning of the stream
	next   int   // first line that was not looked at
	at     int   // line at which the search stands; -1: none
}

// newFind searches for a text; small letters find capitals too, capitals only themselves.
func newFind(needle string) find {
	return find{needle: needle, exact: strings.ToLower(needle) != needle, at: -1}
}

func (f *find) on() bool { return f.needle != "" }

// look goes through the lines that came.
func (f *find) look(l *output.Lines) {
	if !f.on() {
		return
	}
	dropped := l.Dropped()
	gone := sort.SearchInts(f.lines, dropped)
	f.lines = f.lines[gone:]
	for f.next = max(f.next, dropped); f.next < l.Total(); f.next++ {
		if f.in(l.Plain(f.next - dropped)) {
			f.lines = append(f.lines, f.next)
		}
	}
}

// all are the lines with a hit, the one without an end included.
func (f *find) all(l *output.Lines) []int {
	if f.on() && f.in(l.PartialPlain()) {
		return append(slices.Clip(f.lines), l.Total())
	}
	return f.lines
}

// step goes to the next line with a hit, or the one before, and round at the end; false
// where there is none. from is where to begin when the search stands nowhere.
func (f *find) step(l *output.Lines, from, by int) bool {
	lines := f.all(l)
	if len(lines) == 0 {
		f.at = -1
		return false
	}
	if f.at >= l.Dropped() {
		from = f.at + by
	}
	i := sort.SearchInts(lines, from) // the first at or behind it
	if by < 0 && (i == len(lines) || lines[i] > from) {
		i--
	}
	f.at = lines[(i+len(lines))%len(lines)]
	return true
}

// standing is the number of the hit at which the search stands, from 1, and how many there are.
func (f *find) standing(l *output.Lines) (at, of int) {
	lines := f.all(l)
	if i, ok := slices.BinarySearch(lines, f.at); ok {
		at = i + 1
	}
	return at, len(lines)
}

func (f *find) in(text string) bool {
	if f.exact || isASCII(text) && isASCII(f.needle) {
		if !f.exact {
			text = strings.ToLower(text)
		}
		return strings.Contains(text, f.needle)
	}
	return len(f.hits(text)) > 0
}

// hits are all places in a text, none over another.
func (f *find) hits(text string) []hit {
	if !f.on() {
		return nil
	}
	var all []hit
	for i := 0; i < len(text); {
		if n := f.prefix(text[i:]); n > 0 {
			all = append(all, hit{i, i + n})
			i += n
			continue
		}
		_, size := utf8.DecodeRuneInString(text[i:])
		i += size
	}
	return all
}

// prefix is how many bytes at the front of a text are what is searched for; 0: it does not begin so.
func (f *find) prefix(text string) int {
	at := 0
	for _, want := range f.needle {
		r, size := utf8.DecodeRuneInString(text[at:])
		if r != want && (f.exact || unicode.ToLower(r) != want) || size == 0 {
			return 0
		}
		at += size
	}
	return at
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// seek searches for a text from now on; "" for no search.
func (p *outputPane) seek(needle string) {
	p.find, p.pointed = newFind(needle), 0
	p.find.look(p.lines)
}

// step goes to the next hit, or to the one before, and has it in sight.
func (p *outputPane) step(by, w, h int) {
	at, _ := p.start(w, h)
	if p.find.step(p.lines, p.lines.Dropped()+at, by) {
		p.reveal(w, h)
	}
}

// reveal has the hit in sight at which the search stands.
func (p *outputPane) reveal(w, h int) {
	i := p.find.at - p.lines.Dropped()
	hits := p.find.hits(p.plainText(i))
	if len(hits) == 0 {
		p.show(i, 0, w, h)
		return
	}
	before, end := cells(p.plainText(i)[:hits[0].from]), cells(p.plainText(i)[:hits[0].to])
	if p.wrap {
		sub := 0
		for n, r := range p.rows(i, w) {
			if r.col <= before {
				sub = n
			}
		}
		p.show(i, sub, w, h)
		return
	}
	p.show(i, 0, w, h)
	if before < p.col || end > p.col+w-1 {
		p.col = 0
		if end > w-1 {
			p.col = max(0, end-w*2/3)
		}
	}
}
