package ui

import (
	"slices"
	"strconv"
	"strings"

	"paso/report"
	"paso/runbook"
)

func noteOf(step, line string) runbook.Command { return runbook.AddNote{Step: step, Text: line} }

// gate is the question of a gate. The rules decide what an answer makes; a refusal comes back and the question again.
func (p *plainFront) gate(g runbook.Gate) *plainQuestion {
	switch g.Kind {
	case runbook.GateOperator:
		return p.whoOperates(g)
	case runbook.GateValue:
		return p.value(g)
	case runbook.GateUnreachable:
		return p.unreachable(g)
	case runbook.GateLocked:
		return p.locked(g)
	case runbook.GatePreflight:
		return p.preflight(g)
	case runbook.GateScope:
		return p.scope(g)
	case runbook.GatePrerequisites, runbook.GateChecklist, runbook.GateCriteria:
		return p.list(g)
	case runbook.GateStage:
		return p.stage(g)
	case runbook.GateStep:
		return p.beforeStep(g)
	case runbook.GateResponsible:
		return p.whoIsResponsible(g)
	case runbook.GateNotice:
		return p.notice(g)
	case runbook.GateApproval:
		return p.approval(g)
	case runbook.GateFailure, runbook.GateUnknown:
		return p.trouble(g)
	case runbook.GateRollbackPlan:
		return p.plan(g)
	}
	return nil
}

// person asks to choose one of people by number, or a name where there are none.
func (p *plainFront) person(key string, head func(), people []runbook.Person, take func(name string) *plainQuestion) *plainQuestion {
	q := &plainQuestion{key: key, free: len(people) == 0}
	q.print = func() {
		head()
		for i, one := range people {
			p.line("  " + strconv.Itoa(i+1) + ". " + p.text("person", "Name", one.Name, "Roles", strings.Join(p.roles(one.Roles), ", ")))
		}
		if len(people) == 0 {
			p.asks("name")
			return
		}
		p.asks("choose", "Most", strconv.Itoa(len(people)))
	}
	q.answer = func(line string) *plainQuestion {
		line = strings.TrimSpace(line)
		if chosen, err := strconv.Atoi(line); err == nil && chosen >= 1 && chosen <= len(people) {
			return take(people[chosen-1].Name)
		}
		for _, one := range people {
			if strings.EqualFold(one.Name, line) {
				return take(one.Name)
			}
		}
		if len(people) == 0 && line != "" {
			return take(line)
		}
		p.say("choose.wrong", "Most", strconv.Itoa(len(people)))
		return q
	}
	return q
}

func (p *plainFront) whoOperates(g runbook.Gate) *plainQuestion {
	return p.person(g.Key(), func() { p.say("ask.operator") }, p.run.Book.People, func(name string) *plainQuestion {
		return p.do(runbook.NameOperator{Name: name, Kind: runbook.Asserted})
	})
}

func (p *plainFront) whoIsResponsible(g runbook.Gate) *plainQuestion {
	head := func() { p.say("ask.responsible", "Activity", g.Activity, "Role", p.role(g.Role)) }
	return p.person(g.Key(), head, p.run.Book.Holders(g.Role), func(name string) *plainQuestion {
		return p.do(runbook.NameResponsible{Activity: g.Activity, Person: name, Kind: runbook.Asserted})
	})
}

// value asks for a variable; an empty line takes the default where there is one.
func (p *plainFront) value(g runbook.Gate) *plainQuestion {
	v := p.run.Book.Var(g.Subject)
	q := &plainQuestion{key: g.Key(), secret: v.Secret, free: true}
	q.print = func() {
		question := v.Ask
		if question == "" {
			question = v.Name
		}
		if v.Secret {
			p.secretFor(v.Name)
		}
		switch {
		case v.Secret:
			p.asks("ask.secret", "Question", question)
		case v.Default != "":
			p.asks("ask.value.default", "Question", question, "Default", v.Default)
		default:
			p.asks("ask.value", "Question", question)
		}
	}
	q.answer = func(line string) *plainQuestion {
		if line == "" {
			line = v.Default
		}
		give := func() *plainQuestion { return p.do(runbook.GiveValue{Name: v.Name, Value: line, Source: "asked"}) }
		switch {
		case line != "" || v.HasDefault:
			return give()
		case v.Secret:
			sure := p.certain([]string{p.text("sure.empty")}, q, give)
			sure.secret = true // who pressed Enter too early goes on typing the secret here
			return sure
		}
		p.say("value.empty")
		return q
	}
	return q
}

// secretFor says which steps get a secret.
func (p *plainFront) secretFor(name string) {
	var steps []string
	for _, step := range p.run.Book.AllSteps {
		if slices.Contains(step.Secrets, name) {
			steps = append(steps, stepTitle(step))
		}
	}
	for i := range p.run.Book.Rollback.Steps {
		if step := &p.run.Book.Rollback.Steps[i]; slices.Contains(step.Secrets, name) {
			steps = append(steps, stepTitle(step))
		}
	}
	p.say("ask.secret.for", "Steps", strings.Join(steps, ", "))
}

