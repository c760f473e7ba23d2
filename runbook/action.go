package runbook

// Session is what is true of the paso that has the run now and of no other: it is
// not recorded. A secret or a connection that one paso had is gone when another
// takes the run up.
type Session struct {
	Connected   bool
	Unreachable bool            // it was tried in vain
	Locked      bool            // this paso holds the lock of the target
	Holder      *LockHolder     // who holds it, where this paso asked for it in vain
	Secrets     map[string]bool // names of those held in memory, empty ones included
}

// Action is what the engine has to do next. Each ends in records that make [Next]
// say something else.
//
//sumtype:decl
type Action interface{ action() }

// Wait for a person.
type Wait struct{ Gate Gate }

// Conclude records facts that follow from the others.
type Conclude struct{ Events []Event }

// Connect to the target, look at it and upload the harness.
type Connect struct{}

// FixVars evaluates the variables once, on the target.
type FixVars struct{}

// TakeLock takes the deployment lock of the target.
type TakeLock struct{}

// RunPreflight looks at tools, disk and review.
type RunPreflight struct{}

// ObservePrerequisites runs the checks of the prerequisites that have some.
type ObservePrerequisites struct{ IDs []string }

// StartAttempt runs the script of a step.
type StartAttempt struct {
	Step    string
	Attempt int
	ID      string
	Script  string
	Edited  bool
	Base    string // attempt whose shell state it starts from; "" is a login shell
}

// FollowAttempt waits for the end of an attempt that has none; after a resume the
// engine first asks the host about it.
type FollowAttempt struct {
	Step    string
	Attempt int
}

// ObserveChecks runs the checks of a step.
type ObserveChecks struct{ Step string }

// WriteReport writes the report as it is now; Step is the one that asked for it, "" for the last.
type WriteReport struct{ Step string }

// ReleaseLock gives the lock back.
type ReleaseLock struct{}

// CleanTarget removes the run's directory from the target: logs and shell states
// there hold secrets.
type CleanTarget struct{}

// Finished says that nothing is left to do.
type Finished struct{ Outcome Outcome }

func (Wait) action()                 {}
func (Conclude) action()             {}
func (Connect) action()              {}
func (FixVars) action()              {}
func (TakeLock) action()             {}
func (RunPreflight) action()         {}
func (ObservePrerequisites) action() {}
func (StartAttempt) action()         {}
func (FollowAttempt) action()        {}
func (ObserveChecks) action()        {}
func (WriteReport) action()          {}
func (ReleaseLock) action()          {}
func (CleanTarget) action()          {}
func (Finished) action()             {}
