package runbook

import "strconv"

// NextStop is the gate at which the run will wait for a person next if nothing fails,
// and false where nothing asks any more, or before section 4 is closed. It follows the
// same order as [Next], over steps that have not happened: what a condition (when) will
// come to is judged by what is known now.
func (r *Run) NextStop() (Gate, bool) {
	switch {
	case r.Over() || r.RollbackWanted != nil:
		return Gate{}, false
	case r.RollingBack():
		return r.stopInRollback()
	case !r.PrereqsClosed && len(r.Book.Prerequisites) > 0:
		return Gate{}, false
	}
	ahead := lookAhead{run: r, open: r.openWindows()}
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

// NextStep is the step that follows the current one; nil at the end, and while a
// rollback waits to be decided.
func (r *Run) NextStep() *Step {
	switch {
	case r.Over() || r.RollbackWanted != nil:
		return nil
	case r.RollingBack():
		for _, step := range r.RollbackPlan() {
			if at := r.stepIndex[step.ID]; at.step > r.RollbackCursor {
				return step
			}
		}
		return nil
	}
	for i, from := r.Stage, r.Cursor+1; i < len(r.Book.Stages); i, from = i+1, 0 {
		if r.Stages[i].Started.IsZero() && i == r.Stage {
			from = 0
		}
		if steps := r.Book.Stages[i].Steps; from < len(steps) {
			return &steps[from]
		}
	}
	return nil
}

// stopInRollback is the next gate of section 9.1.
func (r *Run) stopInRollback() (Gate, bool) {
	for i := r.RollbackCursor; i < len(r.Book.Rollback.Steps); i++ {
		p := r.Steps[r.Book.Rollback.Steps[i].ID]
		if p.State.Over() || p.State == StatePending && !r.applies(p.Step) {
			continue
		}
		if gate, stops := r.asksAfter(p); stops {
			return gate, true
		}
	}
	gate := Gate{Kind: GateNotice, Subject: r.Book.Rollback.Notify}
	return gate, gate.Subject != "" && !r.confirmed(gate)
}

// applies tells whether the step's condition holds as things stand.
func (r *Run) applies(step *Step) bool {
	if step.When == "" {
		return true
	}
	holds, err := Holds(step.When, r.Facts())
	return err != nil || holds
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

// lookAhead walks over what has not happened, and knows which windows will be open there.
type lookAhead struct {
	run  *Run
	open map[string]bool
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
	if p.State.Over() || p.State == StatePending && !r.applies(step) {
		return Gate{}, false
	}
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
