package ui

import (
	"strings"

	"paso/runbook"
)

// approval asks for the answer of an A (3.1): who must give it, what exactly it is about, what there was to see, how identity
// is established, and who is told. A name at this keyboard is only asserted, and the question says so.
func (p *plainFront) approval(g runbook.Gate) *plainQuestion {
	answer := func(no bool) func() *plainQuestion {
		return func() *plainQuestion {
			head := func() { p.say("ask.approval.who", "Role", p.role(g.Role)) }
			return p.person("", head, p.run.Book.Holders(g.Role), func(name string) *plainQuestion {
				approve := runbook.Approve{Step: g.Step, Activity: g.Activity, Person: name, Kind: runbook.Asserted, No: no}
				if !no {
					return p.do(approve)
				}
				return p.reason("reject", p.gate(g), func(reason string) *plainQuestion {
					approve.Note = reason
					return p.do(approve)
				})
			})
		}
	}
	return p.chooser(g.Key(), g.Step, false, func() { p.approvalHead(g) }, plainOption{"option.approve", answer(false)}, plainOption{"option.reject", answer(true)})
}

func (p *plainFront) approvalHead(g runbook.Gate) {
	at := p.run.Steps[g.Step]
	p.gap()
	p.say("ask.approval", "Activity", g.Activity, "Role", p.role(g.Role))
	if holders := p.run.Book.Holders(g.Role); len(holders) > 0 {
		p.say("ask.approval.holders", "Names", strings.Join(namesOf(holders), ", "))
	} else {
		p.say("ask.approval.nobody", "Role", p.role(g.Role))
	}
	p.say("ask.approval.what", "Step", stepTitle(at.Step))
	if at.Step.Success != "" {
		p.say("success", "Text", at.Step.Success)
	}
	p.seen(at)
	p.say("ask.approval.asserted")
	if informed := p.run.Book.Row(g.Activity).All("I"); len(informed) > 0 {
		p.say("inform", "Roles", strings.Join(p.roles(informed), ", "))
	}
}

// seen tells what there is to judge by: the other steps of the activity, the checks, the checklist.
func (p *plainFront) seen(at *runbook.Progress) {
	before := 0
	for _, step := range p.run.Book.AllSteps {
		if step.Activity == at.Step.Activity && step.ID != at.Step.ID {
			p.say("seen.step", "Step", stepTitle(step), "State", p.text("state."+string(p.run.Steps[step.ID].State)))
			before++
		}
	}
	p.checks(at.Checks)
	for _, item := range at.Step.Checklist {
		verdict, note := runbook.Unjudged, ""
		if t := at.Ticks[item.ID]; t != nil {
			verdict, note = t.Verdict, t.Note
		}
		p.say("seen.item", "Item", item.Title, "Verdict", p.judged(verdict, note))
	}
	if before+len(at.Checks)+len(at.Step.Checklist) == 0 {
		p.say("seen.nothing")
	}
}

func namesOf(people []runbook.Person) []string {
	names := make([]string, len(people))
	for i, one := range people {
		names[i] = one.Name
	}
	return names
}
