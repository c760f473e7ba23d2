package runbook

import (
	"slices"
	"strings"
)

// commandOf is what a person must have asked for where a fact is one that only people make; nil for the others.
func commandOf(event Event) Command {
	switch e := event.(type) {
	case OperatorNamed:
		return NameOperator{Name: e.Name, Kind: e.Kind}
	case ValueGiven:
		if e.Secret { // whether one was missing is known to the process alone
			return GiveValue{Name: e.Name}
		}
		return GiveValue{Name: e.Name, Value: e.Value, Source: e.Source}
	case Confirmed:
		return Confirm(e)
	case ItemTicked:
		return Tick(e)
	case ChecklistClosed:
		return CloseList(e)
	case ResponsibleNamed:
		return NameResponsible{Activity: e.Activity, Person: e.Person, Kind: e.Kind}
	case Approved:
		return Approve{Step: e.Step, Activity: e.Activity, Person: e.Person, Note: e.Note, Kind: e.Kind}
	case Rejected:
		return Approve{Step: e.Step, Activity: e.Activity, Person: e.Person, Note: e.Note, Kind: e.Kind, No: true}
	case RetryAsked:
		if e.ChecksOnly {
			return Recheck{Step: e.Step}
		}
		return Retry{Step: e.Step, Script: e.Script, Reason: e.Reason}
	case AttemptStarted:
		if e.Shell {
			return OpenShell{Step: e.Step, Reason: e.Reason}
		}
	default:
		return commandOfRun(event)
	}
	return nil
}

// commandOfRun is the part of commandOf that concerns more than a gate.
func commandOfRun(event Event) Command {
	switch e := event.(type) {
	case StepSkipped:
		return Skip(e)
	case StepMarkedDone:
		return MarkDone(e)
	case StepMarkedFailed:
		return MarkFailed(e)
	case CancelAsked:
		return Cancel{}
	case PrerequisiteForgotten:
		return RecheckPrerequisite(e)
	case PreflightForgotten:
		return RecheckPreflight{}
	case RollbackAsked:
		return AskRollback(e)
	case RollbackStarted:
		return StartRollback(e)
	case RollbackDropped:
		return DropRollback{}
	case NoticeShown:
		return SendNotice(e)
	case RunEnded:
		return Abort{Reason: e.Reason}
	default:
		return nil
	}
}

// observed refuses what paso itself does or sees where the run does not stand there.
func (a *Auditor) observed(event Event) error {
	asked := true
	switch e := event.(type) {
	case StageStarted, StageEnded, StepStarted, StepPassed, StepNotApplicable, CriterionJudged:
		asked = false // they follow from the order of things, or not at all
	case AttemptStarted:
		start, is := Next(a.Run, a.session).(StartAttempt)
		asked = is && same(e, AttemptStarted{Step: start.Step, Attempt: start.Attempt, ID: start.ID, Base: start.Base, Edited: start.Edited})
	case AttemptAcknowledged:
		asked = a.running(e.Step, e.Attempt)
	case AttemptEnded:
		asked = a.running(e.Step, e.Attempt)
	case AttemptLost:
		asked = a.running(e.Step, e.Attempt)
	case AttemptRefused:
		asked = a.running(e.Step, e.Attempt)
	case ChecksObserved:
		asked = Next(a.Run, a.session) == ObserveChecks{Step: e.Step}
	case PrerequisiteObserved:
		observe, is := Next(a.Run, a.session).(ObservePrerequisites)
		asked = is && slices.Contains(observe.IDs, e.ID)
	case ReportWritten:
		asked = Next(a.Run, a.session) == WriteReport{Step: e.Step}
	case VarsFixed:
		asked = !a.Run.Fixed
	case Preflighted:
		asked = !a.Run.Over()
	case GateOpened:
		asked = a.Run.OpenGate == "" && a.waits(e.Gate)
	case GateClosed:
		asked = a.Run.OpenGate == e.Gate
	default: // connection, lock, signals, notes: they may come at any time
	}
	if !asked {
		return refuse("gate.gone")
	}
	return nil
}

// waits tells whether the run waits there for a person. Whether the target answered, who had its lock and which secrets
// were in memory only the process knew.
func (a *Auditor) waits(gate string) bool {
	kind, _, _ := strings.Cut(gate, ":")
	switch GateKind(kind) { //nolint:exhaustive // the others are of the facts alone
	case GateUnreachable, GateLocked, GateValue:
		return true
	}
	wait, is := Next(a.Run, a.session).(Wait)
	return is && wait.Gate.Key() == gate
}

// running tells whether no end of the attempt was recorded before.
func (a *Auditor) running(step string, n int) bool {
	p := a.Run.Steps[step]
	return p != nil && n >= 1 && n <= len(p.Attempts) && p.Attempts[n-1].Running()
}
