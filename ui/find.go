package ui

import (
	tea "charm.land/bubbletea/v2"

	"paso/runbook/text"
)

// searchKey edits what is searched for; what is found shows at once. Enter stays at the
// newest hit.
func (m *model) searchKey(k tea.KeyPressMsg) {
	keys := newKeymap()
	out := m.output()
	switch {
	case out == nil:
		m.search = nil
	case keys.dismiss.hit(k):
		m.search = nil
		out.seek("")
	case keys.submit.hit(k):
		m.search = nil
		if _, all := out.find.standing(out.lines); out.find.on() && all == 0 {
			m.toast = tell{m.s.t("search.none", "What", out.find.needle), amber}
			out.seek("")
		}
	default:
		m.search.key(k)
		m.seek(out)
	}
}

// seek goes to the newest line with what is typed so far.
func (m *model) seek(out *outputPane) {
	if m.search.value() == out.find.needle {
		return
	}
	out.seek(m.search.value())
	w, h := max(1, m.outCols), max(1, m.outRows-1) // a row is the search's
	out.find.at = -1
	if out.find.step(out.lines, out.lines.Total()+1, -1) {
		out.reveal(w, h)
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
	listens, seen := m.guard, m.seen
	m.drafts, m.askID = map[string]asker{}, ""
	_ = m.syncGate()
	m.guard, m.seen = listens, seen
}
