package ui

import (
	tea "charm.land/bubbletea/v2"
)

// press routes a key: to what lies on top first, and last to what works everywhere.
func (m *model) press(k tea.KeyPressMsg) tea.Cmd {
	keys := newKeymap()
	if m.geometry().small {
		return m.pressBlind(k)
	}
	if m.unseen() || m.bounces(k) {
		return nil
	}
	m.toast = tell{}
	before := m.top()
	cmd := m.pressed(k)
	if keys.submit.hit(k) && m.top() != before {
		m.bounce.arm(m.s.now)
	}
	return cmd
}

// bounces tells whether an ⏎ is what is left of one that opened or closed a dialog, held too long.
func (m *model) bounces(k tea.KeyPressMsg) bool {
	if !newKeymap().submit.hit(k) {
		m.bounce = guard{}
	}
	return m.bounce.swallows(m.s.now)
}

// pressed is what a key does that was meant for what shows.
func (m *model) pressed(k tea.KeyPressMsg) tea.Cmd {
	keys := newKeymap()
	if top := m.top(); top != nil {
		if keys.cancel.hit(k) {
			k = keyOf(keys.dismiss.keys[0]) // whoever presses ^C wants out
		}
		wishes, _ := top.key(&m.s, k)
		return m.grant(wishes)
	}
	switch {
	case m.start != nil:
		return m.startKey(k)
	case keys.cancel.hit(k):
		return m.interrupt()
	case keys.reconnect.hit(k) && m.s.reconnects():
		return m.grant(m.s.hurry())
	case keys.palette.hit(k) && k.Mod == tea.ModCtrl: // where the letter is a letter
		m.openPalette()
		return nil
	case m.search != nil:
		m.searchKey(k)
		return nil
	case m.isTyping() && !keys.nextPane.hit(k) && !keys.pageUp.hit(k) && !keys.pageDown.hit(k):
		if keys.back.hit(k) {
			m.focus = onMain
			return nil
		}
		m.typing.key(&m.s, m.o.Engine, k)
		return nil
	}
	if m.showsSummary() {
		if cmd, used := m.summaryKey(k); used {
			return cmd
		}
	} else if m.asks() && m.focus == onMain && !m.full {
		if wishes, used := m.ask.key(&m.s, k); used {
			return m.grant(wishes)
		}
	}
	return m.beyond(k)
}

// pressBlind is a key on a screen too small to show what it would answer: nothing is answered. ^C leaves, which is always safe.
func (m *model) pressBlind(k tea.KeyPressMsg) tea.Cmd {
	m.guard.arm(m.s.now) // nor by what is still being typed when there is room again
	if newKeymap().cancel.hit(k) {
		return m.leave()
	}
	return nil
}

// beyond is what a key means where no question takes it.
func (m *model) beyond(k tea.KeyPressMsg) tea.Cmd {
	if cmd, used := m.outputKey(k); used {
		return cmd
	}
	if cmd, used := m.moveKey(k); used {
		return cmd
	}
	return m.globalKey(k)
}

// unseen tells whether a key comes too soon after something opened by itself. What
// is being typed into a dialog is not swallowed: the dialog hides the gate, which
// then waits for a quiet moment after the dialog's last key.
func (m *model) unseen() bool {
	if m.prompt == nil && len(m.dialogs) > 0 {
		m.guard.since = m.s.now
		return false
	}
	return m.guard.swallows(m.s.now)
}

// top is what lies over everything: a prompt of the connection, else the last dialog.
func (m *model) top() asker {
	if m.prompt != nil {
		return m.prompt
	}
	if n := len(m.dialogs); n > 0 {
		return m.dialogs[n-1]
	}
	return nil
}

// asks tells whether the gate's question shows.
func (m *model) asks() bool { return m.ask != nil && m.look == "" && m.s.gate != nil }

// isTyping tells whether letters go to the waiting script.
func (m *model) isTyping() bool {
	return m.typing.open(&m.s) && m.focus == onOutput && m.look == ""
}

