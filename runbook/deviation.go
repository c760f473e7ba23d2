package runbook

import "time"

// Deviation is anything not by the book. It always has a reason and an author, and
// always reaches the report (11.2: document every deviation).
type Deviation struct {
	Kind   DeviationKind
	At     time.Time
	By     string
	Step   string
	Reason string
	Detail string // gate, script, attempt, item; by kind
}

// DeviationKind names what was not by the book.
type DeviationKind string

// The kinds of deviation.
const (
	DeviationSkip         DeviationKind = "skip"
	DeviationMark         DeviationKind = "mark"
	DeviationEdit         DeviationKind = "edit"
	DeviationShell        DeviationKind = "shell"
	DeviationOverride     DeviationKind = "override" // gate passed although its checks were not good
	DeviationPrerequisite DeviationKind = "prerequisite"
	DeviationTakeOver     DeviationKind = "takeover"
	DeviationMeanwhile    DeviationKind = "meanwhile" // another run had the target while this one was left
	DeviationCriterion    DeviationKind = "criterion"
)

// deviate notes a deviation that a record causes.
func (r *Run) deviate(rec Record, d Deviation) {
	d.At, d.By = rec.Time, rec.Actor
	r.Deviations = append(r.Deviations, d)
}

// deviatingPrerequisites notes those that a person let pass against their checks.
// "Not applicable" with a note is no deviation where no check contradicts it.
func (r *Run) deviatingPrerequisites(rec Record) {
	for i := range r.Book.Prerequisites {
		id := r.Book.Prerequisites[i].ID
		item := r.Prerequisites[id]
		if item == nil || len(item.Results) == 0 || AllOK(item.Results) {
			continue
		}
		r.Deviations = append(r.Deviations, Deviation{
			Kind: DeviationPrerequisite, At: rec.Time, By: item.By, Reason: item.Note, Detail: id,
		})
	}
}

// MissedCriteria are the criteria of section 7 that do not hold.
func (r *Run) MissedCriteria() []Criterion {
	var missed []Criterion
	for _, c := range r.Book.Criteria {
		if r.Criteria[c.ID].Verdict == Failed {
			missed = append(missed, c)
		}
	}
	return missed
}

// outcome is what a run that came to its last step deserves: plain success is said
// only when every criterion holds and nothing was done against the book.
func (r *Run) outcome() Outcome {
	if len(r.Deviations) > 0 {
		return SuccessWithDeviations
	}
	return Success
}
