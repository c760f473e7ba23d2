package ui

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"paso/runbook"
)

// chart draws a timeline: an axis of wall-clock time, a row for each stage with the plan beside what happened, rows for the
// windows in which services were down, and a legend that makes it readable without colour.
type chart struct {
	s     *scene
	t     runbook.Timeline
	sc    timescale
	label int  // cells for the titles
	waits bool // there is room for a column of waits
	marks []int
}

// Widths of the numbers at the right, and the width from which waits have a column.
const (
	timeWidth    = 18 // "1:12:41 / 02:00 !"
	tookWidth    = 7
	waitWidth    = 10
	waitsFrom    = 110
	leastLabel   = 22
	mostLabel    = 40
	labelPercent = 27
)

// allSteps is room for the steps of every stage.
const allSteps = 1 << 20

// timelineLines are the picture of a run in w cells, with at most so many rows for steps: those of the stages where most is to be seen.
func timelineLines(s *scene, w, room int) []line {
	t := s.run.Timeline(s.now)
	if len(t.Groups) == 0 {
		return []line{row(say(dim, s.t("timeline.none")))}
	}
	c := &chart{s: s, t: t, label: min(mostLabel, max(leastLabel, w*labelPercent/100)), waits: w >= waitsFrom}
	c.sc = newTimescale(t, max(8, w-c.label-1-c.numbers()))
	for _, window := range t.Windows {
		for _, span := range window.Spans {
			from, to := c.sc.cellsOf(span)
			c.marks = append(c.marks, from, to)
		}
	}
	lines, open := c.axis(), unfoldedGroups(t, room)
	for i := range t.Groups {
		g := &t.Groups[i]
		lines = append(lines, c.group(g))
		for j := range g.Steps {
			if open[i] {
				lines = append(lines, c.step(&g.Steps[j]))
			}
		}
	}
	for _, window := range t.Windows {
		lines = append(lines, c.window(window))
	}
	return append(lines, c.legend(w)...)
}

// unfoldedGroups chooses the groups whose steps have rows, as far as there is room: first what goes on or was left before its
// end, then what took longest.
func unfoldedGroups(t runbook.Timeline, room int) []bool {
	open, order := make([]bool, len(t.Groups)), make([]int, len(t.Groups))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := &t.Groups[a], &t.Groups[b]
		switch live, other := x.Cut || x.Open, y.Cut || y.Open; {
		case live && !other:
			return -1
		case other && !live:
			return 1
		}
		return cmp.Compare(y.Took(), x.Took())
	})
	for _, i := range order {
		if n := len(t.Groups[i].Steps); n <= room {
			open[i], room = true, room-n
		}
	}
	return open
}

// stepRows is how many rows the steps of every stage would take.
func stepRows(t runbook.Timeline) int {
	n := 0
	for i := range t.Groups {
		n += len(t.Groups[i].Steps)
	}
	return n
}

func (c *chart) numbers() int {
	if c.waits {
		return timeWidth + waitWidth
	}
	return timeWidth
}

// axis is the times, and below them the line on which they stand.
func (c *chart) axis() []line {
	times, rule := newStrip(c.sc.cells), newStrip(c.sc.cells)
	for i := range rule {
		rule[i] = say(faint, "─")
	}
	for _, tick := range c.sc.ticks() {
		times.text(tick.cell, dim, tick.text)
		rule[tick.cell] = say(faint, "┬")
	}
	for _, p := range c.sc.pieces {
		for i := int(p.x); p.cut && i < min(int(p.x+p.w), len(rule)); i++ {
			rule[i] = strong(amber, glyphCut)
		}
	}
	head := padLeft(c.s.t("timeline.took"), tookWidth) + " / " + c.s.t("timeline.plan")
	return []line{
		c.row(nil, times, say(dim, head), say(dim, c.s.t("timeline.waited"))),
		c.row(nil, rule, span{}, span{}),
	}
}

// row is a title, cells of the chart, and numbers.
func (c *chart) row(title []span, st strip, took, waited span) line {
	left := cut(cleaned(title), c.label-1)
	left = append(left, say(plain, spaces(c.label-widthOf(left))))
	left = append(left, st.spans()...)
	if widthOf([]span{took}) >= timeWidth {
		took.text = strings.ReplaceAll(took.text, " ", "") // the mark at its end says most
	}
	left = append(left, say(plain, " "+padded(took.text, timeWidth)))
	left[len(left)-1].tok, left[len(left)-1].bold = took.tok, took.bold
	if c.waits {
		left = append(left, say(waited.tok, padLeft(waited.text, waitWidth-1)))
	}
	return row(left...)
}

// group is the row of a stage, of the rollback, or of what came before.
func (c *chart) group(g *runbook.TimeGroup) line {
	st := c.strip()
	st.plan(c.sc, g.Plan)
	b := newBars(c.sc)
	c.fill(b, g.Work, g.Waits, g.Plan)
	b.draw(st, c.groupTone(g))
	for i := range g.Steps {
		c.failures(st, &g.Steps[i])
	}
	mark, title := c.groupSign(g), c.groupTitle(g)
	text := plain
	if g.Span.IsZero() {
		text = dim
	}
	return c.row([]span{mark.span(), {text: " " + title, tok: text, bold: g.Open}}, st, c.took(g), c.waited(g.Waited))
}

