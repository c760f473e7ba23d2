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
		below = []line{ends(append([]span{strong(accent, "/ ")}, m.search.spans(w-20)...), findNote(s, out)...)}
	case m.typing.open(s) && m.look == "":
		below = m.typing.lines(s, w-4)
	}
	rows = max(0, rows-len(below))
	body := m.outputBody(out, w-4, rows)
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

// outputBody is the rows of the output. At its top it says what of the log lies before it.
func (m *model) outputBody(out *outputPane, w, h int) []line {
	before := out.before()
	if before == 0 || h < 2 || !out.scrolls && !m.onPage(out) || !out.atTop(w, h) {
		return out.view(w, h)
	}
	s := &m.s
	first := ends([]span{say(amber, "… "+s.t("output.before", "Size", s.say.Bytes(before)))})
	if path := m.logPath(); path != "" {
		first.spans = append(first.spans, say(dim, ": "+middle(path, max(8, w-widthOf(first.spans)-2))))
	}
	first.id = "older:"
	return append([]line{first}, out.view(w, h-1)...)
}

func (m *model) outputNote(out *outputPane) []span {
	s := &m.s
	count := s.plural("output.lines", out.lines.Dropped()+out.count())
	switch {
	case m.onPage(out):
		return []span{strong(amber, "↓ "+s.t("output.page"))}
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

// findNote is how many lines have what is searched for, and at which the search stands.
func findNote(s *scene, out *outputPane) []span {
	at, all := out.find.standing(out.lines)
	switch {
	case !out.find.on():
		return nil
	case all == 0:
		return []span{strong(amber, s.t("search.zero"))}
	case at == 0:
		return []span{strong(accent, itoa(all))}
	}
	return []span{strong(accent, itoa(at)+"/"+itoa(all))}
}

func outputFoot(s *scene, out *outputPane) []span {
	var spans []span
	add := func(all ...span) {
		if len(spans) > 0 {
			spans = append(spans, say(faint, " · "))
		}
		spans = append(spans, all...)
	}
	if out.find.on() {
		add(append([]span{say(accent, "/"+out.find.needle+" ")}, findNote(s, out)...)...)
	}
	if out.wrap {
		add(say(dim, s.t("output.wrapped")))
	}
	if out.col > 0 && !out.wrap {
		add(strong(amber, "→ "+s.t("output.column", "Column", itoa(out.col+1))))
	}
	if out.gaps > 0 {
		add(say(amber, s.plural("output.gaps", out.gaps)))
	}
	if n := out.lines.Dropped(); n > 0 {
		add(say(dim, s.plural("output.dropped", n)))
	} else if out.before() > 0 {
		add(say(dim, s.t("output.before", "Size", s.say.Bytes(out.before()))))
	}
	return spans
}
