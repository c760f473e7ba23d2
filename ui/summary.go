package ui

import (
	tea "charm.land/bubbletea/v2"
)

// summary is what remains when the run is over: the outcome, large and honest, always in sight; below it where the time
// went, what was judged, what strayed from the book, and what is left to do.
type summary struct {
	scroll scroller
	steps  unfolding // steps in the timeline
	report document
	path   string
}

// unfolding is whether steps have rows in a timeline: as many as there is room for, unless somebody said otherwise.
type unfolding uint8

const (
	stepsThatFit unfolding = iota
	stepsAll
	stepsNone
)

// room is how many rows of steps show where so many fit.
func (c unfolding) room(fits int) int {
	switch c {
	case stepsAll:
		return allSteps
	case stepsNone:
		return 0
	case stepsThatFit:
	}
	return max(0, fits)
}

// other is what the key makes of it: all steps, or none where all show.
func (c unfolding) other(s *scene, fits int) unfolding {
	if c.room(fits) >= stepRows(s.run.Timeline(s.now)) {
		return stepsNone
	}
	return stepsAll
}

func (m *model) summaryKey(k tea.KeyPressMsg) (tea.Cmd, bool) {
	keys, sum, s := newKeymap(), &m.summary, &m.s
	reading := sum.report.open
	switch {
	case keys.report.hit(k) && reading, keys.back.hit(k) && reading:
		sum.report, sum.scroll = document{}, scroller{}
	case keys.report.hit(k) && !s.done:
		m.toast = tell{s.t("summary.finishing"), dim} // the run may still change
	case keys.report.hit(k) && m.o.Report != nil && s.run.Over():
		return m.readReport, true
	case keys.steps.hit(k) && !reading && s.err == nil:
		sum.steps, sum.scroll = sum.steps.other(s, sum.stepRoom(m, s.w, m.geometry().body)), scroller{}
	case keys.notice.hit(k):
		return m.copyNotice(), true
	default:
		total, room := sum.size(m)
		return nil, sum.scroll.key(k, total, room)
	}
	return nil, true
}

// copyNotice copies the report while it shows, else the newest notice.
func (m *model) copyNotice() tea.Cmd {
	s := &m.s
	n := len(s.run.Notices)
	switch {
	case m.summary.report.open:
		m.toast = tell{s.t("copied"), good}
		return tea.SetClipboard(m.summary.report.source)
	case n == 0:
		m.toast = tell{s.t("summary.nonotice"), dim}
		return nil
	}
	m.toast = tell{s.t("notice.copied"), good}
	return tea.SetClipboard(s.run.Notices[n-1].Text)
}

// wheel scrolls what shows.
func (sum *summary) wheel(m *model, by int) {
	total, room := sum.size(m)
	sum.scroll.move(by, total, room)
}

// readReport renders the report. It is a command, as logs are read for it; the run no
// longer changes when it is asked for.
func (m *model) readReport() tea.Msg {
	markdown, path := m.o.Report(m.s.run)
	return reportMsg{markdown: markdown, path: path}
}

func (sum *summary) read(msg reportMsg) {
	sum.report, sum.path, sum.scroll = newDocument(msg.markdown), msg.path, scroller{}
}

func (sum *summary) keys(m *model) []binding {
	keys := newKeymap()
	all := []binding{keys.move()}
	if m.s.run.Over() {
		if sum.report.open {
			return []binding{keys.back, keys.move(), keys.pageDown, keys.notice, keys.language, keys.theme}
		}
		all = append(all, keys.report, keys.notice, keys.steps)
		all = append(all, keys.prevStep)
		if m.s.run.CanRollBack() && !m.s.done {
			all = append(all, keys.rollback)
		}
	}
	return append(all, keys.language, keys.theme)
}

// draw is the whole body.
func (sum *summary) draw(m *model, w, h int) block {
	s := &m.s
	switch {
	case s.err != nil:
		return sum.framed(s, pane{title: []span{strong(plain, s.t("stopped.title"))}, tone: bad}, stoppedLines(s, w-4), w, h)
	case sum.report.open:
		p := pane{title: []span{strong(plain, s.t("summary.report")+" · "+base(sum.path))}, tone: accent}
		return sum.framed(s, p, sum.report.lines(w-4), w, h)
	}
	top := outcomePane(s, w)
	head := top.draw(s.th, w, top.height())
	rows := sum.rows(m, w, h).rows
	room := max(0, h-len(head.rows))
	if len(rows) <= room {
		return below(head, block{rows: rows, w: w})
	}
	room = max(0, room-1)
	first := min(max(0, sum.scroll.top), len(rows)-room)
	marks := more(first, room, len(rows))
	foot := draw(s.th, []line{ends([]span{say(faint, rule(w-widthOf(marks)-2))}, append(marks, say(plain, " "))...)}, w, 1)
	all := below(head, block{rows: rows[first : first+room], w: w}, foot)
	all.rows = all.rows[:min(h, len(all.rows))]
	return all
}

// framed is a pane that scrolls.
func (sum *summary) framed(s *scene, p pane, lines []line, w, h int) block {
	body, top := sum.scroll.window(lines, max(0, h-2))
	p.body, p.foot = body, more(top, len(body), len(lines))
	return p.draw(s.th, w, h)
}

// size is how many rows there are to scroll through, and how many show.
func (sum *summary) size(m *model) (total, room int) {
	s, h := &m.s, m.geometry().body
	switch {
	case s.err != nil:
		return len(stoppedLines(s, s.w-4)), max(1, h-2)
	case sum.report.open:
		return len(sum.report.lines(s.w - 4)), max(1, h-2)
	}
	return len(sum.rows(m, s.w, h).rows), max(1, h-outcomePane(s, s.w).height()-1)
}

// rows are everything below the outcome; where it all fits, they fill the body.
func (sum *summary) rows(m *model, w, h int) block {
	s := &m.s
	chart := timelinePane(s, w, sum.steps.room(sum.stepRoom(m, w, h)))
	left := h - outcomePane(s, w).height() - chart.height()
	return below(chart.draw(s.th, w, chart.height()), newDetails(m, w, left).draw(s.th, left))
}

// stepRoom is how many steps fit into the timeline while everything else still shows.
func (sum *summary) stepRoom(m *model, w, h int) int {
	s := &m.s
	return h - outcomePane(s, w).height() - timelinePane(s, w, 0).height() - newDetails(m, w, 0).height()
}
