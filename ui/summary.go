package ui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"paso/runbook"
)

// summary is what remains when the run is over: the outcome, large and honest, where
// the time went, what was judged, what strayed from the book, and the report.
type summary struct {
	scroll  scroller
	reading bool // the report shows
	report  []string
	path    string
}

func (m *model) summaryKey(k tea.KeyPressMsg) (tea.Cmd, bool) {
	keys, sum, s := newKeymap(), &m.summary, &m.s
	total, room := len(sum.lines(m, s.w-4)), max(1, m.geometry().body-2)
	switch {
	case keys.report.hit(k) && sum.reading:
		sum.reading, sum.scroll = false, scroller{}
	case keys.report.hit(k) && !s.done:
		m.toast = tell{s.t("summary.finishing"), dim} // the run may still change
	case keys.report.hit(k) && m.o.Report != nil && s.run.Over():
		return m.readReport, true
	case keys.back.hit(k) && sum.reading:
		sum.reading, sum.scroll = false, scroller{}
	case keys.notice.hit(k):
		n := len(s.run.Notices)
		if sum.reading {
			m.toast = tell{s.t("copied"), good}
			return tea.SetClipboard(strings.Join(sum.report, "\n")), true
		}
		if n == 0 {
			m.toast = tell{s.t("summary.nonotice"), dim}
			return nil, true
		}
		m.toast = tell{s.t("notice.copied"), good}
		return tea.SetClipboard(s.run.Notices[n-1].Text), true
	case keys.up.hit(k):
		sum.scroll.move(-1, total, room)
	case keys.down.hit(k):
		sum.scroll.move(1, total, room)
	case keys.pageUp.hit(k):
		sum.scroll.move(-room, total, room)
	case keys.pageDown.hit(k):
		sum.scroll.move(room, total, room)
	case keys.top.hit(k):
		sum.scroll = scroller{}
	case keys.bottom.hit(k):
		sum.scroll.move(total, total, room)
	default:
		return nil, false
	}
	return nil, true
}

// readReport renders the report. It is a command, as logs are read for it; the run no
// longer changes when it is asked for.
func (m *model) readReport() tea.Msg {
	markdown, path := m.o.Report(m.s.run)
	return reportMsg{markdown: markdown, path: path}
}

func (sum *summary) read(msg reportMsg) {
	sum.reading, sum.scroll = true, scroller{}
	sum.report, sum.path = splitLines(msg.markdown), msg.path
}

func (sum *summary) keys(m *model) []binding {
	keys := newKeymap()
	all := []binding{keys.move()}
	if m.s.run.Over() {
		all = append(all, keys.report, keys.notice, keys.prevStep)
		if m.s.run.CanRollBack() && !m.s.done {
			all = append(all, keys.rollback)
		}
	}
	return append(all, keys.language, keys.theme)
}

// draw is the whole body.
func (sum *summary) draw(m *model, w, h int) block {
	s := &m.s
	lines := sum.lines(m, w-4)
	shown, top := sum.scroll.window(lines, max(0, h-2))
	tone := outcomeTone(s.run.Outcome)
	title := s.t("summary.title")
	switch {
	case s.err != nil:
		tone, title = bad, s.t("stopped.title")
	case sum.reading:
		tone, title = accent, s.t("summary.report")+" · "+base(sum.path)
	}
	p := pane{title: []span{strong(plain, title)}, body: shown, tone: tone, foot: more(top, len(shown), len(lines))}
	if !sum.reading {
		p.right = []span{say(dim, s.run.Info.ID)}
	}
	return p.draw(s.th, w, h)
}

func (sum *summary) lines(m *model, w int) []line {
	s := &m.s
	switch {
	case s.err != nil:
		return stoppedLines(s, w)
	case sum.reading:
		return reportLines(sum.report, w)
	}
	lines := outcomeLines(s, w)
	left := append(timeLines(s, columnWidth(w)), blank())
	left = append(left, leaveLines(m, columnWidth(w))...)
	right := append(criteriaLines(s), deviationLines(s, columnWidth(w))...)
	right = append(right, followLines(s, columnWidth(w))...)
	if w < 110 {
		return append(append(append(lines, left...), blank()), right...)
	}
	return append(lines, columns(s.th, left, right, columnWidth(w))...)
}

// columnWidth is the width of one of two columns, or of the only one.
func columnWidth(w int) int {
	if w < 110 {
		return w
	}
	return (w - 4) / 2
}

