package runbook

import "strings"

// decideStep judges what can be done with a step at which the run stands.
func (r *Run) decideStep(s Session, c Command) ([]Event, error) {
	wait, waits := Next(r, s).(Wait)
	p := r.Current()
	if p == nil || !waits || wait.Gate.Step != p.Step.ID {
		return nil, refuse("gate.gone")
	}
	kind := wait.Gate.Kind
	troubled := kind == GateFailure || kind == GateUnknown
	switch c := c.(type) {
	case Retry:
		if !troubled || c.Step != p.Step.ID || p.Step.Run == "" {
			return nil, refuse("gate.gone")
		}
		return r.retry(p, c)
	case Recheck:
		if !troubled || c.Step != p.Step.ID {
			return nil, refuse("gate.gone")
		}
		return r.recheck(p)
	case MarkDone:
		if !troubled || c.Step != p.Step.ID {
			return nil, refuse("gate.gone")
		}
		return r.overridden(p, c.Reason, StepMarkedDone(c))
	case MarkFailed:
		if kind != GateUnknown || c.Step != p.Step.ID {
			return nil, refuse("gate.gone")
		}
		if strings.TrimSpace(c.Reason) == "" {
			return nil, refuse("reason.missing")
		}
		return []Event{StepMarkedFailed(c)}, nil
	case Skip:
		if kind != GateStep || c.Step != p.Step.ID {
			return nil, refuse("gate.gone")
		}
		return r.overridden(p, c.Reason, StepSkipped(c))
	case OpenShell:
		if c.Step != p.Step.ID {
			return nil, refuse("gate.gone")
		}
		return r.openShell(p, c)
	default:
		return nil, refuse("unknown")
	}
}

// overridden refuses what a critical step does not allow (1.2: no going on without
// a backup), and anything without a reason.
func (r *Run) overridden(p *Progress, reason string, event Event) ([]Event, error) {
	if p.Step.Critical {
		return nil, refuse("critical", "Step", p.Step.Number+" "+p.Step.Title)
	}
	if !r.markable(p) {
		return nil, refuse("approval", "Step", p.Step.Number+" "+p.Step.Title)
	}
	if strings.TrimSpace(reason) == "" {
		return nil, refuse("reason.missing")
	}
	return []Event{event}, nil
}

func (r *Run) retry(p *Progress, c Retry) ([]Event, error) {
	if c.Script != "" && c.Script != p.Step.Run {
		if strings.TrimSpace(c.Reason) == "" {
			return nil, refuse("reason.missing")
		}
		if err := CheckScript(c.Script); err != nil {
			return nil, refuse("script", "Why", err.Error())
		}
		return []Event{RetryAsked{Step: c.Step, Script: c.Script, Reason: c.Reason}}, nil
	}
	return []Event{RetryAsked{Step: c.Step, Reason: c.Reason}}, nil
}

// recheck looks again. It never turns a failed script into a passed one; where the
// outcome of a script is not known, it shows a person what there is to see.
func (r *Run) recheck(p *Progress) ([]Event, error) {
	if a := p.Current(); a != nil && a.Lost.IsZero() && !a.Passed(p.Step.Exit) {
		return nil, refuse("scriptfailed")
	}
	return []Event{RetryAsked{Step: p.Step.ID, ChecksOnly: true}}, nil
}

func (r *Run) openShell(p *Progress, c OpenShell) ([]Event, error) {
	if strings.TrimSpace(c.Reason) == "" {
		return nil, refuse("reason.missing")
	}
	n := len(p.Attempts) + 1
	base := r.ShellBase
	if r.RollingBack() {
		base = r.RollbackBase
	}
	if a := p.Current(); a != nil && a.Result != nil && a.Result.State == "ok" {
		base = a.ID
	}
	return []Event{AttemptStarted{
		Step: c.Step, Attempt: n, ID: AttemptID(c.Step, n), Script: ShellScript, Base: base, Shell: true, Reason: c.Reason,
	}}, nil
}

// ShellScript is the manual shell: lines in, lines out, so that nothing of it but
// colour has to reach the operator's terminal, and its output is its transcript.
const ShellScript = `PS1='\u@\h:\w\$ ' TERM=dumb bash --noprofile --norc --noediting -i`

// decideRollback opens, starts or leaves the plan of section 9.
// While a script runs it can be asked for, and is shown when the script has ended.
func (r *Run) decideRollback(c Command) ([]Event, error) {
	switch c := c.(type) {
	case AskRollback:
		if !r.CanRollBack() {
			return nil, refuse("norollback")
		}
		return []Event{RollbackAsked(c)}, nil
	case StartRollback:
		if p := r.Current(); p != nil && p.Open() != nil {
			return nil, refuse("running")
		}
		if r.RollbackWanted == nil {
			return nil, refuse("gate.gone")
		}
		if c.Reason == "" {
			c.Reason = r.RollbackWanted.Reason
		}
		return []Event{RollbackStarted(c)}, nil
	case DropRollback:
		if r.RollbackWanted == nil {
			return nil, refuse("gate.gone")
		}
		return []Event{RollbackDropped{}}, nil
	default:
		return nil, refuse("unknown")
	}
}
