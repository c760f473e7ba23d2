package engine

import (
	"context"

	"paso/runbook"
	"paso/runbook/host"
)

// survivors asks what of a step's attempt is alive, where nobody knows how that ended; of another it asks nothing. The
// checks need the run's directory: one that is gone is made again, and that is a fact of its own.
func (e *Engine) survivors(p *runbook.Progress) func(context.Context) (facts []runbook.Event, gone bool) {
	a := p.Current()
	if a == nil || a.Lost.IsZero() {
		return func(context.Context) ([]runbook.Event, bool) { return nil, false }
	}
	h, id, seen := e.host, a.ID, runbook.SurvivorsObserved{Step: p.Step.ID, Attempt: a.N}
	return func(ctx context.Context) (facts []runbook.Event, gone bool) {
		err := e.linked(ctx, func() error {
			alive, err := h.Processes(ctx, id)
			seen.Processes = processes(alive)
			return err
		})
		seen.Problem = phraseOf(err)
		facts = append(facts, seen)
		var prepared host.Prepared
		err = e.linked(ctx, func() (err error) {
			prepared, err = h.Prepare(ctx)
			return err
		})
		if err == nil && !prepared.Existed {
			return append(facts, runbook.HostPrepared{BootID: prepared.BootID}), true
		}
		return facts, false
	}
}

// mostProcesses bounds what one record tells of a step that left many.
const mostProcesses = 50

func processes(all []host.Process) []runbook.Process {
	var told []runbook.Process
	for _, p := range all[:min(len(all), mostProcesses)] {
		told = append(told, runbook.Process(p))
	}
	return told
}

func (c *censor) processes(all []runbook.Process) []runbook.Process {
	var clean []runbook.Process
	for _, p := range all {
		p.Command, p.User = c.text(p.Command), c.text(p.User)
		clean = append(clean, p)
	}
	return clean
}
