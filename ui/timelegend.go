package ui

import (
	"time"

	"paso/runbook"
)

// groupTitle is what a row is called.
func (c *chart) groupTitle(g *runbook.TimeGroup) string {
	switch g.Kind {
	case runbook.GroupStage:
		return itoa(g.Stage+1) + " " + c.s.book.Stages[g.Stage].Title
	case runbook.GroupRollback:
		if title := c.s.book.Rollback.Title; title != "" {
			return title
		}
		return c.s.t("rollback.title")
	case runbook.GroupBefore:
	}
	return c.s.t("timeline.before")
}

// groupSign is the state of a row. A stage that was left has the sign of what became of it.
func (c *chart) groupSign(g *runbook.TimeGroup) sign {
	undone := c.s.run.RollingBack() && g.Kind == runbook.GroupStage
	switch {
	case g.Span.IsZero():
		return sign{"○", faint}
	case g.Open:
		return sign{"▸", busy}
	case undone:
		return signOf(runbook.StateRolledBack, false)
	case g.Cut:
		return signOf(runbook.StateFailed, false)
	case g.Kind == runbook.GroupStage && c.s.stageStrayed(&c.s.book.Stages[g.Stage]):
		return sign{"✓", amber}
	case g.Kind == runbook.GroupRollback:
		return sign{"✓", amber}
	}
	return signOf(runbook.StatePassed, false)
}

// groupTone is the token of a row's work: what a rollback undid is pale.
func (c *chart) groupTone(g *runbook.TimeGroup) token {
	switch {
	case g.Open:
		return busy
	case c.s.run.RollingBack() && g.Kind == runbook.GroupStage:
		return dim
	case g.Kind == runbook.GroupRollback:
		return busy
	}
	return good
}

// legend says what the glyphs mean, those that there are, and what the axis leaves out.
func (c *chart) legend(w int) []line {
	var items [][]span
	add := func(tok token, glyph, text string) {
		items = append(items, []span{say(tok, glyph+" "), say(dim, text)})
	}
	add(good, glyphWork, c.s.t("timeline.work"))
	if c.s.run.WaitedAt(c.t.To) >= time.Second {
		add(amber, glyphPeople, c.s.t("timeline.people"))
	}
	if len(c.t.Away) > 0 {
		add(dim, glyphGone, c.s.t("timeline.gone"))
	}
	late, failed, plan := false, false, false
	for i := range c.t.Groups {
		g := &c.t.Groups[i]
		plan = plan || !g.Plan.IsZero()
		late = late || !g.Plan.IsZero() && g.Span.To.After(g.Plan.To)
		for _, s := range g.Steps {
			for _, a := range s.Attempts {
				failed = failed || a.Failed
			}
		}
	}
	if plan {
		add(faint, glyphPlan, c.s.t("timeline.planned"))
	}
	if late {
		add(amber, glyphLate, c.s.t("timeline.late"))
	}
	if failed {
		add(bad, glyphFailed, c.s.t("timeline.failed"))
	}
	if at := c.sc.planned; !at.IsZero() {
		add(dim, glyphMore, c.s.t("timeline.more", "Time", at.Format("15:04")))
	}
	if c.sc.cut > 0 {
		add(amber, glyphCut, c.s.t("timeline.cut", "Time", c.s.say.Duration(c.sc.cut)))
	}
	return flowed(items, w)
}

// flowed sets items one after the other, over as many lines as they need.
func flowed(items [][]span, w int) []line {
	const gap = 3
	var lines []line
	var at []span
	for _, item := range items {
		switch {
		case len(at) == 0:
		case widthOf(at)+gap+widthOf(item) > w:
			lines = append(lines, row(at...))
			at = nil
		default:
			at = append(at, say(plain, spaces(gap)))
		}
		at = append(at, item...)
	}
	return append(lines, row(at...))
}