// columns sets two lists of lines side by side.
func columns(th *theme, left, right []line, w int) []line {
	var lines []line
	for i := range max(len(left), len(right)) {
		var l, r line
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = right[i]
		}
		gap := th.render(say(plain, "    "), paper)
		lines = append(lines, row(span{text: l.render(th, w) + gap + r.render(th, w), raw: true}))
	}
	return lines
}

// outcomeLines say how it ended, in the words of the procedure and in plain ones.
func outcomeLines(s *scene, w int) []line {
	tone := outcomeTone(s.run.Outcome)
	glyph := "✓"
	switch tone {
	case bad:
		glyph = "✗"
	case amber:
		glyph = "⚠"
		if s.run.Outcome == runbook.RolledBackOutcome {
			glyph = "↺"
		}
	default:
	}
	name := spaced(s.outcome(""))
	if widthOf([]span{{text: name}}) > w-6 {
		name = s.outcome("")
	}
	lines := []line{row(say(tone, rule(w))), row(strong(tone, "  "+glyph+"  "+name)), row(say(tone, rule(w)))}
	for _, l := range wrapped(plain, s.outcome(".means"), w-5) {
		lines = append(lines, indented([]line{l}, 5)...)
	}
	if s.run.EndReason != "" {
		lines = append(lines, indented(wrapped(dim, s.t("outcome.reason", "Why", s.run.EndReason), w-5), 5)...)
	}
	if s.run.WindowOpen() {
		lines = append(lines, indented(wrapped(bad, s.t("outcome.down"), w-5), 5)...)
	}
	return append(lines, blank())
}

// spaced sets a word wide, so that it is read from across a room.
func spaced(word string) string { return strings.Join(strings.Split(word, ""), " ") }

// timeLines are the clocks, and every stage as a bar: work, waiting for people, and what was planned.
func timeLines(s *scene, w int) []line {
	lines := []line{row(strong(dim, s.t("summary.time")))}
	end := s.run.Ended
	if end.IsZero() {
		end = s.now
	}
	for _, c := range s.run.Clocks(end) {
		if !c.Started {
			continue
		}
		head := []span{say(plain, padded(clockTitle(c), 20))}
		text := clockText(s, c)[1:]
		width := max(6, w-20-widthOf(text)-3)
		lines = append(lines, ends(append(head, clockBar(c, min(width, 40))...), text...))
	}
	lines = append(lines, row(say(plain, padded(s.t("summary.waited"), 20)), say(amber, s.say.Clock(s.run.WaitedAt(end).Truncate(time.Second)))), blank())
	lines = append(lines, ends([]span{strong(dim, s.t("stages"))}, say(good, "█ "), say(dim, s.t("summary.work")+"  "), say(amber, "▒ "), say(dim, s.t("summary.wait")+"  "), say(faint, "░ "), say(dim, s.t("summary.plan"))))
	longest := time.Second
	for i := range s.book.Stages {
		longest = max(longest, s.book.Stages[i].Estimate.D(), stageTook(s, i))
	}
	for i := range s.book.Stages {
		lines = append(lines, stageBar(s, i, w, longest))
	}
	return lines
}

func stageTook(s *scene, i int) time.Duration {
	p := s.run.Stages[i]
	if p.Started.IsZero() {
		return 0
	}
	if p.Ended.IsZero() {
		end := s.run.Ended
		if !s.run.RollbackStarted.IsZero() {
			end = s.run.RollbackStarted
		}
		return max(0, end.Sub(p.Started))
	}
	return p.Ended.Sub(p.Started)
}

func stageBar(s *scene, i, w int, longest time.Duration) line {
	const numbers = 14
	label := min(40, max(22, w*2/5))
	stage, took := &s.book.Stages[i], stageTook(s, i)
	cells := max(4, w-label-numbers-1)
	scale := func(d time.Duration) int { return int(float64(d)/float64(longest)*float64(cells) + 0.5) }
	waited := min(took, s.run.Stages[i].Waited)
	full := scale(took)
	if took > 0 && full == 0 {
		full = 1
	}
	people := min(full, scale(waited))
	plan := max(0, scale(stage.Estimate.D())-full)
	tone := plain
	if stage.Estimate > 0 && took > stage.Estimate.D() {
		tone = amber
	}
	elapsed := "--:--"
	if took > 0 {
		elapsed = s.say.Clock(took.Truncate(time.Second))
	}
	return ends([]span{
		say(plain, padded(itoa(i+1)+" "+stage.Title, label)),
		say(good, strings.Repeat("█", full-people)), say(amber, strings.Repeat("▒", people)), say(faint, strings.Repeat("░", plan)),
	}, say(tone, elapsed), say(dim, " / "+padLeft(planned(stage.Estimate), 3)))
}
