package ui

import (
	"paso/runbook"
)

// The smallest screen on which everything works, and the width from which on the
// stages have a pane of their own.
const (
	leastWidth  = 80
	leastHeight = 24
	wideFrom    = 100
	railFrom    = 168 // what happened and what comes has a column of its own, and the output keeps 80 cells
)

// geometry is where everything stands. It follows from the size and the state
// alone, so that drawing, clicking and scrolling agree.
type geometry struct {
	small  bool // nothing fits: a clear line instead
	wide   bool // the stages have a pane
	header int  // rows
	footer int
	body   int
	stages int // width of the stages' pane
	right  int // width of what stands beside it
	rail   int // width of what happened and what comes; 0: none
	step   int // rows of the step's pane
	output int // rows of the output's pane, borders included; 0: none
}

func (m *model) geometry() geometry {
	s := &m.s
	g := geometry{small: s.w < leastWidth || s.h < leastHeight, wide: s.w >= wideFrom}
	g.header = len(header(s, s.w))
	g.footer = 1 + len(m.toastLines(s.w))
	g.body = max(0, s.h-g.header-g.footer)
	g.right = s.w
	switch {
	case m.full || m.showsSummary():
	case s.w >= railFrom:
		g.rail = railWidth(s.w)
		g.stages = s.stagesWidth()
		g.right = s.w - g.stages - g.rail
	case m.fillsBody():
	case g.wide:
		g.stages = s.stagesWidth()
		g.right = s.w - g.stages
	default:
		g.body-- // the stages' line
		if m.focus == onStages {
			g.stages = s.w
		}
	}
	m.splitRight(&g)
	return g
}

// splitRight gives the output what the step does not need, and never less than a third.
func (m *model) splitRight(g *geometry) {
	p := m.shownStep()
	switch {
	case m.full:
		g.output = g.body
		return
	case p == nil || m.asks() || m.showsSummary():
		return
	}
	if _, shown := m.shownAttempt(); !shown {
		g.step = g.body
		return
	}
	need := len(stepLines(&m.s, p, m.scriptAttempt(), max(1, g.right-4)).lines) + 2
	g.step = min(need, g.body*55/100)
	g.output = g.body - g.step
}

// fillsBody tells whether a gate takes the whole body.
func (m *model) fillsBody() bool { return m.asks() && fills(m.s.gate.Kind) }

// showsSummary tells whether the run's end shows.
func (m *model) showsSummary() bool {
	return m.look == "" && !m.full && (m.s.run.Over() && m.s.run.RollbackWanted == nil || m.s.done && m.s.err != nil) && m.focus != onStages
}

// stagesWidth is the width of the stages' pane on a wide screen: what the longest
// title needs, as far as the output can spare it.
func (s *scene) stagesWidth() int {
	spare := s.w * 38 / 100
	if s.w >= railFrom {
		spare = s.w * 27 / 100
	}
	return min(max(38, s.titles), spare)
}

func railWidth(w int) int { return min(max(38, w*22/100), 52) }

// measure keeps the size of the output's pane, and tells the engine when that of the
// next step's terminal changed. The full screen is for looking, not for the script.
func (m *model) measure() {
	m.summary.report.lay(m.s.w - 4)
	g := m.geometry()
	rows, cols := max(1, g.output-2), max(1, g.right-4)
	if g.output == 0 { // none shows: what it will be
		rows, cols = max(min(m.outRows, g.body-2), g.body*45/100-2, 1), max(1, m.s.w-4)
		if g.wide {
			cols = max(1, m.s.w-m.s.stagesWidth()-4)
		}
		if m.s.w >= railFrom {
			cols = max(1, cols-railWidth(m.s.w))
		}
	}
	m.outRows, m.outCols = rows, cols
	if m.start != nil {
		return // no engine yet
	}
	if size := [2]int{rows, cols}; size != m.told && !m.full && !g.small {
		m.told = size
		m.o.Engine.Resize(rows, cols)
	}
}

// frame is the whole screen.
func (m *model) frame() block {
	s, g := &m.s, m.geometry()
	if g.small {
		return m.tooSmall()
	}
	if m.start != nil {
		return m.startFrame()
	}
	head := draw(s.th, m.guided(header(s, s.w)), s.w, g.header)
	var parts []block
	parts = append(parts, head)
	if !g.wide && !m.full && !m.showsSummary() && !m.fillsBody() {
		parts = append(parts, draw(s.th, []line{stageStrip(s)}, s.w, 1))
	}
	parts = append(parts, m.body(g), draw(s.th, m.toastLines(s.w), s.w, g.footer-1), m.footer(s.w))
	all := below(parts...)
	if top := m.top(); top != nil {
		all = m.withDialog(all, top)
	}
	return all
}

func (m *model) tooSmall() block {
	s := &m.s
	text := s.t("small", "Width", itoa(leastWidth), "Height", itoa(leastHeight), "HaveWidth", itoa(s.w), "HaveHeight", itoa(s.h))
	return draw(s.th, wrapped(amber, text, max(1, s.w)), s.w, s.h)
}

func (m *model) body(g geometry) block {
	s := &m.s
	switch {
	case m.full:
		return m.outputBlock(s.w, g.body)
	case m.showsSummary():
		return m.summary.draw(m, s.w, g.body)
	case m.fillsBody() && g.rail == 0:
		return m.ask.view(s, s.w, g.body).draw(s.th, s.w, g.body)
	case g.stages == s.w:
		return m.stages(s.w, g.body, true)
	}
	right := m.rightBlock(g)
	if g.stages == 0 {
		return right
	}
	left := m.stages(g.stages, g.body, m.focus == onStages)
	if g.rail == 0 {
		return beside(left, right)
	}
	return beside(beside(left, right), rail(s, g.rail, g.body))
}

// stages are the stages' pane; its way back to the live step can be clicked.
func (m *model) stages(w, h int, focused bool) block {
	p := stagesPane(&m.s, m.selected(), focused, w, h)
	if m.look != "" {
		p.rightID = "live:"
	}
	return p.draw(m.s.th, w, h)
}

// rightBlock is the gate, or the step with its output, or what comes before the first.
func (m *model) rightBlock(g geometry) block {
	s := &m.s
	p := m.shownStep()
	switch {
	case m.asks() || m.ask != nil && m.look == "" && p == nil:
		view := m.ask.view(s, g.right, g.body)
		if m.focus != onMain && view.tone == accent {
			view.tone = faint
		}
		if view.right == nil {
			view.right = []span{strong(amber, "◆ "+s.t("stages.waits"))}
		}
		view.id = "pane:main"
		return view.draw(s.th, g.right, g.body)
	case p == nil || m.look == "" && !s.underway():
		return beforePane(s, g.right, g.body).draw(s.th, g.right, g.body)
	}
	top := stepPane(s, p, m.scriptAttempt(), m.scroll, !m.scrolled, m.focus == onMain, g.right, g.step).draw(s.th, g.right, g.step)
	if g.output == 0 {
		return top
	}
	return below(top, m.outputBlock(g.right, g.output))
}

// troubled tells whether the run stands at something that failed.
func (s *scene) troubled() bool {
	return s.gate != nil && (s.gate.Kind == runbook.GateFailure || s.gate.Kind == runbook.GateUnknown || s.gate.Kind == runbook.GateUnreachable)
}
