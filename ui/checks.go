package ui

import (
	"strings"

	"paso/runbook"
)

// checkLines are a step's checks: what they are before they were made, and what was
// wanted and observed afterwards.
func checkLines(s *scene, p *runbook.Progress, w int) []line {
	if p.Checked || len(p.Checks) > 0 {
		return resultLines(s, p.Checks, w)
	}
	var lines []line
	for i := range p.Step.Checks {
		text := wrapped(dim, s.checkName(&p.Step.Checks[i]), w-2)
		for j := range text {
			mark := say(faint, "  ")
			if j == 0 {
				mark = say(faint, "○ ")
			}
			text[j].spans = append([]span{mark}, text[j].spans...)
		}
		lines = append(lines, text...)
	}
	return lines
}

// resultLines are results of checks: one line each when good, wanted and observed when not.
func resultLines(s *scene, results []runbook.CheckResult, w int) []line {
	var lines []line
	for _, r := range results {
		lines = append(lines, resultLine(s, r, w)...)
	}
	return lines
}

func resultLine(s *scene, r runbook.CheckResult, w int) []line {
	mark := verdictSign(r.Verdict)
	title, observed := s.checkTitle(r), s.phrase(r.Observed)
	if r.Verdict == runbook.OK {
		l := row(mark.span(), say(plain, " "+title))
		if room := w - widthOf(l.spans) - 2; observed != "" && room >= 12 {
			l.right = []span{say(dim, observed)}
		}
		return []line{l}
	}
	var lines []line
	for i, l := range wrapped(plain, title, w-2) {
		head := say(plain, "  ")
		if i == 0 {
			head = say(mark.tok, mark.glyph+" ")
		}
		l.spans = append([]span{head}, l.spans...)
		lines = append(lines, l)
	}
	const column = 12
	lines = append(lines, indented(labelled(s.t("check.wanted"), column, wrapped(plain, s.phrase(r.Wanted), w-4-column)), 4)...)
	return append(lines, indented(labelled(s.t("check.observed"), column, wrapped(mark.tok, observed, w-4-column)), 4)...)
}

// checkName says what a check will look at, before it has.
func (s *scene) checkName(c *runbook.Check) string {
	if c.Title != "" {
		return s.expand(c.Title)
	}
	kinds := []struct {
		id   string
		what *string
	}{
		{"output", c.Output}, {"file", c.File}, {"unit", c.Unit}, {"process", c.Process}, {"http", c.HTTP},
		{"disk", c.Disk}, {"tool", c.Tool}, {"git", c.Git}, {"log", c.Log}, {"command", c.Command},
	}
	for _, k := range kinds {
		if k.what != nil {
			return s.t("check."+k.id, "What", s.expand(*k.what))
		}
	}
	return s.t("check.env", "What", strings.Join(c.Env, ", "))
}
