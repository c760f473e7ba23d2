package ui

import (
	"strings"

	"paso/runbook"
)

// operatorGate asks who is at the keyboard: one of the runbook's people, or, where
// it names nobody, anybody.
func operatorGate(s *scene) asker {
	if len(s.book.People) == 0 {
		return &entry{
			title: s.t("operator.title"), tone: accent, label: s.t("operator.label"),
			head: paragraph(dim, s.t("operator.about")),
			submit: func(_ *scene, name string) []wish {
				return orders(runbook.NameOperator{Name: name, Kind: runbook.Operator})
			},
			check: func(s *scene, name string) string {
				if isBlank(name) {
					return s.t("operator.empty")
				}
				return ""
			},
		}
	}
	return &question{
		title: func(s *scene) []span { return []span{strong(plain, s.t("operator.title"))} },
		tone:  accent,
		head: func(s *scene, w int) []line {
			lines := wrapped(plain, s.t("operator.about"), w)
			return append(append(lines, blank()), aboutRun(s, w)...)
		},
		ask:   func(s *scene) string { return s.t("ask.operator") },
		items: func(s *scene) []item { return people(s, s.book.People) },
		choose: func(_ *scene, name string) []wish {
			return orders(runbook.NameOperator{Name: name, Kind: runbook.Operator})
		},
	}
}

// people are persons to choose from.
func people(s *scene, all []runbook.Person) []item {
	items := make([]item, len(all))
	for i, p := range all {
		items[i] = item{id: p.Name, label: p.Name, detail: s.roles(p.Roles)}
	}
	return items
}

// aboutRun says what is about to be done, where, and whether the procedure is due for a review.
func aboutRun(s *scene, w int) []line {
	const column = 13
	info := s.run.Info
	var lines []line
	add := func(label string, tok token, text string) {
		if text != "" {
			lines = append(lines, labelled(label, column, wrapped(tok, text, w-column))...)
		}
	}
	add(s.t("about.what"), plain, s.book.About.Purpose)
	add(s.t("about.where"), plain, info.Destination)
	add(s.t("about.stages"), plain, s.outline())
	if info.Overdue {
		add(s.t("about.review"), amber, s.t("about.overdue", "Date", s.say.Date(s.book.NextReview)))
	}
	return lines
}

// outline is the size of the procedure: "6 stages, 23 steps, planned 80 min".
func (s *scene) outline() string {
	steps := 0
	var planned runbook.Duration
	for i := range s.book.Stages {
		steps += len(s.book.Stages[i].Steps)
		planned += s.book.Stages[i].Estimate
	}
	return s.t("about.outline", "Stages", itoa(len(s.book.Stages)), "Steps", itoa(steps), "Planned", planned.String())
}

// responsibleGate asks who of a role does an activity (R of its row in 3.1).
func responsibleGate(_ *scene, g runbook.Gate) asker {
	return &question{
		title: func(s *scene) []span { return []span{strong(plain, s.t("responsible.title"))} },
		tone:  accent,
		head: func(s *scene, w int) []line {
			lines := wrapped(plain, s.t("responsible.about", "Role", s.role(g.Role), "Activity", g.Activity, "Operator", s.run.Operator.Name), w)
			if len(s.book.Holders(g.Role)) == 0 {
				lines = append(lines, blank())
				lines = append(lines, wrapped(bad, s.t("responsible.nobody", "Role", s.role(g.Role)), w)...)
			}
			lines = append(lines, blank())
			return append(lines, wrapped(dim, s.t("asserted"), w)...)
		},
		ask:   func(s *scene) string { return s.t("ask.responsible", "Activity", g.Activity) },
		items: func(s *scene) []item { return people(s, s.book.Holders(g.Role)) },
		choose: func(_ *scene, name string) []wish {
			return orders(runbook.NameResponsible{Activity: g.Activity, Person: name, Kind: runbook.Asserted})
		},
	}
}

// approvalGate asks for the yes of an activity's A: who must, and what exactly is
// approved. The first answer is that nobody has answered yet.
func approvalGate(g runbook.Gate) asker {
	return &question{
		title: func(s *scene) []span { return []span{strong(plain, s.t("approval.title", "Activity", g.Activity))} },
		right: func(s *scene) []span {
			return []span{strong(amber, "◆ "+s.t("approval.role", "Role", s.role(g.Role)))}
		},
		tone: accent,
		head: func(s *scene, w int) []line { return approvalHead(s, g, w) },
		ask:  func(s *scene) string { return s.t("ask.approval", "Role", s.role(g.Role)) },
		items: func(s *scene) []item {
			items := []item{{id: "wait", label: s.t("approval.wait"), detail: s.t("approval.wait.detail")}}
			for _, p := range s.book.Holders(g.Role) {
				items = append(items,
					item{id: "yes:" + p.Name, label: s.t("approval.yes", "Name", p.Name), detail: s.t("approval.yes.detail"), tok: good},
					item{id: "no:" + p.Name, label: s.t("approval.no", "Name", p.Name), detail: s.t("approval.no.detail"), tok: bad})
			}
			return items
		},
		choose: func(s *scene, id string) []wish { return approvalAnswer(s, g, id) },
	}
}

