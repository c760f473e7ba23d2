package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// zone is a place that can be clicked, in cells from the top left corner of its block.
type zone struct {
	x, y, w int
	id      string
}

// block is a rectangle of drawn rows, each exactly as wide as the block, and the
// zones in it. A frame is a block, so what a click means is asked of the same
// function that draws.
type block struct {
	rows  []string
	zones []zone
	w     int
}

// draw makes a block of lines, exactly w by h: what is too much is left out, what is missing is blank.
func draw(th *theme, lines []line, w, h int) block {
	b := block{w: w}
	for i := range h {
		var l line
		if i < len(lines) {
			l = lines[i]
		}
		b.rows = append(b.rows, l.render(th, w))
		if l.id != "" {
			b.zones = append(b.zones, zone{x: 0, y: i, w: w, id: l.id})
		}
		for _, z := range l.spots {
			b.zones = append(b.zones, zone{x: z.x, y: i, w: z.w, id: z.id})
		}
	}
	return b
}

// below stacks blocks of one width.
func below(blocks ...block) block {
	var all block
	for _, b := range blocks {
		for _, z := range b.zones {
			z.y += len(all.rows)
			all.zones = append(all.zones, z)
		}
		all.rows = append(all.rows, b.rows...)
		all.w = max(all.w, b.w)
	}
	return all
}

// beside puts two blocks of one height next to each other.
func beside(a, b block) block {
	both := block{w: a.w + b.w, zones: append([]zone(nil), a.zones...)}
	for i := range a.rows {
		both.rows = append(both.rows, a.rows[i]+b.rows[i])
	}
	for _, z := range b.zones {
		z.x += a.w
		both.zones = append(both.zones, z)
	}
	return both
}

// over lays a block onto another, its top left corner at x, y. Zones below it are gone.
func over(under, top block, x, y int) block {
	out := block{w: under.w, rows: append([]string(nil), under.rows...)}
	for i, r := range top.rows {
		at := y + i
		if at < 0 || at >= len(out.rows) {
			continue
		}
		left := ansi.Cut(out.rows[at], 0, x)
		right := ansi.Cut(out.rows[at], x+top.w, under.w)
		if ansi.StringWidth(right) > under.w-x-top.w { // half of a wide character lies below: a blank
			right = ansi.Cut(out.rows[at], x+top.w+1, under.w)
		}
		left += strings.Repeat(" ", max(0, x-ansi.StringWidth(left)))
		right = strings.Repeat(" ", max(0, under.w-x-top.w-ansi.StringWidth(right))) + right
		out.rows[at] = left + "\x1b[0m" + r + "\x1b[0m" + right
	}
	for _, z := range top.zones {
		z.x += x
		z.y += y
		out.zones = append(out.zones, z)
	}
	return out
}

// at finds what was clicked.
func (b block) at(x, y int) string {
	for i := len(b.zones) - 1; i >= 0; i-- {
		if z := b.zones[i]; y == z.y && x >= z.x && x < z.x+z.w {
			return z.id
		}
	}
	return ""
}

// pane is a box with a title.
type pane struct {
	title []span
	right []span // on the top border, at its right end
	foot  []span // on the bottom border, at its right end
	body  []line
	tone  token // of the border
	id    string
	thumb thumb // where in a longer text the body is
	// rightID is what a click on right means; "": what one on the pane means
	rightID string
}

// thumb is the part of a longer text that shows: on the right border, beside the rows
// of the body from row on.
type thumb struct{ row, top, shown, total int }

// spans tells whether the border of a row of the body belongs to the thumb.
func (t thumb) spans(row int) bool {
	if t.total <= t.shown || t.shown <= 0 || row < t.row || row >= t.row+t.shown {
		return false
	}
	size := max(1, t.shown*t.shown/t.total)
	from := t.row + (t.shown-size)*t.top/(t.total-t.shown)
	return row >= from && row < from+size
}

