package runbook

import (
	"fmt"
	"reflect"
)

// IllegalError says that a fact cannot follow from those before it: neither the order of things nor anything that a
// person may do would have made it. A journal that holds one was not written by paso as it stands.
type IllegalError struct {
	Seq   uint64
	Event string // its type
	Why   error  // the refusal of the rules, or nil where nothing asked for it
}

func (e *IllegalError) Error() string {
	if e.Why != nil {
		return fmt.Sprintf("record %d: %s cannot have happened here: %v", e.Seq, e.Event, e.Why)
	}
	return fmt.Sprintf("record %d: %s cannot have happened here", e.Seq, e.Event)
}

func (e *IllegalError) Unwrap() error { return e.Why }

// Auditor folds a run as [Run.Apply] does, and asks the rules of each fact whether it could have come about where it
// stands. What a process knows and a journal does not (a connection, a lock, secrets in memory) it takes for given, so
// it never doubts a fact that paso recorded; what only a host could know it believes.
type Auditor struct {
	Run     *Run
	session Session
	due     []Event // what the rules made together with the fact before, and has to follow it
}

// NewAuditor audits a run of which nothing was folded yet.
func NewAuditor(book *Runbook) *Auditor {
	a := &Auditor{Run: NewRun(book), session: Session{Connected: true, Locked: true, Secrets: map[string]bool{}}}
	for i := range book.Vars {
		a.session.Secrets[book.Vars[i].Name] = true
	}
	return a
}

// Apply folds the record, or says why it cannot be one: an *IllegalError, or the error of [Run.Apply].
func (a *Auditor) Apply(rec Record) error {
	if err := a.judge(rec.Event); err != nil {
		return &IllegalError{Seq: rec.Seq, Event: eventName(rec.Event), Why: err}
	}
	return a.Run.Apply(rec)
}

// judge refuses a fact that the rules would not make now.
func (a *Auditor) judge(event Event) error {
	if _, first := event.(RunStarted); first != (a.Run.Records == 0) {
		return refuse("gate.gone")
	}
	if len(a.due) > 0 && same(a.due[0], event) {
		a.due = a.due[1:]
		return nil
	}
	a.due = nil
	if conclude, is := Next(a.Run, a.session).(Conclude); is && a.made(conclude.Events, event) {
		return nil
	}
	if command := commandOf(event); command != nil {
		events, err := Decide(a.Run, a.session, command)
		if err == nil && !a.made(events, event) {
			err = refuse("gate.gone")
		}
		return a.unlessLockedOut(event, err)
	}
	return a.observed(event)
}

// made tells whether the first of the facts is this one; the others are due after it.
func (a *Auditor) made(events []Event, event Event) bool {
	if len(events) == 0 || !same(events[0], event) {
		return false
	}
	a.due = events[1:]
	return true
}

// unlessLockedOut lets a run end that has started nothing: another run had the target.
func (a *Auditor) unlessLockedOut(event Event, err error) error {
	if e, is := event.(RunEnded); !is || e.Outcome != Aborted || a.Run.Over() {
		return err
	}
	for _, p := range a.Run.Steps {
		if !p.Started.IsZero() {
			return err
		}
	}
	return nil
}

// same tells whether two facts are one but for their words, which are recorded censored.
func same(a, b Event) bool {
	return reflect.TypeOf(a) == reflect.TypeOf(b) && fmt.Sprintf("%+v", bare(a)) == fmt.Sprintf("%+v", bare(b))
}

// bare is a fact without what a person or an older paso may have worded otherwise.
func bare(event Event) Event {
	switch e := event.(type) {
	case OperatorNamed:
		return OperatorNamed{Name: e.Name}
	case ValueGiven:
		return ValueGiven{Name: e.Name, Secret: e.Secret}
	case CriterionJudged:
		return CriterionJudged{ID: e.ID, Verdict: e.Verdict}
	case RunEnded:
		return RunEnded{Outcome: e.Outcome}
	case RetryAsked:
		return RetryAsked{Step: e.Step, ChecksOnly: e.ChecksOnly}
	case ItemTicked:
		return ItemTicked{List: e.List, Item: e.Item, Verdict: e.Verdict}
	case Confirmed:
		return Confirmed{Gate: e.Gate}
	case Approved:
		return Approved{Step: e.Step, Activity: e.Activity, Person: e.Person, Role: e.Role}
	case Rejected:
		return Rejected{Step: e.Step, Activity: e.Activity, Person: e.Person, Role: e.Role}
	case StepSkipped:
		return StepSkipped{Step: e.Step}
	case StepMarkedDone:
		return StepMarkedDone{Step: e.Step}
	case StepMarkedFailed:
		return StepMarkedFailed{Step: e.Step}
	case NoticeShown:
		return NoticeShown{Notice: e.Notice}
	case AttemptStarted:
		return AttemptStarted{Step: e.Step, Attempt: e.Attempt, ID: e.ID, Base: e.Base, Shell: e.Shell, Edited: e.Edited}
	case RollbackAsked:
		return RollbackAsked{}
	case RollbackStarted:
		return RollbackStarted{}
	default:
		return event
	}
}