// interrupt is ^C: it asks, whatever it is about.
func (m *model) interrupt() tea.Cmd {
	if p := m.s.run.Current(); p != nil && p.Open() != nil && !m.s.done {
		m.dialogs = append(m.dialogs, cancelDialog(&m.s, p.Step))
		return nil
	}
	return m.askToLeave()
}

// askToLeave opens the dialog, or leaves where nothing is left that could be lost.
func (m *model) askToLeave() tea.Cmd {
	if m.s.done || m.s.leave {
		return tea.Quit
	}
	if m.s.run.Over() {
		return m.leave()
	}
	m.dialogs = append(m.dialogs, quitDialog())
	return nil
}

// moveKey is the arrows, for the pane that has the focus.
func (m *model) moveKey(k tea.KeyPressMsg) (tea.Cmd, bool) {
	keys := newKeymap()
	var by int
	switch {
	case keys.up.hit(k):
		by = -1
	case keys.down.hit(k):
		by = 1
	case keys.choose.hit(k) && m.focus == onStages:
		m.focus = onMain
		return nil, true
	default:
		return nil, false
	}
	switch out := m.output(); {
	case m.focus == onStages:
		m.lookAt(m.neighbour(by))
	case m.focus == onOutput && out != nil:
		return m.scrollOutput(out, by), true
	default:
		if p := m.shownStep(); p != nil {
			total := len(stepLines(&m.s, p, m.scriptAttempt(), max(1, m.outCols)).lines)
			m.scroll.move(by, total, max(1, m.s.h/4))
			m.scrolled = true
		}
	}
	return nil, true
}

// globalKey is what works everywhere.
func (m *model) globalKey(k tea.KeyPressMsg) tea.Cmd {
	keys := newKeymap()
	s := &m.s
	switch {
	case keys.palette.hit(k):
		m.openPalette()
	case keys.values.hit(k):
		m.dialogs = append(m.dialogs, newValues(s, ""))
	case keys.help.hit(k):
		m.dialogs = append(m.dialogs, helpSheet(s, m.footerKeys()))
	case keys.quit.hit(k), keys.pause.hit(k):
		return m.askToLeave()
	case keys.note.hit(k) && !s.run.Started.IsZero() && !s.done:
		m.dialogs = append(m.dialogs, noteDialog(s, m.selected()))
	case keys.contacts.hit(k):
		m.dialogs = append(m.dialogs, contactsSheet(s, m.selected()))
	case keys.timeline.hit(k):
		m.dialogs = append(m.dialogs, timelineSheet(s))
	case keys.rollback.hit(k):
		m.askRollback()
	case keys.reconnect.hit(k) && s.reconnects(): // from the palette
		return m.grant(s.hurry())
	case keys.language.hit(k):
		m.otherLanguage()
	case keys.theme.hit(k):
		m.themeSet = true
		s.th = newTheme(s.th.name.next(), true)
	case keys.nextPane.hit(k):
		m.nextFocus(k.String() == "shift+tab")
	case keys.prevStep.hit(k):
		m.lookAt(m.neighbour(-1))
	case keys.nextStep.hit(k):
		m.lookAt(m.neighbour(1))
	case keys.prevTry.hit(k):
		m.lookAtAttempt(-1)
	case keys.nextTry.hit(k):
		m.lookAtAttempt(1)
	case keys.back.hit(k):
		m.lookAt("")
		m.focus, m.full = onMain, false
	}
	return nil
}

func (m *model) askRollback() {
	switch p := m.s.run.Current(); {
	case !m.s.run.CanRollBack() || m.s.done:
		m.toast = tell{m.s.t("rollback.none"), amber}
	case p != nil && p.Open() != nil:
		m.toast = tell{m.s.t("rollback.running"), amber}
	default:
		m.dialogs = append(m.dialogs, rollbackDialog(&m.s))
	}
}

// nextFocus goes round the panes that there are.
func (m *model) nextFocus(backwards bool) {
	order := []focus{onMain}
	if m.outputShows() && !m.showsSummary() {
		order = append(order, onOutput)
	}
	order = append(order, onStages)
	by := 1
	if backwards {
		by = len(order) - 1
	}
	for i, f := range order {
		if f == m.focus {
			m.focus = order[(i+by)%len(order)]
			return
		}
	}
	m.focus = onMain
}