// height is how high the pane is when all of it shows.
func (p pane) height() int { return len(p.body) + 2 }

// draw makes the pane exactly w by h.
func (p pane) draw(th *theme, w, h int) block {
	inner := max(0, w-4)
	b := block{w: w}
	b.rows = append(b.rows, edge(th, p.tone, "╭", "╮", p.title, p.right, w))
	content := draw(th, p.body, inner, max(0, h-2))
	left, right := th.render(say(p.tone, "│ "), paper), th.render(say(p.tone, " │"), paper)
	grip := th.render(say(p.tone, " ┃"), paper)
	for i, r := range content.rows {
		edge := right
		if p.thumb.spans(i) {
			edge = grip
		}
		b.rows = append(b.rows, left+r+edge)
	}
	if p.id != "" {
		for y := range h {
			b.zones = append(b.zones, zone{y: y, w: w, id: p.id})
		}
	}
	for _, z := range content.zones {
		z.x, z.y = z.x+2, z.y+1
		if z.w == inner { // of a whole line: up to the border
			z.x, z.w = 1, w-2
		}
		b.zones = append(b.zones, z)
	}
	if note := widthOf(cut(cleaned(p.right), max(0, (w-4)/2))); p.rightID != "" && note > 0 {
		b.zones = append(b.zones, zone{x: w - 3 - note, w: note, id: p.rightID})
	}
	if h > 1 {
		b.rows = append(b.rows, edge(th, p.tone, "╰", "╯", nil, p.foot, w))
	}
	b.rows = b.rows[:h]
	return b
}

// edge is a border with text in it.
func edge(th *theme, tone token, left, right string, title, note []span, w int) string {
	title, note = cleaned(title), cleaned(note)
	room := w - 4 // corners and one stroke beside each
	if widthOf(note) > room/2 {
		note = cut(note, room/2)
	}
	noteWidth := widthOf(note)
	if noteWidth > 0 {
		noteWidth += 2
	}
	if most := room - noteWidth - 2; widthOf(title) > most {
		title = cut(title, max(0, most))
	}
	titleWidth := widthOf(title)
	if titleWidth > 0 {
		titleWidth += 2
	}
	var b strings.Builder
	stroke := func(s string) { b.WriteString(th.render(say(tone, s), paper)) }
	text := func(spans []span) {
		if len(spans) == 0 || widthOf(spans) == 0 {
			return
		}
		stroke(" ")
		for _, s := range spans {
			b.WriteString(th.render(s, paper))
		}
		stroke(" ")
	}
	stroke(left + "─")
	text(title)
	stroke(strings.Repeat("─", max(0, room-titleWidth-noteWidth)))
	text(note)
	stroke("─" + right)
	return b.String()
}

// scroller is how far a list of lines is scrolled.
type scroller struct{ top int }

// window is the lines that show, and where they begin. It never changes the scroller.
func (s scroller) window(lines []line, h int) ([]line, int) {
	top := min(max(0, s.top), max(0, len(lines)-h))
	return lines[top:min(len(lines), top+h)], top
}

// move scrolls by rows, within what there is.
func (s *scroller) move(by, total, h int) {
	s.top = min(max(0, min(max(0, s.top), max(0, total-h))+by), max(0, total-h))
}

// show scrolls as little as needed to have a line in sight.
func (s scroller) show(at, total, h int) scroller {
	top := min(max(0, s.top), max(0, total-h))
	if at < top {
		top = at
	}
	if at >= top+h {
		top = at - h + 1
	}
	return scroller{top: max(0, top)}
}

// more says how many lines are above and below.
func more(top, shown, total int) []span {
	var marks []string
	if top > 0 {
		marks = append(marks, "↑"+itoa(top))
	}
	if rest := total - top - shown; rest > 0 {
		marks = append(marks, "↓"+itoa(rest))
	}
	if len(marks) == 0 {
		return nil
	}
	return []span{say(dim, strings.Join(marks, " "))}
}
