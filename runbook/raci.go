package runbook

import (
	"slices"
	"sort"
	"strings"
)

// Row is the row of the RACI matrix (3.1) for an activity; empty if there is none.
func (b *Runbook) Row(activity string) Activity {
	for _, row := range b.RACI {
		if row.Activity == activity {
			return row
		}
	}
	return Activity{}
}

// With is the role that holds the letter, or "". A row may write "A/R" for one role.
func (a Activity) With(letter string) string {
	if roles := a.All(letter); len(roles) > 0 {
		return roles[0]
	}
	return ""
}

// All are the roles that hold the letter, in a stable order.
func (a Activity) All(letter string) []string {
	var roles []string
	for role, letters := range a.Letters {
		if strings.Contains(letters, letter) {
			roles = append(roles, role)
		}
	}
	sort.Strings(roles)
	return roles
}

// Told are the roles to consult before the steps (C) and to inform after them (I),
// each once, in the order of the steps.
func (b *Runbook) Told(steps []*Step) (consulted, informed []string) {
	seen := map[string]bool{}
	collect := func(into *[]string, letter string, row Activity) {
		for _, role := range row.All(letter) {
			if !seen[letter+role] {
				seen[letter+role] = true
				*into = append(*into, role)
			}
		}
	}
	for _, step := range steps {
		row := b.Row(step.Activity)
		collect(&consulted, "C", row)
		collect(&informed, "I", row)
	}
	return consulted, informed
}

// Ahead are the steps of a stage, and those of the window that it opens: nobody asks
// again before the window has closed.
func (b *Runbook) Ahead(stage *Stage) []*Step {
	var steps []*Step
	for i := range stage.Steps {
		steps = append(steps, &stage.Steps[i])
		for _, clock := range b.Clocks {
			if clock.From == stage.Steps[i].ID {
				steps = append(steps, b.Window(clock)...)
			}
		}
	}
	return steps
}

// Holders are the people of the book who hold the role.
func (b *Runbook) Holders(role string) []Person {
	var holders []Person
	for _, p := range b.People {
		if p.Has(role) {
			holders = append(holders, p)
		}
	}
	return holders
}

// Person finds somebody by name, without regard to case.
func (b *Runbook) Person(name string) (Person, bool) {
	for _, p := range b.People {
		if strings.EqualFold(p.Name, name) {
			return p, true
		}
	}
	return Person{}, false
}

// lastOf tells whether the step is the last of its activity in the stages: the A
// approves once, there. It looks from the end, as it is asked of every step in turn.
func (b *Runbook) lastOf(step *Step) bool {
	for i := range slices.Backward(b.Stages) {
		steps := b.Stages[i].Steps
		for j := range slices.Backward(steps) {
			if steps[j].Activity == step.Activity {
				return steps[j].ID == step.ID
			}
		}
	}
	return false
}

// ApprovalsOf are the activities that need a yes of their A after the step: its own
// where it is the last of it, and those that it names. A row without A needs none.
func (b *Runbook) ApprovalsOf(step *Step) []string {
	var activities []string
	if step.Activity != "" && b.lastOf(step) {
		activities = append(activities, step.Activity)
	}
	activities = append(activities, step.Approve...)
	var needed []string
	for _, activity := range activities {
		if b.Row(activity).With("A") != "" {
			needed = append(needed, activity)
		}
	}
	return needed
}

// approvalsDue are those of the step that have no yes since its last attempt.
func (r *Run) approvalsDue(p *Progress) []string {
	var since = p.Started
	if a := p.Current(); a != nil {
		since = a.Started
	}
	var due []string
	for _, activity := range r.Book.ApprovalsOf(p.Step) {
		given := false
		for _, a := range p.Approvals {
			given = given || a.Activity == activity && !a.No && !a.At.Before(since)
		}
		if !given {
			due = append(due, activity)
		}
	}
	return due
}
