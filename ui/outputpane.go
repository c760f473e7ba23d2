package ui

import (
	"strings"

	"paso/runbook/output"
)

// outputPane shows the output of one attempt. It formats the rows that show and no
// others, so that a million lines cost no more than a screenful.
type outputPane struct {
	lines  *output.Lines
	from   int64 // offset in the log of the first byte that was written here
	next   int64 // offset of the byte that comes next
	loaded bool  // filled from the log
	gaps   int   // places where output was dropped on the way to the screen
	places []logPlace
	starts []statementStart

	at      int // first line that shows, counted from the beginning of the stream
	sub     int // first row of that line, where lines are wrapped
	col     int // first cell that shows, where they are not
	scrolls bool
	wrap    bool
	find    find
	pointed int // line that was jumped to, counted from the beginning of the stream and from 1; 0: none
}

// logPlace says how many bytes of the log there were when so many lines had ended.
type logPlace struct {
	line   int // counted from the beginning of the stream
	offset int64
}

// placesEvery is how many bytes lie between two places that are remembered.
const placesEvery = 2 << 10

// statementStart is where the output of a statement begins.
type statementStart struct {
	offset int64
	line   int // counted from the beginning of the stream; -1: its output is not here yet
}

func newOutputPane() *outputPane { return &outputPane{lines: output.NewLines(0)} }

// write takes the next bytes of the log. They are split where a statement began, so
// that its first line is known.
func (p *outputPane) write(data []byte) {
	for i := range p.starts {
		st := &p.starts[i]
		if st.line >= 0 {
			continue
		}
		n := st.offset - p.next
		if n > int64(len(data)) {
			break
		}
		p.feed(data[:max(0, n)])
		data = data[max(0, n):]
		st.line = p.lines.Total()
	}
	p.feed(data)
	p.find.look(p.lines)
}

// feed writes bytes, and remembers now and then where in the log it is.
func (p *outputPane) feed(data []byte) {
	passed := p.lines.Pass(data)
	p.next += int64(passed)
	for data = data[passed:]; len(data) > 0; {
		piece := data[:min(len(data), placesEvery)]
		data = data[len(piece):]
		_, _ = p.lines.Write(piece) // never fails
		p.next += int64(len(piece))
		if n := len(p.places); n == 0 || p.places[n-1].line < p.lines.Total() {
			p.places = append(p.places, logPlace{p.lines.Total(), p.next})
		}
		gone := 0
		for gone < len(p.places) && p.places[gone].line < p.lines.Dropped() {
			gone++
		}
		p.places = p.places[gone:]
	}
}

// began says that a statement began when the log had this many bytes.
func (p *outputPane) began(offset int64) {
	st := statementStart{offset: offset, line: -1}
	if offset <= p.next {
		st.line = p.lines.Total()
	}
	p.starts = append(p.starts, st)
}

// before is how many bytes of the log lie before what is kept here. Near a place where
// lines were dropped it is too many rather than too few: a line may show twice, and none is lost.
func (p *outputPane) before() int64 {
	dropped := p.lines.Dropped()
	if dropped == 0 {
		return p.from
	}
	for _, place := range p.places {
		if place.line >= dropped {
			return place.offset
		}
	}
	return p.next
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

// rows are the parts of a line that are rows of a pane of width w.
func (p *outputPane) rows(i, w int) []part {
	if !p.wrap {
		return []part{{p.col, w}}
	}
	return breaks(p.plainText(i), w)
}

// view draws h rows of width w.
func (p *outputPane) view(w, h int) []line {
	if w < 1 || h < 1 {
		return nil
	}
	at, sub := p.start(w, h)
	var out []line
	for i, n := at, p.count(); i < n && len(out) < h; i++ {
		text, rows := p.text(i), p.rows(i, w)
		if i == at {
			rows = rows[min(sub, len(rows)-1):]
		}
		hits := p.find.hits(p.plainText(i))
		if p.pointed == p.lines.Dropped()+i+1 {
			hits = []hit{{0, len(p.plainText(i))}}
		}
		current := p.find.at == p.lines.Dropped()+i
		for _, r := range rows {
			if len(out) < h {
				out = append(out, row(cutText(text, r, !p.wrap, hits, current)...))
			}
		}
	}
	return out
}

// plainTail is the output as text, its end where there is too much for a clipboard, and how many lines that is.
func (p *outputPane) plainTail(most int) (text string, lines int) {
	n, size := p.count(), 0
	first := n
	for first > 0 {
		if size += len(p.plainText(first-1)) + 1; size > most && first < n {
			break
		}
		first--
	}
	all := make([]string, 0, n-first)
	for i := first; i < n; i++ {
		all = append(all, p.plainText(i))
	}
	text = strings.Join(all, "\n")
	return text[max(0, len(text)-most):], n - first
}
