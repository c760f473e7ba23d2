package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"paso/runbook"
)

// failureGate is the one screen on which a tired person sees what broke, what it
// means and what can be done. The cursor stands on what changes nothing: the plan
// of the rollback, or looking again.
func failureGate(g runbook.Gate) asker {
	return &question{
		title: func(s *scene) []span { return failureTitle(s, g) },
		right: func(s *scene) []span { return failureWhere(s, g) },
		tone:  failureTone(g),
		head:  func(s *scene, w int) []line { return failureHead(s, g, w) },
		ask:   func(s *scene) string { return s.t("ask.failure") },
		items: func(s *scene) []item { return failureChoices(s, g) },
		choose: func(s *scene, id string) []wish {
			return failureAnswer(s, g, runbook.Choice(id))
		},
		press: func(*scene, tea.KeyPressMsg) []wish { return nil },
	}
}

func failureTone(g runbook.Gate) token {
	if g.Kind == runbook.GateUnknown {
		return amber
	}
	return bad
}

func failureTitle(s *scene, g runbook.Gate) []span {
	title := g.Step
	if p := s.run.Steps[g.Step]; p != nil {
		title = numbered(p.Step)
	}
	if g.Kind == runbook.GateUnknown {
		return []span{strong(amber, "? "+s.t("unknown.title", "Step", title))}
	}
	return []span{strong(bad, "✗ "+s.t("failure.title", "Step", title))}
}

func failureWhere(s *scene, g runbook.Gate) []span {
	if n := s.run.StageOf(g.Step); n >= 0 {
		return []span{say(dim, s.t("failure.stage", "Number", itoa(n+1), "All", itoa(len(s.book.Stages))))}
	}
	return []span{say(dim, s.t("rollback.title"))}
}

// failureItem is a choice with its letter and text.
func failureItem(s *scene, g runbook.Gate, c runbook.Choice) item {
	letters := map[runbook.Choice]string{
		runbook.ChooseRollback: "b", runbook.ChooseRecheck: "v", runbook.ChooseRetry: "r", runbook.ChooseEdit: "e",
		runbook.ChooseShell: "s", runbook.ChooseMark: "m", runbook.ChooseFailed: "f", runbook.ChooseSkip: "x", runbook.ChoosePause: "p", runbook.ChooseAbort: "a",
	}
	it := item{id: string(c), letter: letters[c], label: s.t("choice." + string(c)), detail: s.t("choice." + string(c) + ".detail")}
	it.group = s.t("choices." + choiceGroup(c))
	switch c {
	case runbook.ChooseRollback:
		it.detail = rollbackSummary(s)
	case runbook.ChooseShell:
		it.detail = s.t("choice.shell.detail", "Host", s.target())
	case runbook.ChoosePause:
		if s.run.WindowOpen() {
			it.detail = s.t("choice.pause.down")
		}
	case runbook.ChooseRetry:
		if p := s.run.Steps[g.Step]; p != nil && !p.Step.Idempotent {
			it.detail = s.t("choice.retry.careful")
		}
	case runbook.ChooseAbort:
		it.tok = bad
	case runbook.ChooseRecheck:
		if g.Kind == runbook.GateUnknown {
			it.label, it.detail = s.t("choice.verify"), s.t("choice.verify.detail")
		}
	case runbook.ChooseEdit, runbook.ChooseMark, runbook.ChooseFailed, runbook.ChooseSkip, runbook.ChooseWait, runbook.ChooseTakeOver:
	}
	return it
}

// choiceGroup is what a choice does to the server: the menu is ordered by it.
func choiceGroup(c runbook.Choice) string {
	switch c {
	case runbook.ChooseRollback, runbook.ChooseRecheck, runbook.ChoosePause:
		return "look"
	case runbook.ChooseRetry, runbook.ChooseEdit, runbook.ChooseShell:
		return "run"
	case runbook.ChooseMark, runbook.ChooseFailed, runbook.ChooseSkip, runbook.ChooseAbort, runbook.ChooseWait, runbook.ChooseTakeOver:
	}
	return "stray"
}

// rollbackSummary is the plan in one line.
func rollbackSummary(s *scene) string {
	plan := s.plan
	return s.plural("choice.rollback.detail", len(plan), "Planned", s.book.Rollback.Estimate.String(), "Budget", s.book.Clocks[runbook.ClockRollback].Budget.String())
}

// failureChoices are the choices of the rules, those first that change nothing on the
// server: the plan of the rollback, looking again, leaving.
func failureChoices(s *scene, g runbook.Gate) []item {
	order := []runbook.Choice{
		runbook.ChooseRollback, runbook.ChooseRecheck, runbook.ChoosePause, runbook.ChooseRetry, runbook.ChooseEdit, runbook.ChooseShell,
		runbook.ChooseMark, runbook.ChooseFailed, runbook.ChooseSkip, runbook.ChooseAbort,
	}
	var items []item
	for _, c := range order {
		if slices.Contains(g.Choices, c) {
			items = append(items, failureItem(s, g, c))
		}
	}
	return items
}

func failureAnswer(s *scene, g runbook.Gate, c runbook.Choice) []wish {
	p := s.run.Steps[g.Step]
	if p == nil {
		return nil
	}
	title := numbered(p.Step)
	reasoned := func(then func(reason string) runbook.Command) []wish {
		about := []string{title, s.t("choice." + string(c) + ".about")}
		return []wish{open{askReason(s, s.t("choice."+string(c)), about, func(reason string) []wish { return orders(then(reason)) })}}
	}
	switch c {
	case runbook.ChooseRetry:
		if p.Step.Idempotent {
			return orders(runbook.Retry{Step: g.Step})
		}
		return []wish{open{confirmDialog(s.t("choice.retry"), []string{title, s.t("choice.retry.about")}, s.t("choice.retry"), orders(runbook.Retry{Step: g.Step})...)}}
	case runbook.ChooseEdit:
		return []wish{open{newEditor(s, p)}}
	case runbook.ChooseRecheck:
		return orders(runbook.Recheck{Step: g.Step})
	case runbook.ChooseMark:
		return reasoned(func(reason string) runbook.Command { return runbook.MarkDone{Step: g.Step, Reason: reason} })
	case runbook.ChooseFailed:
		return reasoned(func(reason string) runbook.Command { return runbook.MarkFailed{Step: g.Step, Reason: reason} })
	case runbook.ChooseSkip:
		return reasoned(func(reason string) runbook.Command { return runbook.Skip{Step: g.Step, Reason: reason} })
	case runbook.ChooseShell:
		return reasoned(func(reason string) runbook.Command { return runbook.OpenShell{Step: g.Step, Reason: reason} })
	case runbook.ChooseRollback:
		return orders(runbook.AskRollback{Reason: failureReason(s, p)})
	case runbook.ChoosePause:
		return []wish{open{quitDialog()}}
	case runbook.ChooseAbort:
		return []wish{open{abortDialog(s)}}
	case runbook.ChooseWait, runbook.ChooseTakeOver: // of a lock, not of a failure
	}
	return nil
}

// failureReason is why a rollback is asked for: what failed.
func failureReason(shown *scene, p *runbook.Progress) string {
	s := *shown
	s.say = s.own // it is recorded, and goes into reports and notices
	return strings.TrimSpace(s.t("failure.reason", "Step", numbered(p.Step)) + " " + failedWith(&s, p))
}
