package runbook

import "strings"

// Decide judges a command against the rules and the run as it stands, and gives the
// facts that it makes, or a [Refusal]. Commands that act on a process rather than
// on the record (Cancel, Pause, Reconnect) give what is to be recorded of them.
func Decide(r *Run, s Session, c Command) ([]Event, error) {
	if r.Over() {
		switch c.(type) {
		case AskRollback, StartRollback, DropRollback, AddNote, Pause:
		default:
			return nil, refuse("over")
		}
	}
	switch c := c.(type) {
	case NameOperator:
		return r.nameOperator(c)
	case GiveValue:
		return r.giveValue(s, c)
	case Confirm:
		return r.confirm(s, c)
	case Tick:
		return r.tick(s, c)
	case CloseList:
		return r.closeList(s, c)
	case NameResponsible:
		return r.nameResponsible(s, c)
	case Approve:
		return r.approve(s, c)
	case Retry, Recheck, MarkDone, MarkFailed, Skip, OpenShell:
		return r.decideStep(s, c)
	case RecheckPrerequisite:
		return r.recheckPrerequisite(s, c)
	case RecheckPreflight:
		return r.recheckPreflight(s)
	case AskRollback, StartRollback, DropRollback:
		return r.decideRollback(c)
	case SendNotice:
		return []Event{NoticeShown(c)}, r.at(s, Gate{Kind: GateNotice, Subject: c.Notice})
	case AddNote:
		if strings.TrimSpace(c.Text) == "" {
			return nil, refuse("note.empty")
		}
		return []Event{Noted{Step: c.Step, Text: c.Text}}, nil
	case Abort:
		return r.abort(c)
	case Cancel:
		return r.cancel()
	case Pause:
		return []Event{Paused(c)}, nil
	case Reconnect:
		return nil, nil
	case TakeOver:
		return takeOver(s, c)
	case LeaveLocked:
		return leaveLocked(s)
	}
	return nil, refuse("unknown")
}

// at refuses a command that belongs to another gate than the one that waits: a key
// pressed late must not answer the next question.
func (r *Run) at(s Session, g Gate) error {
	wait, ok := Next(r, s).(Wait)
	if !ok || wait.Gate.Key() != g.Key() {
		return refuse("gate.gone")
	}
	return nil
}

func (r *Run) nameOperator(c NameOperator) ([]Event, error) {
	name := strings.TrimSpace(c.Name)
	if name == "" {
		return nil, refuse("operator.empty")
	}
	if r.Operator.Name != "" {
		return nil, refuse("operator.known", "Name", r.Operator.Name)
	}
	person, known := r.Book.Person(name)
	if !known {
		if len(r.Book.People) > 0 {
			return nil, refuse("operator.unknown", "Name", name, "Known", strings.Join(names(r.Book.People), ", "))
		}
		return []Event{OperatorNamed{Name: name, Kind: c.Kind}}, nil
	}
	return []Event{OperatorNamed{Name: person.Name, Roles: person.Roles, Kind: c.Kind}}, nil
}

func names(people []Person) []string {
	all := make([]string, len(people))
	for i, p := range people {
		all[i] = p.Name
	}
	return all
}

func (r *Run) giveValue(s Session, c GiveValue) ([]Event, error) {
	v := r.Book.Var(c.Name)
	if v == nil {
		return nil, refuse("value.unknown", "Name", c.Name)
	}
	if !v.Secret && r.Fixed {
		return nil, refuse("value.fixed", "Name", c.Name)
	}
	if c.Source == "asked" {
		if err := r.at(s, Gate{Kind: GateValue, Subject: c.Name}); err != nil {
			return nil, err
		}
	}
	if v.Secret {
		return []Event{ValueGiven{Name: c.Name, Secret: true, Source: c.Source}}, nil
	}
	return []Event{ValueGiven{Name: c.Name, Value: c.Value, Source: c.Source}}, nil
}

// Var finds a variable by name, or nil.
func (b *Runbook) Var(name string) *Var {
	for i := range b.Vars {
		if b.Vars[i].Name == name {
			return &b.Vars[i]
		}
	}
	return nil
}

func (r *Run) confirm(s Session, c Confirm) ([]Event, error) {
	wait, ok := Next(r, s).(Wait)
	if !ok || wait.Gate.Key() != c.Gate {
		return nil, refuse("gate.gone")
	}
	switch wait.Gate.Kind {
	case GatePreflight:
		if strings.TrimSpace(c.Note) == "" {
			return nil, refuse("reason.missing")
		}
	case GateScope, GateStage, GateStep:
	case GateOperator, GateValue, GateUnreachable, GateLocked, GatePrerequisites, GateResponsible, GateNotice, GateChecklist,
		GateApproval, GateFailure, GateUnknown, GateRollbackPlan, GateCriteria:
		return nil, refuse("gate.notyes")
	}
	return []Event{Confirmed(c)}, nil
}

func (r *Run) nameResponsible(s Session, c NameResponsible) ([]Event, error) {
	gate := Gate{Kind: GateResponsible, Subject: c.Activity}
	if err := r.at(s, gate); err != nil {
		return nil, err
	}
	role := r.Book.Row(c.Activity).With("R")
	person, known := r.Book.Person(c.Person)
	if !known || !person.Has(role) {
		return nil, refuse("person.role", "Name", c.Person, "Role", r.Book.Roles[role])
	}
	return []Event{ResponsibleNamed{Activity: c.Activity, Role: role, Person: person.Name, Kind: c.Kind}}, nil
}

// approve takes the answer of an A (3.1). Nobody answers for a role that they do
// not hold, the operator included.
func (r *Run) approve(s Session, c Approve) ([]Event, error) {
	if err := r.at(s, Gate{Kind: GateApproval, Subject: c.Step + "/" + c.Activity}); err != nil {
		return nil, err
	}
	role := r.Book.Row(c.Activity).With("A")
	person, known := r.Book.Person(c.Person)
	if !known || !person.Has(role) {
		return nil, refuse("person.role", "Name", c.Person, "Role", r.Book.Roles[role])
	}
	if c.No && strings.TrimSpace(c.Note) == "" {
		return nil, refuse("reason.missing")
	}
	approved := Approved{Step: c.Step, Activity: c.Activity, Person: person.Name, Role: role, Kind: c.Kind, Note: c.Note}
	if c.No {
		return []Event{Rejected(approved)}, nil
	}
	return []Event{approved}, nil
}

func (r *Run) abort(c Abort) ([]Event, error) {
	if p := r.Current(); p != nil && p.Open() != nil {
		return nil, refuse("running")
	}
	outcome := Aborted
	if p := r.Current(); p != nil && (p.State == StateFailed || p.State == StateUnknown) || r.RollingBack() {
		outcome = FailedOutcome
	}
	return []Event{RunEnded{Outcome: outcome, Reason: c.Reason}}, nil
}

func (r *Run) cancel() ([]Event, error) {
	if p := r.Current(); p != nil {
		if a := p.Open(); a != nil {
			return []Event{CancelAsked{Step: p.Step.ID, Attempt: a.N}}, nil
		}
	}
	return nil, refuse("notrunning")
}
