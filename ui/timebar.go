package ui

import (
	"math"

	"paso/runbook"
)

// strip is one row of a chart, a span a cell.
type strip []span

func newStrip(cells int) strip {
	st := make(strip, cells)
	for i := range st {
		st[i] = say(faint, " ")
	}
	return st
}

// spans are the cells with what belongs together put together.
func (st strip) spans() []span {
	var all []span
	for _, c := range st {
		if n := len(all); n > 0 && all[n-1].tok == c.tok && all[n-1].bold == c.bold {
			all[n-1].text += c.text
			continue
		}
		all = append(all, c)
	}
	return all
}

// stuff is what time went into. The order is that of precedence where one cell holds as much of two.
type stuff uint8

const (
	work    stuff = iota
	late          // work after the plan's end
	waiting       // waiting for people
	gone          // nobody was there
	stuffs
)

// The glyphs of a chart. Each differs from the others without colour.
const (
	glyphWork   = "█"
	glyphLate   = "▓"
	glyphPeople = "▒"
	glyphGone   = "·"
	glyphPlan   = "░"
	glyphMore   = "→" // the plan goes on
	glyphCut    = "≈" // the axis leaves time out
	glyphFailed = "✗"
	glyphOpen   = "━" // a window
	glyphBroken = "═" // a window past its budget
)

// heap is what lies in a cell: how much of each kind, and from where to where.
type heap struct {
	of     [stuffs]float64
	lo, hi float64
}

// bars collects what a row shows before it is drawn.
type bars struct {
	sc    timescale
	heaps []heap
}

func newBars(sc timescale) *bars { return &bars{sc: sc, heaps: make([]heap, sc.cells)} }

// add puts a span in. What is shorter than an eighth of a cell is drawn as that: it happened.
func (b *bars) add(s runbook.Span, kind stuff) {
	if s.Length() < 0 || b.sc.cells == 0 {
		return
	}
	from := min(b.sc.x(s.From), float64(b.sc.cells)-0.125)
	to := max(b.sc.x(s.To), from+0.125)
	for i := int(from); i < b.sc.cells && float64(i) < to; i++ {
		lo, hi := max(0, from-float64(i)), min(1, to-float64(i))
		h := &b.heaps[i]
		if h.hi == 0 {
			h.lo = lo
		}
		h.lo, h.hi = min(h.lo, lo), max(h.hi, hi)
		h.of[kind] += hi - lo
	}
}

// draw draws what was put in over the strip. tone is the token of work.
func (b *bars) draw(st strip, tone token) {
	for i, h := range b.heaps {
		kind := work
		for k := range stuffs {
			if h.of[k] > h.of[kind]+0.01 {
				kind = k
			}
		}
		switch {
		case h.hi == 0:
		case kind == work:
			st[i] = say(tone, h.block(glyphWork))
		case kind == late:
			st[i] = say(amber, h.block(glyphLate))
		case kind == waiting:
			st[i] = say(amber, glyphPeople)
		case kind == gone:
			st[i] = say(dim, glyphGone)
		}
	}
}

// block is a cell as full as the heap: eighths from the left where a bar ends, and what there is where one begins.
func (h heap) block(full string) string {
	left := []string{"▏", "▎", "▍", "▌", "▋", "▊", "▉"}
	eighths := int(math.Round((h.hi - h.lo) * 8))
	switch {
	case eighths >= 7:
		return full
	case h.lo > 0.13 && h.hi > 0.87 && eighths <= 2:
		return "▕"
	case h.lo > 0.13 && h.hi > 0.87:
		return "▐"
	}
	return left[max(0, eighths-1)]
}

// plan draws the plan of a row; an arrow says that it goes on past the edge.
func (st strip) plan(sc timescale, plan runbook.Span) {
	if plan.IsZero() || len(st) == 0 {
		return
	}
	for i := int(sc.x(plan.From)); i < min(len(st), int(math.Ceil(sc.x(plan.To)))); i++ {
		st[i] = say(faint, glyphPlan)
	}
	if sc.beyond(plan.To) {
		st[len(st)-1] = say(dim, glyphMore)
	}
}

// window draws a time in which a clock ran, and what of it was past its budget.
func (st strip) window(sc timescale, w runbook.TimeWindow, tone token) {
	for _, s := range w.Spans {
		from, to := sc.cellsOf(s)
		for i := from; i <= to; i++ {
			st[i] = strong(tone, glyphOpen)
		}
		if !w.Spent.IsZero() && s.To.After(w.Spent) {
			for i := min(max(from, int(sc.x(w.Spent))), to); i <= to; i++ {
				st[i] = strong(bad, glyphBroken)
			}
		}
		if to > from {
			st[from].text, st[to].text = "┣", "┫"
		}
	}
}

// text writes a text into cells of the strip, if there are so many.
func (st strip) text(at int, tok token, text string) bool {
	runes := []rune(text)
	if at < 0 || at+len(runes) > len(st) {
		return false
	}
	for i, r := range runes {
		st[at+i] = say(tok, string(r))
	}
	return true
}
