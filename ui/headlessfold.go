package ui

import (
	"strconv"
	"strings"

	"paso/runbook"
)

// before folds the log by what is about to be told: a group for each step's output, and its verdict outside of it, so that the
// folded log reads as a table of contents.
func (w *workflow) before(n *narrator, rec runbook.Record) {
	if w == nil {
		return
	}
	switch e := rec.Event.(type) {
	case runbook.TargetReached:
		w.fold(n, "", n.text("ci.group.before"))
	case runbook.StepStarted:
		w.fold(n, e.Step, n.step(e.Step))
	case runbook.AttemptStarted:
		if w.step != e.Step {
			w.fold(n, e.Step, n.text("ci.group.attempt", "Step", n.step(e.Step), "N", strconv.Itoa(e.Attempt)))
		}
	case runbook.AttemptEnded:
		n.finish(narrated{e.Step, e.Attempt})
		if p := n.run.Steps[e.Step]; p != nil && !passedAttempt(p, e.Attempt) {
			w.unfold(n)
		}
	case runbook.ChecksObserved:
		if !runbook.AllOK(e.Results) {
			w.unfold(n)
		}
	case runbook.Preflighted:
		if !runbook.AllOK(e.Results) {
			w.unfold(n)
		}
	case runbook.StepPassed, runbook.StepSkipped, runbook.StepMarkedDone, runbook.StepMarkedFailed, runbook.StepNotApplicable, runbook.AttemptLost, runbook.AttemptRefused,
		runbook.Rejected, runbook.StageStarted, runbook.StageEnded, runbook.RollbackStarted, runbook.Paused, runbook.RunEnded:
		w.unfold(n)
	default: // told where it stands
	}
}

// after annotates what was told.
func (w *workflow) after(n *narrator, rec runbook.Record) {
	if w == nil {
		return
	}
	switch e := rec.Event.(type) {
	case runbook.AttemptEnded:
		if p := n.run.Steps[e.Step]; p != nil && !passedAttempt(p, e.Attempt) {
			w.blame(n, p.Step, n.whyInWords(p.Step, e.Result), failedLine(p, e.Attempt))
		}
	case runbook.ChecksObserved:
		if p := n.run.Steps[e.Step]; p != nil && !runbook.AllOK(e.Results) {
			w.blame(n, p.Step, n.badChecks(e.Results), p.Step.Line)
		}
	case runbook.AttemptLost:
		w.blameStep(n, e.Step, n.phrase(e.Why))
	case runbook.AttemptRefused:
		w.blameStep(n, e.Step, n.phrase(e.Why))
	case runbook.Rejected:
		w.blameStep(n, e.Step, n.text("rejected", "Activity", e.Activity, "Person", e.Person, "Note", e.Note))
	case runbook.LinkLost:
		w.annotate(n, annotateWarning, n.text("ci.link"), n.phrase(e.Why), 0)
	default:
	}
	for ; w.told < len(n.run.Deviations); w.told++ {
		w.deviation(n, n.run.Deviations[w.told])
	}
}

func (w *workflow) blameStep(n *narrator, step, message string) {
	if p := n.run.Steps[step]; p != nil {
		w.blame(n, p.Step, message, p.Step.Line)
	}
}

func (w *workflow) blame(n *narrator, step *runbook.Step, message string, line int) {
	w.annotate(n, annotateError, n.text("ci.failed", "Step", stepTitle(step)), message, line)
}

// deviation warns of what was not by the book, where the book says otherwise.
func (w *workflow) deviation(n *narrator, d runbook.Deviation) {
	message, line := n.text("ci.deviation."+string(d.Kind)), 0
	switch p := n.run.Steps[d.Step]; {
	case p != nil:
		message, line = message+": "+stepTitle(p.Step), p.Step.Line
	case d.Kind == runbook.DeviationCriterion:
		message += ": " + n.criterion(d.Detail)
	case d.Kind == runbook.DeviationPrerequisite:
		message += ": " + n.itemTitle(runbook.ListPrerequisites, d.Detail)
	}
	if d.Reason != "" {
		message += ". " + n.text("end.reason", "Reason", d.Reason)
	}
	w.annotate(n, annotateWarning, n.text("ci.deviation"), message, line)
}

// passedAttempt tells whether an attempt that has ended did what it should; a manual shell cannot fail.
func passedAttempt(p *runbook.Progress, attempt int) bool {
	if attempt < 1 || attempt > len(p.Attempts) {
		return true
	}
	a := p.Attempts[attempt-1]
	return a.Shell || a.Passed(p.Step.Exit)
}

// failedLine is the line of the runbook at which an attempt failed: that of the statement, where the script is the book's.
func failedLine(p *runbook.Progress, attempt int) int {
	a := p.Attempts[attempt-1]
	if a.Result != nil && a.Result.Line > 0 && p.Step.ScriptLine > 0 && !a.Edited {
		return p.Step.ScriptLine + a.Result.Line - 1
	}
	return p.Step.Line
}

// whyInWords is why an attempt failed, for a reader who does not see the log.
func (n *narrator) whyInWords(step *runbook.Step, r runbook.AttemptResult) string {
	said := &strings.Builder{}
	teller := *n
	teller.out, teller.folds, teller.midline, teller.stamp = said, nil, false, func() string { return "" }
	teller.why(step, r)
	return strings.TrimSpace(said.String())
}

func (n *narrator) badChecks(results []runbook.CheckResult) string {
	var bad []string
	for _, r := range results {
		if r.Verdict != runbook.OK {
			bad = append(bad, n.text("check", "Verdict", n.text("verdict."+verdictWord(r.Verdict)), "Title", n.checkTitle(r),
				"Wanted", n.phrase(r.Wanted), "Observed", n.phrase(r.Observed)))
		}
	}
	return strings.Join(bad, "\n")
}
