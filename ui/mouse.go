package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
)

// pointed is an asker with a cursor that can be put somewhere without anything being chosen.
type pointed interface{ point(s *scene, id string) }

// wheeled is an asker with something to scroll, drawn into w by h cells. No wheel moves a cursor.
type wheeled interface{ wheel(s *scene, by, w, h int) }

// click does what stands where the mouse was. What opens under a click that did
// something is not clicked by the second half of a double click.
func (m *model) click(x, y int) tea.Cmd {
	if m.geometry().small || m.clicks.swallows(m.s.now) {
		return nil
	}
	before := len(m.dialogs)
	cmd, did := m.clicked(m.frame().at(x, y))
	if did || len(m.dialogs) != before {
		m.clicks.arm(m.s.now)
	}
	return cmd
}

// clicked does what a zone means, and says whether something was chosen.
func (m *model) clicked(id string) (cmd tea.Cmd, did bool) {
	kind, what, _ := strings.Cut(id, ":")
	if kind == "key" {
		return m.press(keyOf(what)), false
	}
	if m.unseen() {
		return nil, false
	}
	m.toast = tell{}
	if top := m.top(); top != nil {
		wishes := top.click(&m.s, id)
		return m.grant(wishes), len(wishes) > 0
	}
	if m.start != nil {
		wishes := m.start.click(&m.s, id)
		return m.grant(wishes), len(wishes) > 0
	}
	switch kind {
	case "step":
		m.lookAt(what)
		m.focus, m.full = onMain, false
	case "stage":
		m.clickStage(what)
	case "live":
		m.show()
	case "older":
		if out := m.output(); out != nil {
			return m.scrollOutput(out, -1), false
		}
	case "pane":
		m.focus = map[string]focus{"stages": onStages, "output": onOutput, "main": onMain}[what]
		m.search = nil
	default:
		if m.asks() {
			m.focus = onMain
			wishes := m.ask.click(&m.s, id)
			return m.grant(wishes), len(wishes) > 0
		}
	}
	return nil, false
}

// clickStage looks at the first step of a stage, which unfolds it.
func (m *model) clickStage(number string) {
	for i := range m.s.book.Stages {
		if steps := m.s.book.Stages[i].Steps; itoa(i) == number && len(steps) > 0 {
			m.lookAt(steps[0].ID)
			m.focus = onStages
		}
	}
}

// wheelRows is how far the wheel scrolls.
const wheelRows = 3

// wheel scrolls what is under the mouse, wherever the focus is.
func (m *model) wheel(msg tea.MouseWheelMsg) tea.Cmd {
	by := wheelRows
	switch {
	case m.geometry().small:
		return nil
	case msg.Button == tea.MouseWheelLeft || msg.Button == tea.MouseWheelRight:
		return m.wheelAside(msg)
	case msg.Button == tea.MouseWheelUp:
		by = -wheelRows
	case msg.Button != tea.MouseWheelDown:
		return nil
	}
	g := m.geometry()
	switch top := m.top().(type) {
	case wheeled:
		w, h := m.dialogSize(m.top())
		top.wheel(&m.s, by, w, h)
		return nil
	case nil:
	default:
		return nil
	}
	if m.showsSummary() {
		m.summary.wheel(m, by)
		return nil
	}
	if m.fillsBody() || m.full {
		return m.wheelMain(by, g)
	}
	switch kind, what, _ := strings.Cut(m.frame().at(msg.X, msg.Y), ":"); {
	case kind == "step", kind == "stage", kind == "pane" && what == "stages":
		m.lookAt(m.neighbour(by / wheelRows))
		return nil
	case kind == "pane" && what == "output", kind == "older":
		return m.scrollOutput(m.output(), by)
	}
	if msg.X < g.stages || msg.X >= g.stages+g.right {
		return nil
	}
	return m.wheelMain(by, g)
}

// wheelMain scrolls the question, the full output, or the step.
func (m *model) wheelMain(by int, g geometry) tea.Cmd {
	out := m.output()
	switch {
	case m.full && out != nil:
		return m.scrollOutput(out, by)
	case m.asks():
		if ask, ok := m.ask.(wheeled); ok {
			ask.wheel(&m.s, by, g.right, g.body)
		}
	default:
		if p := m.shownStep(); p != nil && g.step > 2 {
			total := len(stepLines(&m.s, p, m.scriptAttempt(), max(1, g.right-4)).lines)
			m.scroll.move(by, total, g.step-2)
			m.scrolled = true
		}
	}
	return nil
}

// wheelAside scrolls an output whose lines are not wrapped to the side.
func (m *model) wheelAside(msg tea.MouseWheelMsg) tea.Cmd {
	out := m.output()
	if out == nil || out.wrap || m.top() != nil || !m.outputShows() {
		return nil
	}
	by := 8
	if msg.Button == tea.MouseWheelLeft {
		by = -by
	}
	out.aside(by, max(1, m.outCols), max(1, m.outRows))
	return nil
}
