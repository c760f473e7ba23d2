package engine

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"paso/runbook"
	"paso/runbook/output"
)

// censor overwrites secrets in short texts before they are recorded. Values that a run
// goes on with (variables, scripts, captures) are not texts: masked they would be other
// values. What holds a secret there is refused before (commands.go, vars.go), and a
// capture that does counts as unset.
// For one goroutine at a time.
type censor struct {
	secrets []string
	mask    *output.Mask // made with the first text
}

func newCensor(secrets []string) *censor { return &censor{secrets: slices.Clone(secrets)} }

// text is s with every secret overwritten, and with the passwords of URLs.
func (c *censor) text(s string) string {
	if s == "" {
		return s
	}
	if c.mask == nil {
		mask, err := output.NewMask(c.secrets)
		if err != nil { // never: the vault lists none that cannot be masked
			return strings.Repeat("*", len(s))
		}
		c.mask = mask
	}
	return string(c.mask.Mask([]byte(s), true))
}

func (c *censor) phrase(p runbook.Phrase) runbook.Phrase {
	p.Args = c.values(p.Args)
	return p
}

func (c *censor) values(m map[string]string) map[string]string {
	m = maps.Clone(m)
	for name, value := range m {
		m[name] = c.text(value)
	}
	return m
}

func (c *censor) results(all []runbook.CheckResult) []runbook.CheckResult {
	clean := make([]runbook.CheckResult, len(all))
	for i, r := range all {
		r.Title, r.Wanted, r.Observed = c.phrase(r.Title), c.phrase(r.Wanted), c.phrase(r.Observed)
		r.Label, r.Evidence = c.text(r.Label), c.text(r.Evidence)
		clean[i] = r
	}
	return clean
}

// event is the fact without secrets: whatever of it a host printed or a person typed.
func (c *censor) event(event runbook.Event) runbook.Event {
	switch e := event.(type) {
	case runbook.AttemptEnded:
		e.Result.Command = c.text(e.Result.Command)
		e.Result.Processes = c.processes(e.Result.Processes)
		return c.faithful(e)
	case runbook.AttemptLost:
		e.Why = c.phrase(e.Why)
		return e
	case runbook.AttemptRefused:
		e.Why = c.phrase(e.Why)
		return e
	case runbook.SurvivorsObserved:
		e.Processes, e.Problem = c.processes(e.Processes), c.phrase(e.Problem)
		return e
	case runbook.ChecksObserved:
		e.Results = c.results(e.Results)
		return e
	case runbook.PrerequisiteObserved:
		e.Results = c.results(e.Results)
		return e
	case runbook.Preflighted:
		e.Results = c.results(e.Results)
		return e
	case runbook.ReportWritten:
		e.Problem = c.phrase(e.Problem)
		return e
	case runbook.TargetCleaned:
		e.Problem = c.phrase(e.Problem)
		return e
	case runbook.LinkLost:
		e.Why = c.phrase(e.Why)
		return e
	case runbook.Noted, runbook.ItemTicked, runbook.Confirmed, runbook.Approved, runbook.Rejected, runbook.StepSkipped,
		runbook.StepMarkedDone, runbook.StepMarkedFailed, runbook.RetryAsked, runbook.AttemptStarted, runbook.NoticeShown, runbook.RunEnded,
		runbook.RollbackAsked, runbook.RollbackStarted, runbook.LockTaken:
		return c.typed(event)
	case runbook.RunStarted, runbook.OperatorNamed, runbook.ValueGiven, runbook.TargetReached, runbook.HostPrepared,
		runbook.HostKeyAccepted, runbook.VarsFixed, runbook.PrerequisiteForgotten, runbook.PreflightForgotten,
		runbook.ResponsibleNamed, runbook.LockReleased, runbook.ClockJumped, runbook.StageStarted, runbook.StageEnded,
		runbook.StepStarted, runbook.AttemptAcknowledged, runbook.CancelAsked, runbook.SignalSent,
		runbook.ChecklistClosed, runbook.StepPassed, runbook.StepNotApplicable, runbook.RollbackDropped,
		runbook.CriterionJudged, runbook.LinkRestored, runbook.Paused, runbook.Resumed, runbook.GateOpened,
		runbook.GateClosed:
	}
	return event
}

// typed is a fact without the secrets that a person pasted into a text of theirs.
func (c *censor) typed(event runbook.Event) runbook.Event {
	switch e := any(event).(type) {
	case runbook.Noted:
		e.Text = c.text(e.Text)
		return e
	case runbook.ItemTicked:
		e.Note = c.text(e.Note)
		return e
	case runbook.Confirmed:
		e.Note = c.text(e.Note)
		return e
	case runbook.Approved:
		e.Note = c.text(e.Note)
		return e
	case runbook.Rejected:
		e.Note = c.text(e.Note)
		return e
	case runbook.StepSkipped:
		e.Reason = c.text(e.Reason)
		return e
	case runbook.StepMarkedDone:
		e.Reason = c.text(e.Reason)
		return e
	case runbook.StepMarkedFailed:
		e.Reason = c.text(e.Reason)
		return e
	case runbook.AttemptStarted:
		e.Reason = c.text(e.Reason)
		return e
	case runbook.RetryAsked:
		e.Reason = c.text(e.Reason)
		return e
	case runbook.NoticeShown:
		e.Text = c.text(e.Text)
		return e
	case runbook.RunEnded:
		e.Reason = c.text(e.Reason)
		return e
	case runbook.RollbackAsked:
		e.Reason = c.text(e.Reason)
		return e
	case runbook.RollbackStarted:
		e.Reason = c.text(e.Reason)
		return e
	case runbook.LockTaken:
		e.Reason, e.TookOver, e.Meanwhile = c.text(e.Reason), c.text(e.TookOver), c.text(e.Meanwhile)
		return e
	}
	return event
}

// mostCaptured bounds what one attempt's captures may put into the journal, in bytes.
const mostCaptured = 256 << 10

// faithful takes out captures that the journal could not give back byte for byte, those
// that hold a secret among them: a later step would go on with another value than the
// script left. They count as unset, and the step fails.
func (c *censor) faithful(e runbook.AttemptEnded) runbook.AttemptEnded {
	e.Result.Unset, e.Result.Captures = slices.Clone(e.Result.Unset), maps.Clone(e.Result.Captures)
	size := 0
	for _, name := range slices.Sorted(maps.Keys(e.Result.Captures)) {
		value := e.Result.Captures[name]
		if size+len(value) > mostCaptured || !utf8.ValidString(value) || c.text(value) != value {
			delete(e.Result.Captures, name)
			e.Result.Unset = append(e.Result.Unset, name)
			continue
		}
		size += len(value)
	}
	return e
}
