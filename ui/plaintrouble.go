package ui

import (
	"slices"
	"strconv"
	"strings"

	"paso/runbook"
)

// trouble is a failed or unknown step: what happened, what is at risk, whom to call, and what can be done. An empty
// line leaves the run, which changes nothing.
func (p *plainFront) trouble(g runbook.Gate) *plainQuestion {
	at := p.run.Steps[g.Step]
	var options []plainOption
	for _, choice := range g.Choices {
		if o, ok := p.remedy(g, at, choice); ok {
			options = append(options, o)
		}
	}
	key := g.Key() + "#" + strconv.Itoa(len(at.Attempts))
	return p.chooser(key, g.Step, true, func() { p.troubleHead(g, at) }, options...)
}

func (p *plainFront) troubleHead(g runbook.Gate, at *runbook.Progress) {
	p.gap()
	if g.Kind == runbook.GateUnknown {
		p.say("unknown", "Step", stepTitle(at.Step))
	} else {
		p.say("failed", "Step", stepTitle(at.Step))
	}
	if p.run.WindowOpen() {
		p.say("failed.down")
	}
	if !p.run.RollingBack() && len(p.run.Book.Rollback.Steps) > 0 && !p.run.CanRollBack() {
		p.say("failed.nothing")
	}
	if a := at.Current(); a != nil && a.Result != nil && !a.Passed(at.Step.Exit) {
		p.why(at.Step, *a.Result)
		p.tail(p.o.Engine, narrated{at.Step.ID, a.N})
		p.stayed(*a.Result)
	}
	if g.Kind == runbook.GateUnknown {
		if a := at.Current(); a != nil {
			p.tail(p.o.Engine, narrated{at.Step.ID, a.N})
			p.survivors(runbook.SurvivorsObserved{Processes: a.Alive, Problem: a.AliveProblem})
		}
		p.checks(at.Checks)
	} else if !runbook.AllOK(at.Checks) {
		p.checks(at.Checks)
	}
	if at.Rejected != nil {
		p.say("rejected", "Activity", at.Rejected.Activity, "Person", at.Rejected.Person, "Note", at.Rejected.Note)
	}
	for _, risk := range p.run.Book.Risks {
		if slices.Contains(risk.Steps, at.Step.ID) {
			p.say("risk", "Title", risk.Title, "Impact", risk.Impact, "Plan", risk.Contingency)
		}
	}
	if len(p.run.Book.Contacts) > 0 {
		p.contacts()
	}
}

// remedy is a choice of the rules as an option; pausing is on every menu already.
func (p *plainFront) remedy(g runbook.Gate, at *runbook.Progress, choice runbook.Choice) (plainOption, bool) {
	step := at.Step.ID
	withReason := func(act string, command func(reason string) runbook.Command) (plainOption, bool) {
		return plainOption{"option." + act, func() *plainQuestion { return p.deliberate(act, p.gate(g), command) }}, true
	}
	switch choice {
	case runbook.ChooseRetry:
		return plainOption{"option.retry", func() *plainQuestion { return p.retry(g, at) }}, true
	case runbook.ChooseEdit:
		return plainOption{"option.edit", func() *plainQuestion { return p.edit(g, at) }}, true
	case runbook.ChooseRecheck:
		if g.Kind == runbook.GateUnknown {
			return plainOption{"option.verify", func() *plainQuestion { return p.do(runbook.Recheck{Step: step}) }}, true
		}
		return plainOption{"option.recheck", func() *plainQuestion { return p.do(runbook.Recheck{Step: step}) }}, true
	case runbook.ChooseMark:
		return withReason("mark", func(reason string) runbook.Command { return runbook.MarkDone{Step: step, Reason: reason} })
	case runbook.ChooseFailed:
		return withReason("judged", func(reason string) runbook.Command { return runbook.MarkFailed{Step: step, Reason: reason} })
	case runbook.ChooseSkip:
		return withReason("skip", func(reason string) runbook.Command { return runbook.Skip{Step: step, Reason: reason} })
	case runbook.ChooseShell:
		return withReason("shell", func(reason string) runbook.Command { return runbook.OpenShell{Step: step, Reason: reason} })
	case runbook.ChooseRollback:
		return p.rollbackOption(g), true
	case runbook.ChooseAbort:
		return p.abortOption(g), true
	case runbook.ChoosePause, runbook.ChooseWait, runbook.ChooseTakeOver:
	}
	return plainOption{}, false
}

// retry runs the script again. Where the book does not say that this is harmless, it asks once more.
func (p *plainFront) retry(g runbook.Gate, at *runbook.Progress) *plainQuestion {
	again := func() *plainQuestion { return p.do(runbook.Retry{Step: at.Step.ID}) }
	if at.Step.Idempotent {
		return again()
	}
	return p.certain([]string{p.text("sure.retry", "Step", stepTitle(at.Step))}, p.gate(g), again)
}

// edit takes a new script line by line, up to a line with a single dot, then a reason.
func (p *plainFront) edit(g runbook.Gate, at *runbook.Progress) *plainQuestion {
	var script []string
	q := &plainQuestion{script: true}
	first := true
	q.print = func() {
		if first {
			first = false
			p.say("edit", "Step", stepTitle(at.Step))
			p.block(at.Step.Run)
			p.say("edit.how")
		}
	}
	q.answer = func(line string) *plainQuestion {
		if line != "." {
			script = append(script, line)
			return q
		}
		if strings.TrimSpace(strings.Join(script, "")) == "" {
			return p.gate(g)
		}
		return p.deliberate("edit", p.gate(g), func(reason string) runbook.Command {
			return runbook.Retry{Step: at.Step.ID, Script: strings.Join(script, "\n") + "\n", Reason: reason}
		})
	}
	return q
}
