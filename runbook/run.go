package runbook

import "time"

// Names of the lists that are not a step's checklist.
const (
	ListPrerequisites = "prerequisites"
	ListCriteria      = "criteria"
)

// Run is what has happened, folded from the records of a journal. It is never
// written by anything but [Run.Apply], and each reader folds its own.
type Run struct {
	Book *Runbook
	Info RunStarted

	Started time.Time // of the run
	Ended   time.Time // when the outcome was fixed; zero while it is open
	Last    time.Time // of the newest record
	Seq     uint64    // of the newest record
	Head    string    // its hash
	Records int

	Operator OperatorNamed
	Values   map[string]string // variables that are not secret; complete once VarsFixed
	Given    map[string]ValueGiven
	Fixed    bool
	Captures map[string]Capture

	Target      TargetReached
	HostKeys    []HostKeyAccepted
	Prepared    *HostPrepared
	Preflight   []CheckResult
	Preflighted bool
	Lock        *LockTaken // nil: not held
	LockEpoch   int        // of the lock when it was taken last; 0: never

	Confirmed     map[string]Confirmation // by gate key
	Prerequisites map[string]*ListItem
	PrereqsClosed bool
	Responsible   map[string]ResponsibleNamed // by activity
	Criteria      map[string]CriterionJudged

	Steps  map[string]*Progress // every step of the book, the rollback's too
	Stages []StageProgress      // as Book.Stages
	Stage  int                  // current stage, from 0
	Cursor int                  // current step of the stage

	// ShellBase is the attempt whose shell state the next step starts from.
	ShellBase string

	RollbackWanted  *RollbackAsked
	RollbackReason  string
	RollbackStarted time.Time // zero: no rollback
	RollbackEnded   time.Time
	RollbackCursor  int
	RollbackBase    string

	Outcome    Outcome
	EndReason  string
	Notices    []NoticeShown
	Reports    []ReportWritten
	Notes      []Note
	Deviations []Deviation
	Outages    []Outage // times without a connection
	Jumps      []Jump   // of this machine's clock while a paso was at it
	Away       []Outage // times without a paso
	Paused     *Paused  // nil while a paso is at it
	Cleaned    bool
	OpenGate   string
	gateSince  time.Time
	gateStep   string
	gatePlace  waitPlace
	Waited     time.Duration // for people, closed gates only; see [Run.WaitedAt]
	waits      []waiting     // the same, one by one; their lengths add up to Waited
	shift      time.Duration // what is added to the clock of the paso that has the run; see [Run.At]
	clocks     map[string]*stopwatch
	stepIndex  map[string]place
	before     time.Time // of the record before the newest
	reportedAt uint64    // record of the newest report, written or not
	released   bool      // giving the lock back was tried since a paso took the run up
	cleaned    bool      // and so was cleaning the target
	endedAt    uint64    // record of the outcome
	endedHead  string    // its hash
}

// Capture is a shell variable that an attempt left.
type Capture struct {
	Value    string
	Step     string
	Verified bool // the step has passed
}

// Confirmation is a yes at a gate.
type Confirmation struct {
	By   string
	At   time.Time
	Note string
}

// ListItem is a verdict on an item of a list, by a person or by checks.
type ListItem struct {
	Verdict Verdict
	Note    string
	By      string
	At      time.Time
	Results []CheckResult // of a prerequisite that is backed by checks
}

// StageProgress is how far a stage has come.
type StageProgress struct {
	Started, Ended time.Time
	Waited         time.Duration
}

// StepState is where a step stands.
type StepState string

// The states of a step.
const (
	StatePending    StepState = "pending"
	StateRunning    StepState = "running"
	StateWaiting    StepState = "waiting" // for a person
	StatePassed     StepState = "passed"
	StateFailed     StepState = "failed"
	StateUnknown    StepState = "unknown"
	StateSkipped    StepState = "skipped"
	StateMarked     StepState = "marked"     // done by a person's word
	StateNA         StepState = "na"         // its condition was false
	StateRolledBack StepState = "rolledback" // had passed before the rollback
)

// Over tells whether the run is past the step.
func (s StepState) Over() bool {
	switch s {
	case StatePassed, StateSkipped, StateMarked, StateNA, StateRolledBack:
		return true
	case StatePending, StateRunning, StateWaiting, StateFailed, StateUnknown:
		return false
	}
	return false
}

// Progress is how far a step has come.
type Progress struct {
	Step           *Step
	State          StepState
	Started, Ended time.Time
	Attempts       []*Attempt
	Ticks          map[string]*ListItem
	Closed         bool // its checklist
	Approvals      []Approval
	Rejected       *Approval // the last answer was no
	Reason         string    // of a skip or a mark
	By             string
	Edited         string // script of the next attempt, when a person edited it
	EditReason     string
	Again          bool          // a retry was asked for and has not started
	Checks         []CheckResult // of the newest look
	Checked        bool
	ChecklistBad   bool // closed with a failed item
	JudgedFailed   *Judgement
	Reported       bool
	Noticed        bool
	from           int       // attempts before this one are of an earlier rollback
	before         StepState // of the rollback, where that made it StateRolledBack
	Waited         time.Duration
}

// Attempt is one execution of a step.
type Attempt struct {
	N            int
	ID           string
	Script       string // what ran
	Edited       bool
	Shell        bool
	Base         string
	Marks        map[string]LogMark
	Started      time.Time
	Ended        time.Time
	Acknowledged bool
	Result       *AttemptResult
	Log          KeptLog // once it has ended; zero in a run of an older paso
	Lost         Phrase
	Refused      Phrase
	Checks       []CheckResult
	Checked      bool
	CancelAsked  bool
	Signals      []string
	Alive        []Process // of a lost attempt, when it was asked last
	AliveAt      time.Time // when; zero: never
	AliveProblem Phrase    // why nothing is known of it
}

