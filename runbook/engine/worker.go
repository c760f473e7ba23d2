package engine

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"

	"paso/runbook"
	"paso/runbook/routine"
)

// PanicError is a fault of paso itself. The journal is whole and the step goes on.
type PanicError struct {
	Value string // secrets masked
	Stack []byte
}

func (e *PanicError) Error() string { return "panic: " + e.Value }

// Message is the error for the catalogue.
func (e *PanicError) Message() (string, map[string]string) {
	return "engine.panic", map[string]string{"Value": e.Value}
}

// recovered turns a panic of f into an error.
func (e *Engine) recovered(f func() error) error { return e.faultOf(routine.Recovered(f)) }

// faultOf makes a fault of paso, here or in a goroutine of a host, a *PanicError; another error it leaves as it is.
func (e *Engine) faultOf(err error) error {
	var fault *routine.Panic
	if errors.As(err, &fault) {
		return &PanicError{Value: e.vault.censor().text(fmt.Sprint(fault.Value)), Stack: fault.Stack}
	}
	return err
}

func isFault(err error) bool {
	var fault *routine.Panic
	return errors.As(err, &fault)
}

// worker runs do beside the engine. What it hands back is called on the engine's
// goroutine; a panic in it ends the run like any other error.
func (e *Engine) worker(ctx context.Context, do func(context.Context) func() error) {
	hand := func(then func() error) { _ = e.call(ctx, then) } // an error of it has ended the engine
	e.workers.Go(routine.Guarded(func() {
		if then := do(ctx); then != nil {
			hand(then)
		}
	}, func(fault error) { hand(fails(fault)) }))
}

// act runs a worker as what the engine is at: Next is not asked again before it is done.
func (e *Engine) act(ctx context.Context, what Doing, do func(context.Context) func() error) {
	e.busy++
	e.doing(what)
	e.worker(ctx, func(ctx context.Context) func() error {
		then := do(ctx)
		return func() error {
			if e.busy--; e.busy == 0 {
				e.doing(DoingNothing)
			}
			if then != nil && ctx.Err() == nil { // what was cut off half way is nothing to record
				return then()
			}
			return nil
		}
	})
}

// ifDue has a continuation called only while the rules still say what it is of. A
// worker may take minutes, and a person may have turned the run elsewhere meanwhile:
// what is not asked for any more must neither be recorded nor done.
func (e *Engine) ifDue(action runbook.Action, then func() error) func() error {
	return func() error {
		if !reflect.DeepEqual(runbook.Next(e.run, e.session), action) {
			return nil
		}
		return then()
	}
}

// fails is the continuation of a worker that cannot go on.
func fails(err error) func() error { return func() error { return err } }

// errEngineGone answers a worker whose engine panicked in what it was asked.
var errEngineGone = errors.New("the engine has ended")

// call has f run on the engine's goroutine and waits for it. An error of f ends the
// engine; it comes back too, so that a worker does not act on what was not recorded.
func (e *Engine) call(ctx context.Context, f func() error) error {
	done := make(chan error, 1)
	ask := func() error {
		err := errEngineGone
		defer func() { done <- err }()
		err = f()
		return err
	}
	select {
	case e.calls <- ask:
		return <-done
	case <-ctx.Done():
		return ctx.Err()
	}
}

// awaitWorkers waits until none runs. They were told to stop; one that hangs in a call
// which does not listen must not keep the operator from their prompt.
func (e *Engine) awaitWorkers() {
	gone := make(chan struct{})
	go routine.Guarded(func() {
		defer close(gone)
		e.workers.Wait()
	}, func(error) {})() // it is closed, whatever happens
	timer := time.NewTimer(graceToStop)
	defer timer.Stop()
	select {
	case <-gone:
	case <-timer.C:
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
