package engine

import (
	"context"
	"errors"
	"sync"
	"time"

	"paso/runbook"
	"paso/runbook/host"
	"paso/runbook/routine"
)

const firstBackoff = 500 * time.Millisecond

// link remembers which connection is in use, so that of several workers which find
// it broken only one makes a new one.
type link struct {
	turn  chan struct{} // held while a new connection is made
	hurry chan struct{} // a person does not want to wait for the next try

	mu         sync.Mutex
	generation int
}

func newLink() *link {
	return &link{turn: make(chan struct{}, 1), hurry: make(chan struct{}, 1)}
}

// unhurried forgets a hurry of before: it was about another try.
func (l *link) unhurried() {
	select {
	case <-l.hurry:
	default:
	}
}

func (l *link) renewed() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.generation++
}

func (l *link) current() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.generation
}

// linked does something on the target until it is done or fails for another reason
// than a lost connection. do must be safe to be done again.
func (e *Engine) linked(ctx context.Context, do func() error) error {
	for {
		generation := e.link.current()
		err := do()
		lost := lostLink(err)
		if lost == nil || ctx.Err() != nil {
			return err
		}
		if err := e.reconnect(ctx, generation, lost); err != nil {
			return err
		}
	}
}

func lostLink(err error) *host.LinkLostError {
	var lost *host.LinkLostError
	if errors.As(err, &lost) {
		return lost
	}
	return nil
}

// reconnect tries until the target answers. What runs there is not touched by it.
func (e *Engine) reconnect(ctx context.Context, generation int, why *host.LinkLostError) error {
	select {
	case e.link.turn <- struct{}{}:
		defer func() { <-e.link.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if e.link.current() != generation {
		return nil // another worker has done it
	}
	state := Link{Down: true, Since: e.o.Now().Add(-why.Silent()), Err: why}
	e.showLink(state)
	lost := runbook.LinkLost{Why: phraseOf(why)}
	if why.Silent() > 0 {
		lost.Since = state.Since
	}
	if err := e.call(ctx, func() error { return e.recordAs(runbook.Paso, lost) }); err != nil {
		return err
	}
	if err := e.redial(ctx, state); err != nil {
		return err
	}
	e.link.renewed()
	e.showLink(Link{})
	return e.call(ctx, func() error {
		e.heartbeat(ctx) // the lock may have been taken over meanwhile
		return e.recordAs(runbook.Paso, runbook.LinkRestored{})
	})
}

func (e *Engine) redial(ctx context.Context, state Link) error {
	e.link.unhurried()
	for wait := firstBackoff; ; wait = min(2*wait, e.o.BackoffMax) {
		err := e.try(ctx)
		if err == nil || !passing(err) || ctx.Err() != nil {
			return err
		}
		state.Tries++
		state.Err, state.Next = err, e.o.Now().Add(wait)
		e.showLink(state)
		if err := e.pauseBetween(ctx, wait); err != nil {
			return err
		}
		state.Next = time.Time{}
		e.showLink(state)
	}
}

// try makes one attempt at a connection. A person in a hurry has another made instead: a
// network that swallows everything holds one up for long after it is well again.
func (e *Engine) try(ctx context.Context) error {
	for {
		trying, giveUp := context.WithCancelCause(ctx)
		done := make(chan error, 1)
		go routine.Guarded(func() { done <- e.host.Reconnect(trying) }, func(fault error) { done <- e.faultOf(fault) })()
		var err error
		select {
		case err = <-done:
		case <-e.link.hurry:
			giveUp(errHurry)
			err = <-done
		}
		hurried := errors.Is(context.Cause(trying), errHurry) && errors.Is(err, context.Canceled)
		giveUp(nil)
		if !hurried {
			return err
		}
	}
}

// errHurry is why a try was given up: for a new one.
var errHurry = errors.New("a person asked for another try")

// pauseBetween waits before the next try, or until a person wants it now.
func (e *Engine) pauseBetween(ctx context.Context, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-e.link.hurry:
	case <-timer.C:
	}
	return nil
}

// reconnectNow cuts the wait for the next try short.
func (e *Engine) reconnectNow() {
	e.session.Unreachable = false
	e.publish()
	select {
	case e.link.hurry <- struct{}{}:
	default:
	}
}

// passing tells whether a failed connection is worth another try: a changed host key is not.
func passing(err error) bool {
	var unreachable *host.UnreachableError
	return errors.As(err, &unreachable) || lostLink(err) != nil
}

func (e *Engine) showLink(l Link) {
	e.box.put(func(u *Update) { u.Link = l })
}
