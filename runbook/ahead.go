package runbook

import (
	"slices"
	"strconv"
)

// NextStop is the gate at which the run will wait for a person next if nothing fails,
// and false where nothing asks any more, or before section 4 is closed. It follows the
// same order as [Next], over steps that have not happened; a condition (when) is judged
// as if those before it had passed.
func (r *Run) NextStop() (Gate, bool) {
	switch {
	case r.Over() || r.RollbackWanted != nil:
		return Gate{}, false
	case r.RollingBack():
		return r.stopInRollback()
	case !r.PrereqsClosed && len(r.Book.Prerequisites) > 0:
		return Gate{}, false
	}
	ahead := r.lookAhead()
	for i := r.Stage; i < len(r.Book.Stages); i++ {
		if gate, stops := ahead.stage(i); stops {
			return gate, true
		}
	}
	for _, c := range r.Book.Criteria {
		if gate := (Gate{Kind: GateCriteria}); c.Ask != "" && !r.confirmed(gate) {
			return gate, true
		}
	}
	return Gate{}, false
}

// NextStep is the step that follows the current one if nothing fails; nil at the end, and
// while a rollback waits to be decided.
func (r *Run) NextStep() *Step {
	if r.Over() || r.RollbackWanted != nil {
		return nil
	}
	ahead, current := r.lookAhead(), r.Current()
	if !r.RollingBack() && r.Stage < len(r.Stages) && r.Stages[r.Stage].Started.IsZero() {
		current = nil // it is what follows
	}
	for step := range r.remaining {
		switch {
		case current != nil && step == current.Step:
			ahead.passed[step.ID] = step
		case ahead.applies(step):
			return step
		}
	}
	return nil
}

// remaining yields the current step and those after it, of the stages or of the rollback.
func (r *Run) remaining(yield func(*Step) bool) {
	if r.RollingBack() {
		for i := r.RollbackCursor; i < len(r.Book.Rollback.Steps); i++ {
			if !yield(&r.Book.Rollback.Steps[i]) {
				return
			}
		}
		return
	}
	for i, from := r.Stage, r.Cursor; i < len(r.Book.Stages); i, from = i+1, 0 {
		for j := from; j < len(r.Book.Stages[i].Steps); j++ {
			if !yield(&r.Book.Stages[i].Steps[j]) {
				return
			}
		}
	}
}

// stopInRollback is the next gate of section 9.1.
func (r *Run) stopInRollback() (Gate, bool) {
	ahead := r.lookAhead()
	for step := range r.remaining {
		p := r.Steps[step.ID]
		if p.State.Over() || p.State == StatePending && !ahead.applies(step) {
			continue
		}
		if gate, stops := r.asksAfter(p); stops {
			return gate, true
		}
		ahead.passed[step.ID] = step
	}
	gate := Gate{Kind: GateNotice, Subject: r.Book.Rollback.Notify}
	return gate, gate.Subject != "" && !r.confirmed(gate)
}

// openWindows are the clocks whose windows are open now.
func (r *Run) openWindows() map[string]bool {
	open := map[string]bool{}
	for name, s := range r.clocks {
		if r.Book.Clocks[name].From != "" && s.running() {
			open[name] = true
		}
	}
	return open
}

// lookAhead walks over what has not happened, and knows what will have passed and which windows will be open there.
type lookAhead struct {
	run    *Run
	open   map[string]bool
	passed map[string]*Step // walked over
}

func (r *Run) lookAhead() *lookAhead {
	return &lookAhead{run: r, open: r.openWindows(), passed: map[string]*Step{}}
}

// applies tells whether the step's condition will hold.
func (l *lookAhead) applies(step *Step) bool {
	return step.applies(foreseen{l.run.Facts(), l.passed})
}

// foreseen are the facts as they will be once some steps have passed.
type foreseen struct {
	Facts
	passed map[string]*Step
}

func (f foreseen) Started(id string) bool { return f.passed[id] != nil || f.Facts.Started(id) }
func (f foreseen) Passed(id string) bool  { return f.passed[id] != nil || f.Facts.Passed(id) }
func (f foreseen) Failed(id string) bool  { return f.passed[id] == nil && f.Facts.Failed(id) }

func (f foreseen) Captured(name string) bool {
	for _, step := range f.passed {
		if slices.Contains(step.Capture, name) {
			return true
		}
	}
	return f.Facts.Captured(name)
}

func (l *lookAhead) stage(i int) (Gate, bool) {
	r := l.run
	stage := &r.Book.Stages[i]
	from := 0
	if i == r.Stage && !r.Stages[i].Started.IsZero() {
		from = r.Cursor
	} else {
		gate := Gate{Kind: GateStage, Subject: strconv.Itoa(i + 1), Stage: i + 1}
		first := i == 0 && len(r.Book.Prerequisites) > 0
		if len(l.open) == 0 && stage.Advance != "auto" && !first && !r.confirmed(gate) {
			return gate, true
		}
	}
	for j := from; j < len(stage.Steps); j++ {
		if gate, stops := l.step(r.Steps[stage.Steps[j].ID]); stops {
			return gate, true
		}
	}
	return Gate{}, false
}

func (l *lookAhead) step(p *Progress) (Gate, bool) {
	r, step := l.run, p.Step
	if p.State.Over() || p.State == StatePending && !l.applies(step) {
		return Gate{}, false
	}
	l.passed[step.ID] = step
	if p.State == StatePending {
		for _, s := range r.together(step) {
			role := r.Book.Row(s.Activity).With("R")
			if _, known := r.Responsible[s.Activity]; role == "" || known || r.operatorHas(role) {
				continue
			}
			return Gate{Kind: GateResponsible, Subject: s.Activity, Step: step.ID, Activity: s.Activity, Role: role}, true
		}
		gate := Gate{Kind: GateStep, Subject: step.ID, Step: step.ID}
		if len(l.open) == 0 && (step.Advance == "ask" || r.Info.StepByStep) && !r.confirmed(gate) {
			return gate, true
		}
	}
	for name, clock := range r.Book.Clocks {
		if clock.From == step.ID {
			l.open[name] = true
		}
	}
	if gate, stops := r.asksAfter(p); stops {
		return gate, true
	}
	for name, clock := range r.Book.Clocks {
		for _, until := range clock.Until {
			if until == step.ID {
				delete(l.open, name)
			}
		}
	}
	return Gate{}, false
}

// asksAfter is what a step asks once its script has passed.
func (r *Run) asksAfter(p *Progress) (Gate, bool) {
	step := p.Step
	switch {
	case step.Notify != "" && !p.Noticed:
		return Gate{Kind: GateNotice, Subject: step.Notify, Step: step.ID}, true
	case len(step.Checklist) > 0 && !p.Closed:
		return Gate{Kind: GateChecklist, Subject: step.ID, Step: step.ID}, true
	}
	for _, activity := range r.approvalsDue(p) {
		role := r.Book.Row(activity).With("A")
		return Gate{Kind: GateApproval, Subject: step.ID + "/" + activity, Step: step.ID, Activity: activity, Role: role}, true
	}
	return Gate{}, false
}
