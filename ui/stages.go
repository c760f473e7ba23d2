package ui

import (
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"paso/runbook"
)

// stagesPane is the procedure at a glance: stages, the steps of those that matter
// now, and below them what the run has captured and how far it strayed from the book.
func stagesPane(s *scene, selected string, focused bool, w, h int) pane {
	inner, rows := max(1, w-4), max(0, h-2)
	below := append(captureLines(s, inner), deviationLine(s)...)
	if len(below) > max(3, rows/3) {
		below = below[:max(3, rows/3)]
	}
	room := rows
	if len(below) > 0 {
		room = max(rows-len(below)-1, rows*2/3)
	}
	all, at := stageRows(s, selected, room)
	top := (scroller{}).show(at, len(all), room).top
	var body []line
	for _, r := range all[top:min(len(all), top+room)] {
		body = append(body, r.line(s, selected, focused))
	}
	shown := len(body)
	if len(below) > 0 {
		for len(body) < room {
			body = append(body, blank())
		}
		body = append(body, row(say(faint, rule(inner))))
		body = append(body, below...)
	}
	tone := faint
	if focused {
		tone = accent
	}
	p := pane{
		title: []span{strong(plain, s.t("stages"))}, body: body, tone: tone, foot: more(top, shown, len(all)),
		thumb: thumb{top: top, shown: shown, total: len(all)}, id: "pane:stages",
	}
	switch {
	case selected != s.live():
		p.right = []span{say(amber, s.t("stages.back"))}
	case s.next.over > 0:
		p.right = []span{say(dim, itoa(s.next.over)+"/"+itoa(s.next.all))}
	}
	return p
}

func rule(w int) string {
	out := make([]rune, max(0, w))
	for i := range out {
		out[i] = '─'
	}
	return string(out)
}

// unfolded chooses the stages whose steps show: those with the live and the selected
// step, then what comes next, then what was before, as far as there is room.
func unfolded(s *scene, selected string, room int) []bool {
	open := make([]bool, len(s.book.Stages))
	room -= len(open)
	if s.run.RollingBack() {
		room -= 1 + len(s.book.Rollback.Steps)
	}
	unfold := func(i int, always bool) {
		if n := len(s.book.Stages[i].Steps); !open[i] && (always || n <= room) {
			open[i] = true
			room -= n
		}
	}
	for i := range open {
		if s.stageOpen(i) || selected != "" && s.run.StageOf(selected) == i {
			unfold(i, true)
		}
	}
	for i := s.run.Stage; i < len(open); i++ {
		unfold(i, false)
	}
	for i := min(s.run.Stage, len(open)) - 1; i >= 0; i-- {
		unfold(i, false)
	}
	return open
}

// stageRow is a row of the stages' pane before it is put into words: only those in sight are.
type stageRow struct {
	stage int           // of its title's row
	step  *runbook.Step // or the step
	undo  bool          // or the title of the rollback
}

func (r stageRow) line(s *scene, selected string, focused bool) line {
	switch {
	case r.undo:
		return row(strong(amber, "↺ "+s.t("rollback.title")))
	case r.step != nil:
		return stepLine(s, r.step, selected, focused)
	}
	l := stageLine(s, r.stage)
	l.id = "stage:" + itoa(r.stage)
	return l
}

// stageRows are the stages, with the steps of those that are unfolded; at is the row of the selected step.
func stageRows(s *scene, selected string, room int) (rows []stageRow, at int) {
	steps := func(of []runbook.Step) {
		for j := range of {
			if of[j].ID == selected {
				at = len(rows)
			}
			rows = append(rows, stageRow{step: &of[j]})
		}
	}
	open := unfolded(s, selected, room)
	for i := range s.book.Stages {
		rows = append(rows, stageRow{stage: i})
		if open[i] {
			steps(s.book.Stages[i].Steps)
		}
	}
	if s.run.RollingBack() {
		rows = append(rows, stageRow{undo: true})
		steps(s.book.Rollback.Steps)
	}
	return rows, at
}

// stageOpen tells whether the run stands in the stage, or is about to.
func (s *scene) stageOpen(i int) bool {
	return i == s.run.Stage && !s.run.RollingBack() && !s.run.Over()
}

func stageLine(s *scene, i int) line {
	stage, progress := &s.book.Stages[i], s.run.Stages[i]
	mark, bold := sign{"○", faint}, false
	text := dim
	switch {
	case s.run.RollingBack() && !progress.Started.IsZero():
		mark, text = sign{"↺", dim}, plain
	case !progress.Ended.IsZero():
		mark, text = sign{"✓", good}, plain
		if s.stageStrayed(stage) {
			mark = sign{"✓", amber}
		}
	case !progress.Started.IsZero():
		mark, bold, text = sign{"▾", busy}, true, plain
	case s.stageOpen(i) && s.underway():
		bold, text = true, plain
	}
	l := ends([]span{mark.span(), {text: " " + itoa(i+1) + " " + stage.Title, tok: text, bold: bold}})
	estimate := planned(stage.Estimate)
	switch {
	case !progress.Started.IsZero():
		end := progress.Ended
		if end.IsZero() {
			end = s.now
			if s.run.RollingBack() || s.run.Over() {
				end = s.run.Last
			}
		}
		elapsed := end.Sub(progress.Started)
		tone := plain
		if stage.Estimate > 0 && elapsed > stage.Estimate.D() {
			tone = amber
		}
		l.right = []span{say(tone, strings.TrimPrefix(s.say.Clock(elapsed.Truncate(time.Second)), "0")), say(dim, "/"+padLeft(estimate, 3))}
	default:
		l.right = []span{say(dim, estimate)}
	}
	return l
}

