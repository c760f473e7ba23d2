package ui

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/yuin/goldmark/ast"

	"paso/runbook/output"
)

const (
	tableGap  = 2 // between columns
	leastCell = 7 // a narrower column says nothing; the rows are then told one below the other
)

// table draws rows under their headers, the widest columns narrowed and their cells broken until it fits.
func (md markdown) table(n ast.Node) []line {
	var rows [][][]span
	for r := n.FirstChild(); r != nil; r = r.NextSibling() {
		var cells [][]span
		for c := r.FirstChild(); c != nil; c = c.NextSibling() {
			looks := span{}
			if len(rows) == 0 {
				looks = strong(dim, "")
			}
			cells = append(cells, md.inline(c, looks))
		}
		rows = append(rows, cells)
	}
	if len(rows) == 0 || len(rows[0]) == 0 {
		return nil
	}
	widths := columnWidths(rows, md.w)
	if widths == nil {
		return md.records(rows)
	}
	var lines []line
	for i, cells := range rows {
		lines = append(lines, tableRow(cells, widths)...)
		if i == 0 {
			total := -tableGap
			for _, w := range widths {
				total += w + tableGap
			}
			lines = append(lines, row(say(faint, rule(total))))
		}
	}
	return lines
}

// columnWidths are how wide the columns get in w cells; nil when they would be too narrow to read.
func columnWidths(rows [][][]span, w int) []int {
	widths := make([]int, len(rows[0]))
	total := tableGap * (len(widths) - 1)
	for i := range widths {
		for _, cells := range rows {
			if i < len(cells) {
				widths[i] = max(widths[i], widthOf(cleaned(cells[i])))
			}
		}
		total += widths[i]
	}
	for ; total > w; total-- {
		widest := 0
		for i := range widths {
			if widths[i] > widths[widest] {
				widest = i
			}
		}
		if widths[widest] <= leastCell {
			return nil
		}
		widths[widest]--
	}
	return widths
}

// tableRow is one row, over as many lines as its longest cell needs.
func tableRow(cells [][]span, widths []int) []line {
	broken := make([][]line, len(widths))
	height := 1
	for i := range broken {
		if i < len(cells) {
			broken[i] = flow(cells[i], widths[i])
			height = max(height, len(broken[i]))
		}
	}
	lines := make([]line, height)
	for y := range lines {
		for i, w := range widths {
			var spans []span
			if y < len(broken[i]) {
				spans = broken[i][y].spans
			}
			lines[y].spans = append(lines[y].spans, spans...)
			if i < len(widths)-1 {
				lines[y].spans = append(lines[y].spans, say(plain, spaces(w-widthOf(spans)+tableGap)))
			}
		}
	}
	return lines
}

// records tells a table's rows one below the other, each cell after its header.
func (md markdown) records(rows [][][]span) []line {
	var lines []line
	for _, cells := range rows[1:] {
		if len(lines) > 0 {
			lines = append(lines, blank())
		}
		for i, cell := range cells {
			if i < len(rows[0]) && widthOf(cell) > 0 {
				head := append(append([]span(nil), rows[0][i]...), say(dim, ": "))
				lines = append(lines, flow(append(head, cell...), md.w)...)
			}
		}
	}
	return lines
}

// flow breaks spans into lines of at most w cells, between words where it can. Their texts are sanitised here, so that
// widths are those of what is drawn.
func flow(spans []span, w int) []line {
	f := flowing{w: max(1, w)}
	for _, s := range spans {
		for i, paragraph := range strings.Split(s.text, "\n") {
			if i > 0 {
				f.word()
				f.end()
			}
			s.text = output.Sanitize(paragraph)
			f.take(s)
		}
	}
	f.word()
	if len(f.at) > 0 || len(f.lines) == 0 {
		f.end()
	}
	return f.lines
}

// flowing is the state of a flow: the lines that are full, the one that is filled, and the word that is collected.
type flowing struct {
	w     int
	lines []line
	at    []span
	have  int
	next  []span
	gap   bool // a space was seen before the word
}

func (f *flowing) take(s span) {
	for i, part := range strings.Split(s.text, " ") {
		if i > 0 {
			f.word()
			f.gap = true
		}
		if part != "" {
			piece := s
			piece.text = part
			f.next = append(f.next, piece)
		}
	}
}

// word puts the collected word down: on this line, on the next, or in pieces where it is wider than a line.
func (f *flowing) word() {
	width := widthOf(f.next)
	if width == 0 {
		return
	}
	if f.have > 0 && f.have+1+width > f.w && (width <= f.w || f.have+2 > f.w) {
		f.end()
	}
	if f.gap && f.have > 0 {
		f.put(span{text: " ", tok: f.next[0].tok})
	}
	for _, s := range f.next {
		for s.text != "" {
			room := f.w - f.have
			head := ansi.Truncate(s.text, room, "")
			if head == "" && f.have > 0 {
				f.end()
				continue
			}
			if head == "" {
				break // a glyph wider than the line
			}
			if at := strings.LastIndexAny(head, "/-_."); len(head) < len(s.text) && at > len(head)/2 && s.text[at+1] < utf8.RuneSelf {
				head = head[:at+1] // of a path; what belongs to the glyph before stays with it
			}
			piece := s
			piece.text = head
			f.put(piece)
			if s.text = s.text[len(head):]; s.text != "" {
				f.end()
			}
		}
	}
	f.next, f.gap = nil, false
}

func (f *flowing) put(s span) {
	f.at = append(f.at, s)
	f.have += ansi.StringWidth(s.text)
}

func (f *flowing) end() {
	f.lines = append(f.lines, row(f.at...))
	f.at, f.have, f.gap = nil, 0, false
}
