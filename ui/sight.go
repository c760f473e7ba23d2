package ui

// inSight tells whether the question of the open gate is on the screen, under a dialog at most.
func (m *model) inSight() bool {
	g := m.geometry()
	return m.asks() && m.prompt == nil && !m.full && !g.small && g.stages != m.s.w
}

// tidy is what follows from whatever came. A gate that opened out of sight listens only
// once it was seen for a quiet moment; and where the output does not show any more, no
// key goes to it.
func (m *model) tidy() {
	if !m.seen && m.inSight() {
		m.seen = true
		m.guard.arm(m.s.now)
	}
	if m.start != nil || m.geometry().small || m.outputShows() {
		return
	}
	m.search = nil
	if m.focus == onOutput {
		m.focus = onMain
	}
}
