package ui

// outputBlock is the output with the line under it: typing, or the search.
func (m *model) outputBlock(w, h int) block {
	s := &m.s
	out := m.output()
	if out == nil {
		return pane{title: []span{strong(plain, s.t("output"))}, tone: faint}.draw(s.th, w, h)
	}
	rows := max(0, h-2)
	var below []line
	switch {
	case m.search != nil:
		below = []line{row(append([]span{strong(accent, "/ ")}, m.search.spans(w-7)...)...)}
	case m.typing.open(s) && m.look == "":
		below = m.typing.lines(s, w-4)
	}
	rows = max(0, rows-len(below))
	body := out.view(w-4, rows)
	if len(below) > 0 {
		if m.search != nil {
			for len(body) < rows {
				body = append(body, blank())
			}
		}
		body = append(body, below...)
	}
	tone := faint
	switch {
	case m.isTyping():
		tone = amber
	case m.focus == onOutput:
		tone = accent
	}
	key, _ := m.shownAttempt()
	title := s.t("output")
	if p := s.run.Steps[key.step]; m.full && p != nil {
		title += " · " + numbered(p.Step)
	}
	return pane{title: []span{strong(plain, title)}, right: m.outputNote(out), foot: outputFoot(s, out), body: body, tone: tone, id: "pane:output"}.draw(s.th, w, h)
}

func (m *model) outputNote(out *outputPane) []span {
	s := &m.s
	count := s.plural("output.lines", out.lines.Dropped()+out.count())
	switch {
	case out.scrolls:
		return []span{strong(amber, "↓ "+s.t("output.scrolled")), say(dim, " · "+count)}
	case m.live():
		return []span{say(busy, s.t("output.following")), say(dim, " · "+count)}
	}
	return []span{say(dim, count)}
}

// live tells whether the attempt that shows is running.
func (m *model) live() bool {
	p := m.shownStep()
	return p != nil && p.Open() != nil
}

func outputFoot(s *scene, out *outputPane) []span {
	var spans []span
	add := func(tok token, text string) {
		if len(spans) > 0 {
			spans = append(spans, say(faint, " · "))
		}
		spans = append(spans, say(tok, text))
	}
	if out.needle != "" {
		add(accent, "/"+out.needle)
	}
	if out.wrap {
		add(dim, s.t("output.wrapped"))
	}
	if out.gaps > 0 {
		add(amber, s.plural("output.gaps", out.gaps))
	}
	if n := out.lines.Dropped(); n > 0 {
		add(dim, s.plural("output.dropped", n))
	}
	return spans
}
