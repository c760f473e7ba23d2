package runbook

import (
	"strings"
	"time"
)

// LockHolder is who has the lock of the target, as this paso saw it last; it is not recorded. Its texts are another
// account's, untrusted. It is never changed: a new look makes a new one.
type LockHolder struct {
	Lock, Owner, Account, Run string
	Since                     time.Time     // by the target's clock
	Silent                    time.Duration // since its last sign of life, by the target's clock
	Sign                      LockSign
	Left                      time.Duration // how much longer it has to be watched, while Sign is SignWatched
	Step                      LockStep
	Attempt                   string // of the step that runs there, where Step is LockStepRuns
}

// LockSign is what is known of the paso that holds a lock.
type LockSign string

// What may be known of it.
const (
	SignAlive   LockSign = "alive"
	SignWatched LockSign = "watched" // its last sign looks old, and it is being watched: a clock may have jumped
	SignGone    LockSign = "gone"    // it was watched, and gave none
)

// LockStep is whether a step of the run that holds a lock runs on the target: it goes on without its paso.
type LockStep string

// What the target can tell of it.
const (
	LockStepNone    LockStep = "none"
	LockStepRuns    LockStep = "runs"
	LockStepUnknown LockStep = "unknown"
)

// TakeableOver tells whether a person may take the lock: its paso is gone, and no step of it is known to run. A step that
// runs is the run, alive, whatever became of its paso.
func (h *LockHolder) TakeableOver() bool { return h.Sign == SignGone && h.Step != LockStepRuns }

func (h *LockHolder) choices() []Choice {
	if h.TakeableOver() {
		return []Choice{ChooseWait, ChooseTakeOver, ChoosePause, ChooseAbort}
	}
	return []Choice{ChooseWait, ChoosePause, ChooseAbort}
}

// takeOver records nothing yet: that the lock is ours is a fact only when the target has said so.
func takeOver(s Session, c TakeOver) ([]Event, error) {
	switch {
	case s.Holder == nil:
		return nil, refuse("gate.gone")
	case s.Holder.Step == LockStepRuns:
		return nil, refuse("lock.step", "Owner", s.Holder.Owner, "Attempt", s.Holder.Attempt)
	case s.Holder.Sign != SignGone:
		return nil, refuse("lock.alive", "Owner", s.Holder.Owner)
	case strings.TrimSpace(c.Reason) == "":
		return nil, refuse("reason.missing")
	}
	return nil, nil
}

func leaveLocked(s Session) ([]Event, error) {
	if s.Holder == nil {
		return nil, refuse("gate.gone")
	}
	return nil, nil
}
