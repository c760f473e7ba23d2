package ui

import (
	tea "charm.land/bubbletea/v2"

	"paso/runbook/text"
)

// actionKind is what the palette can do.
type actionKind uint8

const (
	pressKey     actionKind = iota // what a key of a group does: by the code of the key
	answerKey                      // what a key does in the list that is open
	pointAt                        // move to a choice of the open gate; it is not chosen
	lookAtStep                     // show a step
	useTheme                       // show everything in a theme
	useLanguage                    // and in a language
	showValue                      // open the values at one of them
	showContacts                   // open contacts and risks
)

// action is something that the palette does.
type action struct {
	kind actionKind
	arg  string  // the choice, step, theme, language or value
	key  binding // of pressKey and answerKey
	from string  // group of the key, or id of the gate
}

// openPalette fixes what can be done now, and lets it be found. It opens over no other
// dialog: what waits there is answered there.
func (m *model) openPalette() { m.dialogs = append(m.dialogs, newPalette(m.paletteItems())) }

// perform does what was chosen. The run went on while the palette was open: what
// cannot be done any more is not done, and what waits now is not answered by it.
func (m *model) perform(a action) tea.Cmd {
	s := &m.s
	switch a.kind {
	case pressKey:
		if m.offers(a.from, a.key) {
			return m.pressIn(a.from, a.key)
		}
		m.toast = tell{s.t("palette.gone"), amber}
	case answerKey:
		if m.sameGate(a.from) {
			m.show()
			wishes, _ := m.ask.key(s, keyOf(a.key.keys[0]))
			return m.grant(wishes)
		}
	case pointAt:
		if m.sameGate(a.from) {
			m.show()
			if ask, ok := m.ask.(pointed); ok {
				ask.point(s, "item:"+a.arg)
			}
		}
	case lookAtStep:
		m.lookAt(a.arg)
		m.focus, m.full = onMain, false
	case useTheme:
		m.themeSet = true
		s.th = newTheme(themeName(a.arg), true)
	case useLanguage:
		if text.Lang(a.arg) != s.say.Lang() {
			m.otherLanguage()
		}
	case showValue:
		m.dialogs = append(m.dialogs, newValues(s, a.arg))
	case showContacts:
		m.dialogs = append(m.dialogs, contactsSheet(s, ""))
	}
	return nil
}

// show brings the live step, and with it the open gate, before the operator.
func (m *model) show() {
	m.lookAt("")
	m.focus, m.full = onMain, false
}

// sameGate tells whether the gate still waits that did when the palette opened, and has been
// seen since; else it says so.
func (m *model) sameGate(id string) bool {
	if m.ask != nil && m.s.gate != nil && m.askID == id && !m.guard.armed {
		return true
	}
	m.toast = tell{m.s.t("palette.gone"), amber}
	return false
}

// pressIn does what a key does in a group of the key map, whatever else it means where
// the focus is.
func (m *model) pressIn(group string, b binding) tea.Cmd {
	k := keyOf(b.keys[0])
	switch {
	case b.id == newKeymap().cancel.id:
		return m.interrupt()
	case group == "summary":
		cmd, _ := m.summaryKey(k)
		return cmd
	case group == "output":
		cmd, _ := m.outputKey(k)
		return cmd
	}
	return m.globalKey(k)
}

// offers tells whether a key of a group does something now. Its conditions are those of
// the code behind the keys, and a test holds the two together.
func (m *model) offers(group string, b binding) bool {
	keys := newKeymap()
	s := &m.s
	switch group {
	case "summary":
		reading := m.summary.report.open
		return m.showsSummary() && (b.id == keys.notice.id && (reading || len(s.run.Notices) > 0) ||
			b.id == keys.steps.id && !reading && s.err == nil ||
			b.id == keys.report.id && s.done && m.o.Report != nil && s.run.Over())
	case "output":
		return m.offersOutput(b)
	case "global":
	default:
		return false
	}
	switch b.id {
	case keys.palette.id:
		return false // it is open
	case keys.prevStep.id:
		return m.neighbour(-1) != m.selected()
	case keys.nextStep.id:
		return m.neighbour(1) != m.selected()
	case keys.prevTry.id, keys.nextTry.id:
		return m.offersTry(b.id == keys.prevTry.id)
	case keys.back.id:
		return m.look != "" || m.full || m.focus != onMain
	case keys.note.id:
		return !s.run.Started.IsZero() && !s.done
	case keys.rollback.id:
		return s.run.CanRollBack() && !s.done
	case keys.reconnect.id:
		return s.reconnects()
	case keys.cancel.id:
		p := s.run.Current()
		return p != nil && p.Open() != nil && !s.done
	}
	return true
}

func (m *model) offersTry(before bool) bool {
	p := m.shownStep()
	key, ok := m.shownAttempt()
	if p == nil || !ok {
		return false
	}
	switch {
	case m.look == "" && m.asks():
		return true // the question hides the step
	case before:
		return key.n > 1
	}
	return key.n < len(p.Attempts)
}

// offersOutput is the same for the keys of the output.
func (m *model) offersOutput(b binding) bool {
	keys := newKeymap()
	out := m.output()
	if out == nil || m.showsSummary() {
		return false
	}
	w, h := max(1, m.outCols), max(1, m.outRows)
	switch b.id {
	case keys.full.id, keys.search.id:
		return true
	case keys.failed.id, keys.copy.id:
		return out.count() > 0
	case keys.logPath.id:
		return m.logPath() != ""
	case keys.typing.id:
		return m.typing.open(&m.s) && !m.isTyping()
	}
	if !m.outputShows() {
		return false
	}
	switch b.id {
	case keys.nextHit.id, keys.prevHit.id:
		return out.find.on()
	case keys.left.id:
		return !out.wrap && out.col > 0
	case keys.right.id:
		return !out.wrap && out.widest(w, h)-w > out.col
	case keys.follow.id, keys.bottom.id:
		return out.scrolls || m.onPage(out)
	case keys.top.id, keys.pageUp.id:
		return !out.atTop(w, h) || out.before() > 0
	case keys.pageDown.id:
		return !out.atBottom(w, h) || m.onPage(out)
	}
	return true
}
