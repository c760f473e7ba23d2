package ui

import (
	"time"

	"paso/runbook"
)

// planGate shows the rollback before anything of it runs. It starts by a second,
// deliberate choice; the cursor stands on "no".
func planGate() asker {
	return &question{
		title: func(s *scene) []span { return []span{strong(amber, s.t("plan.title"))} },
		right: func(s *scene) []span { return []span{strong(amber, "◆ "+s.t("plan.nothing"))} },
		tone:  amber,
		head:  planHead,
		ask:   func(s *scene) string { return s.t("ask.plan") },
		items: func(s *scene) []item {
			return []item{
				{id: "no", letter: "n", label: s.t("plan.no"), detail: s.t("plan.no.detail")},
				{id: "yes", letter: "s", label: s.t("plan.yes"), detail: s.t("plan.yes.detail"), tok: bad},
			}
		},
		choose: func(s *scene, id string) []wish {
			if id != "yes" {
				return orders(runbook.DropRollback{})
			}
			about := []string{s.t("plan.sure"), s.book.Rollback.Warning}
			return []wish{open{confirmDialog(s.t("plan.yes"), about, s.t("plan.yes"), orders(runbook.StartRollback{})...)}}
		},
	}
}

func planHead(s *scene, w int) []line {
	const column = 13
	var lines []line
	add := func(label string, tok token, text string) {
		if text != "" {
			lines = append(lines, labelled(label, column, wrapped(tok, text, w-column))...)
		}
	}
	if wanted := s.run.RollbackWanted; wanted != nil {
		add(s.t("plan.reason"), plain, wanted.Reason)
	}
	add(s.t("plan.lost"), bad, lostSince(s))
	if at := shellsOf(s.run); at != "" {
		add("", amber, s.t("plan.shell", "Steps", at))
	}
	add("", amber, oneLine(s.book.Rollback.Warning))
	planned, budget := s.book.Rollback.Estimate, s.book.Clocks[runbook.ClockRollback].Budget
	add(s.t("plan.time"), plain, s.t("plan.time.text", "Planned", planned.String(), "Budget", budget.String()))
	if budget > 0 && planned > budget {
		add("", amber, s.t("plan.time.over"))
	}
	lines = append(lines, blank())
	lines = append(lines, planSteps(s, w)...)
	if name := s.book.Rollback.Notify; name != "" {
		lines = append(lines, blank())
		add(s.t("plan.then"), dim, s.t("plan.notice", "Notice", s.book.Notices[name].Title))
	}
	return lines
}

// planSteps are all steps of the rollback in their order: with what each will use, or why there is no need of it.
func planSteps(s *scene, w int) []line {
	unneeded := map[string]runbook.Unneeded{}
	for _, u := range s.unneeded {
		unneeded[u.Step.ID] = u
	}
	words := s.whyWords()
	var lines []line
	for i := range s.book.Rollback.Steps {
		step := &s.book.Rollback.Steps[i]
		u, without := unneeded[step.ID]
		if !without {
			lines = append(lines, ends([]span{say(faint, "○ "), say(dim, padded(step.Number, 5)), say(plain, step.Title)}, planUses(s, step, w)...))
			continue
		}
		why := s.t("plan.unneeded", "Why", words.why(u))
		lines = append(lines, ends([]span{say(faint, "– "), say(faint, padded(step.Number, 5)), say(dim, step.Title)}, say(dim, why)))
	}
	return lines
}

// planUses are the values of this run that a step of the rollback will use: the tag, the backup.
func planUses(s *scene, step *runbook.Step, w int) []span {
	for _, name := range runbook.References(step.Run) {
		value, isCapture := "", false
		if c, ok := s.run.Captures[name]; ok {
			value, isCapture = c.Value, true
		} else if v := s.book.Var(name); v != nil && v.Command != "" {
			value = s.run.Values[name]
		}
		if value == "" {
			continue
		}
		tok := accent
		text := middle(shortened(value), w/3)
		if isCapture && !s.run.Captures[name].Verified {
			return []span{say(amber, text+" · "+s.t("plan.unverified"))}
		}
		return []span{say(tok, text)}
	}
	return nil
}

// lostSince says from when on data would be lost: the moment of the oldest backup
// that the plan restores from. A backup is what a critical step left (1.2 "CRITICO").
func lostSince(s *scene) string {
	var at time.Time
	for _, step := range s.plan {
		for _, name := range runbook.References(step.Run) {
			c, ok := s.run.Captures[name]
			if p := s.run.Steps[c.Step]; ok && p != nil && p.Step.Critical && !p.Started.IsZero() && (at.IsZero() || p.Started.Before(at)) {
				at = p.Started
			}
		}
	}
	if at.IsZero() {
		return ""
	}
	return s.t("plan.lost.text", "Time", s.say.Time(at), "Ago", s.say.Clock(s.now.Sub(at)))
}