// Judgement is a person's word on a step whose outcome nobody knows.
type Judgement struct {
	By     string
	Reason string
	At     time.Time
}

// Approval is an answer of an A.
type Approval struct {
	Step     string
	Activity string
	Person   string
	Role     string
	Kind     Identity
	Note     string
	At       time.Time
	No       bool // rejected
}

// Note is a remark of the operator.
type Note struct {
	At   time.Time
	By   string
	Step string
	Text string
}

// Outage is a span of time; an open one has no end.
type Outage struct {
	From, To time.Time
	Why      Phrase // of a lost connection
}

// renew makes a step of the rollback one that has not been done: what an earlier
// rollback did does not count for this one.
func (p *Progress) renew() {
	p.State, p.Started, p.Ended = StatePending, time.Time{}, time.Time{}
	p.Again, p.Edited, p.EditReason, p.Reason, p.By = false, "", "", "", ""
	p.Ticks, p.Approvals = map[string]*ListItem{}, nil
	p.from = len(p.Attempts)
	p.startOver()
}

// Current is the last attempt of the script, or nil; manual shells are not attempts of it.
func (p *Progress) Current() *Attempt {
	for i := len(p.Attempts) - 1; i >= p.from; i-- {
		if !p.Attempts[i].Shell {
			return p.Attempts[i]
		}
	}
	return nil
}

// tries counts the attempts of the script, not the manual shells.
func (p *Progress) tries() int {
	n := 0
	for _, a := range p.Attempts[p.from:] {
		if !a.Shell {
			n++
		}
	}
	return n
}

// Open is the attempt that has no end, or nil.
func (p *Progress) Open() *Attempt {
	for i := len(p.Attempts) - 1; i >= 0; i-- {
		if a := p.Attempts[i]; a.Running() {
			return a
		}
	}
	return nil
}

// Running tells whether no end of the attempt is recorded.
func (a *Attempt) Running() bool {
	return a.Result == nil && a.Lost.IsZero() && a.Refused.IsZero()
}

// Passed tells whether the script did what it should: it came to its end with an
// accepted code and left every capture.
func (a *Attempt) Passed(accepted []int) bool {
	r := a.Result
	if r == nil || r.Why != "" || r.Signal != "" || !r.Reached || len(r.Unset) > 0 {
		return false
	}
	if len(accepted) == 0 {
		return r.Exit == 0
	}
	for _, code := range accepted {
		if r.Exit == code {
			return true
		}
	}
	return false
}

// place is where a step stands in its book.
type place struct {
	stage, step int
	rollback    bool
}

// NewRun is a run of which nothing is recorded yet.
func NewRun(book *Runbook) *Run {
	r := &Run{
		Book:          book,
		Values:        map[string]string{},
		Given:         map[string]ValueGiven{},
		Captures:      map[string]Capture{},
		Confirmed:     map[string]Confirmation{},
		Prerequisites: map[string]*ListItem{},
		Responsible:   map[string]ResponsibleNamed{},
		Criteria:      map[string]CriterionJudged{},
		Steps:         map[string]*Progress{},
		Stages:        make([]StageProgress, len(book.Stages)),
		clocks:        newStopwatches(book),
		stepIndex:     map[string]place{},
	}
	for i := range book.Stages {
		for j := range book.Stages[i].Steps {
			r.add(&book.Stages[i].Steps[j], place{stage: i, step: j})
		}
	}
	for j := range book.Rollback.Steps {
		r.add(&book.Rollback.Steps[j], place{step: j, rollback: true})
	}
	return r
}

func (r *Run) add(s *Step, at place) {
	r.Steps[s.ID] = &Progress{Step: s, State: StatePending, Ticks: map[string]*ListItem{}}
	r.stepIndex[s.ID] = at
}

// RollingBack tells whether section 9.1 has begun.
func (r *Run) RollingBack() bool { return !r.RollbackStarted.IsZero() }

// Over tells whether the outcome is fixed.
func (r *Run) Over() bool { return r.Outcome != NoOutcome }

// Current is the step at which the run stands; nil before the first and after the last.
func (r *Run) Current() *Progress {
	if r.RollingBack() {
		if r.RollbackCursor < len(r.Book.Rollback.Steps) {
			return r.Steps[r.Book.Rollback.Steps[r.RollbackCursor].ID]
		}
		return nil
	}
	if r.Stage < len(r.Book.Stages) && r.Cursor < len(r.Book.Stages[r.Stage].Steps) {
		return r.Steps[r.Book.Stages[r.Stage].Steps[r.Cursor].ID]
	}
	return nil
}

// StageOf is the index of the step's stage, or -1 for a step of the rollback.
func (r *Run) StageOf(step string) int {
	at, known := r.stepIndex[step]
	if !known || at.rollback {
		return -1
	}
	return at.stage
}

// Lookup gives a variable or capture for the expansion of $NAME in checks and
// texts; captures of steps that have not passed are the last resort.
func (r *Run) Lookup(name string) (string, bool) {
	if c, ok := r.Captures[name]; ok {
		return c.Value, true
	}
	v, ok := r.Values[name]
	return v, ok
}

// Variables are what a script gets set before it: the fixed variables and the captures so far.
func (r *Run) Variables() map[string]string {
	all := make(map[string]string, len(r.Values)+len(r.Captures))
	for name, v := range r.Values {
		all[name] = v
	}
	for name, c := range r.Captures {
		if c.Verified || r.RollingBack() || r.Steps[c.Step] != nil && r.Steps[c.Step].State == StateMarked {
			all[name] = c.Value
		}
	}
	return all
}
