package runbook

import (
	"fmt"
	"maps"
	"slices"
)

// stepAction is the order inside a step: whether it applies, who does it, script,
// checks, report or notice, checklist, approval.
func (r *Run) stepAction(p *Progress) Action {
	switch p.State {
	case StatePending:
		return r.openStep(p)
	case StateFailed:
		return r.troubled(p, GateFailure)
	case StateUnknown:
		return r.troubled(p, GateUnknown)
	case StateRunning, StateWaiting, StatePassed, StateSkipped, StateMarked, StateNA, StateRolledBack:
	}
	if a := p.Open(); a != nil {
		return FollowAttempt{Step: p.Step.ID, Attempt: a.N}
	}
	if p.Again || p.Step.Run != "" && p.Current() == nil {
		return r.attempt(p)
	}
	return r.afterScript(p)
}

// troubled is a failed or unknown step. A shell that is open there goes on. Before anybody is asked about an unknown one, and
// before the book may run it again, there is a look at what is alive of it and at its checks.
func (r *Run) troubled(p *Progress, kind GateKind) Action {
	if a := p.Open(); a != nil {
		return FollowAttempt{Step: p.Step.ID, Attempt: a.N}
	}
	if kind == GateUnknown && !p.Checked {
		return ObserveChecks{Step: p.Step.ID}
	}
	if r.retriesLeft(p) {
		return Conclude{[]Event{RetryAsked{Step: p.Step.ID}}}
	}
	return Wait{Gate{Kind: kind, Subject: p.Step.ID, Step: p.Step.ID, Choices: r.choices(p)}}
}

// retriesLeft tells whether the book lets the step be run again by itself: it says
// that running it twice does no harm.
func (r *Run) retriesLeft(p *Progress) bool {
	if !p.Step.Idempotent || p.Step.Run == "" {
		return false
	}
	if p.State == StateUnknown {
		return p.Step.Resume == "rerun" && p.nothingAlive() && p.tries() <= max(p.Step.Retry, 1)
	}
	if p.Rejected != nil || p.ChecklistBad || p.JudgedFailed != nil {
		return false // a person said no: running the script again is no answer to that
	}
	a := p.Current()
	return a != nil && !a.CancelAsked && p.tries() <= p.Step.Retry
}

// nothingAlive tells whether it is known that nothing of a lost attempt runs on: beside it no other is begun by itself.
func (p *Progress) nothingAlive() bool {
	a := p.Current()
	return a != nil && !a.AliveAt.IsZero() && a.AliveProblem.IsZero() && len(a.Alive) == 0
}

// openStep is what comes before a step's first attempt.
func (r *Run) openStep(p *Progress) Action {
	step := p.Step
	if !step.applies(r.Facts()) {
		return Conclude{[]Event{StepNotApplicable{Step: step.ID}}}
	}
	if event := r.responsible(step); event != nil {
		return event
	}
	gate := Gate{Kind: GateStep, Subject: step.ID, Step: step.ID}
	if !r.WindowOpen() && !r.RollingBack() && (step.Advance == "ask" || r.Info.StepByStep) && !r.confirmed(gate) {
		if !step.Critical {
			gate.Choices = []Choice{ChooseSkip}
		}
		return Wait{gate}
	}
	return Conclude{[]Event{StepStarted{Step: step.ID}}}
}

// responsible makes sure that the R of the step's activity is known, and before a
// window opens those of every step inside it: nothing may ask while services are down.
func (r *Run) responsible(step *Step) Action {
	if r.RollingBack() {
		return nil
	}
	for _, s := range r.together(step) {
		row := r.Book.Row(s.Activity)
		role := row.With("R")
		if role == "" {
			continue
		}
		if _, known := r.Responsible[s.Activity]; known {
			continue
		}
		if r.operatorHas(role) {
			return Conclude{[]Event{ResponsibleNamed{Activity: s.Activity, Role: role, Person: r.Operator.Name, Kind: Operator}}}
		}
		return Wait{Gate{Kind: GateResponsible, Subject: s.Activity, Step: step.ID, Activity: s.Activity, Role: role}}
	}
	return nil
}

// together is the step alone, or the window that it opens.
func (r *Run) together(step *Step) []*Step {
	together := []*Step{step}
	for _, name := range slices.Sorted(maps.Keys(r.Book.Clocks)) {
		if clock := r.Book.Clocks[name]; clock.From == step.ID {
			together = append(together, r.Book.Window(clock)...)
		}
	}
	return together
}

func (r *Run) operatorHas(role string) bool {
	for _, have := range r.Operator.Roles {
		if have == role {
			return true
		}
	}
	return false
}

// attempt is the next execution of the step's script. It starts from the state
// before the step, never from that of the failed attempt.
func (r *Run) attempt(p *Progress) Action {
	n := len(p.Attempts) + 1
	start := StartAttempt{Step: p.Step.ID, Attempt: n, ID: AttemptID(p.Step.ID, n), Script: p.Step.Run, Base: r.ShellBase}
	if r.RollingBack() {
		start.Base = r.RollbackBase
	}
	if p.Edited != "" && p.Edited != p.Step.Run {
		start.Script, start.Edited = p.Edited, true
	}
	return start
}

// AttemptID names an attempt on its host: "backup-1".
func AttemptID(step string, n int) string { return fmt.Sprintf("%s-%d", step, n) }

// afterScript is what follows a script that passed, or the whole of a step without one.
func (r *Run) afterScript(p *Progress) Action {
	step := p.Step
	switch {
	case len(step.Checks) > 0 && !p.Checked:
		return ObserveChecks{Step: step.ID}
	case step.Report && !p.Reported:
		return WriteReport{Step: step.ID}
	case step.Notify != "" && !p.Noticed:
		return Wait{Gate{Kind: GateNotice, Subject: step.Notify, Step: step.ID}}
	case len(step.Checklist) > 0 && !p.Closed:
		return Wait{Gate{Kind: GateChecklist, Subject: step.ID, Step: step.ID}}
	}
	for _, activity := range r.approvalsDue(p) {
		role := r.Book.Row(activity).With("A")
		return Wait{Gate{Kind: GateApproval, Subject: step.ID + "/" + activity, Step: step.ID, Activity: activity, Role: role}}
	}
	return Conclude{[]Event{StepPassed{Step: step.ID}}}
}
