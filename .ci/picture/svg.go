package main

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"unicode"

	uv "github.com/charmbracelet/ultraviolet"
)

// A cell is 9 by 20 units at letters of 15: whole numbers, so that lines are crisp. Every text has the width of its
// cells, so that any monospace font aligns.
const (
	cellW, cellH = 9, 20
	baseline     = 15
	middleX      = 4.5
	middleY      = 9.5
	margin       = 14
	titleH       = 36
	fonts        = `ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace`
)

// canvas gathers what is drawn, like with like: backgrounds first, then shapes, then texts.
type canvas struct {
	look   look
	boxes  map[rune]strokes
	dashes map[rune]dash
	ground bytes.Buffer
	shapes map[brush]*strings.Builder
	texts  bytes.Buffer
}

// brush is what shapes are drawn with: filled, or a line of a width.
type brush struct {
	ink   string
	line  int // 0: filled
	shade int // quarters of the ink
}

// draw makes the picture of a screen in a window.
func draw(p picture, l look) []byte {
	c := &canvas{look: l, boxes: boxes(), dashes: dashes(), shapes: map[brush]*strings.Builder{}}
	for y, row := range p.rows {
		c.row(y, row)
	}
	w, h := len(p.rows[0])*cellW+2*margin, len(p.rows)*cellH+titleH+margin
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-labelledby="t">`+"\n", w, h, w, h)
	fmt.Fprintf(&b, "<title id=\"t\">%s</title>\n", escaped(p.title))
	fmt.Fprintf(&b, `<rect x=".5" y=".5" width="%d" height="%d" rx="10" fill="%s" stroke="%s"/>`+"\n", w-1, h-1, hex(l.paper), l.rim)
	fmt.Fprintf(&b, `<path d="M1 28V10.5A9.5 9.5 0 0 1 10.5 1H%gA9.5 9.5 0 0 1 %d 10.5V28z" fill="%s"/><path d="M1 28.5H%d" stroke="%s"/>`+"\n", float64(w)-10.5, w-1, l.bar, w-1, l.rim)
	for i := range 3 {
		fmt.Fprintf(&b, `<circle cx="%d" cy="15" r="4.5" fill="%s"/>`, 20+i*15, l.rim)
	}
	fmt.Fprintf(&b, "\n"+`<text x="%d" y="19.5" text-anchor="middle" font-family="system-ui, sans-serif" font-size="13" fill="%s">%s</text>`+"\n", w/2, l.dim, escaped(p.title))
	fmt.Fprintf(&b, `<g transform="translate(%d %d)" font-family="%s" font-size="15">`+"\n", margin, titleH, fonts)
	b.Write(c.ground.Bytes())
	c.flush(&b)
	b.Write(c.texts.Bytes())
	b.WriteString("</g>\n</svg>\n")
	return b.Bytes()
}

// flush writes the shapes, one path for each brush.
func (c *canvas) flush(b *bytes.Buffer) {
	brushes := make([]brush, 0, len(c.shapes))
	for k := range c.shapes {
		brushes = append(brushes, k)
	}
	slices.SortFunc(brushes, func(a, b brush) int {
		return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.ink, b.ink), cmp.Compare(a.shade, b.shade))
	})
	for _, k := range brushes {
		if k.line > 0 {
			fmt.Fprintf(b, `<path fill="none" stroke="%s" stroke-width="%d" d="%s"/>`+"\n", k.ink, k.line, c.shapes[k])
			continue
		}
		opacity := ""
		if k.shade < 4 {
			opacity = fmt.Sprintf(` fill-opacity="%g"`, float64(k.shade)/4)
		}
		fmt.Fprintf(b, `<path fill="%s"%s shape-rendering="crispEdges" d="%s"/>`+"\n", k.ink, opacity, c.shapes[k])
	}
}

func (c *canvas) with(b brush) *strings.Builder {
	if c.shapes[b] == nil {
		c.shapes[b] = &strings.Builder{}
	}
	return c.shapes[b]
}

// row draws one row: runs of one background, runs of one shape, runs of one text.
func (c *canvas) row(y int, cells []uv.Cell) {
	for x := 0; x < len(cells); {
		_, background := c.look.colours(cells[x].Style)
		n := 1
		for x+n < len(cells) && c.background(cells[x+n], background) {
			n++
		}
		if background != "" {
			fmt.Fprintf(&c.ground, `<path fill="%s" shape-rendering="crispEdges" d="M%d %dh%dv%dh-%dz"/>`+"\n", background, x*cellW, y*cellH, n*cellW, cellH, n*cellW)
		}
		x += n
	}
	for x := 0; x < len(cells); {
		x += max(1, c.shape(x, y, cells), c.text(x, y, cells))
	}
}

// background tells whether a cell stands on it. The second half of a wide character has no style of its own.
func (c *canvas) background(cell uv.Cell, background string) bool {
	_, own := c.look.colours(cell.Style)
	return cell.Width == 0 || own == background
}

// text draws a run of letters of one look up to the next gap, and tells of how many cells. A
// character that a font may have in another width, or not at all, stands alone in the middle of its cell.
func (c *canvas) text(x, y int, cells []uv.Cell) int {
	first := cells[x]
	if strings.TrimSpace(first.Content) == "" || c.isShape(first.Content) {
		return 0
	}
	ink, _ := c.look.colours(first.Style)
	if !plainLetter(first) {
		w := max(1, first.Width)
		fmt.Fprintf(&c.texts, `<text x="%g" y="%d" text-anchor="middle" fill="%s"%s>%s</text>`+"\n",
			(float64(x)+float64(w)/2)*cellW, y*cellH+baseline, ink, attributes(first.Style), escaped(first.Content))
		return w
	}
	var run strings.Builder
	n := 0
	for x+n < len(cells) {
		cell := cells[x+n]
		blank := cell.Content == " "
		next := x+n+1 < len(cells) && plainLetter(cells[x+n+1]) && cells[x+n+1].Style.Equal(&first.Style)
		if !cell.Style.Equal(&first.Style) || !plainLetter(cell) && (!blank || !next) {
			break
		}
		run.WriteString(cell.Content)
		n++
	}
	length := ""
	if n > 1 {
		length = fmt.Sprintf(` textLength="%d"`, n*cellW)
	}
	fmt.Fprintf(&c.texts, `<text x="%d" y="%d"%s fill="%s"%s>%s</text>`+"\n", x*cellW, y*cellH+baseline, length, ink, attributes(first.Style), escaped(run.String()))
	return n
}

func (c *canvas) isShape(content string) bool {
	r := []rune(content)[0]
	_, box := c.boxes[r]
	_, dash := c.dashes[r]
	return box || dash || slabs(r) != nil
}

// plainLetter tells whether every monospace font has it, one cell wide.
func plainLetter(c uv.Cell) bool {
	runes := []rune(c.Content)
	if len(runes) != 1 || c.Width != 1 || runes[0] == ' ' {
		return false
	}
	r := runes[0]
	return r < 0x80 || r < 0x250 && (unicode.IsLetter(r) || unicode.IsPunct(r) || unicode.IsSymbol(r)) || strings.ContainsRune("–—…‘’“”•", r)
}

func attributes(s uv.Style) string {
	var b strings.Builder
	if s.Attrs&uv.AttrBold != 0 {
		b.WriteString(` font-weight="700"`)
	}
	if s.Attrs&uv.AttrItalic != 0 {
		b.WriteString(` font-style="italic"`)
	}
	if s.Attrs&uv.AttrFaint != 0 {
		b.WriteString(` opacity=".65"`)
	}
	switch {
	case s.Underline != 0:
		b.WriteString(` text-decoration="underline"`)
	case s.Attrs&uv.AttrStrikethrough != 0:
		b.WriteString(` text-decoration="line-through"`)
	}
	return b.String()
}

func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a builder never fails
	return b.String()
}
