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
	inner, rows := max(1, w-4), max(0, h-2)
	items := q.menu.lines(q.items(s), inner)
	head := q.head(s, inner)
	room := max(0, rows-len(items)-1)
	shown, top := q.scroll.window(head, room)
	body := append([]line(nil), shown...)
	for len(body) < min(room, len(head)) {
		body = append(body, blank())
	}
	body = append(body, blank())
	if len(items) >= rows {
		body = nil
	} else if len(body)+len(items)+1 <= rows {
		body = append([]line{blank()}, body...) // air, where there is room for it
	}
	p := pane{title: q.title(s), body: append(body, items...), tone: q.tone, foot: more(top, len(shown), len(head))}
	if q.right != nil {
		p.right = q.right(s)
	}
	return p
}

func (q *question) key(s *scene, k tea.KeyPressMsg) ([]wish, bool) {
	keys := newKeymap()
	items := q.items(s)
	if chosen, moved := q.menu.key(k, items); moved {
		if chosen == "" {
			return nil, true
		}
		return q.choose(s, chosen), true
	}
	total := len(q.head(s, max(1, s.w-4)))
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

func (q *question) click(s *scene, id string) []wish {
	q.menu.click(id, q.items(s))
	return nil
}

func (q *question) keys(*scene) []binding {
	keys := newKeymap()
	return append([]binding{keys.move(), keys.choose}, q.extra...)
}
