package ui

import (
	"cmp"
	"slices"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// paletteItem is something that the palette finds: a name, and what happens when it is chosen.
type paletteItem struct {
	group  string // its heading
	sign   sign   // state of what it is; the zero sign: none
	label  string
	detail string // beside the name, found too
	hidden bool   // the detail is found and not shown
	key    string // how the same is done without the palette; "": only here, or by the mouse
	do     action
}

// paletteRows is how many rows of what was found show at once, headings included.
const paletteRows = 12

// finder is the palette of commands: a dialog that finds everything that can be done by its name. What there
// is to find is fixed when it opens, so that nothing changes under the cursor; what
// is chosen is looked at again before it happens.
type finder struct {
	items  []paletteItem
	texts  []folded // of items
	field  field
	shown  []found // in the order of the rows
	at     int     // of shown
	scroll scroller
}

func newPalette(items []paletteItem) *finder {
	p := &finder{items: items}
	for _, it := range items {
		p.texts = append(p.texts, fold(it.label).and(fold(it.detail)))
	}
	p.search()
	return p
}

// search finds what is typed; everything, in its order, while nothing is.
func (p *finder) search() {
	p.at, p.scroll, p.shown = 0, scroller{}, nil
	if isBlank(p.field.value()) {
		for i := range p.items {
			p.shown = append(p.shown, found{index: i})
		}
		return
	}
	p.shown = p.grouped(p.waitingFirst(searchFolded(p.texts, p.field.value())))
}

// waitingFirst lifts what answers the open gate: it is what an operator looks for there.
func (p *finder) waitingFirst(all []found) []found {
	const lift = 400
	for i, f := range all {
		if kind := p.items[f.index].do.kind; kind == pointAt || kind == answerKey {
			all[i].score += lift
		}
	}
	slices.SortStableFunc(all, func(a, b found) int { return cmp.Compare(b.score, a.score) })
	return all
}

// grouped keeps what has one heading together; the heading with the best stands first.
func (p *finder) grouped(all []found) []found {
	var groups []string
	by := map[string][]found{}
	for _, f := range all {
		group := p.items[f.index].group
		if by[group] == nil {
			groups = append(groups, group)
		}
		by[group] = append(by[group], f)
	}
	var out []found
	for _, group := range groups {
		out = append(out, by[group]...)
	}
	return out
}

func (p *finder) editing() bool { return true }

func (p *finder) paste(text string) {
	p.field.insert(text)
	p.search()
}

func (p *finder) keys(*scene) []binding {
	k := newKeymap()
	return []binding{k.pick(), k.choose, k.clear, k.dismiss}
}

func (p *finder) key(_ *scene, k tea.KeyPressMsg) ([]wish, bool) {
	keys := newKeymap()
	switch {
	case keys.dismiss.hit(k):
		return []wish{dismiss{}}, true
	case keys.submit.hit(k):
		return p.choose(p.at), true
	case keys.pickUp.hit(k):
		p.move(-1)
	case keys.pickDown.hit(k):
		p.move(1)
	case keys.pageUp.hit(k) && k.Text == "" && k.Mod == 0:
		p.move(-min(paletteRows-2, p.at))
	case keys.pageDown.hit(k) && k.Text == "" && k.Mod == 0:
		p.move(min(paletteRows-2, len(p.shown)-1-p.at))
	default:
		before := p.field.value()
		if p.field.key(k); p.field.value() != before {
			p.search()
		}
	}
	return nil, true
}

// move goes up or down, and round at the ends by single steps.
func (p *finder) move(by int) {
	n := len(p.shown)
	if n == 0 {
		return
	}
	p.at = (p.at + by + n) % n
	p.follow()
}

// follow has the row under the cursor in sight, with the heading over it.
func (p *finder) follow() {
	rows, at := p.rows()
	top := at
	if at > 0 && rows[at-1] < 0 {
		top--
	}
	p.scroll = p.scroll.show(at, len(rows), paletteRows).show(top, len(rows), paletteRows)
}

// rows are the items and headings from top to bottom: the place in shown, or minus one
// minus it for a heading over it; and the row of the cursor.
func (p *finder) rows() (rows []int, at int) {
	group := ""
	for i, f := range p.shown {
		if g := p.items[f.index].group; g != group {
			group = g
			rows = append(rows, -1-i)
		}
		if i == p.at {
			at = len(rows)
		}
		rows = append(rows, i)
	}
	return rows, at
}

func (p *finder) choose(i int) []wish {
	if i < 0 || i >= len(p.shown) {
		return nil
	}
	return []wish{dismiss{}, perform{p.items[p.shown[i].index].do}}
}

func (p *finder) click(_ *scene, id string) []wish {
	for i := range p.shown {
		if id == "item:"+itoa(i) {
			return p.choose(i)
		}
	}
	return nil
}

// wheel scrolls; the cursor stays where it is.
func (p *finder) wheel(_ *scene, by, _, _ int) {
	rows, _ := p.rows()
	p.scroll.move(by, len(rows), paletteRows)
}

// height never changes while something is typed.
func (p *finder) height() int { return paletteRows + 4 }

func (p *finder) view(s *scene, w, h int) pane {
	inner := max(1, w-4)
	rows, _ := p.rows()
	lines := make([]line, len(rows))
	shown, top := p.scroll.window(lines, max(0, h-4))
	for k := range shown { // of many thousands, only those that show are drawn
		if i := rows[top+k]; i < 0 {
			shown[k] = row(strong(dim, p.items[p.shown[-1-i].index].group))
		} else {
			shown[k] = p.line(i, inner)
		}
	}
	if len(rows) == 0 {
		lines = append([]line{blank()}, wrapped(amber, s.t("palette.none", "What", p.field.value()), inner)...)
		shown, top = p.scroll.window(lines, max(0, h-4))
	}
	count := say(dim, s.t("palette.count", "Found", itoa(len(p.shown)), "All", itoa(len(p.items))))
	body := []line{
		ends(append([]span{strong(accent, "❯ ")}, p.field.spans(max(8, inner-16))...), count),
		row(say(faint, rule(inner))),
	}
	return pane{title: []span{strong(plain, s.t("palette.title"))}, body: append(body, shown...), foot: more(top, len(shown), len(lines)), tone: accent}
}

// line is an item: its state, its name with what was found in it, and its key.
func (p *finder) line(i, w int) line {
	f := p.shown[i]
	it, text, name := p.items[f.index], p.texts[f.index].text, p.texts[f.index].first
	l := line{id: "item:" + itoa(i), selected: i == p.at}
	l.spans = []span{say(plain, "  ")}
	if i == p.at {
		l.spans = []span{strong(accent, "▌ ")}
	}
	if it.sign.glyph != "" {
		l.spans = append(l.spans, it.sign.span(), say(plain, " "))
	}
	l.spans = append(l.spans, lit(text[:name], 0, f.at, plain)...)
	if it.key != "" {
		l.right = []span{strong(accent, it.key)}
	}
	if room := w - widthOf(l.spans) - widthOf(l.right) - 4; it.detail != "" && !it.hidden && room >= 8 {
		short := ansi.Truncate(text[name+1:], room, "…")
		l.spans = append(append(l.spans, say(plain, "  ")), lit(short, name+1, f.at, dim)...)
	}
	return l
}

// lit is a text with the letters that were found; offset is where it stands in what was searched.
func lit(text string, offset int, at []int, tok token) []span {
	isAt := make(map[int]bool, len(at))
	for _, i := range at {
		isAt[i-offset] = true
	}
	var spans []span
	on := false
	for i, r := range text {
		if n := len(spans); n > 0 && isAt[i] == on {
			spans[n-1].text += string(r)
			continue
		}
		on = isAt[i]
		next := say(tok, string(r))
		if on {
			next = strong(accent, string(r))
		}
		spans = append(spans, next)
	}
	return spans
}
