package ui

import (
	tea "charm.land/bubbletea/v2"
)

// question is an asker made of a text and a menu below it. The menu always shows;
// the text scrolls when there is more of it than room.
type question struct {
	title  func(*scene) []span
	right  func(*scene) []span
	head   func(s *scene, w int) []line
	ask    func(*scene) string // what is asked, in one line above the menu
	items  func(*scene) []item
	choose func(s *scene, id string) []wish
	extra  []binding // keys besides the menu's
	press  func(s *scene, k tea.KeyPressMsg) []wish
	tone   token
	menu   menu
	scroll scroller
}

func (q *question) paste(string)  {}
func (q *question) editing() bool { return false }

func (q *question) view(s *scene, w, h int) pane {
	head, tail, room := q.parts(s, w, h)
	shown, top := q.scroll.window(head, room)
	body := append([]line(nil), shown...)
	body = append(body, blank())
	grip := thumb{top: top, shown: len(shown), total: len(head)}
	rows := max(0, h-2)
	if len(tail) >= rows {
		body = nil
	} else if len(body)+len(tail)+1 <= rows {
		body = append([]line{blank()}, body...) // air, where there is room for it
		grip.row = 1
	}
	p := pane{title: q.title(s), body: append(body, tail...), tone: q.tone, foot: more(top, len(shown), len(head)), thumb: grip}
	if q.right != nil {
		p.right = q.right(s)
	}
	return p
}

// parts are what is told, what stands below it and never scrolls, and how many rows of
// the first show in w by h cells.
func (q *question) parts(s *scene, w, h int) (head, tail []line, room int) {
	inner, rows := readable(w-4), max(0, h-2)
	choices := lettered(q.items(s))
	head = q.head(s, inner)
	tail = q.menu.lines(choices, len(head)+len(choices)+headings(choices)+3 <= rows, inner)
	if asked := q.asked(s, inner); len(head)+len(asked)+len(tail)+1 <= rows {
		tail = append(asked, tail...)
	}
	return head, tail, max(0, rows-len(tail)-1)
}

// readable is how wide a text is set in w cells: the eye loses longer lines.
func readable(w int) int { return max(1, min(w, 104)) }

// asked is the question in words, where there is room for it: what is told above it is
// what a small screen needs more.
func (q *question) asked(s *scene, w int) []line {
	if q.ask == nil {
		return nil
	}
	return append(strongly(wrapped(accent, q.ask(s), w)), blank())
}

func (q *question) key(s *scene, k tea.KeyPressMsg) ([]wish, bool) {
	keys := newKeymap()
	items := lettered(q.items(s))
	if chosen, moved := q.menu.key(k, items); moved {
		if chosen == "" {
			return nil, true
		}
		return q.choose(s, chosen), true
	}
	total := len(q.head(s, readable(s.w-4)))
	room := max(1, s.h-len(items)-8)
	switch {
	case keys.pageUp.hit(k):
		q.scroll.move(-room, total, room)
	case keys.pageDown.hit(k):
		q.scroll.move(room, total, room)
	case q.press != nil:
		wishes := q.press(s, k)
		return wishes, len(wishes) > 0
	default:
		return nil, false
	}
	return nil, true
}

// click moves to a choice; on the one under the cursor it chooses, as the key does.
func (q *question) click(s *scene, id string) []wish {
	items := q.items(s)
	if len(items) > 0 && id == "item:"+items[min(q.menu.at, len(items)-1)].id {
		return q.choose(s, items[min(q.menu.at, len(items)-1)].id)
	}
	q.point(s, id)
	return nil
}

func (q *question) point(s *scene, id string) { q.menu.click(id, q.items(s)) }

// wheel scrolls the text; it never moves a choice.
func (q *question) wheel(s *scene, by, w, h int) {
	head, _, room := q.parts(s, w, h)
	q.scroll.move(by, len(head), room)
}

func (q *question) keys(*scene) []binding {
	keys := newKeymap()
	return append([]binding{keys.move(), keys.choose}, q.extra...)
}
