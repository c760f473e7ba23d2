package runbook

// Rollback is composed from what happened (9.1). What a step of the book may have done counts, never what it was meant to do: a step
// whose attempts were all refused by the host has changed nothing, one that failed half way has.

// applies answers the step's condition; one that cannot be answered holds, for leaving a step out is the greater risk.
func (s *Step) applies(facts Facts) bool {
	if s.When == "" {
		return true
	}
	condition := s.when
	if condition == nil { // not from a file
		parsed, err := ParseCondition(s.When)
		if err != nil {
			return true
		}
		condition = parsed
	}
	holds, err := condition.Holds(facts)
	return err != nil || holds
}

// begun tells whether anything of the step may have happened: an attempt of it, or a manual shell, that its host did not
// refuse, or a person's word that it is done. A step without a script has begun when the run came to it.
func (p *Progress) begun() bool {
	switch {
	case p.Started.IsZero() || p.State == StateNA || p.State == StateSkipped:
		return false
	case p.Step.Run == "" || p.stood() == StateMarked:
		return true
	}
	for _, a := range p.Attempts {
		if a.Refused.IsZero() {
			return true
		}
	}
	return false
}

// stood is the state in which the step stood before a rollback; the plan must not change under the rollback that follows it.
func (p *Progress) stood() StepState {
	if p.State == StateRolledBack {
		return p.before
	}
	return p.State
}

// RollbackPlan are the steps of section 9.1 that what happened calls for.
func (r *Run) RollbackPlan() []*Step {
	var plan []*Step
	for i := range r.Book.Rollback.Steps {
		if step := &r.Book.Rollback.Steps[i]; step.applies(r.Facts()) {
			plan = append(plan, step)
		}
	}
	return plan
}

// Unneeded is a step of the rollback for which there is no need, and why: steps that have not begun, variables that
// nothing has left.
type Unneeded struct {
	Step   *Step
	Steps  []*Step
	Values []string
}

// RollbackUnneeded are the steps of section 9.1 that what happened does not call for.
func (r *Run) RollbackUnneeded() []Unneeded {
	var all []Unneeded
	for i := range r.Book.Rollback.Steps {
		if step := &r.Book.Rollback.Steps[i]; !step.applies(r.Facts()) {
			all = append(all, r.unneeded(step))
		}
	}
	return all
}

func (r *Run) unneeded(step *Step) Unneeded {
	u := Unneeded{Step: step}
	facts := r.Facts()
	for _, asked := range questions(step.When) {
		p := r.Steps[asked.name]
		switch {
		case asked.word == "started" && p != nil && !facts.Started(asked.name):
			u.Steps = append(u.Steps, p.Step)
		case asked.word == "captured" && !facts.Captured(asked.name):
			u.Values = append(u.Values, asked.name)
		}
	}
	if len(u.Steps) > 0 {
		u.Values = nil // what has not begun explains them
	}
	return u
}

// CanRollBack tells whether the run may roll back: something has started, and there is something to undo.
func (r *Run) CanRollBack() bool {
	if r.RollingBack() && r.RollbackEnded.IsZero() {
		return false
	}
	return r.anyStarted() && r.undoes()
}

func (r *Run) anyStarted() bool {
	for _, step := range r.Book.AllSteps {
		if p := r.Steps[step.ID]; !p.Started.IsZero() && p.State != StateNA {
			return true
		}
	}
	return false
}

func (r *Run) undoes() bool {
	for i := range r.Book.Rollback.Steps {
		if r.Book.Rollback.Steps[i].applies(r.Facts()) {
			return true
		}
	}
	return false
}
