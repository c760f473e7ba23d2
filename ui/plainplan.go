package ui

import (
	"time"

	"paso/runbook"
)

// plan tells section 9.1 as what happened calls for it: why, what is lost, how long, each step with what it works on. An
// empty line goes back; to start it takes a number and a yes.
func (p *plainFront) plan(g runbook.Gate) *plainQuestion {
	again := func() *plainQuestion { return p.plan(g) }
	ask := plainOption{"option.rollback.start", func() *plainQuestion {
		about := []string{p.text("sure.rollback.start")}
		if lost := p.lostSince(); lost != "" {
			about = append(about, lost)
		}
		return p.certain(about, again(), func() *plainQuestion { return p.do(runbook.StartRollback{}) })
	}}
	drop := plainOption{"option.rollback.drop", func() *plainQuestion { return p.do(runbook.DropRollback{}) }}
	options := append([]plainOption{drop, ask}, p.anyway(again, g.Step)...)
	return p.menu(g.Key(), p.planHead, 1, options...)
}

func (n *narrator) planHead() {
	back, steps := n.run.Book.Rollback, n.run.RollbackPlan()
	n.gap()
	n.say("plan", "Title", back.Title)
	if wanted := n.run.RollbackWanted; wanted != nil && wanted.Reason != "" {
		n.say("plan.reason", "Reason", wanted.Reason)
	}
	if lost := n.lostSince(); lost != "" {
		n.line(lost)
	}
	if at := shellsOf(n.run); at != "" {
		n.say("plan.shell", "Steps", at)
	}
	if back.Warning != "" {
		n.say("plan.warning", "Text", oneLine(back.Warning))
	}
	n.say("plan.time", "Planned", n.spoken(back.Estimate.D()))
	if budget := n.run.Book.Clocks[runbook.ClockRollback].Budget; budget > 0 {
		n.say("plan.budget", "Budget", n.spoken(budget.D()))
	}
	n.line(n.c.Plural("plain.plan.steps", len(steps)))
	for _, step := range steps {
		n.say("bullet", "Text", stepTitle(step))
		for _, name := range runbook.References(step.Run) {
			n.planUses(name)
		}
	}
	words := n.whyWords()
	for _, u := range n.run.RollbackUnneeded() {
		n.say("plan.unneeded", "Step", stepTitle(u.Step), "Why", words.why(u))
	}
	if back.Notify != "" {
		n.say("plan.notice", "Notice", n.run.Book.Notices[back.Notify].Title)
	}
}

func (n *narrator) whyWords() whyWords {
	return whyWords{
		notBegun: func(count int, steps string) string { return n.c.Plural("plain.plan.notbegun", count, "Steps", steps) },
		notLeft:  func(count int, names string) string { return n.c.Plural("plain.plan.notleft", count, "Names", names) },
		always:   n.text("plan.always"),
	}
}

// planUses tells a value of this run that a step of the rollback works on: the tag, the backup file.
func (n *narrator) planUses(name string) {
	if c, left := n.run.Captures[name]; left {
		id := "plan.uses"
		if !c.Verified {
			id = "plan.uses.unverified"
		}
		n.say(id, "Name", name, "Value", c.Value)
		return
	}
	if v := n.run.Book.Var(name); v != nil && v.Command != "" && n.run.Values[name] != "" {
		n.say("plan.uses", "Name", name, "Value", n.run.Values[name])
	}
}

// lostSince says from when on data would be lost: the moment of the oldest backup that the plan restores from, which is
// what a critical step left (1.2 "CRITICO"). "" where it restores none.
func (n *narrator) lostSince() string {
	var at time.Time
	for _, step := range n.run.RollbackPlan() {
		for _, name := range runbook.References(step.Run) {
			c, left := n.run.Captures[name]
			from := n.run.Steps[c.Step]
			if left && from != nil && from.Step.Critical && !from.Started.IsZero() && (at.IsZero() || from.Started.Before(at)) {
				at = from.Started
			}
		}
	}
	if at.IsZero() {
		return ""
	}
	return n.text("plan.lost", "Time", n.c.Time(at), "Ago", n.spoken(n.now().Sub(at)))
}