func approvalHead(s *scene, g runbook.Gate, w int) []line {
	const column = 16
	p := s.run.Steps[g.Step]
	if p == nil {
		return nil
	}
	lines := wrapped(plain, s.t("approval.about", "Role", s.role(g.Role), "Activity", g.Activity), w)
	lines = append(lines, blank())
	lines = append(lines, labelled(s.t("approval.what"), column, wrapped(plain, numbered(p.Step), w-column))...)
	if p.Step.Success != "" {
		lines = append(lines, labelled(s.t("criterion"), column, wrapped(plain, p.Step.Success, w-column))...)
	}
	if what := captureLines(s, w-column); len(what) > 0 {
		lines = append(lines, labelled(s.t("approval.artefacts"), column, what)...)
	}
	lines = append(lines, labelled(s.t("approval.identity"), column, wrapped(dim, s.t("asserted"), w-column))...)
	lines = append(lines, labelled(s.t("approval.seen"), column, approvalEvidence(s, p, w-column))...)
	for _, given := range p.Approvals {
		if !given.No && given.Activity != g.Activity {
			lines = append(lines, labelled(s.t("approval.before"), column, approvalLine(s, given, w-column))...)
		}
	}
	if since := s.run.GateSince(); !since.IsZero() {
		lines = append(lines, labelled(s.t("approval.since"), column, wrapped(dim, s.t("approval.since.text", "Name", s.run.Operator.Name, "Time", s.say.Time(since)), w-column))...)
	}
	if informed := s.book.Row(g.Activity).All("I"); len(informed) > 0 {
		lines = append(lines, labelled(s.t("approval.informed"), column, wrapped(dim, s.roles(informed), w-column))...)
	}
	if len(s.book.Holders(g.Role)) == 0 {
		lines = append(lines, wrapped(bad, s.t("responsible.nobody", "Role", s.role(g.Role)), w)...)
	}
	return lines
}

// approvalEvidence is what there is to see of the activity's steps and the checklist.
func approvalEvidence(s *scene, at *runbook.Progress, w int) []line {
	var lines []line
	for _, step := range s.book.AllSteps {
		p := s.run.Steps[step.ID]
		if step.Activity != at.Step.Activity || step.ID == at.Step.ID {
			continue
		}
		lines = append(lines, row(signOf(p.State, false).span(), say(plain, " "+numbered(step))))
	}
	lines = append(lines, checkLines(s, at, w)...)
	for _, item := range at.Step.Checklist {
		verdict := runbook.Unjudged
		note := ""
		if tick := at.Ticks[item.ID]; tick != nil {
			verdict, note = tick.Verdict, tick.Note
		}
		l := row(verdictSign(verdict).span(), say(plain, " "+item.Title))
		if note != "" {
			l.spans = append(l.spans, say(dim, "  "+note))
		}
		lines = append(lines, l)
	}
	if len(lines) == 0 {
		lines = wrapped(dim, s.t("approval.nothing"), w)
	}
	return lines
}

// approvalComment takes the yes with a remark, which may be empty. It says once more who
// is said to approve, and whether that is who deploys.
func approvalComment(s *scene, g runbook.Gate, answer runbook.Approve) asker {
	return &entry{
		title: s.t("approval.yes", "Name", answer.Person), tone: accent, label: s.t("approval.comment"),
		head: func(s *scene, w int) []line {
			lines := wrapped(plain, s.t("approval.yes.about", "Name", answer.Person, "Role", s.role(g.Role), "Activity", g.Activity), w)
			if answer.Person == s.run.Operator.Name {
				lines = append(lines, wrapped(amber, s.t("approval.self"), w)...)
			}
			return lines
		},
		submit: func(_ *scene, note string) []wish {
			answer.Note = strings.TrimSpace(note)
			return append([]wish{dismiss{}}, orders(answer)...)
		},
		leave: []wish{dismiss{}},
	}
}

func approvalAnswer(s *scene, g runbook.Gate, id string) []wish {
	answer := runbook.Approve{Step: g.Step, Activity: g.Activity, Kind: runbook.Asserted}
	switch {
	case len(id) > 4 && id[:4] == "yes:":
		answer.Person = id[4:]
		return []wish{open{approvalComment(s, g, answer)}}
	case len(id) > 3 && id[:3] == "no:":
		answer.Person, answer.No = id[3:], true
		return []wish{open{askReason(s, s.t("approval.no", "Name", answer.Person), []string{s.t("approval.no.about")}, func(reason string) []wish {
			answer.Note = reason
			return orders(answer)
		})}}
	}
	return []wish{tell{s.t("approval.waiting"), dim}}
}
