package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	gmtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"paso/runbook/output"
)

// document is a report to read. Its lines are laid out once for a width and kept: they hold meanings and not colours, so a
// theme changes nothing of them.
type document struct {
	open   bool
	source string
	width  int
	laid   []line
}

func newDocument(source string) document { return document{open: true, source: source} }

// lay lays the document out; the model does it when the width or the text has changed, and drawing only reads.
func (d *document) lay(w int) {
	if d.open && d.width != w {
		d.laid, d.width = markdownLines(d.source, w), w
	}
}

func (d *document) lines(w int) []line {
	if d.width == w {
		return d.laid
	}
	return markdownLines(d.source, w)
}

// pageWidth is the width above which a text is harder to read and a table gains nothing.
const pageWidth = 130

// markdownLines draws Markdown in w cells: headings, lists with their ticks, tables, code, quotes and links. Whatever is in
// it is shown as text: markup of HTML too, and what no case knows.
func markdownLines(source string, w int) []line {
	md := markdown{source: []byte(source), w: min(max(1, w), pageWidth)}
	root := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(gmtext.NewReader(md.source))
	return md.blocks(root)
}

// markdown draws blocks of one width.
type markdown struct {
	source []byte
	w      int
}

// leastText is what is left for text at the least: what lies deeper is not moved further to the right.
const leastText = 8

// behind draws something with a mark before each of its lines.
func (md markdown) behind(mark span, draw func(markdown) []line) []line {
	width := widthOf([]span{mark})
	if md.w-width < leastText {
		return draw(md)
	}
	lines := draw(markdown{md.source, md.w - width})
	for i := range lines {
		lines[i].spans = append([]span{mark}, lines[i].spans...)
	}
	return lines
}

// blocks draws the children of a node, with a blank line between them but in lists and below a line.
func (md markdown) blocks(parent ast.Node) []line {
	var lines []line
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		if len(lines) > 0 && parent.Kind() != ast.KindListItem && (!underlined(n.PreviousSibling()) || n.Kind() == ast.KindHeading) {
			lines = append(lines, blank())
		}
		lines = append(lines, md.block(n)...)
	}
	return lines
}

func (md markdown) block(n ast.Node) []line {
	switch n := n.(type) {
	case *ast.Heading:
		return md.heading(n)
	case *ast.Paragraph, *ast.TextBlock:
		return flow(md.inline(n, span{}), md.w)
	case *ast.List:
		return md.list(n)
	case *ast.Blockquote:
		return md.behind(say(faint, "▌ "), func(md markdown) []line { return md.blocks(n) })
	case *ast.FencedCodeBlock, *ast.CodeBlock, *ast.HTMLBlock:
		return md.behind(say(faint, "│ "), func(md markdown) []line { return md.code(n) })
	case *ast.ThematicBreak:
		return []line{row(say(faint, rule(md.w)))}
	case *extast.Table:
		return md.table(n)
	}
	if n.HasChildren() {
		return md.blocks(n)
	}
	return nil
}

// underlined tells whether a line is drawn below a node.
func underlined(n ast.Node) bool {
	h, ok := n.(*ast.Heading)
	return ok && h.Level <= 2
}

func (md markdown) heading(n *ast.Heading) []line {
	tok := accent
	if n.Level > 2 {
		tok = plain
	}
	lines := flow(md.inline(n, strong(tok, "")), md.w)
	if !underlined(n) {
		return lines
	}
	stroke := "─"
	if n.Level == 1 {
		stroke = "━"
	}
	return append(lines, row(say(faint, strings.Repeat(stroke, md.w))))
}

// list draws items with a mark each, and what lies in them moved to the right.
func (md markdown) list(n *ast.List) []line {
	var lines []line
	number := n.Start
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		mark := say(accent, "• ")
		switch box := taskBox(item); {
		case box != nil && box.IsChecked:
			mark = say(good, "[✓] ")
		case box != nil:
			mark = say(dim, "[ ] ")
		case n.IsOrdered():
			mark.text = itoa(number) + ". "
			number++
		}
		under := say(plain, spaces(widthOf([]span{mark})))
		item := md.behind(under, func(md markdown) []line { return md.blocks(item) })
		if len(item) > 0 && len(item[0].spans) > 0 && item[0].spans[0] == under {
			item[0].spans[0] = mark
		}
		lines = append(lines, item...)
	}
	return lines
}

// taskBox is the tick box at the start of an item, or nil.
func taskBox(item ast.Node) *extast.TaskCheckBox {
	if item.FirstChild() == nil {
		return nil
	}
	box, _ := item.FirstChild().FirstChild().(*extast.TaskCheckBox)
	return box
}

func (md markdown) code(n ast.Node) []line {
	var lines []line
	for i := range n.Lines().Len() {
		at := n.Lines().At(i)
		text := strings.ReplaceAll(strings.TrimRight(string(at.Value(md.source)), "\r\n"), "\t", "    ")
		for _, part := range strings.Split(ansi.Hardwrap(output.Sanitize(text), md.w, true), "\n") {
			lines = append(lines, row(say(dim, part)))
		}
	}
	return lines
}

// inline is the text below a node, each piece with the looks of what it lies in.
func (md markdown) inline(parent ast.Node, looks span) []span {
	var spans []span
	add := func(text string) {
		piece := looks
		piece.text = text
		spans = append(spans, piece)
	}
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			text := n.Segment.Value(md.source)
			if !n.IsRaw() {
				text = unescaped(text)
			}
			add(string(text))
			switch {
			case n.HardLineBreak():
				add("\n")
			case n.SoftLineBreak():
				add(" ")
			}
		case *ast.String:
			add(string(n.Value))
		case *ast.CodeSpan:
			spans = append(spans, md.inline(n, span{tok: busy})...)
		case *ast.Emphasis:
			spans = append(spans, md.inline(n, span{tok: looks.tok, bold: true})...)
		case *extast.Strikethrough:
			spans = append(spans, md.inline(n, span{tok: dim})...)
		case *extast.TaskCheckBox: // the mark of its item
		case *ast.Link:
			title := md.inline(n, span{tok: accent, bold: looks.bold})
			spans = append(spans, title...)
			if to := string(n.Destination); to != plainText(title) {
				spans = append(spans, say(dim, " ("+to+")"))
			}
		case *ast.AutoLink:
			spans = append(spans, span{text: string(n.URL(md.source)), tok: accent})
		case *ast.RawHTML:
			add(string(n.Segments.Value(md.source)))
		default:
			spans = append(spans, md.inline(n, looks)...)
		}
	}
	return spans
}

// unescaped is what a reader sees of the source of a text.
func unescaped(text []byte) []byte {
	return util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(text)))
}

func plainText(spans []span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.text)
	}
	return b.String()
}
