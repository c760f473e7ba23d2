package ui

import (
	tea "charm.land/bubbletea/v2"

	"paso/runbook"
)

// grant does what a child wishes, in order.
func (m *model) grant(wishes []wish) tea.Cmd {
	var cmds []tea.Cmd
	for _, w := range wishes {
		switch w := w.(type) {
		case order:
			if m.s.done { // nobody is left who could do it
				m.toast = tell{m.s.t("palette.gone"), amber}
				return tea.Batch(cmds...)
			}
			m.o.Engine.Do(w.command)
		case open:
			m.dialogs = append(m.dialogs, w.dialog)
		case dismiss:
			if n := len(m.dialogs); n > 0 {
				m.dialogs = m.dialogs[:n-1]
			}
		case reply:
			m.o.Engine.Answer(w.prompt, w.value, w.ok)
			m.prompt = nil
		case copied:
			cmds = append(cmds, tea.SetClipboard(w.text))
		case tell:
			m.toast = w
		case begin:
			cmds = append(cmds, m.beginChoice(w.choice))
		case reread:
			cmds = append(cmds, m.reread(w.run))
		case perform:
			cmds = append(cmds, m.perform(w.action))
		case pauseRun:
			cmds = append(cmds, m.leave())
		}
	}
	return tea.Batch(cmds...)
}

// leave asks the engine to pause, and quits at once when there is nothing to wait
// for: the engine has ended, or was asked before and does not answer.
func (m *model) leave() tea.Cmd {
	if m.start != nil {
		return m.leaveStart()
	}
	if m.s.done || m.s.leave {
		return tea.Quit
	}
	m.s.leave = true
	m.o.Engine.Do(runbook.Pause{Why: "operator"})
	return nil
}

// lookAt shows a step; the live one is always one key away.
func (m *model) lookAt(step string) {
	if step == m.s.live() {
		step = ""
	}
	m.look, m.attempt, m.scroll, m.scrolled, m.search = step, 0, scroller{}, false, nil
}

// lookAtAttempt goes through the attempts of the step that shows, shells included.
func (m *model) lookAtAttempt(by int) {
	p := m.shownStep()
	key, ok := m.shownAttempt()
	if p == nil || !ok {
		return
	}
	n := min(max(1, key.n+by), len(p.Attempts))
	if m.look == "" && m.asks() {
		m.look = p.Step.ID // the question hides the step
	}
	m.attempt, m.scroll, m.scrolled = n, scroller{}, false
	if n == len(p.Attempts) && m.look == "" {
		m.attempt = 0
	}
}

// neighbour is the step before or after the one that is looked at.
func (m *model) neighbour(by int) string {
	var ids []string
	for _, step := range m.s.book.AllSteps {
		ids = append(ids, step.ID)
	}
	if m.s.run.RollingBack() {
		for i := range m.s.book.Rollback.Steps {
			ids = append(ids, m.s.book.Rollback.Steps[i].ID)
		}
	}
	at := m.selected()
	for i, id := range ids {
		if id == at {
			return ids[min(max(0, i+by), len(ids)-1)]
		}
	}
	if len(ids) == 0 {
		return ""
	}
	if by < 0 {
		return ids[len(ids)-1]
	}
	return ids[0]
}

// selected is the step under the cursor of the stages.
func (m *model) selected() string {
	if m.look != "" {
		return m.look
	}
	return m.s.live()
}
