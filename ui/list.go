package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"paso/runbook"
)

// entryItem is a row of a list: what is judged, and the verdict so far.
type entryItem struct {
	id, group, title, help string
	checked                bool // its checks can look again
	state                  *runbook.ListItem
}

func (i entryItem) verdict() runbook.Verdict {
	if i.state == nil {
		return runbook.Unjudged
	}
	return i.state.Verdict
}

// seenBad tells whether its checks observed something else than wanted.
func (i entryItem) seenBad() bool {
	return i.state != nil && len(i.state.Results) > 0 && !runbook.AllOK(i.state.Results)
}

// list is the asker of section 4, of a step's checklist and of the criteria that a
// person judges. Verdicts are recorded one by one, so a list can be left half done.
type list struct {
	name  string // of the list, for the commands
	title func(*scene) string
	about func(s *scene, w int) []line
	load  func(*scene) []entryItem
	looks bool // some of its items have checks
	at    int
	peek  int // rows that the wheel looks further down, or up
}

func (l *list) paste(string)  {}
func (l *list) editing() bool { return false }

func (l *list) view(s *scene, w, h int) pane {
	lines, room, about, top := l.layout(s, w, h)
	shown, top := scroller{top}.window(lines, room)
	items := l.load(s)
	return pane{
		title: []span{strong(plain, l.title(s))},
		right: []span{l.progress(s, items)},
		foot:  more(top, len(shown), len(lines)),
		thumb: thumb{row: len(about), top: top, shown: len(shown), total: len(lines)},
		body:  append(about, shown...),
		tone:  accent,
	}
}

// layout is the items as lines, how many of them show, what stands over them, and the first that shows.
func (l *list) layout(s *scene, w, h int) (lines []line, room int, about []line, top int) {
	inner, rows := max(1, w-4), max(0, h-2)
	lines, where := l.lines(s, l.load(s), inner)
	if l.about != nil {
		about = append(l.about(s, inner), blank())
	}
	if len(about) > rows/3 {
		about = nil
	}
	room = max(0, rows-len(about))
	if len(about)+len(lines)+1 <= rows {
		about = append([]line{blank()}, about...)
		room--
	}
	top = (scroller{}).show(where[1], len(lines), room).show(where[0], len(lines), room).top
	return lines, room, about, min(max(0, top+l.peek), max(0, len(lines)-room))
}

func (l *list) progress(s *scene, items []entryItem) span {
	judged, failed := 0, 0
	for _, it := range items {
		if it.verdict() != runbook.Unjudged {
			judged++
		}
		if it.verdict() == runbook.Failed {
			failed++
		}
	}
	text := "◆ " + s.t("list.progress", "Done", itoa(judged), "All", itoa(len(items)))
	switch {
	case failed > 0:
		return strong(bad, text+" · "+s.plural("list.failed", failed))
	case judged == len(items):
		return strong(good, "✓ "+s.t("list.progress", "Done", itoa(judged), "All", itoa(len(items))))
	}
	return strong(amber, text)
}

// lines draw the items by group; where gives the first and last line of the item under the cursor.
func (l *list) lines(s *scene, items []entryItem, w int) (lines []line, where [2]int) {
	group := ""
	for i, it := range items {
		if it.group != group {
			if group != "" {
				lines = append(lines, blank())
			}
			lines = append(lines, row(strong(dim, it.group)))
			group = it.group
		}
		start := len(lines)
		lines = append(lines, l.item(s, it, i == l.at, w)...)
		if i == l.at {
			where = [2]int{start, len(lines) - 1}
		}
	}
	return lines, where
}

func (l *list) item(s *scene, it entryItem, selected bool, w int) []line {
	mark := verdictSign(it.verdict())
	head := say(plain, "  ")
	if selected {
		head = strong(accent, "▌ ")
	}
	first := ends([]span{head, mark.span(), {text: " " + it.title, bold: selected}})
	if it.state != nil && it.state.By != "" && it.verdict() != runbook.Unjudged {
		by := it.state.By
		if by == runbook.Paso {
			by = s.t("list.seen")
		}
		first.right = []span{say(dim, by+" · "+it.state.At.Format("15:04"))}
	}
	first.id, first.selected = "item:"+it.id, selected
	first.spots = []zone{{x: 2, w: 2, id: "box:" + it.id}}
	lines := []line{first}
	if it.state != nil && it.state.Note != "" {
		lines = append(lines, indented(wrapped(amber, s.t("list.note", "Note", it.state.Note), w-6), 4)...)
	}
	if it.seenBad() || selected && it.state != nil && len(it.state.Results) > 0 {
		lines = append(lines, indented(resultLines(s, it.state.Results, w-6), 4)...)
	}
	if selected && it.help != "" {
		lines = append(lines, indented(wrapped(dim, s.expand(it.help), w-6), 4)...)
	}
	return lines
}

// click moves to an item; on its box it ticks, as the space bar does.
func (l *list) click(s *scene, id string) []wish {
	if item, boxed := strings.CutPrefix(id, "box:"); boxed {
		l.point(s, "item:"+item)
		return l.toggle(s, l.load(s)[l.at])
	}
	l.point(s, id)
	return nil
}

func (l *list) point(s *scene, id string) {
	for i, it := range l.load(s) {
		if "item:"+it.id == id {
			l.at, l.peek = i, 0
		}
	}
}

// wheel looks further up or down; the cursor stays where it is, and the next key goes back to it.
func (l *list) wheel(s *scene, by, w, h int) {
	lines, room, _, top := l.layout(s, w, h)
	wanted := min(max(0, top+by), max(0, len(lines)-room))
	l.peek += wanted - top
}

func (l *list) keys(*scene) []binding {
	k := newKeymap()
	all := []binding{k.cycle, k.fail, k.notApplicable, k.allOK, k.done, k.itemNote}
	if l.looks {
		all = append(all, k.recheck)
	}
	return append(all, k.move())
}

func (l *list) key(s *scene, k tea.KeyPressMsg) ([]wish, bool) {
	keys := newKeymap()
	items := l.load(s)
	if len(items) == 0 {
		if keys.done.hit(k) {
			return orders(runbook.CloseList{List: l.name}), true
		}
		return nil, false
	}
	l.at, l.peek = min(l.at, len(items)-1), 0
	it := items[l.at]
	switch {
	case keys.up.hit(k):
		l.at = max(0, l.at-1)
	case keys.down.hit(k):
		l.at = min(len(items)-1, l.at+1)
	case keys.cycle.hit(k):
		return l.toggle(s, it), true
	case keys.fail.hit(k):
		return orders(l.tick(it, runbook.Failed, l.noteOf(it))), true
	case keys.notApplicable.hit(k):
		return l.withReason(s, it, runbook.NotApplicable, s.t("list.na"), s.t("list.na.about")), true
	case keys.itemNote.hit(k):
		return l.noteDialog(s, it), true
	case keys.allOK.hit(k):
		return l.remaining(s, items), true
	case keys.recheck.hit(k):
		return l.lookAgain(s, items, it), true
	case keys.done.hit(k):
		return l.close(items), true
	default:
		return nil, false
	}
	return nil, true
}

func (l *list) tick(it entryItem, v runbook.Verdict, note string) runbook.Command {
	return runbook.Tick{List: l.name, Item: it.id, Verdict: v, Note: note}
}

func (l *list) noteOf(it entryItem) string {
	if it.state == nil {
		return ""
	}
	return it.state.Note
}
