package runbook

import "fmt"

// Next is the procedure's order of things, whole and in one place: given what has
// happened, what is to be done now. It is pure; engine and screen ask it alike.
func Next(r *Run, s Session) Action {
	for _, phase := range []func(*Run, Session) Action{
		afterEnd, beginning, planOfRollback, targetReady, beforeStages, rollback, stages, conclusion,
	} {
		if action := phase(r, s); action != nil {
			return action
		}
	}
	return Finished{Outcome: r.Outcome}
}

// afterEnd is what a fixed outcome still owes: the last report, the lock given
// back, the target cleaned. None of it can change the outcome.
func afterEnd(r *Run, s Session) Action {
	if !r.Over() {
		return nil
	}
	if r.RollbackWanted != nil {
		return nil
	}
	if r.lastReportMissing() {
		return WriteReport{}
	}
	release := r.Lock != nil && !r.released
	clean := r.Prepared != nil && !r.Cleaned && !r.cleaned
	switch {
	case !release && !clean || s.Unreachable:
		return Finished{Outcome: r.Outcome}
	case !s.Connected:
		return Connect{}
	case release:
		return ReleaseLock{}
	}
	return CleanTarget{}
}

func (r *Run) lastReportMissing() bool {
	return r.reportedAt < r.endedAt
}

// beginning asks what only a person knows.
func beginning(r *Run, s Session) Action {
	if r.Operator.Name == "" {
		return Wait{Gate{Kind: GateOperator}}
	}
	if v := r.missingValue(s); v != nil {
		return Wait{Gate{Kind: GateValue, Subject: v.Name}}
	}
	return nil
}

// missingValue is the first variable that a person has to give: one without a
// value, or a secret that this paso does not hold and that what lies ahead needs.
func (r *Run) missingValue(s Session) *Var {
	for i := range r.Book.Vars {
		v := &r.Book.Vars[i]
		switch {
		case v.Secret:
			if !s.Secrets[v.Name] && r.secretAhead(v.Name) {
				return v
			}
		case v.Ask != "":
			if _, ok := r.Values[v.Name]; !ok {
				return v
			}
		}
	}
	return nil
}

func (r *Run) secretAhead(name string) bool {
	for _, p := range r.Steps {
		if r.RollingBack() && !r.stepIndex[p.Step.ID].rollback || p.State.Over() {
			continue
		}
		for _, secret := range p.Step.Secrets {
			if secret == name {
				return true
			}
		}
	}
	return false
}

// targetReady brings the target within reach.
func targetReady(r *Run, s Session) Action {
	switch {
	case !s.Connected && s.Unreachable:
		return Wait{Gate{Kind: GateUnreachable}}
	case !s.Connected:
		return Connect{}
	case !r.Fixed:
		return FixVars{}
	case !s.Locked && s.Holder != nil:
		return Wait{Gate{Kind: GateLocked, Choices: s.Holder.choices()}}
	case !s.Locked:
		return TakeLock{}
	}
	return nil
}

// beforeStages is section 4, after a look at the target and the scope of 2.2.
func beforeStages(r *Run, _ Session) Action {
	switch {
	case r.PrereqsClosed || r.RollingBack():
		return nil
	case !r.Preflighted:
		return RunPreflight{}
	case !AllOK(r.Preflight) && !r.confirmed(Gate{Kind: GatePreflight}):
		return Wait{Gate{Kind: GatePreflight}}
	case len(r.Book.About.Excludes) > 0 && !r.confirmed(Gate{Kind: GateScope}):
		return Wait{Gate{Kind: GateScope}}
	}
	var unseen []string
	for i := range r.Book.Prerequisites {
		if p := &r.Book.Prerequisites[i]; len(p.Checks) > 0 && r.Prerequisites[p.ID] == nil {
			unseen = append(unseen, p.ID)
		}
	}
	if len(unseen) > 0 {
		return ObservePrerequisites{IDs: unseen}
	}
	if len(r.Book.Prerequisites) > 0 {
		return Wait{Gate{Kind: GatePrerequisites}}
	}
	return nil
}

func (r *Run) confirmed(g Gate) bool {
	_, yes := r.Confirmed[g.Key()]
	return yes
}

// planOfRollback shows the plan before anything of it starts.
func planOfRollback(r *Run, _ Session) Action {
	if r.RollbackWanted == nil {
		return nil
	}
	if p := r.Current(); p != nil && p.Open() != nil {
		return nil // what runs is followed to its end first
	}
	return Wait{Gate{Kind: GateRollbackPlan, Step: r.currentID()}}
}

func (r *Run) currentID() string {
	if p := r.Current(); p != nil {
		return p.Step.ID
	}
	return ""
}

// rollback walks section 9.1.
func rollback(r *Run, _ Session) Action {
	if !r.RollingBack() {
		return nil
	}
	if p := r.Current(); p != nil {
		return r.stepAction(p)
	}
	if name := r.Book.Rollback.Notify; name != "" && !r.confirmed(Gate{Kind: GateNotice, Subject: name}) {
		return Wait{Gate{Kind: GateNotice, Subject: name}}
	}
	return Conclude{[]Event{RunEnded{Outcome: RolledBackOutcome, Reason: r.RollbackReason}}}
}

// stages walks section 5.
func stages(r *Run, _ Session) Action {
	if r.Stage >= len(r.Book.Stages) {
		return nil
	}
	stage, progress := &r.Book.Stages[r.Stage], r.Stages[r.Stage]
	if progress.Started.IsZero() {
		gate := Gate{Kind: GateStage, Subject: fmt.Sprint(r.Stage + 1), Stage: r.Stage + 1}
		if r.stageAsks(stage) && !r.confirmed(gate) {
			return Wait{gate}
		}
		return Conclude{[]Event{StageStarted{Stage: r.Stage + 1}}}
	}
	if p := r.Current(); p != nil {
		return r.stepAction(p)
	}
	return Conclude{[]Event{StageEnded{Stage: r.Stage + 1}}}
}

// stageAsks tells whether the operator says when the stage starts. The first one
// follows from closing the prerequisites; inside a window nothing asks (7.1).
func (r *Run) stageAsks(stage *Stage) bool {
	if r.WindowOpen() || stage.Advance == "auto" {
		return false
	}
	return r.Stage > 0 || len(r.Book.Prerequisites) == 0
}

// conclusion judges section 7 and fixes the outcome.
func conclusion(r *Run, _ Session) Action {
	if judged := r.judge(); len(judged) > 0 {
		return Conclude{judged}
	}
	for _, c := range r.Book.Criteria {
		if c.Ask != "" && !r.confirmed(Gate{Kind: GateCriteria}) {
			return Wait{Gate{Kind: GateCriteria}}
		}
	}
	return Conclude{[]Event{RunEnded{Outcome: r.outcome()}}}
}
