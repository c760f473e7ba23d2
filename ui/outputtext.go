package ui

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// part is what shows of a line: cells from a column on.
type part struct{ col, w int }

// ink is text in one style of the host's.
type ink struct {
	style string // the SGR sequence; "": none
	text  string
}

// inks takes a display line of output.Lines apart, which holds text and SGR sequences and nothing else.
func inks(display string) []ink {
	var all []ink
	style := ""
	for display != "" {
		text, rest, found := strings.Cut(display, "\x1b[")
		if text != "" {
			all = append(all, ink{style, text})
		}
		if !found {
			break
		}
		codes, after, _ := strings.Cut(rest, "m")
		if style = "\x1b[" + codes + "m"; codes == "0" || codes == "" {
			style = ""
		}
		display = after
	}
	return all
}

// cluster is the first character of a text as a person sees it: its bytes and its cells.
func cluster(text string) (bytes, width int) {
	if text[0] < utf8.RuneSelf && (len(text) == 1 || text[1] < utf8.RuneSelf) {
		return 1, 1
	}
	_, width, bytes, _ = ansi.DecodeSequence(text, 0, nil)
	return bytes, width
}

// cells is how wide a text is.
func cells(text string) int {
	w := 0
	for text != "" {
		n, width := cluster(text)
		w += width
		text = text[n:]
	}
	return w
}

// breaks are the rows of a text in a pane of width w. A wide character is never cut in half.
func breaks(text string, w int) []part {
	var rows []part
	row := part{}
	for text != "" {
		n, width := cluster(text)
		if row.w+width > w && row.w > 0 {
			rows = append(rows, row)
			row = part{col: row.col + row.w}
		}
		row.w += width
		text = text[n:]
	}
	return append(rows, row)
}

// cutText is a part of a display line with its colours, and with the hits of the search
// in theirs. A wide character of which half lies outside leaves a blank, so that columns
// stay columns; with more, an ellipsis says that the line goes on.
func cutText(display string, show part, more bool, hits []hit, current bool) []span {
	if show.col == 0 && len(hits) == 0 && len(display) <= show.w { // cells are never more than bytes
		return []span{{text: display, raw: true}}
	}
	c := cutter{left: show.col, right: show.col + show.w, hits: hits, current: current}
	parts := inks(display)
	goesOn := false
	if more {
		total := 0
		for _, i := range parts {
			total += cells(i.text)
		}
		if goesOn = total > c.right; goesOn {
			c.right--
		}
	}
	for _, i := range parts {
		c.take(i)
	}
	c.flush()
	if goesOn {
		c.spans = append(c.spans, say(faint, "…"))
	}
	return c.spans
}

// cutter collects the spans of a part of a line.
type cutter struct {
	left, right int // cells that show, from and up to
	hits        []hit
	current     bool // the search stands at this line
	x, at       int  // cell and byte of the text
	spans       []span
	text        strings.Builder
	style       string
	hit         bool
}

func (c *cutter) take(i ink) {
	for text := i.text; text != ""; {
		n, width := cluster(text)
		switch {
		case c.x >= c.left && c.x+width <= c.right:
			c.put(text[:n], i.style)
		case c.x < c.right && c.x+width > c.left: // half of it
			c.put(spaces(min(c.x+width, c.right)-max(c.x, c.left)), i.style)
		}
		c.x += width
		c.at += n
		text = text[n:]
	}
}

func (c *cutter) put(text, style string) {
	for len(c.hits) > 0 && c.at >= c.hits[0].to {
		c.hits = c.hits[1:]
	}
	found := len(c.hits) > 0 && c.at >= c.hits[0].from
	if found != c.hit || style != c.style {
		c.flush()
		c.hit, c.style = found, style
	}
	c.text.WriteString(text)
}

func (c *cutter) flush() {
	text := c.text.String()
	c.text.Reset()
	switch {
	case text == "":
	case c.hit && c.current:
		c.spans = append(c.spans, strong(cursor, text))
	case c.hit:
		c.spans = append(c.spans, say(match, text))
	case c.style != "":
		c.spans = append(c.spans, span{text: c.style + text + "\x1b[0m", raw: true})
	default:
		c.spans = append(c.spans, span{text: text, raw: true})
	}
}
