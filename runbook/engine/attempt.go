package engine

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"paso/runbook"
	"paso/runbook/host"
)

// startAttempt runs a step's script: marks, record, send, follow. The marks come
// first: a log that is read "since this step" is read from before its first line. They
// can take minutes; a person who turns to the rollback or aborts meanwhile is obeyed.
func (e *Engine) startAttempt(ctx context.Context, a runbook.StartAttempt) {
	started := runbook.AttemptStarted{Step: a.Step, Attempt: a.Attempt, ID: a.ID, SHA256: hash(a.Script), Edited: a.Edited, Base: a.Base}
	actor := runbook.Paso
	if a.Edited { // a deviation, and it has an author
		started.Script, started.Reason, actor = a.Script, e.run.Steps[a.Step].EditReason, e.actor()
	}
	marks := e.marks(a.Step)
	e.act(ctx, DoingStep, func(ctx context.Context) func() error {
		started.Marks = marks(ctx)
		return e.ifDue(a, func() error {
			if err := e.recordAs(actor, started); err != nil {
				return err
			}
			e.send(ctx, a.Step)
			return nil
		})
	})
}

// send gives the step's open attempt to the host and follows it. Doing so again is
// safe: the host starts an attempt once.
func (e *Engine) send(ctx context.Context, step string) {
	f := e.follower(step)
	e.act(ctx, DoingStep, func(ctx context.Context) func() error { return e.sendAndFollow(ctx, f) })
}

func (e *Engine) sendAndFollow(ctx context.Context, f *follower) func() error {
	if err := e.confirmLock(ctx, f.lease); err != nil {
		return fails(err)
	}
	cut, err := e.start(ctx, f)
	switch {
	case ctx.Err() != nil:
		return nil
	case err == nil:
	case cut && directoryGone(err):
		// The order was cut off and the directory went meanwhile: it may have run there.
		return e.lost(f, lostBecause("directory"))
	case refusedStart(err):
		return e.notStarted(f, phraseOf(err))
	default:
		return fails(err)
	}
	if err := e.acknowledge(ctx, f); err != nil {
		_ = f.stream.Close()
		return fails(err)
	}
	return e.follow(ctx, f)
}

// start sends the order until the host has answered; cut tells whether a connection
// was lost over it.
func (e *Engine) start(ctx context.Context, f *follower) (cut bool, err error) {
	err = e.linked(ctx, func() error {
		f.generation = e.link.current()
		stream, err := f.host.Start(ctx, f.order)
		cut = cut || lostLink(err) != nil
		f.stream = stream
		return err
	})
	return cut, err
}

// acknowledge records that the host has the attempt: from here it may have run.
func (e *Engine) acknowledge(ctx context.Context, f *follower) error {
	if f.acknowledged {
		return nil
	}
	f.acknowledged = true
	return e.call(ctx, func() error {
		if err := e.recordAs(runbook.Paso, runbook.AttemptAcknowledged{Step: f.step, Attempt: f.n}); err != nil {
			return err
		}
		e.cancelDue(ctx)
		return nil
	})
}

// notStarted records that the attempt has not run and will not.
func (e *Engine) notStarted(f *follower, why runbook.Phrase) func() error {
	return func() error {
		return e.recordAs(runbook.Paso, runbook.AttemptRefused{Step: f.step, Attempt: f.n, Why: why})
	}
}

// lost records that the attempt's outcome cannot be learnt.
func (e *Engine) lost(f *follower, why runbook.Phrase) func() error {
	kept := runbook.KeptLog{}
	if f.log != nil {
		kept = f.log.kept()
	}
	return func() error {
		return e.recordAs(runbook.Paso, runbook.AttemptLost{Step: f.step, Attempt: f.n, Why: why, Log: kept})
	}
}

func lostBecause(why string) runbook.Phrase { return runbook.Phrase{ID: "engine.lost." + why} }

// refusedStart tells whether the host said that it did not begin the attempt. One that
// is "busy" is not among them: somebody else's start of it may yet begin.
func refusedStart(err error) bool {
	var directory *host.DirectoryError
	if errors.As(err, &directory) {
		return true
	}
	switch attemptReason(err) {
	case host.AttemptDifferent, host.AttemptNoState, host.AttemptSyntax:
		return true
	case host.AttemptBusy, host.AttemptEnded, host.AttemptAbsent, host.AttemptUnstarted, host.AttemptLost, host.AttemptGone, host.AttemptEchoes:
	}
	return false
}

// attemptReason is why the host refuses something about an attempt, "" for another error.
func attemptReason(err error) host.AttemptReason {
	var refused *host.AttemptError
	if errors.As(err, &refused) {
		return refused.Reason
	}
	return ""
}

func directoryGone(err error) bool {
	var directory *host.DirectoryError
	return errors.As(err, &directory) && directory.Reason == host.DirectoryMissing
}

// order is the open attempt of a step as the host wants it.
func (e *Engine) order(s *runbook.Step, a *runbook.Attempt) host.Attempt {
	env := map[string]string{"PASO_STEP": s.ID, "PASO_RUN": e.run.Info.ID}
	for name, value := range s.Env {
		env[name], _ = runbook.Expand(value, e.run.Lookup)
	}
	size := e.keys.termSize()
	order := host.Attempt{
		ID: a.ID, Script: a.Script, Vars: e.run.Variables(), Env: env, Base: a.Base, Rows: size.rows, Cols: size.cols,
		SudoPrompt: e.sudoPrompt(),
	}
	if !a.Shell {
		order.Secrets, order.Captures, order.Timeout = e.vault.of(s.Secrets), s.Capture, s.Timeout.D()
	}
	return order
}

// sudoPrompt is what sudo asks with in this run, so that its prompt is known from
// any other that a program could print.
func (e *Engine) sudoPrompt() string { return fmt.Sprintf("[sudo %s] %%p: ", e.nonce) }

func hash(script string) string {
	sum := sha256.Sum256([]byte(script))
	return hex.EncodeToString(sum[:])
}
