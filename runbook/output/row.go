package output

import (
	"strconv"
	"unicode/utf8"
)

const (
	// maxMarks bounds the bytes of combining marks on one cell.
	maxMarks = 24
	// cutRoom is what a line that is too long leaves for "… +N bytes".
	cutRoom = 28
	// covered stands in the second cell of a wide rune.
	covered rune = -1
	tabStop int  = 8
)

// cell is one column of a line.
type cell struct {
	r     rune
	marks string // combining marks that follow r
	style style
}

// row is the display line that is being written: cells, and a cursor that never leaves the line.
type row struct {
	cells []cell
	col   int
	limit int // no cell is kept from this column on
	over  int // bytes that came behind the limit
}

func (w *row) empty() bool { return len(w.cells) == 0 && w.col == 0 && w.over == 0 }

func (w *row) clear() { w.cells, w.col, w.over = w.cells[:0], 0, 0 }

// put writes a rune at the cursor, as itself or by its name.
func (w *row) put(r rune, s style) {
	switch {
	case r < 0x20 || r == 0x7f:
		w.glyph(picture(byte(r)), 1, s)
	case easy(r):
		w.glyph(r, 1, s)
	case r == emojiStyle && w.mark(r, 0x7f):
	case !shown(r):
		w.text(spelled(r), s)
	default:
		width := widthOf(r)
		if width > 0 {
			w.glyph(r, width, s)
		} else if !w.mark(r, 0x20) {
			w.text(spelled(r), s)
		}
	}
}

// text writes ASCII.
func (w *row) text(ascii string, s style) {
	for _, r := range ascii {
		w.glyph(r, 1, s)
	}
}

// run writes the printable ASCII at the front of data, of which there is some, and returns how many bytes that was.
func (w *row) run(data []byte, s style) int {
	n := 0
	for n < len(data) && 0x20 <= data[n] && data[n] < 0x7f {
		n++
	}
	if w.col != len(w.cells) || w.col+n > w.limit {
		w.text(string(data[:n]), s)
		return n
	}
	for _, b := range data[:n] {
		w.cells = append(w.cells, cell{r: rune(b), style: s})
	}
	w.col += n
	return n
}

// glyph writes one rune of this width at the cursor and moves on.
func (w *row) glyph(r rune, width int, s style) {
	if w.col+width > w.limit {
		w.over += utf8.RuneLen(r)
		return
	}
	end := w.col + width
	for len(w.cells) < end {
		w.cells = append(w.cells, cell{r: ' '})
	}
	// Half a wide rune cannot stay.
	if w.cells[w.col].r == covered {
		w.cells[w.col-1] = cell{r: ' '}
	}
	if end < len(w.cells) && w.cells[end].r == covered {
		w.cells[end] = cell{r: ' '}
	}
	w.cells[w.col] = cell{r: r, style: s}
	if width == 2 {
		w.cells[w.col+1] = cell{r: covered, style: s}
	}
	w.col = end
}

// mark puts a rune without width onto the glyph before the cursor; false where there is none above the rune floor, or no room on it.
func (w *row) mark(r, floor rune) bool {
	at := w.col - 1
	if at < 0 || at >= len(w.cells) || w.over > 0 {
		return false
	}
	if w.cells[at].r == covered {
		at--
	}
	c := &w.cells[at]
	if c.r <= floor || len(c.marks)+utf8.RuneLen(r) > maxMarks {
		return false
	}
	c.marks += string(r)
	return true
}

// move puts the cursor into a column, within the line.
func (w *row) move(col int) { w.col = max(0, min(col, w.limit)) }

// tab goes to the next stop. It shows what it passes, as a terminal does.
func (w *row) tab() { w.move((w.col/tabStop + 1) * tabStop) }

// erase blanks from the cursor on (0), up to it (1), or all (2).
func (w *row) erase(mode int) {
	switch mode {
	case 0:
		w.truncate(w.col)
	case 1:
		for i := 0; i <= w.col && i < len(w.cells); i++ {
			w.cells[i] = cell{r: ' '}
		}
		if next := w.col + 1; next < len(w.cells) && w.cells[next].r == covered {
			w.cells[next] = cell{r: ' '}
		}
	case 2:
		w.truncate(0)
	}
}

func (w *row) truncate(col int) {
	w.over = 0
	if col >= len(w.cells) {
		return
	}
	if w.cells[col].r == covered {
		w.cells[col-1] = cell{r: ' '}
	}
	w.cells = w.cells[:col]
}

// render returns the line with its colours, every attribute ended.
func (w *row) render(out []byte) []byte {
	cells, hidden := w.visible()
	var now style
	for i := range cells {
		c := &cells[i]
		if c.r == covered {
			continue
		}
		if c.style != now {
			if now != (style{}) {
				out = append(out, reset...)
			}
			if c.style != (style{}) {
				out = c.style.appendTo(out)
			}
			now = c.style
		}
		if c.r < utf8.RuneSelf {
			out = append(out, byte(c.r))
		} else {
			out = utf8.AppendRune(out, c.r)
		}
		if c.marks != "" {
			out = append(out, c.marks...)
		}
	}
	if now != (style{}) {
		out = append(out, reset...)
	}
	if hidden > 0 {
		out = append(out, "… +"...)
		out = strconv.AppendInt(out, int64(hidden), 10)
		out = append(out, " bytes"...)
	}
	return out
}

// visible returns the cells to draw, and how many bytes of text are left out behind them.
func (w *row) visible() (cells []cell, hidden int) {
	if w.over == 0 {
		return w.cells, 0
	}
	keep := min(max(0, w.limit-cutRoom), len(w.cells))
	if keep < len(w.cells) && w.cells[keep].r == covered {
		keep--
	}
	hidden = w.over
	for _, c := range w.cells[keep:] {
		if c.r != covered {
			hidden += utf8.RuneLen(c.r) + len(c.marks)
		}
	}
	return w.cells[:keep], hidden
}
