package main

import (
	"fmt"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
)

// shape draws a run of one character that is a shape, and tells of how many cells.
func (c *canvas) shape(x, y int, cells []uv.Cell) int {
	first := cells[x]
	runes := []rune(first.Content)
	if len(runes) != 1 {
		return 0
	}
	n := 1
	for x+n < len(cells) && cells[x+n].Content == first.Content && cells[x+n].Style.Equal(&first.Style) {
		n++
	}
	ink, _ := c.look.colours(first.Style)
	r := runes[0]
	if parts := slabs(r); parts != nil {
		for _, s := range parts {
			c.slab(brush{ink: ink, shade: s.shade}, x, y, n, s)
		}
		return n
	}
	if d, ok := c.dashes[r]; ok {
		c.dash(ink, d, x, y, n)
		return n
	}
	if s, ok := c.boxes[r]; ok {
		c.box(ink, r, s, x, y, n)
		return n
	}
	return 0
}

func (c *canvas) slab(b brush, x, y, n int, s slab) {
	left, top := float64(x*cellW)+float64(s.x*cellW)/8, float64(y*cellH)+float64(s.y*cellH)/8
	w, h := float64(s.w*cellW)/8, float64(s.h*cellH)/8
	if s.w == 8 {
		n, w = 1, w*float64(n)
	}
	for i := range n {
		fmt.Fprintf(c.with(b), "M%g %gh%gv%gh-%gz", left+float64(i*cellW), top, w, h, w)
	}
}

func (c *canvas) dash(ink string, d dash, x, y, n int) {
	b := c.with(brush{ink: ink, line: weight(d.heavy), shade: 4})
	length, dir := float64(cellW)/float64(d.parts), "h"
	if d.upright {
		length, dir = float64(cellH)/float64(d.parts), "v"
	}
	for i := range n {
		for part := range d.parts {
			left, top := float64((x+i)*cellW), float64(y*cellH)
			if at := (float64(part) + 0.25) * length; d.upright {
				left, top = left+middleX, top+at
			} else {
				left, top = left+at, top+middleY
			}
			fmt.Fprintf(b, "M%.4g %.4g%s%.3g", left, top, dir, length/2)
		}
	}
}

func weight(heavy bool) int {
	if heavy {
		return 3
	}
	return 1
}

// box draws n times a box-drawing character; a rule across them all is one line.
func (c *canvas) box(ink string, r rune, s strokes, x, y, n int) {
	left, top := float64(x*cellW), float64(y*cellH)
	line := func(weightOf byte) *strings.Builder {
		return c.with(brush{ink: ink, line: weight(weightOf == 2), shade: 4})
	}
	if s[0] > 0 && s[0] == s[1] && s[2] == 0 && s[3] == 0 {
		fmt.Fprintf(line(s[0]), "M%g %gh%d", left, top+middleY, n*cellW)
		return
	}
	for i := range n {
		left := left + float64(i*cellW)
		if isRound(r) {
			fmt.Fprint(line(1), bow(s, left, top))
			continue
		}
		// Past the middle by half a line, so that a corner is closed.
		for side, w := range s {
			if w == 0 {
				continue
			}
			over := float64(weight(w == 2)) / 2
			switch side {
			case 0:
				fmt.Fprintf(line(w), "M%g %gh%g", left, top+middleY, middleX+over)
			case 1:
				fmt.Fprintf(line(w), "M%g %gH%g", left+middleX-over, top+middleY, left+cellW)
			case 2:
				fmt.Fprintf(line(w), "M%g %gv%g", left+middleX, top, middleY+over)
			case 3:
				fmt.Fprintf(line(w), "M%g %gV%g", left+middleX, top+middleY-over, top+cellH)
			}
		}
	}
}

// bow is a round corner: from the top or bottom of the cell to its left or right.
func bow(s strokes, left, top float64) string {
	from, to, turn, sweep := top, left, top+middleY-middleX, 0
	if s[3] > 0 {
		from, turn = top+cellH, top+middleY+middleX
	}
	if s[1] > 0 {
		to = left + cellW
	}
	if (s[3] > 0) == (s[1] > 0) {
		sweep = 1
	}
	return fmt.Sprintf("M%g %gV%gA%g %g 0 0 %d %g %g", left+middleX, from, turn, middleX, middleX, sweep, to, top+middleY)
}
