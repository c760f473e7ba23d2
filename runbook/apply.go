package runbook

import (
	"fmt"
	"time"
)

// Apply folds one record into the run. It never fails for what a person or a host
// could cause; an error means that the journal is not one of this runbook.
//
// Time never goes back in a run, though the clock of a machine may: see [Run.At].
func (r *Run) Apply(rec Record) error {
	if _, anew := rec.Event.(Resumed); anew {
		r.shift = 0 // each paso's clock is believed anew
	}
	rec.Time = rec.Time.Round(0).Add(r.shift)
	if rec.Time.Before(r.Last) {
		r.shift += r.Last.Sub(rec.Time) + 1
		rec.Time = r.Last.Add(1)
	}
	r.Seq, r.Head, r.before, r.Last = rec.Seq, rec.Hash, r.Last, rec.Time
	r.Records++
	switch e := rec.Event.(type) {
	case RunStarted, OperatorNamed, ValueGiven, VarsFixed, TargetReached, HostPrepared, HostKeyAccepted, Preflighted,
		LockTaken, LockReleased, LinkLost, LinkRestored, Paused, Resumed, TargetCleaned, ClockJumped:
		return r.applySession(rec)
	case PrerequisiteForgotten:
		delete(r.Prerequisites, e.ID)
	case PreflightForgotten:
		r.Preflight, r.Preflighted = nil, false
	case PrerequisiteObserved, ItemTicked, Confirmed, ResponsibleNamed, ChecklistClosed, Approved, Rejected, CriterionJudged,
		Noted, NoticeShown, ReportWritten, GateOpened, GateClosed:
		return r.applyPeople(rec)
	case StageStarted:
		if e.Stage < 1 || e.Stage > len(r.Stages) {
			return fmt.Errorf("record %d: the runbook has no stage %d", rec.Seq, e.Stage)
		}
		r.Stages[e.Stage-1].Started = rec.Time
	case StageEnded:
		if e.Stage < 1 || e.Stage > len(r.Stages) {
			return fmt.Errorf("record %d: the runbook has no stage %d", rec.Seq, e.Stage)
		}
		r.Stages[e.Stage-1].Ended = rec.Time
		r.Stage, r.Cursor = e.Stage, 0
	case RollbackAsked:
		r.RollbackWanted = &e
	case RollbackDropped:
		r.RollbackWanted = nil
	case RollbackStarted:
		r.rollbackStarted(e, rec.Time)
	case RunEnded:
		r.Outcome, r.EndReason, r.Ended = e.Outcome, e.Reason, rec.Time
		r.endedAt, r.endedHead = rec.Seq, rec.Hash
		if r.RollingBack() {
			r.RollbackEnded = rec.Time
		}
		r.RollbackWanted = nil
		r.clockRunEnded(rec.Time)
	case StepStarted, AttemptStarted, AttemptAcknowledged, AttemptEnded, AttemptLost, AttemptRefused, CancelAsked, SignalSent,
		ChecksObserved, SurvivorsObserved, StepPassed, StepSkipped, StepMarkedDone, StepMarkedFailed, StepNotApplicable, RetryAsked:
		return r.applyStep(rec)
	}
	return nil
}

// notFolded is a fact that was handed to the wrong part of the fold.
func notFolded(rec Record) error {
	return fmt.Errorf("record %d: event %T is not folded", rec.Seq, rec.Event)
}

func (r *Run) rollbackStarted(e RollbackStarted, at time.Time) {
	r.RollbackWanted = nil
	r.RollbackStarted, r.RollbackReason = at, e.Reason
	r.RollbackEnded, r.RollbackCursor, r.RollbackBase = time.Time{}, 0, ""
	r.Outcome, r.EndReason, r.Ended, r.Cleaned, r.cleaned = NoOutcome, "", time.Time{}, false, false
	for id, p := range r.Steps {
		switch {
		case r.stepIndex[id].rollback:
			p.renew()
		case p.State == StatePassed || p.State == StateMarked:
			p.before, p.State = p.State, StateRolledBack
		}
	}
	delete(r.Confirmed, Gate{Kind: GateNotice, Subject: r.Book.Rollback.Notify}.Key())
	r.clockRollbackStarted(at)
}

// applySession folds what concerns paso, its target and the connection.
func (r *Run) applySession(rec Record) error {
	switch e := rec.Event.(type) {
	case RunStarted:
		r.Info, r.Started = e, rec.Time
		r.clockRunStarted(rec.Time)
	case OperatorNamed:
		r.Operator = e
	case ValueGiven:
		r.Given[e.Name] = e
		if !e.Secret {
			r.Values[e.Name] = e.Value
		}
	case VarsFixed:
		for name, v := range e.Values {
			r.Values[name] = v
		}
		r.Fixed = true
	case TargetReached:
		r.Target = e
		closeOutage(r.Outages, rec.Time) // of a paso that was killed while it had no connection
	case HostPrepared:
		r.Prepared = &e
	case HostKeyAccepted:
		r.HostKeys = append(r.HostKeys, e)
	case Preflighted:
		r.Preflight, r.Preflighted = e.Results, true
	case LockTaken:
		r.lockTaken(rec, e)
	case LockReleased:
		r.released = true
		if e.Problem.IsZero() {
			r.Lock = nil
		}
	case LinkLost:
		r.Outages = append(r.Outages, Outage{From: e.since(rec.Time), Why: e.Why})
	case LinkRestored:
		closeOutage(r.Outages, rec.Time)
	case Paused:
		r.Paused = &e
		r.Away = append(r.Away, Outage{From: rec.Time})
	case Resumed:
		if r.Paused == nil {
			// Killed: the newest record before this one is the last that is known.
			r.Away = append(r.Away, Outage{From: r.before, To: rec.Time})
		}
		closeOutage(r.Away, rec.Time)
		r.Paused, r.released, r.cleaned = nil, false, false
	case ClockJumped:
		r.Jumps = append(r.Jumps, Jump{At: rec.Time, By: e.By})
	case TargetCleaned:
		if r.Over() { // a rollback that began meanwhile leaves something anew
			r.Cleaned, r.cleaned = e.Problem.IsZero(), true
		}
	default:
		return notFolded(rec)
	}
	return nil
}

// lockTaken notes whose lock it was, and who had the target while this run did not: neither is by the book.
func (r *Run) lockTaken(rec Record, e LockTaken) {
	r.Lock, r.released = &e, false
	if e.TookOver != "" {
		r.deviate(rec, Deviation{Kind: DeviationTakeOver, Reason: e.Reason, Detail: e.TookOver})
	}
	if e.Meanwhile != "" {
		r.deviate(rec, Deviation{Kind: DeviationMeanwhile, Detail: e.Meanwhile})
	}
	r.LockEpoch = e.Epoch
}

func closeOutage(spans []Outage, at time.Time) {
	if n := len(spans); n > 0 && spans[n-1].To.IsZero() {
		spans[n-1].To = at
	}
}

// step finds the progress of a step that a record names.
func (r *Run) step(rec Record, id string) (*Progress, error) {
	p := r.Steps[id]
	if p == nil {
		return nil, fmt.Errorf("record %d: the runbook has no step %q", rec.Seq, id)
	}
	return p, nil
}
