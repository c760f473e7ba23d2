package runbook

import (
	"fmt"
	"time"
)

// applyStep folds what happened to one step.
func (r *Run) applyStep(rec Record) error {
	switch e := rec.Event.(type) {
	case StepStarted:
		return r.withStep(rec, e.Step, func(p *Progress) {
			p.State, p.Started = StateRunning, rec.Time
			r.clockStepStarted(e.Step, rec.Time)
		})
	case AttemptStarted:
		return r.withStep(rec, e.Step, func(p *Progress) { r.attemptStarted(p, e, rec) })
	case AttemptAcknowledged:
		return r.withAttempt(rec, e.Step, e.Attempt, func(_ *Progress, a *Attempt) { a.Acknowledged = true })
	case AttemptEnded:
		return r.withAttempt(rec, e.Step, e.Attempt, func(p *Progress, a *Attempt) { r.attemptEnded(p, a, e, rec) })
	case AttemptLost:
		return r.withAttempt(rec, e.Step, e.Attempt, func(p *Progress, a *Attempt) {
			a.Lost, a.Log, a.Ended = e.Why, e.Log, rec.Time
			if !a.Shell {
				p.State = StateUnknown
			}
		})
	case AttemptRefused:
		return r.withAttempt(rec, e.Step, e.Attempt, func(p *Progress, a *Attempt) {
			a.Refused, a.Ended = e.Why, rec.Time
			if !a.Shell {
				p.State = StateFailed
			}
		})
	case CancelAsked:
		return r.withAttempt(rec, e.Step, e.Attempt, func(_ *Progress, a *Attempt) { a.CancelAsked = true })
	case SignalSent:
		return r.withAttempt(rec, e.Step, e.Attempt, func(_ *Progress, a *Attempt) { a.Signals = append(a.Signals, e.Signal) })
	case ChecksObserved:
		return r.withStep(rec, e.Step, func(p *Progress) { checksObserved(p, e) })
	case StepPassed:
		return r.withStep(rec, e.Step, func(p *Progress) { r.stepPassed(p, rec.Time) })
	case StepSkipped:
		return r.withStep(rec, e.Step, func(p *Progress) {
			r.stepOver(p, StateSkipped, e.Reason, rec)
			r.deviate(rec, Deviation{Kind: DeviationSkip, Step: e.Step, Reason: e.Reason})
		})
	case StepMarkedDone:
		return r.withStep(rec, e.Step, func(p *Progress) {
			r.stepOver(p, StateMarked, e.Reason, rec) // no window closes: nobody has seen the service answer
			r.deviate(rec, Deviation{Kind: DeviationMark, Step: e.Step, Reason: e.Reason})
		})
	case StepMarkedFailed:
		return r.withStep(rec, e.Step, func(p *Progress) {
			p.State, p.JudgedFailed = StateFailed, &Judgement{By: rec.Actor, Reason: e.Reason, At: rec.Time}
		})
	case SurvivorsObserved:
		return r.withAttempt(rec, e.Step, e.Attempt, func(_ *Progress, a *Attempt) {
			a.Alive, a.AliveAt, a.AliveProblem = e.Processes, rec.Time, e.Problem
		})
	case StepNotApplicable:
		return r.withStep(rec, e.Step, func(p *Progress) { r.stepOver(p, StateNA, "", rec) })
	case RetryAsked:
		return r.withStep(rec, e.Step, func(p *Progress) { retryAsked(p, e) })
	default:
		return notFolded(rec)
	}
}

func (r *Run) withStep(rec Record, id string, do func(*Progress)) error {
	p, err := r.step(rec, id)
	if err != nil {
		return err
	}
	do(p)
	return nil
}

func (r *Run) withAttempt(rec Record, id string, n int, do func(*Progress, *Attempt)) error {
	p, err := r.step(rec, id)
	if err != nil {
		return err
	}
	if n < 1 || n > len(p.Attempts) {
		return fmt.Errorf("record %d: step %q has no attempt %d", rec.Seq, id, n)
	}
	do(p, p.Attempts[n-1])
	return nil
}

