package engine

import (
	"context"

	"paso/runbook"
	"paso/runbook/host"
)

// cancelDue ends the running attempt once a person has asked for it and the host has
// it, whichever comes last: INT, TERM, KILL, each recorded before it is sent. What
// could not be ended comes with the result.
func (e *Engine) cancelDue(ctx context.Context) {
	p := e.run.Current()
	if p == nil || e.host == nil {
		return
	}
	a := p.Open()
	if a == nil || !a.CancelAsked || !a.Acknowledged || e.cancelling == a.ID {
		return
	}
	e.cancelling = a.ID
	e.doing(DoingCancel)
	h, id, sent := e.host, a.ID, runbook.SignalSent{Step: p.Step.ID, Attempt: a.N}
	e.worker(ctx, func(ctx context.Context) func() error {
		err := e.linked(ctx, func() error {
			_, err := h.Cancel(ctx, id, func(signal string) {
				sent := sent
				sent.Signal = signal
				// A journal that takes nothing ends the engine; the target finishes what it was asked.
				_ = e.call(ctx, func() error { return e.recordAs(runbook.Paso, sent) })
			})
			return err
		})
		return func() error { return e.cancelled(p, a, err) }
	})
}

func (e *Engine) cancelled(p *runbook.Progress, a *runbook.Attempt, err error) error {
	e.cancelling = ""
	if p.Open() == a {
		e.doing(DoingStep)
	}
	switch attemptReason(err) {
	case host.AttemptEnded, host.AttemptAbsent: // it was quicker
	default:
		if err != nil {
			e.refused(runbook.Cancel{}, err)
		}
	}
	return nil
}