func padLeft(text string, w int) string { return spaces(w-ansi.StringWidth(text)) + text }

// stageStrayed tells whether one of its steps was skipped or marked by hand.
func (s *scene) stageStrayed(stage *runbook.Stage) bool {
	for i := range stage.Steps {
		switch s.run.Steps[stage.Steps[i].ID].State {
		case runbook.StateSkipped, runbook.StateMarked:
			return true
		case runbook.StatePending, runbook.StateRunning, runbook.StateWaiting, runbook.StatePassed, runbook.StateFailed,
			runbook.StateUnknown, runbook.StateNA, runbook.StateRolledBack:
		}
	}
	return false
}

func stepLine(s *scene, step *runbook.Step, selected string, focused bool) line {
	p := s.run.Steps[step.ID]
	waiting := s.waitsAt(step.ID)
	mark := signOf(p.State, waiting)
	isLive := step.ID == s.live() && !s.run.Over()
	text := dim
	if isLive || p.State == runbook.StateFailed || p.State == runbook.StateUnknown || !p.Started.IsZero() {
		text = plain
	}
	at, tok := "  ", plain
	if step.ID == selected && selected != s.live() {
		at, tok = "› ", accent // a theme without colours has no band
	}
	l := ends([]span{say(tok, at), mark.span(), {text: " " + step.Number + " " + step.Title, tok: text, bold: isLive}})
	l.id = "step:" + step.ID
	l.selected, l.band = step.ID == selected && focused, step.ID == selected // one cursor a screen
	switch {
	case waiting:
		l.right = []span{strong(amber, s.t("stages.waits"))}
	case p.State == runbook.StateRunning && !p.Started.IsZero():
		l.right = []span{say(busy, s.ticked(took(p, s.now)))}
	case p.State.Over() && p.State != runbook.StatePassed:
		l.right = []span{say(mark.tok, s.t("state."+string(p.State)))}
	case !p.Started.IsZero():
		l.right = []span{say(dim, s.ticked(took(p, s.now)))}
	case step.Critical:
		l.right = []span{strong(bad, "!")}
	}
	return l
}

// captureLines are the values that an operator looks for: artefacts by their title.
// Everything else is in the values (values.go).
func captureLines(s *scene, w int) []line {
	const column = 18
	var lines []line
	seen := map[string]bool{}
	add := func(label, name, value string, verified bool) {
		if value == "" || seen[name] {
			return
		}
		seen[name] = true
		tok := plain
		if !verified {
			tok = dim
		}
		lines = append(lines, row(say(dim, padded(label, column)), say(tok, middle(shortened(value), w-column))))
	}
	for _, a := range s.book.Artefacts {
		for _, name := range runbook.References(a.Place) {
			if "$"+name == a.Place {
				if c, ok := s.run.Captures[name]; ok {
					add(a.Title, name, c.Value, c.Verified)
				} else if v := s.book.Var(name); v != nil && v.Command != "" {
					add(a.Title, name, s.run.Values[name], true)
				}
			}
		}
	}
	return lines
}

func deviationLine(s *scene) []line {
	if n := len(s.run.Deviations); n > 0 {
		return []line{row(strong(amber, "⚠ "+s.plural("deviations", n)))}
	}
	return nil
}

// stageStrip is the stages on one line, for a narrow screen.
func stageStrip(s *scene) line {
	spans := []span{say(plain, " ")}
	for i := range s.book.Stages {
		stage, progress := &s.book.Stages[i], s.run.Stages[i]
		switch {
		case s.stageOpen(i):
			spans = append(spans, strong(busy, "▾ "+itoa(i+1)+" "+stage.Title))
			if est := planned(stage.Estimate); est != "" && !progress.Started.IsZero() {
				spans = append(spans, say(dim, " "+s.say.Clock(s.now.Sub(progress.Started).Truncate(time.Second))+"/"+est))
			}
		case s.run.RollingBack() && !progress.Started.IsZero():
			spans = append(spans, say(dim, "↺ "+itoa(i+1)))
		case !progress.Ended.IsZero():
			spans = append(spans, say(good, "✓ "+itoa(i+1)))
		default:
			spans = append(spans, say(dim, "○ "+itoa(i+1)))
		}
		spans = append(spans, say(plain, "  "))
	}
	if s.run.RollingBack() {
		spans = append(spans, strong(amber, "↺ "+s.t("rollback.title")))
	}
	l := row(spans...)
	l.right = deviationShort(s)
	l.id = "pane:stages"
	return l
}

func deviationShort(s *scene) []span {
	if n := len(s.run.Deviations); n > 0 {
		return []span{strong(amber, "⚠ "+itoa(n)+" ")}
	}
	return nil
}