func (r *Run) attemptStarted(p *Progress, e AttemptStarted, rec Record) {
	a := &Attempt{N: e.Attempt, ID: e.ID, Script: e.Script, Edited: e.Edited, Shell: e.Shell, Base: e.Base, Marks: e.Marks, Started: rec.Time}
	if a.Script == "" {
		a.Script = p.Step.Run
	}
	p.Attempts = append(p.Attempts, a)
	switch {
	case e.Shell:
		r.deviate(rec, Deviation{Kind: DeviationShell, Step: e.Step, Reason: e.Reason, Detail: e.ID})
	case e.Edited:
		r.deviate(rec, Deviation{Kind: DeviationEdit, Step: e.Step, Reason: e.Reason, Detail: e.Script})
		fallthrough
	default:
		p.State, p.Again, p.Edited = StateRunning, false, ""
		p.startOver()
	}
}

func (r *Run) attemptEnded(p *Progress, a *Attempt, e AttemptEnded, rec Record) {
	result := e.Result
	a.Result, a.Log, a.Ended = &result, e.Log, rec.Time
	if a.Shell {
		return
	}
	if !a.Passed(p.Step.Exit) {
		p.State = StateFailed
	}
	for name, v := range result.Captures {
		if before, ok := r.Captures[name]; !ok || !before.Verified || before.Step == p.Step.ID {
			r.Captures[name] = Capture{Value: v, Step: p.Step.ID}
		}
	}
}

func checksObserved(p *Progress, e ChecksObserved) {
	p.Checks, p.Checked = e.Results, true
	if e.Attempt >= 1 && e.Attempt <= len(p.Attempts) {
		a := p.Attempts[e.Attempt-1]
		a.Checks, a.Checked = e.Results, true
	}
	switch a := p.Current(); {
	case a != nil && !a.Lost.IsZero():
		p.State = StateUnknown // good checks help a person to decide; they prove nothing of the script
	case AllOK(e.Results):
		p.State = StateRunning
	default:
		p.State = StateFailed
	}
}

func (r *Run) stepPassed(p *Progress, at time.Time) {
	p.State, p.Ended = StatePassed, at
	for _, name := range p.Step.Capture {
		if c, ok := r.Captures[name]; ok {
			c.Verified = true
			r.Captures[name] = c
		}
	}
	r.carryShell(p)
	r.clockStepPassed(p.Step.ID, at)
	r.advance(p)
}

func (r *Run) stepOver(p *Progress, state StepState, reason string, rec Record) {
	p.State, p.Reason, p.By, p.Ended = state, reason, rec.Actor, rec.Time
	if p.Started.IsZero() {
		p.Started = rec.Time
	}
	if state == StateMarked {
		r.carryShell(p)
	}
	r.advance(p)
}

// carryShell makes the state that the step left the start of the next; an attempt
// that left none (exec, killed) changes nothing.
func (r *Run) carryShell(p *Progress) {
	a := p.Current()
	if a == nil || a.Result == nil || a.Result.State != "ok" {
		return
	}
	if r.stepIndex[p.Step.ID].rollback {
		r.RollbackBase = a.ID
	} else {
		r.ShellBase = a.ID
	}
}

// advance moves the cursor past a step that is over.
func (r *Run) advance(p *Progress) {
	at := r.stepIndex[p.Step.ID]
	if at.rollback {
		if r.RollbackCursor == at.step {
			r.RollbackCursor++
		}
		return
	}
	if at.stage == r.Stage && at.step == r.Cursor {
		r.Cursor++
	}
}

func retryAsked(p *Progress, e RetryAsked) {
	p.State = StateRunning
	if a := p.Current(); e.ChecksOnly && a != nil && !a.Lost.IsZero() {
		p.State = StateUnknown // looking again tells a person more, and nothing of how the script ended
	}
	p.startOver()
	if !e.ChecksOnly {
		p.Again, p.Edited, p.EditReason = true, e.Script, e.Reason
	}
}

// startOver forgets what came after the script: it has to hold again.
func (p *Progress) startOver() {
	p.Checks, p.Checked, p.Closed, p.ChecklistBad = nil, false, false, false
	p.Rejected, p.Reported, p.Noticed, p.JudgedFailed = nil, false, false, nil
}
