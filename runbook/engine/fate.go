package engine

import (
	"context"

	"paso/runbook"
	"paso/runbook/host"
)

// fate is what can be done about an attempt whose end is not recorded.
type fate struct {
	do  verb
	why runbook.Phrase // of lose and drop
}

type verb int

const (
	attach verb = iota + 1 // the host has it: go on reading
	send                   // the host says for certain that it never began
	drop                   // the same, and a person had asked to cancel it
	lose                   // nobody can say: a person decides
)

// traces is what is known here of an attempt and its host.
type traces struct {
	acknowledged bool // the host had confirmed it
	cancelled    bool // a person had asked to cancel it
	rebooted     bool // the host has booted since it was recorded
	remade       bool // the run's directory was made again since
}

// decide is the rule of "exactly once" after a resume: an attempt is sent again only
// where it is certain that it never began. An attempt that left nothing is no proof of
// that when what it would have left may be gone.
func decide(status host.Status, t traces) fate {
	begun := func(why string) fate { return fate{do: lose, why: lostBecause(why)} }
	switch status.(type) {
	case host.RunDirMissing:
		return begun("directory")
	case host.Absent:
		switch {
		case t.remade:
			return begun("directory")
		case t.acknowledged:
			return begun("vanished")
		case t.rebooted:
			return begun("reboot")
		}
	case host.Startable: // the host wrote down everything but the beginning
		if t.rebooted {
			return begun("reboot")
		}
	case host.Running, host.Finished, host.Lost:
		return fate{do: attach}
	}
	if t.cancelled {
		return fate{do: drop, why: runbook.Phrase{ID: "engine.cancelled"}}
	}
	return fate{do: send}
}

// followAttempt takes up an attempt whose end is not recorded, after a resume. The
// host is asked first; nothing is guessed.
func (e *Engine) followAttempt(ctx context.Context, a runbook.FollowAttempt) {
	attempt := e.run.Steps[a.Step].Attempts[a.Attempt-1]
	t := traces{acknowledged: attempt.Acknowledged, cancelled: attempt.CancelAsked}
	t.rebooted, t.remade = e.ledger.since(attempt.ID)
	f := e.follower(a.Step)
	e.act(ctx, DoingStep, func(ctx context.Context) func() error {
		var status host.Status
		err := e.linked(ctx, func() (err error) {
			status, err = f.host.Status(ctx, attempt.ID)
			return err
		})
		if err != nil {
			return fails(err)
		}
		switch fate := decide(status, t); fate.do {
		case attach:
			return e.attachAndFollow(ctx, f)
		case send:
			return e.sendAndFollow(ctx, f)
		case drop:
			return e.notStarted(f, fate.why)
		default:
			return e.lost(f, fate.why)
		}
	})
}

// attachAndFollow goes on reading from the byte that the local log ends at.
func (e *Engine) attachAndFollow(ctx context.Context, f *follower) func() error {
	if err := e.acknowledge(ctx, f); err != nil {
		return fails(err)
	}
	return e.follow(ctx, f)
}
