package ui

import (
	"strings"

	"paso/runbook"
	"paso/runbook/output"
)

// outputName is the name of a value for later steps of a workflow.
type outputName string

const (
	outputRun     outputName = "run_id"
	outputOutcome outputName = "outcome"
	outputReport  outputName = "report"
)

// failures tells again the end of what each step printed that failed and did not pass after it: the log of a long run has
// scrolled far from it.
func (h *headlessFront) failures() {
	for _, at := range h.failed {
		p := h.run.Steps[at.step]
		if p == nil || p.Current() == nil || p.Current().N != at.n {
			continue // another attempt came after it
		}
		a := p.Attempts[at.n-1]
		h.say("end.failed", "Step", stepTitle(p.Step))
		h.why(p.Step, *a.Result)
		h.folds.fenced(h.narrator, func() { h.tail(h.o.Engine, at) })
	}
	if len(h.failed) > 0 && h.o.Logs != "" {
		h.say("end.logs", "Path", h.o.Logs)
	}
}

// fenced writes what a host printed so that nothing of it is obeyed.
func (w *workflow) fenced(n *narrator, tell func()) {
	if w == nil || w.token != "" {
		tell()
		return
	}
	w.fence(n)
	tell()
	w.unfence(n)
}

// over tells how it ended: what failed, the outcome, and to GitHub the same as an annotation, a page and values.
func (h *headlessFront) over(err error) {
	h.folds.unfold(h.narrator)
	h.failures()
	h.end(err, h.o.ResumeHint, h.o.Report)
	if h.folds == nil || h.run.Started.IsZero() {
		return
	}
	title := h.text("end.outcome", "Outcome", h.text("outcome."+outcomeWord(h.run)))
	message := h.text("end.exit." + exitMeaning(h.run))
	if h.run.EndReason != "" {
		message = h.text("end.reason", "Reason", h.run.EndReason) + ". " + message
	}
	if !h.run.Over() {
		message += " " + h.text("end.resume", "Command", h.o.ResumeHint)
	}
	h.folds.annotate(h.narrator, annotateNotice, title, message, 0)
	h.keep(h.folds.Summary, func() string { return h.folds.Page(h.run) })
	h.keep(h.folds.Output, h.values)
}

// keep appends to a file of the workflow. A file that cannot be written is told, and changes nothing of the run.
func (h *headlessFront) keep(to func(string) error, what func() string) {
	if to == nil {
		return
	}
	if err := to(what()); err != nil {
		h.say("ci.unwritten", "Why", h.c.Error(err))
	}
}

// values are what later steps of the workflow can read.
func (h *headlessFront) values() string {
	path := ""
	if h.o.Report != nil {
		_, path = h.o.Report(h.run)
	}
	outcome := string(h.run.Outcome)
	if h.run.Outcome == runbook.NoOutcome {
		outcome = "PAUSED"
	}
	var b strings.Builder
	for _, v := range []struct {
		name  outputName
		value string
	}{{outputRun, h.run.Info.ID}, {outputOutcome, outcome}, {outputReport, path}} {
		b.WriteString(string(v.name) + "=" + output.Sanitize(v.value) + "\n")
	}
	return b.String()
}
