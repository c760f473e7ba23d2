package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"paso/runbook/output"
)

// outputPane shows the output of one attempt. It formats the rows that show and no
// others, so that a million lines cost no more than a screenful.
type outputPane struct {
	lines  *output.Lines
	next   int64 // offset of the stream that comes next
	loaded bool  // filled from the log
	gaps   int   // places where output was dropped on the way to the screen

	at      int // first line that shows, counted from the beginning of the stream
	sub     int // first row of that line, where lines are wrapped
	scrolls bool
	wrap    bool
	needle  string // what is searched for
}

func newOutputPane() *outputPane { return &outputPane{lines: output.NewLines(0)} }

func (p *outputPane) write(data []byte) {
	_, _ = p.lines.Write(data) // never fails
}

// count is how many lines there are, the one without an end included.
func (p *outputPane) count() int {
	n := p.lines.Len()
	if p.lines.Partial() != "" {
		n++
	}
	return n
}

// text is the i-th line that is kept.
func (p *outputPane) text(i int) string {
	if i == p.lines.Len() {
		return p.lines.Partial()
	}
	return p.lines.Line(i)
}

func (p *outputPane) plainText(i int) string {
	if i == p.lines.Len() {
		return p.lines.PartialPlain()
	}
	return p.lines.Plain(i)
}

// rows are the rows of a line in a pane of width w.
func (p *outputPane) rows(i, w int) []string {
	if !p.wrap {
		return []string{ansi.Truncate(p.text(i), w, "…")}
	}
	return hardWrap(p.text(i), w)
}

// start is where the pane begins to draw: the line and the row in it.
func (p *outputPane) start(w, h int) (lineAt, sub int) {
	n := p.count()
	if p.scrolls {
		at := p.at - p.lines.Dropped()
		if at >= 0 {
			lastAt, lastSub := p.lastStart(n, w, h)
			if at > lastAt || at == lastAt && p.sub > lastSub {
				return lastAt, lastSub
			}
			return at, p.sub
		}
		return 0, 0
	}
	return p.lastStart(n, w, h)
}

// lastStart is the start at which the last line is the last row.
func (p *outputPane) lastStart(n, w, h int) (lineAt, sub int) {
	left := h
	for i := n - 1; i >= 0; i-- {
		rows := len(p.rows(i, w))
		if rows >= left {
			return i, rows - left
		}
		left -= rows
	}
	return 0, 0
}

// view draws h rows of width w.
func (p *outputPane) view(w, h int) []line {
	if w < 1 || h < 1 {
		return nil
	}
	at, sub := p.start(w, h)
	var out []line
	for i := at; i < p.count() && len(out) < h; i++ {
		if p.needle != "" && containsFold(p.plainText(i), p.needle) && !p.wrap {
			out = append(out, row(marked(p.plainText(i), p.needle)...))
			continue
		}
		rows := p.rows(i, w)
		if i == at {
			rows = rows[min(sub, len(rows)-1):]
		}
		for _, r := range rows {
			if len(out) < h {
				out = append(out, row(span{text: r, raw: true}))
			}
		}
	}
	return out
}

// move scrolls by rows; at the end it follows again.
func (p *outputPane) move(by, w, h int) {
	at, sub := p.start(w, h)
	for ; by < 0; by++ {
		switch {
		case sub > 0:
			sub--
		case at > 0:
			at--
			sub = len(p.rows(at, w)) - 1
		}
	}
	for ; by > 0 && at < p.count(); by-- {
		if sub++; sub >= len(p.rows(at, w)) {
			at, sub = at+1, 0
		}
	}
	lastAt, lastSub := p.lastStart(p.count(), w, h)
	p.scrolls = at < lastAt || at == lastAt && sub < lastSub
	p.at, p.sub = at+p.lines.Dropped(), sub
}

func (p *outputPane) toTop()    { p.scrolls, p.at, p.sub = true, p.lines.Dropped(), 0 }
func (p *outputPane) toBottom() { p.scrolls = false }

// show puts a line of the kept ones a third from the top.
func (p *outputPane) show(i, h int) {
	p.scrolls, p.sub = p.wrap || p.count() > h, 0
	p.at = p.lines.Dropped() + max(0, i-h/3)
}

// hit is the next line from where the pane stands with the text, searched in a
// direction; -1 for none.
func (p *outputPane) hit(from, step int) int {
	n := p.count()
	for k, i := 0, from; k < n; k, i = k+1, i+step {
		at := ((i % n) + n) % n
		if containsFold(p.plainText(at), p.needle) {
			return at
		}
	}
	return -1
}

// failed is the last line that looks like what went wrong, else the last; -1 when there is no output.
func (p *outputPane) failed() int {
	for i := p.count() - 1; i >= 0; i-- {
		text := p.plainText(i)
		for _, word := range []string{"error", "fatal", "traceback", "exception", "failed", "denied", "refused", "cannot", "no such", "not found"} {
			if containsFold(text, word) {
				return i
			}
		}
	}
	return p.count() - 1
}

// plainTail is the output as text, its end where there is too much for a clipboard.
func (p *outputPane) plainTail(most int) string {
	var b []string
	size := 0
	for i := p.count() - 1; i >= 0; i-- {
		text := p.plainText(i)
		if size += len(text) + 1; size > most {
			break
		}
		b = append(b, text)
	}
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return strings.Join(b, "\n")
}

// hardWrap breaks a display line of output.Lines into rows of at most w cells, each
// with its colours. Such a line holds text and SGR sequences and nothing else.
func hardWrap(text string, w int) []string {
	if ansi.StringWidth(text) <= w {
		return []string{text}
	}
	var rows []string
	var b strings.Builder
	style, used := "", 0
	var state byte
	for len(text) > 0 {
		seq, width, n, next := ansi.DecodeSequence(text, state, nil)
		state = next
		text = text[n:]
		if width == 0 && strings.HasPrefix(seq, "\x1b") {
			if style = seq; seq == "\x1b[0m" {
				style = ""
			}
			b.WriteString(seq)
			continue
		}
		if used+width > w {
			if style != "" {
				b.WriteString("\x1b[0m")
			}
			rows = append(rows, b.String())
			b.Reset()
			b.WriteString(style)
			used = 0
		}
		b.WriteString(seq)
		used += width
	}
	return append(rows, b.String())
}

func containsFold(text, part string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(part))
}

// marked draws a text with every hit of the search in another colour.
func marked(text, needle string) []span {
	lower, part := strings.ToLower(text), strings.ToLower(needle)
	if len(lower) != len(text) {
		return []span{say(match, text)} // a letter whose small form has another length: mark the line
	}
	var spans []span
	for {
		i := strings.Index(lower, part)
		if i < 0 || part == "" {
			return append(spans, say(plain, text))
		}
		spans = append(spans, say(plain, text[:i]), say(match, text[i:i+len(part)]))
		text, lower = text[i+len(part):], lower[i+len(part):]
	}
}
