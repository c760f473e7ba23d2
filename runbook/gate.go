package runbook

// GateKind names a kind of place where the run waits for a person.
type GateKind string

// The gates, in the order in which a run may meet them.
const (
	GateOperator      GateKind = "operator"      // who is at the keyboard
	GateValue         GateKind = "value"         // a variable without a value
	GateUnreachable   GateKind = "unreachable"   // the target does not answer
	GateLocked        GateKind = "locked"        // another run holds the target
	GatePreflight     GateKind = "preflight"     // something of the target is not as it should be
	GateScope         GateKind = "scope"         // exclusions (2.2) confirmed
	GatePrerequisites GateKind = "prerequisites" // section 4
	GateStage         GateKind = "stage"         // a stage is about to start
	GateResponsible   GateKind = "responsible"   // who does an activity (R)
	GateStep          GateKind = "step"          // a step that asks before it starts
	GateNotice        GateKind = "notice"        // a notice to be sent
	GateChecklist     GateKind = "checklist"
	GateApproval      GateKind = "approval"
	GateFailure       GateKind = "failure"
	GateUnknown       GateKind = "unknown" // a step whose outcome cannot be learnt
	GateRollbackPlan  GateKind = "plan"
	GateCriteria      GateKind = "criteria" // those that a person judges
)

// Gate is a place where the run waits for a person. The screen and the engine
// derive it alike from the run, so it is never sent.
type Gate struct {
	Kind     GateKind
	Subject  string // variable, stage number, activity, step or notice
	Step     string // step at which it stands, if any
	Stage    int    // for GateStage, from 1
	Activity string // for GateResponsible and GateApproval
	Role     string // role wanted there
	Choices  []Choice
}

// Key names the gate within its run: "stage:2", "approval:functional/Aprobar para QA".
func (g Gate) Key() string {
	if g.Subject == "" {
		return string(g.Kind)
	}
	return string(g.Kind) + ":" + g.Subject
}

// gateOverride tells whether a confirmation of the gate lets something pass that was not good.
func gateOverride(key string) bool { return key == string(GatePreflight) }

// Choice is what can be done at a failure, at an unknown outcome, or before a lock that another run holds.
type Choice string

// The choices.
const (
	ChooseRetry    Choice = "retry"    // a new attempt of the same script
	ChooseEdit     Choice = "edit"     // a new attempt with an edited script; deviation
	ChooseRecheck  Choice = "recheck"  // look again, run nothing
	ChooseMark     Choice = "mark"     // done by a person's word; deviation, never for critical
	ChooseFailed   Choice = "failed"   // an unknown outcome is judged a failure by a person's word
	ChooseSkip     Choice = "skip"     // deviation, never for critical
	ChooseShell    Choice = "shell"    // a shell on the target; deviation
	ChooseRollback Choice = "rollback" // section 9
	ChoosePause    Choice = "pause"
	ChooseAbort    Choice = "abort"
	ChooseWait     Choice = "wait"     // until another run gives the target back
	ChooseTakeOver Choice = "takeover" // its lock; deviation, only from a holder that is gone
)

// choices are what the step's state allows. What a rollback would undo must have
// started, and a critical step is neither skipped nor marked (1.2 "CRITICO").
func (r *Run) choices(p *Progress) []Choice {
	var all []Choice
	scripted := p.Step.Run != ""
	if !r.RollingBack() && r.CanRollBack() {
		all = append(all, ChooseRollback)
	}
	if a := p.Current(); !scripted || p.State == StateUnknown || a != nil && a.Passed(p.Step.Exit) {
		all = append(all, ChooseRecheck)
	}
	if scripted {
		all = append(all, ChooseRetry, ChooseEdit)
	}
	all = append(all, ChooseShell)
	if r.markable(p) {
		all = append(all, ChooseMark)
	}
	if p.State == StateUnknown {
		all = append(all, ChooseFailed)
	}
	return append(all, ChoosePause, ChooseAbort)
}

// markable tells whether a person's word may stand for the step: not for a critical
// one, and not for one that an A has to approve (3.1): nobody answers for them.
func (r *Run) markable(p *Progress) bool {
	return !p.Step.Critical && p.Rejected == nil && len(r.Book.ApprovalsOf(p.Step)) == 0
}
