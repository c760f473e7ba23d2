package engine

import (
	"context"

	"paso/runbook"
)

// commands judges what the operator asked for, in order.
func (e *Engine) commands(ctx context.Context) error {
	for _, c := range e.queue.drain() {
		if err := e.command(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

func (e *Engine) command(ctx context.Context, c runbook.Command) error {
	if err := e.telling(c); err != nil {
		e.refused(withoutSecret(c), err)
		return nil
	}
	if _, pause := c.(runbook.Pause); pause && e.run.Over() {
		return e.leaveAfterEnd() // nothing is left open that could be paused
	}
	if pause, ok := c.(runbook.Pause); ok && e.session.Holder != nil && pause.Why != "signal" {
		c = runbook.Pause{Why: "locked"} // left because of who has the target
	}
	if notice, ok := c.(runbook.SendNotice); ok && notice.Text == "" && e.o.Notice != nil {
		notice.To, notice.Text = e.o.Notice(e.run, notice.Notice)
		c = notice
	}
	events, err := runbook.Decide(e.run, e.session, c)
	if err != nil {
		e.refused(withoutSecret(c), err)
		return nil
	}
	if given, ok := c.(runbook.GiveValue); ok {
		e.take(given)
	}
	if err := e.record(events...); err != nil {
		return err
	}
	return e.carryOut(ctx, c)
}

// telling refuses what would put a secret's value where everybody can read it.
func (e *Engine) telling(c runbook.Command) error {
	switch c := c.(type) {
	case runbook.GiveValue:
		if v := e.o.Book.Var(c.Name); v != nil && tooShort(v, c.Value) {
			return errShortSecret()
		}
	case runbook.Retry:
		if e.vault.within(c.Script) {
			return &runbook.Refusal{ID: "refusal.secret.script"}
		}
	default: // texts of a person are recorded censored
	}
	return nil
}

// tooShort tells whether a secret could not be hidden; none at all needs no hiding.
func tooShort(v *runbook.Var, value string) bool {
	return v.Secret && value != "" && !maskable(value)
}

func errShortSecret() error { return &runbook.Refusal{ID: "refusal.secret.short"} }

// withoutSecret keeps a value that may be secret out of what is handed around. A
// refused script goes back to whoever wrote it, and nowhere else.
func withoutSecret(c runbook.Command) runbook.Command {
	if given, ok := c.(runbook.GiveValue); ok {
		given.Value = ""
		return given
	}
	return c
}

// take keeps a secret's value; other values are in the record.
func (e *Engine) take(c runbook.GiveValue) {
	if v := e.o.Book.Var(c.Name); v != nil && v.Secret {
		e.vault.set(c.Name, c.Value)
		e.session.Secrets[c.Name] = true
	}
}

// carryOut does what a command asks for beside the record.
func (e *Engine) carryOut(ctx context.Context, c runbook.Command) error {
	switch c := c.(type) {
	case runbook.Pause:
		return &PausedError{Why: c.Why}
	case runbook.Reconnect:
		e.reconnectNow()
	case runbook.Cancel:
		e.cancelDue(ctx)
	case runbook.TakeOver:
		e.takeOver(ctx, c.Reason)
	case runbook.LeaveLocked:
		return e.lockedOut(e.rival.refusal)
	case runbook.OpenShell:
		e.send(ctx, c.Step)
	case runbook.NameOperator, runbook.GiveValue, runbook.Confirm, runbook.Tick, runbook.CloseList, runbook.NameResponsible,
		runbook.Approve, runbook.Retry, runbook.Recheck, runbook.RecheckPrerequisite, runbook.RecheckPreflight, runbook.MarkDone, runbook.MarkFailed,
		runbook.Skip, runbook.AskRollback, runbook.StartRollback, runbook.DropRollback, runbook.SendNotice, runbook.AddNote, runbook.Abort:
	}
	return nil
}

// givenValues takes what the command line and paso's own environment answer, so
// that nobody is asked for it. A value that is fixed stays as it was.
func (e *Engine) givenValues() error {
	for i := range e.o.Book.Vars {
		v := &e.o.Book.Vars[i]
		value, source, ok := e.given(v)
		if !ok || e.session.Secrets[v.Name] {
			continue
		}
		if _, known := e.run.Values[v.Name]; known {
			continue
		}
		if tooShort(v, value) {
			return errShortSecret()
		}
		c := runbook.GiveValue{Name: v.Name, Value: value, Source: source}
		events, err := runbook.Decide(e.run, e.session, c)
		if err != nil {
			continue // the rules do not want it now: fixed, or the run is over
		}
		e.take(c)
		if err := e.recordAs(runbook.Paso, events...); err != nil {
			return err
		}
	}
	return nil
}

func (e *Engine) given(v *runbook.Var) (value, source string, ok bool) {
	if value, ok = e.o.Given[v.Name]; ok {
		return value, "set", true
	}
	if v.Env == "" {
		return "", "", false
	}
	value = e.o.Getenv(v.Env)
	return value, "env", value != ""
}
