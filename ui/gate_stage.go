package ui

import (
	"paso/runbook"
)

// stageGate says what comes before a stage starts: its steps, how long, who is
// consulted, and whether services go down in it. Where they do, the cursor stands
// on "not yet".
func stageGate(s *scene, g runbook.Gate) asker {
	n := g.Stage - 1
	stage := &s.book.Stages[n]
	confirm := runbook.Confirm{Gate: g.Key()}
	return &question{
		title: func(s *scene) []span {
			return []span{strong(plain, s.t("stage.title", "Number", itoa(g.Stage), "Title", stage.Title))}
		},
		right: func(*scene) []span { return []span{say(dim, planned(stage.Estimate))} },
		tone:  accent,
		head:  func(s *scene, w int) []line { return stageHead(s, stage, w) },
		ask:   func(s *scene) string { return s.t("ask.stage", "Number", itoa(g.Stage)) },
		items: func(s *scene) []item {
			start := item{id: "start", letter: "s", label: s.t("stage.start"), detail: s.t("stage.start.detail")}
			wait := item{id: "wait", letter: "w", label: s.t("stage.wait"), detail: s.t("stage.wait.detail")}
			if len(windowFrom(s, stage)) > 0 {
				start.detail, start.tok = s.t("stage.start.down"), amber
				return []item{wait, start}
			}
			return []item{start, wait}
		},
		choose: func(s *scene, id string) []wish {
			if id == "start" {
				return orders(confirm)
			}
			return []wish{tell{s.t("stage.waiting"), dim}}
		},
	}
}

func stageHead(s *scene, stage *runbook.Stage, w int) []line {
	const column = 13
	lines := wrapped(plain, s.t("stage.about"), w)
	lines = append(lines, blank())
	for i := range stage.Steps {
		step := &stage.Steps[i]
		l := row(say(faint, "○ "), say(dim, padded(step.Number, 5)), say(plain, step.Title))
		if step.Critical {
			l.spans = append(l.spans, strong(bad, "  "+s.t("critical")))
		}
		lines = append(lines, l)
	}
	if window := windowFrom(s, stage); len(window) > 0 {
		text := s.t("stage.window", "From", window[0].Number, "To", window[len(window)-1].Number)
		lines = append(lines, blank())
		lines = append(lines, wrapped(amber, text, w)...)
	}
	lines = append(lines, blank())
	consulted, informed := s.book.Told(s.book.Ahead(stage))
	if len(consulted) > 0 {
		lines = append(lines, labelled(s.t("raci.consult"), column, wrapped(plain, s.roles(consulted), w-column))...)
	}
	if len(informed) > 0 {
		lines = append(lines, labelled(s.t("raci.inform"), column, wrapped(dim, s.roles(informed), w-column))...)
	}
	return lines
}

// windowFrom is the steps of a window that the stage opens, or nil.
func windowFrom(s *scene, stage *runbook.Stage) []*runbook.Step {
	for i := range stage.Steps {
		if window := s.opens(&stage.Steps[i]); window != nil {
			return window
		}
	}
	return nil
}

// opens is the window that a step opens, or nil.
func (s *scene) opens(step *runbook.Step) []*runbook.Step {
	for _, clock := range s.book.Clocks {
		if clock.From == step.ID {
			return s.book.Window(clock)
		}
	}
	return nil
}

// stepGate asks before a single step.
func stepGate(s *scene, g runbook.Gate) asker {
	p := s.run.Steps[g.Step]
	if p == nil {
		return nil
	}
	return &question{
		title: func(*scene) []span { return []span{strong(plain, numbered(p.Step))} },
		right: func(s *scene) []span { return []span{strong(amber, "◆ "+s.t("step.asks"))} },
		tone:  accent,
		head:  func(s *scene, w int) []line { return stepLines(s, p, p.Current(), w).lines },
		ask:   func(s *scene) string { return s.t("ask.step", "Step", numbered(p.Step)) },
		items: func(s *scene) []item {
			run := item{id: "run", letter: "s", label: s.t("step.run"), detail: s.t("step.run.detail")}
			wait := item{id: "wait", letter: "w", label: s.t("stage.wait"), detail: s.t("stage.wait.detail")}
			items := []item{run, wait}
			if s.opens(p.Step) != nil {
				run.detail, run.tok = s.t("stage.start.down"), amber
				items = []item{wait, run}
			}
			for _, c := range g.Choices {
				if c == runbook.ChooseSkip {
					items = append(items, item{id: "skip", letter: "x", label: s.t("choice.skip"), detail: s.t("choice.skip.detail"), tok: amber})
				}
			}
			return items
		},
		choose: func(s *scene, id string) []wish {
			switch id {
			case "run":
				return orders(runbook.Confirm{Gate: g.Key()})
			case "skip":
				about := []string{numbered(p.Step), s.t("choice.skip.about")}
				return []wish{open{askReason(s, s.t("choice.skip"), about, func(reason string) []wish {
					return orders(runbook.Skip{Step: g.Step, Reason: reason})
				})}}
			}
			return []wish{tell{s.t("stage.waiting"), dim}}
		},
	}
}
