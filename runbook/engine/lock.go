package engine

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"paso/runbook"
	"paso/runbook/host"
)

// takeLock takes the deployment lock; who holds it otherwise is waited for (rival.go).
func (e *Engine) takeLock(request host.LockRequest) func(context.Context) func() error {
	return func(ctx context.Context) func() error {
		var lease host.Lease
		err := e.linked(ctx, func() (err error) {
			lease, err = e.host.Lock(ctx, request)
			return err
		})
		var locked *host.LockedError
		if errors.As(err, &locked) {
			seen := e.look(ctx, &locked.Holder)
			return func() error { return e.meet(ctx, locked, seen, request.TakeFrom != nil) }
		}
		if err != nil {
			return fails(err)
		}
		return func() error { return e.locked(lease, request) }
	}
}

// locked records that the lock is ours, from whom it was taken if it was, and who had it since this run had it last.
func (e *Engine) locked(lease host.Lease, request host.LockRequest) error {
	e.lease, e.session.Locked, e.session.Holder, e.rival = lease, true, nil, nil
	taken := runbook.LockTaken{Name: request.Name, Epoch: lease.Epoch}
	actor := runbook.Paso
	switch last := lease.Before; {
	case request.TakeFrom != nil && (request.TakeFrom.Epoch == last.Epoch || request.TakeFrom.Epoch+1 == last.Epoch && last.Run == e.run.Info.ID):
		// it was taken by this call, or by a try of it whose answer was lost with the connection
		taken.TookOver, taken.Reason, actor = whoHas(*request.TakeFrom), request.Reason, e.actor()
	case e.run.LockEpoch > 0 && last.Epoch > e.run.LockEpoch && last.Run != e.run.Info.ID:
		taken.Meanwhile = whoHas(last)
	}
	return e.recordAs(actor, taken)
}

func (e *Engine) lockRequest() host.LockRequest {
	return host.LockRequest{Dir: e.o.Book.Lock.Dir, Name: e.lockName(), Owner: e.run.Operator.Name, Run: e.run.Info.ID}
}

// lockName is the name of the deployment lock: the book's, or that of the target.
func (e *Engine) lockName() string {
	if e.o.Book.Lock.Name != "" {
		return e.o.Book.Lock.Name
	}
	return e.run.Info.Target
}

// lockedOut ends the wait for the lock: a run that has done nothing is over with it; one that has started something
// stays open, for its lock was taken from it.
func (e *Engine) lockedOut(locked *host.LockedError) error {
	switch {
	case e.run.Over(): // a person aborted it meanwhile, and it holds nothing
		return nil
	case e.hasStarted():
		return locked
	}
	e.ended = locked
	return e.recordAs(runbook.Paso, runbook.RunEnded{Outcome: runbook.Aborted, Reason: whoHas(locked.Holder)})
}

// whoHas names who has or had the lock, in words of no language: it goes into the report.
func whoHas(held host.Holder) string {
	var known []string
	for _, word := range []string{cmp.Or(held.Owner, held.Account), held.Run} {
		if word != "" {
			known = append(known, word)
		}
	}
	return strings.Join(known, " · ")
}

// heartbeat keeps the lock ours, and finds out that the connection is lost while the
// run waits. A lease that is not ours any more ends this engine: another paso has the
// run's place on the target.
func (e *Engine) heartbeat(ctx context.Context) {
	if !e.session.Locked || e.beating {
		return
	}
	e.beating = true
	lease := e.lease
	e.worker(ctx, func(ctx context.Context) func() error {
		err := e.confirmLock(ctx, lease)
		return func() error {
			e.beating = false
			var lost *host.LockLostError
			switch {
			case !e.session.Locked: // given back meanwhile
			case errors.As(err, &lost):
				return lost
			case isFault(err):
				return err
			case err != nil && !passing(err):
				e.refused(nil, err) // told; what needs the lock confirms it again
			}
			return nil
		}
	})
}

// confirmLock asks the host whether the lease still counts: a laptop that slept may
// have been counted out meanwhile.
func (e *Engine) confirmLock(ctx context.Context, lease host.Lease) error {
	return e.linked(ctx, func() error { return e.host.Heartbeat(ctx, lease) })
}

// releaseLock gives the lock back. From here on heartbeats mean nothing: that the
// lock is not ours any more is what was wanted.
func (e *Engine) releaseLock() func(context.Context) func() error {
	lease, held, request := e.lease, e.session.Locked, e.lockRequest()
	e.session.Locked = false
	return func(ctx context.Context) func() error {
		err := e.linked(ctx, func() (err error) {
			if !held { // an earlier paso of this run took it
				if lease, err = e.host.Lock(ctx, request); err != nil {
					return err
				}
				held = true
			}
			return e.host.Unlock(ctx, lease)
		})
		return func() error {
			if isFree(err) {
				err = nil
			}
			if err != nil {
				e.refused(nil, err)
			}
			return e.recordAs(runbook.Paso, runbook.LockReleased{Problem: phraseOf(err)})
		}
	}
}

// isFree tells whether nobody holds the lock: an order to release it whose answer was
// cut off has done its work.
func isFree(err error) bool {
	var lost *host.LockLostError
	return errors.As(err, &lost) && lost.Holder == nil
}
