package runbook

import "time"

// Phrase is a text as data: an id of the catalogue and its arguments. The journal
// keeps phrases, so that a run can be read in either language later.
type Phrase struct {
	ID   string            `json:"id"`
	Args map[string]string `json:"args,omitempty"`
}

// IsZero tells whether there is nothing to say.
func (p Phrase) IsZero() bool { return p.ID == "" }

// Verdict is a judgement on a check, an item or a criterion.
type Verdict string

// The verdicts. A check that could not observe is never OK.
const (
	Unjudged      Verdict = ""
	OK            Verdict = "ok"
	Failed        Verdict = "failed"
	NotApplicable Verdict = "na"           // by a person
	Unobservable  Verdict = "unobservable" // by a check
)

// Identity is how it was established who somebody is (DESIGN: approvals).
type Identity string

// The kinds of identity.
const (
	Asserted Identity = "asserted" // a name given at the operator's keyboard
	Scripted Identity = "scripted" // from an answers file
	Operator Identity = "operator" // the operator of the run
)

// Outcome is how a run ended.
type Outcome string

// The outcomes; NoOutcome is a run that goes on or waits.
const (
	NoOutcome             Outcome = ""
	Success               Outcome = "SUCCESS"
	SuccessWithDeviations Outcome = "SUCCESS_WITH_DEVIATIONS"
	FailedOutcome         Outcome = "FAILED"
	RolledBackOutcome     Outcome = "ROLLBACK"
	Aborted               Outcome = "ABORTED"
)

// Good tells whether the deployment stands.
func (o Outcome) Good() bool { return o == Success || o == SuccessWithDeviations }

// CheckResult is a check with what was wanted and what was observed.
type CheckResult struct {
	Title    Phrase        `json:"title"`
	Label    string        `json:"label,omitempty"` // the runbook's own title
	Verdict  Verdict       `json:"verdict"`
	Wanted   Phrase        `json:"wanted"`
	Observed Phrase        `json:"observed"`
	Evidence string        `json:"evidence,omitempty"`
	Latency  time.Duration `json:"latency,omitempty"`
	Kind     string        `json:"kind,omitempty"`
}

// AllOK tells whether every result is OK.
func AllOK(results []CheckResult) bool {
	for _, r := range results {
		if r.Verdict != OK {
			return false
		}
	}
	return true
}

// LogMark is where a log file ended at some moment.
type LogMark struct {
	Inode  uint64    `json:"inode,omitempty"`
	Offset int64     `json:"offset,omitempty"`
	Time   time.Time `json:"time"` // of the target's clock, for journald
}

// AttemptResult is what the host recorded when an attempt ended.
type AttemptResult struct {
	Exit       int               `json:"exit"`
	Signal     string            `json:"signal,omitempty"`
	Why        string            `json:"why,omitempty"` // cancel, timeout
	Line       int               `json:"line,omitempty"`
	Command    string            `json:"command,omitempty"`
	Reached    bool              `json:"reached"`
	Captures   map[string]string `json:"captures,omitempty"`
	Unset      []string          `json:"unset,omitempty"` // captures that the script did not set
	State      string            `json:"state,omitempty"` // ok, short, none
	Size       int64             `json:"size"`            // bytes of output
	Truncated  bool              `json:"truncated,omitempty"`
	Left       []int             `json:"left,omitempty"`      // processes that could not be ended
	Processes  []Process         `json:"processes,omitempty"` // those of them that were still there when the result was read
	Statements []Statement       `json:"statements,omitempty"`
}

// Process is one of an attempt's that is alive on the target.
type Process struct {
	PID     int    `json:"pid"`
	User    string `json:"user"`
	Command string `json:"command"` // the beginning of its command line
}

// Statement is a top-level statement of a script that began.
type Statement struct {
	N    int       `json:"n"`
	Line int       `json:"line"`
	At   time.Time `json:"at"`
}

// KeptLog is the log of an attempt as paso keeps it, secrets overwritten, when nothing more was to come. A journal of
// an older paso has none.
type KeptLog struct {
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}
