package ui

import (
	"maps"
	"slices"
	"strings"
	"time"

	"paso/runbook"
)

// planPicture is the plan on a time axis: a row a stage, its bar where it will be,
// with another stroke where services are down. In a box where there is room, bare
// where there is less, as one line where there is hardly any.
func planPicture(s *scene, w, room int) block {
	rows := planRows(s, w-4)
	switch total := planTotal(s); {
	case len(rows) == 0 || room < 1:
		return block{w: w}
	case room >= len(rows)+2:
		p := pane{title: []span{strong(plain, s.t("start.coming"))}, right: []span{say(dim, total)}, foot: planLegend(s), body: rows, tone: faint}
		return p.draw(s.th, w, len(rows)+2)
	case room >= len(rows):
		return draw(s.th, indented(rows, 2), w, len(rows))
	}
	lines := labelled(s.t("start.coming"), 14, []line{row(say(plain, planTotal(s)))})
	return draw(s.th, indented(lines, 2), w, len(lines))
}

func planTotal(s *scene) string {
	steps, estimate := 0, time.Duration(0)
	for i := range s.book.Stages {
		steps += len(s.book.Stages[i].Steps)
		estimate += s.book.Stages[i].Estimate.D()
	}
	text := s.plural("start.total.steps", steps)
	if estimate > 0 {
		text += " · " + s.t("start.total.time", "Planned", planned(runbook.Duration(estimate)), "End", s.now.Add(estimate).Format("15:04"))
	}
	return text
}

// planLegend says what the strokes are, where there is a window.
func planLegend(s *scene) []span {
	for _, step := range s.book.AllSteps {
		if s.inWindow(step.ID) {
			return []span{say(amber, "█ "), say(dim, s.t("start.legend.down"))}
		}
	}
	return nil
}

// planRows are the stages: number, title, steps, stops, estimate, and the bar.
func planRows(s *scene, w int) []line {
	var total time.Duration
	for i := range s.book.Stages {
		total += s.book.Stages[i].Estimate.D()
	}
	title := 0
	for i := range s.book.Stages {
		title = max(title, widthOf([]span{{text: s.book.Stages[i].Title}}))
	}
	const numbers = 3 + 11 + 7 // number, steps, estimate
	title = min(title+2, max(16, w-numbers-16))
	cells := w - numbers - title
	var rows []line
	var before time.Duration
	for i := range s.book.Stages {
		stage := &s.book.Stages[i]
		spans := []span{
			strong(accent, padded(itoa(i+1), 3)), say(plain, padded(stage.Title, title)),
			say(dim, padded(s.plural("start.total.steps", len(stage.Steps)), 11)), say(dim, padLeft(planned(stage.Estimate), 5)+"  "),
		}
		if total > 0 && cells >= 8 {
			spans = append(spans, stageSpan(s, stage, before, total, cells)...)
		}
		before += stage.Estimate.D()
		rows = append(rows, row(spans...))
	}
	return rows
}

// stageSpan is a stage's bar on an axis of cells: what comes before it and after it is faint.
func stageSpan(s *scene, stage *runbook.Stage, before, total time.Duration, cells int) []span {
	at := func(d time.Duration) int { return int(float64(d)/float64(total)*float64(cells) + 0.5) }
	from, to := at(before), at(before+stage.Estimate.D())
	if to == from && to < cells && stage.Estimate > 0 {
		to++
	}
	stroke, tone := "━", busy
	for i := range stage.Steps {
		if s.inWindow(stage.Steps[i].ID) {
			stroke, tone = "█", amber
		}
	}
	return []span{
		say(faint, strings.Repeat("·", from)), say(tone, strings.Repeat(stroke, to-from)), say(faint, strings.Repeat("·", cells-to)),
	}
}

// inWindow tells whether services are down while the step runs.
func (s *scene) inWindow(step string) bool {
	for _, clock := range s.book.Clocks {
		for _, in := range s.book.Window(clock) {
			if in.ID == step {
				return true
			}
		}
	}
	return false
}

// sortedClocks are the names of the clocks in an order that does not change.
func sortedClocks(b *runbook.Runbook) []string { return slices.Sorted(maps.Keys(b.Clocks)) }
