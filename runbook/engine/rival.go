package engine

import (
	"context"
	"time"

	"paso/runbook"
	"paso/runbook/host"
)

// lookEvery is how often the lock of another run is looked at while it is waited for.
const lookEvery = 3 * time.Second

// rival is the run that holds the lock which this one waits for.
type rival struct {
	refusal *host.LockedError // whom it names is the newest that was seen
	watch   host.Watch
}

// look is one look at who holds the lock.
type look struct {
	held    *host.Holder // nil: nobody any more
	step    host.Activity
	attempt string
	err     error
}

// look asks whether a step of the holder's run runs there: it goes on without its paso, whose silence says nothing of it.
func (e *Engine) look(ctx context.Context, held *host.Holder) look {
	l := look{held: held, step: host.ActivityUnknown}
	if held == nil {
		return l
	}
	l.err = e.linked(ctx, func() (err error) {
		l.step, l.attempt, err = e.host.Running(ctx, held.Run)
		return err
	})
	return l
}

// meet begins to wait for who holds the lock; it is a person's to say how long, and whether to take it. A person who wanted
// to take it is told that the holder has given a sign, or is another.
func (e *Engine) meet(ctx context.Context, locked *host.LockedError, l look, wanted bool) error {
	if e.run.Over() { // a person aborted it meanwhile, and it holds nothing
		return nil
	}
	if wanted {
		e.refused(runbook.TakeOver{}, &runbook.Refusal{ID: "refusal.lock.moved", Args: map[string]string{"Owner": locked.Owner}})
	}
	fresh := e.rival == nil
	if fresh {
		e.rival = &rival{}
	}
	e.rival.refusal = locked
	e.seen(l)
	if fresh {
		e.worker(ctx, e.lookAgain(e.rival))
	}
	return nil
}

// seen shows the front end what a look has found.
func (e *Engine) seen(l look) {
	if l.err != nil {
		e.refused(nil, l.err)
	}
	now, held := e.o.Now(), *l.held
	e.rival.refusal = &host.LockedError{Host: e.rival.refusal.Host, Name: e.rival.refusal.Name, Holder: held}
	shown := &runbook.LockHolder{
		Lock: e.lockName(), Owner: held.Owner, Account: held.Account, Run: held.Run, Since: held.Since, Silent: held.Silent,
		Sign: signOf(e.rival.watch.See(held, now)), Step: stepOf(l.step), Attempt: l.attempt,
	}
	shown.Left = e.rival.watch.Left(now)
	e.session.Holder = shown
	e.publish()
}

func signOf(l host.Liveness) runbook.LockSign {
	switch l {
	case host.Watching:
		return runbook.SignWatched
	case host.Gone:
		return runbook.SignGone
	case host.Alive:
	}
	return runbook.SignAlive
}

func stepOf(a host.Activity) runbook.LockStep {
	switch a {
	case host.ActivityNone:
		return runbook.LockStepNone
	case host.ActivityRuns:
		return runbook.LockStepRuns
	case host.ActivityUnknown:
	}
	return runbook.LockStepUnknown
}

// lookAgain looks at the lock from time to time until it is free, or somebody has decided otherwise.
func (e *Engine) lookAgain(of *rival) func(context.Context) func() error {
	dir, name := e.o.Book.Lock.Dir, e.lockName()
	return func(ctx context.Context) func() error {
		for over := false; !over; {
			if sleep(ctx, lookEvery) != nil {
				return nil
			}
			var held *host.Holder
			err := e.linked(ctx, func() (err error) {
				held, err = e.host.LockStatus(ctx, dir, name)
				return err
			})
			if err != nil {
				return fails(err)
			}
			found := e.look(ctx, held)
			err = e.call(ctx, func() error {
				over = e.lookedAt(of, found)
				return nil
			})
			if err != nil {
				return nil
			}
		}
		return nil
	}
}

// lookedAt takes a look; it tells whether nobody has to look any more.
func (e *Engine) lookedAt(of *rival, l look) (over bool) {
	switch {
	case e.rival != of || e.run.Over():
		return true
	case l.held == nil: // free: the rules say to take it, and whoever is quicker is met
		e.rival, e.session.Holder = nil, nil
		e.publish()
		return true
	}
	e.seen(l)
	return false
}

// takeOver takes the lock from the holder that was judged to be gone, and from nobody else. The reason goes into the lock,
// which every account of the target can read.
func (e *Engine) takeOver(ctx context.Context, reason string) {
	request, judged := e.lockRequest(), e.rival.refusal.Holder
	request.TakeFrom, request.Reason = &judged, e.vault.censor().text(reason)
	e.act(ctx, DoingLock, e.takeLock(request))
}
