package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"paso/runbook/output"
)

// span is a piece of text with what it means. Its text passes output.Sanitize when
// it is drawn, so nothing that a host or a runbook says reaches the terminal as more than text.
type span struct {
	text string
	tok  token
	bold bool
	raw  bool // already filtered and coloured by output.Lines
}

func say(tok token, text string) span    { return span{text: text, tok: tok} }
func strong(tok token, text string) span { return span{text: text, tok: tok, bold: true} }

// line is one row of a pane. A line with an id can be clicked.
type line struct {
	spans    []span
	right    []span // aligned to the right edge
	id       string
	spots    []zone // in it, from its left end, that mean something of their own
	selected bool
	band     bool
}

func (l line) ground() ground {
	switch {
	case l.selected:
		return chosen
	case l.band:
		return band
	}
	return paper
}

func row(spans ...span) line { return line{spans: spans} }

func blank() line { return line{} }

// ends is a line with something at its right edge.
func ends(left []span, right ...span) line { return line{spans: left, right: right} }

// render draws the line exactly w cells wide.
func (l line) render(th *theme, w int) string {
	right := cleaned(l.right)
	rightWidth := widthOf(right)
	if rightWidth > 0 && rightWidth > w*2/3 {
		right = cut(right, w*2/3)
		rightWidth = widthOf(right)
	}
	room := w
	if rightWidth > 0 {
		room = max(0, w-rightWidth-1)
	}
	left := cleaned(l.spans)
	if widthOf(left) > room {
		left = cut(left, room)
	}
	var b strings.Builder
	for _, s := range left {
		b.WriteString(l.draw(th, s))
	}
	if gap := w - widthOf(left) - rightWidth; gap > 0 {
		b.WriteString(l.draw(th, say(plain, strings.Repeat(" ", gap))))
	}
	for _, s := range right {
		b.WriteString(l.draw(th, s))
	}
	return b.String()
}

func (l line) draw(th *theme, s span) string {
	if s.text == "" {
		return ""
	}
	if s.raw {
		switch {
		case th.name == plainTheme:
			return uncoloured(s.text)
		case th.base != "":
			return th.base + th.recoloured(th.legible(s.text)) + "\x1b[0m"
		}
		return th.legible(s.text)
	}
	return th.render(s, l.ground())
}

// emojiStyle asks for the coloured picture of a character. It is left out of rows: with it one terminal gives "⚠" two
// cells and another one, and the border beside it would stand in the wrong place.
const emojiStyle = "\ufe0f"

func cleaned(spans []span) []span {
	out := make([]span, 0, len(spans))
	for _, s := range spans {
		if !s.raw {
			s.text = output.Sanitize(s.text)
		}
		s.text = strings.ReplaceAll(s.text, emojiStyle, "")
		out = append(out, s)
	}
	return out
}

func widthOf(spans []span) int {
	w := 0
	for _, s := range spans {
		w += ansi.StringWidth(s.text)
	}
	return w
}

// cut shortens spans to w cells; the last cell says that something is missing.
func cut(spans []span, w int) []span {
	var out []span
	for _, s := range spans {
		have := ansi.StringWidth(s.text)
		if have <= w && w > 0 {
			out = append(out, s)
			w -= have
			continue
		}
		if w <= 0 {
			// What stands before ends without room: give its last cell to the ellipsis.
			if n := len(out); n > 0 {
				last := &out[n-1]
				last.text = ansi.Truncate(last.text, max(0, ansi.StringWidth(last.text)-1), "") + "…"
			}
			return out
		}
		s.text = ansi.Truncate(s.text, w, "…")
		return append(out, s)
	}
	return out
}

// wrapped breaks a text into lines of at most w cells, at words where it can.
func wrapped(tok token, text string, w int) []line {
	var lines []line
	for _, paragraph := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		for _, part := range strings.Split(ansi.Wrap(output.Sanitize(paragraph), max(1, w), ""), "\n") {
			lines = append(lines, row(say(tok, part)))
		}
	}
	return lines
}

// labelled is a label in a column of its own, and beside it a text over as many lines as it needs.
func labelled(label string, column int, texts ...[]line) []line {
	var lines []line
	for _, text := range texts {
		for _, l := range text {
			head := strings.Repeat(" ", column)
			if len(lines) == 0 {
				head = padded(label, column)
			}
			l.spans = append([]span{say(dim, head)}, l.spans...)
			lines = append(lines, l)
		}
	}
	return lines
}

// padded is text with spaces up to w cells; it is cut when longer.
func padded(text string, w int) string {
	text = output.Sanitize(text)
	have := ansi.StringWidth(text)
	if have >= w {
		return ansi.Truncate(text, max(0, w-1), "…") + " "
	}
	return text + strings.Repeat(" ", w-have)
}

// middle shortens a text in its middle, where names with dates differ least.
func middle(text string, w int) string {
	text = output.Sanitize(text)
	have := ansi.StringWidth(text)
	if have <= w || w < 5 {
		return ansi.Truncate(text, max(0, w), "…")
	}
	tail := (w - 1) * 2 / 3
	return ansi.Truncate(text, w-1-tail, "") + "…" + ansi.TruncateLeft(text, have-tail, "")
}

// foldLine breaks a line that is wider than w cells; what follows is indented, and the
// right end stays on the first row.
func foldLine(l line, indent, w int) []line {
	room := w
	if n := widthOf(l.right); n > 0 {
		room -= n + 1
	}
	rows, used := []line{{right: l.right}}, 0
	put := func(s span) {
		last := &rows[len(rows)-1]
		last.spans = append(last.spans, s)
		used += widthOf([]span{s})
	}
	for _, s := range cleaned(l.spans) {
		for s.text != "" {
			part := s
			part.text = ansi.Truncate(s.text, max(0, room-used), "")
			if part.text != "" {
				put(part)
			}
			if s.text = s.text[len(part.text):]; s.text == "" {
				break
			}
			if w <= indent+1 { // nothing fits: cut rather than fold for ever
				return rows
			}
			rows, used, room = append(rows, line{}), 0, w
			put(say(plain, spaces(indent)))
		}
	}
	return rows
}

// indented moves lines to the right.
func indented(lines []line, by int) []line {
	out := make([]line, len(lines))
	for i, l := range lines {
		l.spans = append([]span{say(plain, strings.Repeat(" ", by))}, l.spans...)
		out[i] = l
	}
	return out
}