// strip is an empty row with the borders of the windows faintly through it.
func (c *chart) strip() strip {
	st := newStrip(c.sc.cells)
	for _, at := range c.marks {
		st[at] = say(faint, "┊")
	}
	return st
}

// fill puts work, work past the plan, waits and times away into a row, these as far as the row goes.
func (c *chart) fill(b *bars, worked, waits []runbook.Span, plan runbook.Span) {
	var from, to time.Time
	reach := func(s runbook.Span) {
		if from.IsZero() || s.From.Before(from) {
			from = s.From
		}
		if s.To.After(to) {
			to = s.To
		}
	}
	for _, s := range waits {
		b.add(s, waiting)
		reach(s)
	}
	for _, s := range worked {
		reach(s)
		if plan.IsZero() || !s.To.After(plan.To) {
			b.add(s, work)
			continue
		}
		if s.From.Before(plan.To) {
			b.add(runbook.Span{From: s.From, To: plan.To}, work)
			s.From = plan.To
		}
		b.add(s, late)
	}
	for _, s := range c.t.Away {
		if s.From.Before(to) && s.To.After(from) {
			b.add(s, gone)
		}
	}
}

// failures marks where attempts ended badly.
func (c *chart) failures(st strip, s *runbook.TimeStep) {
	for _, a := range s.Attempts {
		if a.Failed {
			_, at := c.sc.cellsOf(a.Span)
			st[at] = strong(bad, glyphFailed)
		}
	}
}

// took is the time of a group against its plan; ▲ says that it was longer.
func (c *chart) took(g *runbook.TimeGroup) span {
	text, tok := "--:--", dim
	if !g.Span.IsZero() {
		text, tok = c.s.say.Clock(g.Took()), plain
	}
	text = padLeft(text, tookWidth)
	if plan := g.Plan.Length(); plan > 0 || g.Kind == runbook.GroupStage {
		text += " / " + padLeft(planned(c.estimate(g)), 3)
		if plan > 0 && g.Took() > plan {
			text, tok = text+" ▲", amber
		}
	}
	return span{text: text, tok: tok, bold: g.Open}
}

func (c *chart) estimate(g *runbook.TimeGroup) runbook.Duration {
	if g.Kind == runbook.GroupStage {
		return c.s.book.Stages[g.Stage].Estimate
	}
	return runbook.Duration(g.Plan.Length())
}

func (c *chart) waited(d time.Duration) span {
	if d < time.Second {
		return span{}
	}
	return say(amber, c.s.say.Clock(d))
}

// step is the row of a step.
func (c *chart) step(step *runbook.TimeStep) line {
	st := c.strip()
	b := newBars(c.sc)
	c.fill(b, step.Work, step.Waits, runbook.Span{})
	mark := signOf(step.State, false)
	tone := mark.tok
	if step.State == runbook.StateRolledBack || step.State == runbook.StateFailed {
		tone = dim
	}
	b.draw(st, tone)
	c.failures(st, step)
	var waited time.Duration
	for _, w := range step.Waits {
		waited += w.Length()
	}
	text := dim
	if step.Open || step.State == runbook.StateFailed {
		text = plain
	}
	took := say(dim, padLeft(c.s.short(step.Span.Length()), tookWidth))
	return c.row([]span{say(plain, "  "), mark.span(), say(text, " "+numbered(step.Step))}, st, took, c.waited(waited))
}

// window is the row of a clock that measures from a step to another: when it ran, from when to when, against its budget.
func (c *chart) window(w runbook.TimeWindow) line {
	st := newStrip(c.sc.cells)
	tone := clockTone(w.Reading)
	if !w.Reading.Running && tone == busy {
		tone = good
	}
	within := tone
	if w.Reading.Over() {
		within = amber
	}
	st.window(c.sc, w, within)
	if n := len(w.Spans); n > 0 {
		last := w.Spans[n-1]
		text := c.s.say.Time(last.From) + " – "
		if w.Reading.Running {
			text += "…"
		} else {
			text += c.s.say.Time(last.To)
		}
		_, to := c.sc.cellsOf(last)
		from, _ := c.sc.cellsOf(w.Spans[0])
		_ = st.text(to+2, dim, text) || st.text(from-1-len([]rune(text)), dim, text)
	}
	text := padLeft(c.s.say.Clock(w.Reading.Elapsed), tookWidth)
	if budget := w.Reading.Clock.Budget.D(); budget > 0 {
		text += " / " + c.s.say.Clock(budget)
	}
	if w.Reading.Over() {
		text += " !"
	}
	return c.row([]span{say(tone, "↧ "), strong(tone, clockTitle(w.Reading))}, st, strong(tone, text), span{})
}
