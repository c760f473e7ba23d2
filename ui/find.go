package ui

import (
	tea "charm.land/bubbletea/v2"

	"paso/runbook/text"
)

// searchKey edits what is searched for; enter goes to the nearest hit upwards, where
// the newest output is.
func (m *model) searchKey(k tea.KeyPressMsg) {
	keys := newKeymap()
	out := m.output()
	switch {
	case keys.dismiss.hit(k) || out == nil:
		m.search = nil
	case keys.submit.hit(k):
		out.needle = m.search.value()
		m.search = nil
		if out.needle == "" {
			return
		}
		if at := out.hit(out.count()-1, -1); at >= 0 {
			out.show(at, max(1, m.outRows))
			return
		}
		m.toast = tell{m.s.t("search.none", "What", out.needle), amber}
		out.needle = ""
	default:
		m.search.key(k)
	}
}

// nextHit goes on from the line that is a third from the top, where a hit stands.
func (m *model) nextHit(out *outputPane, step, h int) {
	at, _ := out.start(max(1, m.outCols), h)
	if at = out.hit(at+min(h/3, out.count())+step, step); at >= 0 {
		out.show(at, h)
	}
}

// otherLanguage switches between Spanish and English; the run goes on.
func (m *model) otherLanguage() {
	next := text.ES
	if m.s.say.Lang() == text.ES {
		next = text.EN
	}
	c := m.langs[next]
	if c == nil {
		var err error
		if c, err = text.For(next); err != nil {
			m.toast = tell{m.s.say.Error(err), bad}
			return
		}
		m.langs[next] = c
	}
	m.s.say = c
	// Questions hold texts: those that are open are asked again, without what was half typed.
	m.drafts, m.askID = map[string]asker{}, ""
	_ = m.syncGate()
	m.guard = guard{}
}
