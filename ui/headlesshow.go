package ui

import (
	"fmt"
	"strconv"
	"strings"

	"paso/runbook"
	"paso/runbook/output"
)

// gateName says in words where the run waits.
func (n *narrator) gateName(g runbook.Gate) string {
	subject := g.Subject
	switch g.Kind {
	case runbook.GateChecklist, runbook.GateFailure, runbook.GateUnknown, runbook.GateStep:
		subject = n.step(g.Step)
	case runbook.GateApproval, runbook.GateResponsible:
		subject = g.Activity
	case runbook.GateStage:
		subject = strconv.Itoa(g.Stage) + " " + n.run.Book.Stages[g.Stage-1].Title
	case runbook.GateNotice:
		subject = n.run.Book.Notices[g.Subject].Title
	case runbook.GateOperator, runbook.GateValue, runbook.GateUnreachable, runbook.GateLocked, runbook.GatePreflight, runbook.GateScope,
		runbook.GatePrerequisites, runbook.GateRollbackPlan, runbook.GateCriteria:
	}
	return n.text("gate."+string(g.Kind), "Subject", subject, "Role", n.role(g.Role))
}

// because says what stands in the way at gates that something went wrong before.
func (h *headlessFront) because(g runbook.Gate) {
	switch g.Kind {
	case runbook.GatePrerequisites:
		for _, q := range h.run.Book.Prerequisites {
			if at := h.run.Prerequisites[q.ID]; at != nil && !runbook.AllOK(at.Results) {
				h.say("prerequisite.failed", "Title", q.Title)
			}
		}
	case runbook.GateFailure, runbook.GateUnknown:
		if h.run.WindowOpen() {
			h.say("failed.down")
		}
	case runbook.GateOperator, runbook.GateValue, runbook.GateUnreachable, runbook.GateLocked, runbook.GatePreflight, runbook.GateScope, runbook.GateStage,
		runbook.GateResponsible, runbook.GateStep, runbook.GateNotice, runbook.GateChecklist, runbook.GateApproval,
		runbook.GateRollbackPlan, runbook.GateCriteria:
	}
}

// wouldAnswer are the lines of an answers file that would answer the gate; none where only a person can.
func (h *headlessFront) wouldAnswer(g runbook.Gate) []string {
	switch g.Kind {
	case runbook.GateOperator:
		return []string{"operator = " + h.someone(h.run.Book.People)}
	case runbook.GateValue:
		value := `"…"`
		if v := h.run.Book.Var(g.Subject); v != nil && v.Secret {
			value = fmt.Sprintf("{ env = %s }", quoted(v.Name))
			if v.Env != "" {
				value = fmt.Sprintf("{ env = %s }", quoted(v.Env))
			}
		}
		return []string{"[vars]", g.Subject + " = " + value}
	case runbook.GatePreflight:
		return []string{"[confirm]", "preflight = " + quoted(h.text("headless.reason"))}
	case runbook.GateScope, runbook.GateStage, runbook.GateStep:
		return []string{"[confirm]", quoted(g.Key()) + " = true"}
	case runbook.GatePrerequisites:
		return h.missingPrerequisites()
	case runbook.GateChecklist:
		return h.missingItems(g.Step)
	case runbook.GateCriteria:
		return h.missingCriteria()
	case runbook.GateResponsible:
		return []string{"[responsible]", quoted(g.Activity) + " = " + h.someone(h.run.Book.Holders(g.Role))}
	case runbook.GateApproval:
		return []string{"[approve]", quoted(g.Activity) + " = " + h.someone(h.run.Book.Holders(g.Role))}
	case runbook.GateFailure, runbook.GateUnknown:
		if h.run.RollingBack() || !h.run.CanRollBack() {
			return nil
		}
		return []string{`on_failure = "rollback"`}
	case runbook.GateRollbackPlan:
		return []string{"[confirm]", "plan = true"}
	case runbook.GateUnreachable, runbook.GateLocked, runbook.GateNotice:
	}
	return nil
}

func (h *headlessFront) missingPrerequisites() []string {
	lines := []string{"[prerequisites]"}
	for _, q := range h.run.Book.Prerequisites {
		at := h.run.Prerequisites[q.ID]
		switch {
		case at != nil && !runbook.AllOK(at.Results) && at.Verdict == runbook.Failed:
			lines = append(lines, quoted(q.ID)+" = "+quoted(h.text("headless.reason")))
		case at == nil || at.Verdict == runbook.Unjudged:
			lines = append(lines, quoted(q.ID)+" = true")
		}
	}
	return lines
}

func (h *headlessFront) missingItems(step string) []string {
	lines := []string{"[checklist." + quoted(step) + "]"}
	p := h.run.Steps[step]
	for _, item := range p.Step.Checklist {
		if t := p.Ticks[item.ID]; t == nil || t.Verdict == runbook.Unjudged {
			lines = append(lines, quoted(item.ID)+` = "ok"`)
		}
	}
	return lines
}

func (h *headlessFront) missingCriteria() []string {
	lines := []string{"[checklist." + runbook.ListCriteria + "]"}
	for _, c := range h.run.Book.Criteria {
		if c.Ask != "" && h.run.Criteria[c.ID].Verdict == runbook.Unjudged {
			lines = append(lines, quoted(c.ID)+` = "ok"`)
		}
	}
	return lines
}

// someone is a person who could be named there.
func (h *headlessFront) someone(people []runbook.Person) string {
	if len(people) == 0 {
		return `"…"`
	}
	return quoted(people[0].Name)
}

// quoted is a basic string of TOML.
func quoted(s string) string {
	s = strings.ReplaceAll(output.Sanitize(s), `\`, `\\`)
	return `"` + strings.ReplaceAll(s, `"`, `\"`) + `"`
}
