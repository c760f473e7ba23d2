package ui

import (
	"strings"
	"time"

	"paso/runbook"
)

// sign is a state's glyph and what it means.
type sign struct {
	glyph string
	tok   token
}

func (g sign) span() span { return say(g.tok, g.glyph) }

// signOf is the sign of a step's state. waiting says that the run waits for a person there.
func signOf(state runbook.StepState, waiting bool) sign {
	if waiting && state != runbook.StateFailed && state != runbook.StateUnknown {
		return sign{"◆", amber}
	}
	switch state {
	case runbook.StatePending:
		return sign{"○", faint}
	case runbook.StateRunning:
		return sign{"▸", busy}
	case runbook.StateWaiting:
		return sign{"◆", amber}
	case runbook.StatePassed:
		return sign{"✓", good}
	case runbook.StateFailed:
		return sign{"✗", bad}
	case runbook.StateUnknown:
		return sign{"?", amber}
	case runbook.StateSkipped:
		return sign{"⊘", amber}
	case runbook.StateMarked:
		return sign{"⚑", amber}
	case runbook.StateNA:
		return sign{"–", dim}
	case runbook.StateRolledBack:
		return sign{"↺", dim}
	}
	return sign{"○", faint}
}

// verdictSign is the sign of a verdict.
func verdictSign(v runbook.Verdict) sign {
	switch v {
	case runbook.OK:
		return sign{"✓", good}
	case runbook.Failed:
		return sign{"✗", bad}
	case runbook.NotApplicable:
		return sign{"–", dim}
	case runbook.Unobservable:
		return sign{"?", amber}
	case runbook.Unjudged:
	}
	return sign{"○", dim}
}

// stateWord is a step's state in words.
func (s *scene) stateWord(p *runbook.Progress, waiting bool) string {
	if waiting && p.State != runbook.StateFailed && p.State != runbook.StateUnknown {
		return s.t("state.waiting")
	}
	return s.t("state." + string(p.State))
}

// took is how long a step has taken; zero before it started.
func took(p *runbook.Progress, now time.Time) time.Duration {
	if p.Started.IsZero() {
		return 0
	}
	if !p.Ended.IsZero() {
		return p.Ended.Sub(p.Started)
	}
	return max(0, now.Sub(p.Started))
}

// short is a time in the fewest words: seconds with a tenth below ten, else a clock.
func (s *scene) short(d time.Duration) string {
	if d < time.Minute {
		return s.say.Duration(d)
	}
	return s.say.Clock(d)
}

// ticked is a time that still runs: whole seconds, so that a frame changes once a second.
func (s *scene) ticked(d time.Duration) string {
	if d < time.Minute {
		return itoa(int(d/time.Second)) + " s"
	}
	return strings.TrimPrefix(s.say.Clock(d), "0")
}

// planned is an estimate: "15m".
func planned(d runbook.Duration) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

// checkTitle is what a check looks at.
func (s *scene) checkTitle(c runbook.CheckResult) string {
	if c.Label != "" {
		return c.Label
	}
	return s.phrase(c.Title)
}

// outcomeTone is the token of an outcome.
func outcomeTone(o runbook.Outcome) token {
	switch o {
	case runbook.Success:
		return good
	case runbook.SuccessWithDeviations, runbook.RolledBackOutcome:
		return amber
	case runbook.FailedOutcome, runbook.Aborted:
		return bad
	case runbook.NoOutcome:
	}
	return plain
}

// outcome is the run's outcome in words; part ".means" is what it means.
func (s *scene) outcome(part string) string { return s.outcomeOf(s.run.Outcome, part) }

func (s *scene) outcomeOf(o runbook.Outcome, part string) string {
	return s.t("outcome." + strings.ReplaceAll(strings.ToLower(string(o)), "_", "-") + part)
}
