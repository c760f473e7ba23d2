package runbook

// Command is an imperative of the operator. [Decide] turns it into events or
// refuses it; the engine records the events.
//
//sumtype:decl
type Command interface{ command() }

// NameOperator says who is at the keyboard.
type NameOperator struct {
	Name string
	Kind Identity
}

// GiveValue answers a question for a variable. The engine keeps a secret's value to itself.
type GiveValue struct {
	Name, Value string
	Source      string
}

// Confirm says yes at a gate that only asks for it.
type Confirm struct {
	Gate string // key
	Note string
}

// Tick judges an item of a list.
type Tick struct {
	List, Item string
	Verdict    Verdict
	Note       string
}

// CloseList stands behind a list whose items are all judged.
type CloseList struct{ List string }

// NameResponsible says who does an activity.
type NameResponsible struct {
	Activity, Person string
	Kind             Identity
}

// Approve is a yes or no of an activity's A.
type Approve struct {
	Step, Activity, Person, Note string
	No                           bool
	Kind                         Identity
}

// Retry asks for a new attempt of a failed or unknown step; Script is the edited
// text, or empty for the runbook's.
type Retry struct{ Step, Script, Reason string }

// Recheck looks again without running anything.
type Recheck struct{ Step string }

// RecheckPrerequisite and RecheckPreflight look again before the stages.
type RecheckPrerequisite struct{ ID string }

// RecheckPreflight looks at the target again.
type RecheckPreflight struct{}

// MarkDone says that the step's end is reached although paso did not see it.
type MarkDone struct{ Step, Reason string }

// MarkFailed says that a step whose outcome nobody knows has failed.
type MarkFailed struct{ Step, Reason string }

// Skip leaves a step out.
type Skip struct{ Step, Reason string }

// AskRollback shows the plan; StartRollback begins it; DropRollback goes back.
type AskRollback struct{ Reason string }

// StartRollback begins section 9.1.
type StartRollback struct{ Reason string }

// DropRollback leaves the plan.
type DropRollback struct{}

// SendNotice says that the notice was sent, or was left.
type SendNotice struct {
	Notice string
	To     []string
	Text   string
	Sent   bool
}

// AddNote records a remark.
type AddNote struct{ Step, Text string }

// Abort ends the run without a deployment.
type Abort struct{ Reason string }

// Reconnect tries the target again.
type Reconnect struct{}

// TakeOver takes the lock from another run whose paso is gone.
type TakeOver struct{ Reason string }

// LeaveLocked leaves the target to the run that holds it. A run that has done nothing is over with that.
type LeaveLocked struct{}

// OpenShell starts a shell on the target, as an attempt of its own.
type OpenShell struct{ Step, Reason string }

// Cancel ends the running attempt: INT, TERM, KILL.
type Cancel struct{}

// Pause leaves the run as it is; a step that runs goes on.
type Pause struct{ Why string }

func (NameOperator) command()        {}
func (GiveValue) command()           {}
func (Confirm) command()             {}
func (Tick) command()                {}
func (CloseList) command()           {}
func (NameResponsible) command()     {}
func (Approve) command()             {}
func (Retry) command()               {}
func (Recheck) command()             {}
func (RecheckPrerequisite) command() {}
func (RecheckPreflight) command()    {}
func (MarkDone) command()            {}
func (MarkFailed) command()          {}
func (Skip) command()                {}
func (AskRollback) command()         {}
func (StartRollback) command()       {}
func (DropRollback) command()        {}
func (SendNotice) command()          {}
func (AddNote) command()             {}
func (Abort) command()               {}
func (Reconnect) command()           {}
func (TakeOver) command()            {}
func (LeaveLocked) command()         {}
func (OpenShell) command()           {}
func (Cancel) command()              {}
func (Pause) command()               {}

// Refusal is a command that the rules do not allow now. Nothing was recorded.
type Refusal struct {
	ID   string // of the catalogue
	Args map[string]string
}

func (r *Refusal) Error() string {
	return "refused: " + r.ID
}

// Message is the refusal for the catalogue.
func (r *Refusal) Message() (string, map[string]string) { return r.ID, r.Args }

func refuse(id string, pairs ...string) error {
	r := &Refusal{ID: "refusal." + id, Args: map[string]string{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		r.Args[pairs[i]] = pairs[i+1]
	}
	return r
}