func (p *plainFront) unreachable(g runbook.Gate) *plainQuestion {
	head := func() {
		p.gap()
		p.say("ask.unreachable", "Target", p.run.Info.Destination)
		switch at := p.run.Current(); {
		case at != nil && at.Open() != nil:
			p.say("ask.unreachable.running", "Step", stepTitle(at.Step))
		case p.run.WindowOpen():
			p.say("failed.down")
		case p.run.Stages[0].Started.IsZero():
			p.say("ask.unreachable.nothing")
		}
	}
	return p.chooser(g.Key(), "", true, head,
		plainOption{"option.reconnect", func() *plainQuestion {
			p.retrying = true
			return p.do(runbook.Reconnect{})
		}},
		p.abortOption(g))
}

// abortOption ends the run without a deployment, with a reason.
func (p *plainFront) abortOption(g runbook.Gate) plainOption {
	return plainOption{"option.abort", func() *plainQuestion {
		return p.deliberate("abort", p.gate(g), func(reason string) runbook.Command { return runbook.Abort{Reason: reason} })
	}}
}

// rollbackOption asks for the plan of section 9.1; nothing starts before it was seen.
func (p *plainFront) rollbackOption(g runbook.Gate) plainOption {
	return plainOption{"option.rollback", func() *plainQuestion {
		return p.reason("rollback", p.gate(g), func(reason string) *plainQuestion { return p.do(runbook.AskRollback{Reason: reason}) })
	}}
}

func (p *plainFront) preflight(g runbook.Gate) *plainQuestion {
	return p.chooser(g.Key(), "", true, func() { p.gap(); p.say("ask.preflight") },
		plainOption{"option.recheck", func() *plainQuestion { return p.do(runbook.RecheckPreflight{}) }},
		plainOption{"option.override", func() *plainQuestion {
			return p.deliberate("override", p.gate(g), func(reason string) runbook.Command { return runbook.Confirm{Gate: g.Key(), Note: reason} })
		}},
		p.abortOption(g))
}

func (p *plainFront) scope(g runbook.Gate) *plainQuestion {
	head := func() {
		p.gap()
		p.say("ask.scope")
		for _, one := range p.run.Book.About.Excludes {
			p.say("bullet", "Text", one)
		}
	}
	return p.chooser(g.Key(), "", false, head,
		plainOption{"option.scope", func() *plainQuestion { return p.do(runbook.Confirm{Gate: g.Key()}) }},
		p.abortOption(g))
}

func (p *plainFront) stage(g runbook.Gate) *plainQuestion {
	stage := p.run.Book.Stages[g.Stage-1]
	head := func() {
		p.gap()
		p.say("ask.stage", "N", strconv.Itoa(g.Stage), "Title", stage.Title, "Plan", p.c.Duration(stage.Estimate.D()))
		for i := range stage.Steps {
			p.say("bullet", "Text", stepTitle(&stage.Steps[i]))
		}
		for _, clock := range p.run.Book.Clocks {
			for i := range stage.Steps {
				if clock.From == stage.Steps[i].ID {
					p.say("ask.stage.window", "Step", stepTitle(&stage.Steps[i]), "Budget", p.c.Duration(clock.Budget.D()))
				}
			}
		}
		if consulted, _ := p.run.Book.Told(p.run.Book.Ahead(&stage)); len(consulted) > 0 {
			p.say("consult", "Roles", strings.Join(p.roles(consulted), ", "))
		}
	}
	options := []plainOption{{"option.start", func() *plainQuestion { return p.do(runbook.Confirm{Gate: g.Key()}) }}}
	if p.run.CanRollBack() {
		options = append(options, p.rollbackOption(g))
	}
	return p.chooser(g.Key(), "", false, head, append(options, p.abortOption(g))...)
}

func (p *plainFront) beforeStep(g runbook.Gate) *plainQuestion {
	at := p.run.Steps[g.Step]
	head := func() {
		p.gap()
		p.say("ask.step", "Step", stepTitle(at.Step))
		if at.Step.Success != "" {
			p.say("success", "Text", at.Step.Success)
		}
		if at.Step.Run != "" {
			p.block(at.Step.Run)
		}
	}
	options := []plainOption{{"option.start", func() *plainQuestion { return p.do(runbook.Confirm{Gate: g.Key()}) }}}
	for _, choice := range g.Choices {
		if choice == runbook.ChooseSkip {
			options = append(options, plainOption{"option.skip", func() *plainQuestion {
				return p.deliberate("skip", p.gate(g), func(reason string) runbook.Command { return runbook.Skip{Step: g.Step, Reason: reason} })
			}})
		}
	}
	if p.run.CanRollBack() {
		options = append(options, p.rollbackOption(g))
	}
	return p.chooser(g.Key(), g.Step, false, head, append(options, p.abortOption(g))...)
}

// notice shows what is to be sent (6.3, 9.3). Paso sends nothing by itself.
func (p *plainFront) notice(g runbook.Gate) *plainQuestion {
	title, to, message := report.Notice(p.run, p.c, g.Subject)
	send := func(sent bool) func() *plainQuestion {
		return func() *plainQuestion {
			return p.do(runbook.SendNotice{Notice: g.Subject, To: to, Text: message, Sent: sent})
		}
	}
	head := func() {
		p.gap()
		p.say("ask.notice", "Title", title)
		for _, one := range to {
			p.say("bullet", "Text", one)
		}
		p.block(message)
	}
	return p.chooser(g.Key()+"@"+g.Step, g.Step, false, head, plainOption{"option.sent", send(true)}, plainOption{"option.unsent", send(false)})
}
