package runbook

import "time"

// Event is a fact of a run, in the past tense. The engine records it before
// anything acts on it or shows it; [Run.Apply] folds it into the state. A new
// kind of fact is a type here, a name in eventNames and a case in Apply.
//
//sumtype:decl
type Event interface{ event() }

// Record is an event with its place in the run: who caused it and when.
type Record struct {
	Seq   uint64
	Hash  string // of its line in the journal, hexadecimal; "" where it lies in none
	Time  time.Time
	Actor string // the operator's name, or [Paso]
	Event Event
}

// Paso is the actor of what no person caused.
const Paso = "paso"

// RunStarted is the first fact of every run.
type RunStarted struct {
	ID          string            `json:"id"` // of the run
	Runbook     string            `json:"runbook"`
	Title       string            `json:"title"`
	Version     string            `json:"version"`
	SHA256      string            `json:"sha256"` // of the runbook's bytes
	Target      string            `json:"target"`
	Destination string            `json:"destination"`
	Paso        string            `json:"paso"` // version of the program
	Machine     string            `json:"machine"`
	Language    string            `json:"language"`
	Demo        bool              `json:"demo,omitempty"`
	Headless    bool              `json:"headless,omitempty"`
	StepByStep  bool              `json:"step_by_step,omitempty"` // --step: every step asks
	Set         map[string]string `json:"set,omitempty"`          // --set
	Overdue     bool              `json:"overdue,omitempty"`      // the procedure's review is past due
}

// OperatorNamed says who is at the keyboard.
type OperatorNamed struct {
	Name  string   `json:"name"`
	Roles []string `json:"roles,omitempty"`
	Kind  Identity `json:"kind"`
}

// ValueGiven records a variable given by a person or the environment. A secret's value stays out.
type ValueGiven struct {
	Name   string `json:"name"`
	Value  string `json:"value,omitempty"`
	Secret bool   `json:"secret,omitempty"`
	Source string `json:"source"` // asked, env, set, answers
}

// TargetReached says what the target told about itself.
type TargetReached struct {
	User     string        `json:"user"`
	Hostname string        `json:"hostname"`
	BootID   string        `json:"boot_id"`
	Bash     string        `json:"bash"`
	Skew     time.Duration `json:"skew"` // the target's clock minus ours
}

// HostPrepared says that the run's directory is on the target.
type HostPrepared struct {
	BootID string `json:"boot_id"`
}

// HostKeyAccepted records that a person vouched for an unknown host key.
type HostKeyAccepted struct {
	Host        string `json:"host"`
	Fingerprint string `json:"fingerprint"`
}

// VarsFixed holds every variable that is not a secret, once for the whole run.
type VarsFixed struct {
	Values map[string]string `json:"values"`
}

// Preflighted is the result of looking at the target before the first question.
type Preflighted struct {
	Results []CheckResult `json:"results"`
}

// PrerequisiteObserved is what the checks of a prerequisite saw.
type PrerequisiteObserved struct {
	ID      string        `json:"id"`
	Results []CheckResult `json:"results"`
}

// PrerequisiteForgotten and PreflightForgotten ask for another look.
type PrerequisiteForgotten struct {
	ID string `json:"id"`
}

// PreflightForgotten asks for another look at the target.
type PreflightForgotten struct{}

// ItemTicked is a verdict of a person on an item of a list; the last one counts.
type ItemTicked struct {
	List    string  `json:"list"` // ListPrerequisites, ListCriteria or a step's id
	Item    string  `json:"item"`
	Verdict Verdict `json:"verdict"`
	Note    string  `json:"note,omitempty"`
}

// Confirmed is a person's yes at a gate.
type Confirmed struct {
	Gate string `json:"gate"` // key of the gate
	Note string `json:"note,omitempty"`
}

// ResponsibleNamed says who does an activity (R of its row in 3.1).
type ResponsibleNamed struct {
	Activity string   `json:"activity"`
	Role     string   `json:"role"`
	Person   string   `json:"person"`
	Kind     Identity `json:"kind"`
}

