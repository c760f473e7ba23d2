package ui

import tea "charm.land/bubbletea/v2"

// key scrolls a list of so many lines of which h show, and tells whether the key was for that.
func (s *scroller) key(k tea.KeyPressMsg, total, h int) bool {
	keys := newKeymap()
	switch {
	case keys.up.hit(k):
		s.move(-1, total, h)
	case keys.down.hit(k):
		s.move(1, total, h)
	case keys.pageUp.hit(k):
		s.move(-h, total, h)
	case keys.pageDown.hit(k):
		s.move(h, total, h)
	case keys.top.hit(k):
		*s = scroller{}
	case keys.bottom.hit(k):
		s.move(total, total, h)
	default:
		return false
	}
	return true
}
