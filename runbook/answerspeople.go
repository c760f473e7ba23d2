package runbook

import (
	"slices"
	"strconv"
	"strings"
)

// confirmed is a yes at a gate: true, or a note. Passing a preflight that was not
// good takes a reason, so true is not enough there.
func (r *answersReader) confirmed(place path, key string, value any) {
	known := r.confirmable()
	if key != AnyAnswer && !slices.Contains(known, key) {
		r.unknown("answers.unknown-gate", place, key, known)
		return
	}
	note, isText := value.(string)
	yes, isBool := value.(bool)
	switch {
	case isBool && !yes, !isBool && !isText, isText && strings.TrimSpace(note) == "":
		r.fail(place, "answers.want-yes")
	case isBool && key == string(GatePreflight):
		r.fail(place, "answers.want-reason")
	default:
		r.answers.Confirm[key] = note
	}
}

// confirmable are the keys of the gates that a yes answers.
func (r *answersReader) confirmable() []string {
	keys := []string{string(GatePreflight), string(GateScope), string(GateRollbackPlan)}
	for i := range r.book.Stages {
		keys = append(keys, Gate{Kind: GateStage, Subject: strconv.Itoa(i + 1)}.Key())
		for j := range r.book.Stages[i].Steps {
			keys = append(keys, Gate{Kind: GateStep, Subject: r.book.Stages[i].Steps[j].ID}.Key())
		}
	}
	var notices []string
	for name := range r.book.Notices {
		notices = append(notices, Gate{Kind: GateNotice, Subject: name}.Key())
	}
	slices.Sort(notices)
	return append(keys, notices...)
}

// approve is a person by activity or step, each by name: "*" approves nothing (3.1).
func (r *answersReader) approve(place path, key string, value any) {
	activities := r.approved(key)
	if len(activities) == 0 {
		r.unknown("answers.unknown-approval", place, key, r.approvable())
		return
	}
	for _, activity := range activities {
		if !r.holds(place, value, r.book.Row(activity).With("A")) {
			return
		}
	}
	r.answers.Approve[key], _ = value.(string)
}

// approved are the activities that a key of approve stands for.
func (r *answersReader) approved(key string) []string {
	if r.book.Row(key).With("A") != "" {
		return []string{key}
	}
	for _, step := range r.book.AllSteps {
		if step.ID == key {
			return r.book.ApprovalsOf(step)
		}
	}
	return nil
}

func (r *answersReader) approvable() []string {
	var known []string
	for _, row := range r.book.RACI {
		if row.With("A") != "" {
			known = append(known, row.Activity)
		}
	}
	return known
}

func (r *answersReader) responsible(place path, key string, value any) {
	if key == AnyAnswer {
		if r.holds(place, value, "") {
			r.answers.Responsible[key], _ = value.(string)
		}
		return
	}
	role := r.book.Row(key).With("R")
	if role == "" {
		var known []string
		for _, row := range r.book.RACI {
			if row.With("R") != "" {
				known = append(known, row.Activity)
			}
		}
		r.unknown("answers.unknown-activity", place, key, known)
		return
	}
	if r.holds(place, value, role) {
		r.answers.Responsible[key], _ = value.(string)
	}
}

// holds tells whether the value names somebody who holds the role, and reports it otherwise.
func (r *answersReader) holds(place path, value any, role string) bool {
	name, ok := r.text(place, value)
	if !ok {
		return false
	}
	person, known := r.book.Person(name)
	if !known {
		r.unknown("answers.unknown-person", place, name, names(r.book.People))
		return false
	}
	if role != "" && !person.Has(role) {
		r.fail(place, "answers.role", "Name", person.Name, "Role", r.book.Roles[role], "Known", strings.Join(names(r.book.Holders(role)), ", "))
		return false
	}
	return true
}