// LockTaken says that the deployment lock of the target is ours.
type LockTaken struct {
	Name     string `json:"name"`
	Epoch    int    `json:"epoch"`
	TookOver string `json:"took_over,omitempty"` // who held it, and the run, when it was taken over
	Reason   string `json:"reason,omitempty"`    // of the takeover
	// Meanwhile is who had it since this run had it last, and the run; "" if nobody.
	Meanwhile string `json:"meanwhile,omitempty"`
}

// LockReleased says that it is free again, or why it could not be given back.
type LockReleased struct {
	Problem Phrase `json:"problem,omitzero"`
}

// StageStarted marks the start of a stage.
type StageStarted struct {
	Stage int `json:"stage"` // from 1
}

// StageEnded marks its end.
type StageEnded struct {
	Stage int `json:"stage"`
}

// StepStarted marks the start of a step, before its first attempt.
type StepStarted struct {
	Step string `json:"step"`
}

// AttemptStarted is recorded before the script is sent to its host.
type AttemptStarted struct {
	Step    string             `json:"step"`
	Attempt int                `json:"attempt"` // from 1
	ID      string             `json:"id"`      // on the host
	SHA256  string             `json:"sha256"`  // of the script
	Script  string             `json:"script,omitempty"`
	Edited  bool               `json:"edited,omitempty"` // Script differs from the runbook's
	Base    string             `json:"base,omitempty"`   // attempt whose shell state it starts from
	Marks   map[string]LogMark `json:"marks,omitempty"`  // logs as they were before it
	Shell   bool               `json:"shell,omitempty"`  // a manual shell of the operator
	Reason  string             `json:"reason,omitempty"`
}

// AttemptAcknowledged says that the host has it; from here it may have run.
type AttemptAcknowledged struct {
	Step    string `json:"step"`
	Attempt int    `json:"attempt"`
}

// AttemptEnded is what the host recorded of its end.
type AttemptEnded struct {
	Step    string        `json:"step"`
	Attempt int           `json:"attempt"`
	Result  AttemptResult `json:"result"`
	Log     KeptLog       `json:"log,omitzero"`
}

// AttemptLost says that its outcome cannot be learnt.
type AttemptLost struct {
	Step    string  `json:"step"`
	Attempt int     `json:"attempt"`
	Why     Phrase  `json:"why"`
	Log     KeptLog `json:"log,omitzero"`
}

// AttemptRefused says that the host did not start it: it has not run.
type AttemptRefused struct {
	Step    string `json:"step"`
	Attempt int    `json:"attempt"`
	Why     Phrase `json:"why"`
}

// CancelAsked says that a person asked to end a running attempt.
type CancelAsked struct {
	Step    string `json:"step"`
	Attempt int    `json:"attempt"`
}

// SignalSent is one stage of a cancel.
type SignalSent struct {
	Step    string `json:"step"`
	Attempt int    `json:"attempt"`
	Signal  string `json:"signal"`
}

// ChecksObserved is what the step's checks saw after an attempt.
type ChecksObserved struct {
	Step    string        `json:"step"`
	Attempt int           `json:"attempt"`
	Results []CheckResult `json:"results"`
}

// ChecklistClosed says that every item of a list has its verdict and a person stands behind it.
type ChecklistClosed struct {
	List string `json:"list"`
}

// Approved is a yes of the A of an activity (3.1).
type Approved struct {
	Step     string   `json:"step"`
	Activity string   `json:"activity"`
	Person   string   `json:"person"`
	Role     string   `json:"role"`
	Kind     Identity `json:"kind"`
	Note     string   `json:"note,omitempty"`
}

// Rejected is a no.
type Rejected struct {
	Step     string   `json:"step"`
	Activity string   `json:"activity"`
	Person   string   `json:"person"`
	Role     string   `json:"role"`
	Kind     Identity `json:"kind"`
	Note     string   `json:"note,omitempty"`
}

// SurvivorsObserved is what of an attempt is alive on the target, asked because nobody knows how it ended.
type SurvivorsObserved struct {
	Step      string    `json:"step"`
	Attempt   int       `json:"attempt"`
	Processes []Process `json:"processes,omitempty"`
	Problem   Phrase    `json:"problem,omitzero"` // why it could not be asked: then nothing is known
}

