package runbook

import (
	"slices"
	"strings"
)

// Answer gives the commands that answer a gate at which the run waits, and nil
// where there is no answer: then the run pauses. It is pure; the same run and gate
// give the same commands. Where the rules refuse one of them, asking again would
// give it again: the caller pauses.
//
// A step whose outcome is unknown is never run again by an answer. What a check saw
// failing passes only by an answer of its own with a reason. A rollback that fails
// waits for a person, whatever on_failure says.
func (a *Answers) Answer(run *Run, gate Gate) []Command {
	switch gate.Kind {
	case GateOperator:
		if a.Operator != "" {
			return []Command{NameOperator{Name: a.Operator, Kind: Scripted}}
		}
	case GateValue:
		if v, given := a.Vars[gate.Subject]; given && v.known() {
			return []Command{GiveValue{Name: gate.Subject, Value: v.Value, Source: "answers"}}
		}
		if v := run.Book.Var(gate.Subject); v != nil && v.HasDefault {
			return []Command{GiveValue{Name: v.Name, Value: v.Default, Source: "default"}}
		}
	case GatePreflight:
		if note := a.Confirm[gate.Key()]; strings.TrimSpace(note) != "" {
			return []Command{Confirm{Gate: gate.Key(), Note: note}}
		}
	case GateScope, GateStage, GateStep:
		if note, yes := pick(a.Confirm, gate.Key()); yes {
			return []Command{Confirm{Gate: gate.Key(), Note: note}}
		}
	case GatePrerequisites:
		return a.prerequisites(run)
	case GateChecklist:
		return a.checklist(run, gate.Subject)
	case GateCriteria:
		return a.criteria(run)
	case GateResponsible:
		return a.responsible(run, gate)
	case GateNotice:
		_, sent := a.Confirm[gate.Key()]
		return []Command{SendNotice{Notice: gate.Subject, Sent: sent}}
	case GateApproval:
		return a.approval(gate)
	case GateFailure, GateUnknown:
		return a.failure(run, gate)
	case GateRollbackPlan:
		if _, yes := a.Confirm[gate.Key()]; yes || a.OnFailure == FailureRollsBack {
			return []Command{StartRollback{}}
		}
	case GateLocked:
		if a.TakeOver != "" && slices.Contains(gate.Choices, ChooseTakeOver) {
			return []Command{TakeOver{Reason: a.TakeOver}}
		}
		return []Command{LeaveLocked{}} // waiting for it is the front end's, which has a clock
	case GateUnreachable:
	}
	return nil
}

// pick is the answer of a key, else that for any.
func pick[V any](answers map[string]V, key string) (V, bool) {
	if v, ok := answers[key]; ok {
		return v, true
	}
	v, ok := answers[AnyAnswer]
	return v, ok
}

// prerequisites answers section 4, or nothing unless all of it can be answered.
func (a *Answers) prerequisites(run *Run) []Command {
	var commands []Command
	for i := range run.Book.Prerequisites {
		id := run.Book.Prerequisites[i].ID
		seen := run.Prerequisites[id]
		own, has := a.Prerequisites[id]
		contradicted := seen != nil && len(seen.Results) > 0 && !AllOK(seen.Results)
		switch {
		case seen != nil && seen.Verdict != Unjudged && seen.Verdict != Failed:
			continue
		case contradicted && (!has || strings.TrimSpace(own.Note) == ""):
			return nil
		}
		answer, ok := pick(a.Prerequisites, id)
		if !ok || answer.Verdict == Failed {
			return nil
		}
		commands = append(commands, Tick{List: ListPrerequisites, Item: id, Verdict: answer.Verdict, Note: answer.Note})
	}
	return append(commands, CloseList{List: ListPrerequisites})
}

// checklist answers the items of a step that nobody has judged.
func (a *Answers) checklist(run *Run, step string) []Command {
	p := run.Steps[step]
	if p == nil {
		return nil
	}
	var open []string
	for _, item := range p.Step.Checklist {
		if run.verdictOf(step, item.ID) == Unjudged {
			open = append(open, item.ID)
		}
	}
	return a.items(step, open)
}

// criteria answers those of section 7 that a person judges.
func (a *Answers) criteria(run *Run) []Command {
	var open []string
	for _, c := range run.Book.Criteria {
		if c.Ask != "" && run.Criteria[c.ID].Verdict == Unjudged {
			open = append(open, c.ID)
		}
	}
	return a.items(ListCriteria, open)
}

// items answers all of these, or nothing.
func (a *Answers) items(list string, ids []string) []Command {
	commands := make([]Command, 0, len(ids)+1)
	for _, id := range ids {
		answer, ok := pick(a.Checklists[list], id)
		if !ok {
			answer, ok = a.Checklists[AnyAnswer][AnyAnswer]
		}
		if !ok {
			return nil
		}
		commands = append(commands, Tick{List: list, Item: id, Verdict: answer.Verdict, Note: answer.Note})
	}
	return append(commands, CloseList{List: list})
}

// responsible takes the person that the answers name, or the only one who holds the role.
func (a *Answers) responsible(run *Run, gate Gate) []Command {
	name, ok := a.Responsible[gate.Activity]
	if !ok {
		anybody := a.Responsible[AnyAnswer]
		if p, known := run.Book.Person(anybody); known && p.Has(gate.Role) {
			name, ok = p.Name, true
		}
	}
	if holders := run.Book.Holders(gate.Role); !ok && len(holders) == 1 {
		name, ok = holders[0].Name, true
	}
	if !ok {
		return nil
	}
	return []Command{NameResponsible{Activity: gate.Activity, Person: name, Kind: Scripted}}
}

// approval is by name only: nobody approves by "*".
func (a *Answers) approval(gate Gate) []Command {
	name, ok := a.Approve[gate.Activity]
	if !ok {
		name, ok = a.Approve[gate.Step]
	}
	if !ok {
		return nil
	}
	return []Command{Approve{Step: gate.Step, Activity: gate.Activity, Person: name, Kind: Scripted, Note: a.source()}}
}

func (a *Answers) failure(run *Run, gate Gate) []Command {
	if run.RollingBack() {
		return nil
	}
	reason := failedBecause(run, gate.Step)
	switch a.OnFailure {
	case FailureRollsBack:
		if run.CanRollBack() {
			return []Command{AskRollback{Reason: reason}}
		}
		return []Command{Abort{Reason: reason}} // nothing was changed: there is nothing to wait for
	case FailureAborts:
		return []Command{Abort{Reason: reason}}
	case FailurePauses:
	}
	return nil
}

// failedBecause is what is recorded of a failed step, in one line that needs no language.
func failedBecause(run *Run, step string) string {
	p := run.Steps[step]
	if p == nil {
		return step
	}
	because := strings.TrimSpace(p.Step.Number + " " + p.Step.Title)
	for _, c := range p.Checks {
		if c.Verdict != OK && c.Label != "" {
			return because + ": " + c.Label
		}
	}
	return because
}
