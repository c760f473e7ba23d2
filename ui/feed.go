package ui

import (
	"paso/runbook"
)

// fact is a record as the feed tells it.
type fact struct {
	sign sign
	tok  token
	text string
}

// told is what a record says to people, in a few words; false where it is of no
// interest to who looks in. Its texts are those of the screen, so that they follow
// the language; the run is folded already.
func (s *scene) told(rec runbook.Record) (fact, bool) {
	news := func(mark sign, tok token, id string, pairs ...string) (fact, bool) {
		return fact{mark, tok, s.t("feed."+id, pairs...)}, true
	}
	switch e := rec.Event.(type) {
	case runbook.OperatorNamed:
		return news(sign{"●", accent}, dim, "operator", "Name", e.Name)
	case runbook.TargetReached:
		return news(sign{"●", good}, dim, "reached", "Who", e.User+"@"+e.Hostname)
	case runbook.LinkLost:
		return news(sign{"✗", bad}, bad, "linklost")
	case runbook.LinkRestored:
		return news(sign{"●", good}, dim, "linkback", "Time", s.say.Clock(s.outageUntil(rec.Time)))
	case runbook.Paused:
		return news(sign{"‖", amber}, dim, "paused")
	case runbook.Resumed:
		return news(sign{"▸", accent}, dim, "resumed")
	case runbook.ClockJumped:
		return news(sign{"●", amber}, amber, "clock", "By", s.signed(e.By))
	case runbook.LockTaken:
		switch {
		case e.TookOver != "":
			return news(sign{"⚑", amber}, amber, "tookover", "Who", oneLine(e.TookOver))
		case e.Meanwhile != "":
			return news(sign{"⚑", amber}, amber, "meanwhile", "Who", oneLine(e.Meanwhile))
		}
		return news(sign{"●", dim}, dim, "locked", "Name", e.Name)
	case runbook.Preflighted:
		mark := sign{"✓", good}
		if !runbook.AllOK(e.Results) {
			mark = sign{"✗", amber}
		}
		return news(mark, dim, "preflight", "Tally", tally(e.Results))
	case runbook.StageStarted:
		return news(sign{"▾", busy}, plain, "stage", "Number", itoa(e.Stage), "Title", s.book.Stages[e.Stage-1].Title)
	case runbook.ResponsibleNamed:
		return news(sign{"●", accent}, dim, "responsible", "Name", e.Person, "Activity", e.Activity)
	case runbook.Noted:
		return news(sign{"✎", accent}, plain, "note", "Text", oneLine(e.Text))
	case runbook.NoticeShown:
		if !e.Sent {
			return news(sign{"–", amber}, dim, "unsent", "Title", s.book.Notices[e.Notice].Title)
		}
		return news(sign{"✓", good}, dim, "sent", "Title", s.book.Notices[e.Notice].Title)
	case runbook.ReportWritten:
		if e.Path == "" {
			return news(sign{"✗", bad}, bad, "unwritten")
		}
		return news(sign{"✓", good}, dim, "report")
	case runbook.RollbackAsked:
		return news(sign{"↺", amber}, dim, "rollback.asked")
	case runbook.RollbackDropped:
		return news(sign{"↺", dim}, dim, "rollback.dropped")
	case runbook.RollbackStarted:
		return news(sign{"↺", amber}, amber, "rollback.started")
	case runbook.RunEnded:
		return fact{sign{"■", outcomeTone(e.Outcome)}, outcomeTone(e.Outcome), s.outcomeOf(e.Outcome, "")}, true
	default:
		return s.toldOfStep(rec)
	}
}

// toldOfStep is what a record says about a step.
func (s *scene) toldOfStep(rec runbook.Record) (fact, bool) {
	newsOf := func(mark sign, tok token, id, name string, pairs ...string) (fact, bool) {
		p := s.run.Steps[name]
		if p == nil {
			return fact{}, false
		}
		return fact{mark, tok, s.t("feed."+id, append(pairs, "Step", numbered(p.Step))...)}, true
	}
	switch e := rec.Event.(type) {
	case runbook.StepStarted:
		if p := s.run.Steps[e.Step]; p != nil && s.opens(p.Step) != nil {
			return newsOf(sign{"▼", amber}, amber, "down", e.Step)
		}
	case runbook.StepPassed:
		return newsOf(sign{"✓", good}, plain, "passed", e.Step)
	case runbook.StepSkipped:
		return newsOf(sign{"⊘", amber}, plain, "skipped", e.Step)
	case runbook.StepMarkedDone:
		return newsOf(sign{"⚑", amber}, plain, "marked", e.Step)
	case runbook.StepMarkedFailed:
		return newsOf(sign{"✗", bad}, bad, "failed", e.Step)
	case runbook.StepNotApplicable:
		return newsOf(sign{"–", dim}, dim, "na", e.Step)
	case runbook.RetryAsked:
		return newsOf(sign{"▸", amber}, dim, "retry", e.Step)
	case runbook.CancelAsked:
		return newsOf(sign{"✗", amber}, dim, "cancel", e.Step)
	case runbook.AttemptLost:
		return newsOf(sign{"?", amber}, amber, "lost", e.Step)
	case runbook.AttemptRefused:
		if s.attemptFailed(e.Step, e.Attempt) {
			return newsOf(sign{"✗", bad}, bad, "failed", e.Step)
		}
	case runbook.AttemptEnded:
		if s.attemptFailed(e.Step, e.Attempt) {
			return newsOf(sign{"✗", bad}, bad, "failed", e.Step)
		}
	case runbook.ChecksObserved:
		if !runbook.AllOK(e.Results) {
			return newsOf(sign{"✗", bad}, bad, "checks", e.Step, "Tally", tally(e.Results))
		}
	case runbook.Approved:
		return newsOf(sign{"✓", good}, plain, "approved", e.Step, "Name", e.Person, "Activity", e.Activity)
	case runbook.Rejected:
		return newsOf(sign{"✗", bad}, bad, "rejected", e.Step, "Name", e.Person, "Activity", e.Activity)
	default:
	}
	return fact{}, false
}

// attemptFailed tells whether the attempt of the step's script ended, and not well.
func (s *scene) attemptFailed(step string, n int) bool {
	p := s.run.Steps[step]
	if p == nil || n < 1 || n > len(p.Attempts) {
		return false
	}
	a := p.Attempts[n-1]
	return !a.Shell && !a.Passed(p.Step.Exit)
}