// StepPassed says that script, checks, checklist and approval are all good.
type StepPassed struct {
	Step string `json:"step"`
}

// StepSkipped is a deviation.
type StepSkipped struct {
	Step   string `json:"step"`
	Reason string `json:"reason"`
}

// StepMarkedDone is a deviation: a person says that the step's end is reached.
type StepMarkedDone struct {
	Step   string `json:"step"`
	Reason string `json:"reason"`
}

// StepMarkedFailed is a person's judgement of a step whose outcome nobody knows.
type StepMarkedFailed struct {
	Step   string `json:"step"`
	Reason string `json:"reason"`
}

// StepNotApplicable says that its condition is false; no deviation.
type StepNotApplicable struct {
	Step string `json:"step"`
}

// RetryAsked asks for a new attempt, or with ChecksOnly for another look.
type RetryAsked struct {
	Step       string `json:"step"`
	Script     string `json:"script,omitempty"` // edited; empty: the runbook's
	Reason     string `json:"reason,omitempty"`
	ChecksOnly bool   `json:"checks_only,omitempty"`
}

// RollbackAsked opens the plan of the rollback; RollbackDropped closes it again.
type RollbackAsked struct {
	Reason string `json:"reason,omitempty"`
}

// RollbackDropped goes back to where the rollback was asked for.
type RollbackDropped struct{}

// RollbackStarted begins section 9.1.
type RollbackStarted struct {
	Reason string `json:"reason,omitempty"`
}

// NoticeShown holds a notice as it was to be sent; Sent says that a person did.
type NoticeShown struct {
	Notice string   `json:"notice"`
	To     []string `json:"to"`
	Text   string   `json:"text"`
	Sent   bool     `json:"sent"`
}

// ReportWritten names the report's file of the run directory; without a Path it
// could not be written, and Problem says why.
type ReportWritten struct {
	Step      string `json:"step,omitempty"` // the step that asked for it
	Path      string `json:"path"`
	Size      int64  `json:"size"`
	SHA256    string `json:"sha256"`
	Published string `json:"published,omitempty"` // path on the target
	Problem   Phrase `json:"problem,omitzero"`    // why it was not published
}

// CriterionJudged is the verdict on an item of section 7.
type CriterionJudged struct {
	ID       string  `json:"id"`
	Verdict  Verdict `json:"verdict"`
	Evidence string  `json:"evidence,omitempty"`
	By       string  `json:"by,omitempty"`
}

// Noted is a remark of the operator.
type Noted struct {
	Step string `json:"step,omitempty"`
	Text string `json:"text"`
}

// ClockJumped says that this machine's clock was set, by an administrator or by NTP. The run's times do not follow it.
type ClockJumped struct {
	By time.Duration `json:"by"` // forward, or back if negative
}

// LinkLost and LinkRestored frame the time without a connection to the target. What runs there goes on meanwhile.
type LinkLost struct {
	Why   Phrase    `json:"why"`
	Since time.Time `json:"since,omitzero"` // when the target was heard last, where nothing told of the loss at once
}

// LinkRestored says that the target answers again.
type LinkRestored struct{}

// Paused says that paso was left; the run can be resumed.
type Paused struct {
	Why string `json:"why"` // operator, gate, signal, unreachable, link, disk, locked, input, error
}

// Resumed says that a paso took the run up again.
type Resumed struct {
	Machine string `json:"machine"`
	Paso    string `json:"paso"`
}

// GateOpened and GateClosed frame the time in which the run waits for people.
type GateOpened struct {
	Gate string `json:"gate"`
	Step string `json:"step,omitempty"`
}

// GateClosed ends it.
type GateClosed struct {
	Gate string `json:"gate"`
}

// RunEnded fixes the outcome.
type RunEnded struct {
	Outcome Outcome `json:"outcome"`
	Reason  string  `json:"reason,omitempty"`
}

// TargetCleaned says that the run's directory on the target is gone.
type TargetCleaned struct {
	Problem Phrase `json:"problem,omitzero"`
}
