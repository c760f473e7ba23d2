package report

import (
	"strconv"
	"strings"

	"paso/runbook"
	"paso/runbook/text"
)

// problems lists what went wrong, in the order of the procedure; "Ninguno" is said only where nothing is recorded.
func (p *page) problems() {
	before := p.Len()
	if reason := p.run.EndReason; reason != "" {
		p.bullet(p.es.Say("report.problem.reason", "Reason", inline(reason)))
	} else if p.run.RollbackReason != "" {
		p.bullet(p.es.Say("report.problem.reason", "Reason", inline(p.run.RollbackReason)))
	}
	p.eachStep(p.problemsOf)
	for _, d := range p.run.Deviations {
		if d.Kind != runbook.DeviationCriterion { // told below, in words of its own
			p.bullet(p.deviation(p.es, d))
		}
	}
	for _, c := range p.run.MissedCriteria() {
		p.bullet(p.es.Say("report.problem.criterion", "Title", inline(c.Title), "Evidence", inline(p.run.Criteria[c.ID].Evidence)))
	}
	if n := len(p.run.Outages); n > 0 {
		p.bullet(p.es.Plural("report.problem.outages", n))
	}
	if p.run.Over() && p.windowOpen() {
		p.bullet(p.es.Say("report.problem.window"))
	}
	switch {
	case p.Len() > before:
	case p.run.Over():
		p.bullet(p.es.Say("report.problem.none"))
	default:
		p.bullet(p.es.Say("report.problem.none.yet"))
	}
}

func (p *page) windowOpen() bool {
	reading := p.run.Clock(p.run.Book.Report.Downtime, p.at)
	return reading.Running
}

// problemsOf lists the failed attempts of a step, its failed checks and items, and a no.
func (p *page) problemsOf(at *runbook.Progress) {
	title := inline(name(at.Step))
	for _, a := range at.Attempts {
		if a.Shell {
			continue
		}
		if why := p.failure(p.es, at.Step, a); why != "" {
			p.bullet(p.es.Say("report.problem.attempt", "Step", title, "N", strconv.Itoa(a.N), "Why", why))
		}
		p.survivors(title, a)
		p.badChecks(title, a.Checks)
	}
	if len(at.Attempts) == 0 {
		p.badChecks(title, at.Checks)
	}
	if j := at.JudgedFailed; j != nil {
		p.bullet(p.es.Say("report.problem.judged", "Step", title, "Person", inline(j.By), "Reason", inline(j.Reason)))
	}
	for _, item := range at.Step.Checklist {
		if t := at.Ticks[item.ID]; t != nil && t.Verdict == runbook.Failed {
			p.bullet(p.es.Say("report.problem.item", "Step", title, "Item", inline(item.Title), "Note", inline(t.Note)))
		}
	}
	for _, a := range at.Approvals {
		if a.No {
			p.bullet(p.es.Say("report.problem.rejected", "Step", title, "Person", inline(a.Person), "Note", inline(a.Note)))
		}
	}
}

// survivors names what of an attempt ran on: what could not be ended, or what a look at a lost one saw last.
func (p *page) survivors(title string, a *runbook.Attempt) {
	id, all := "report.problem.alive", a.Alive
	if r := a.Result; r != nil && r.Why != "" {
		id, all = "report.problem.stubborn", r.Processes
	}
	for _, one := range all {
		p.bullet(p.es.Say(id, "Step", title, "PID", strconv.Itoa(one.PID), "User", inline(one.User), "Command", inline(one.Command)))
	}
}

func (p *page) badChecks(title string, results []runbook.CheckResult) {
	for _, r := range results {
		if r.Verdict != runbook.OK {
			p.bullet(p.es.Say("report.problem.check", "Step", title,
				"Check", inline(checkTitle(p.es, r)), "Wanted", inline(say(p.es, r.Wanted)), "Observed", inline(say(p.es, r.Observed))))
		}
	}
}

func say(c *text.Catalogue, ph runbook.Phrase) string {
	if ph.IsZero() {
		return "—"
	}
	return c.Phrase(ph.ID, ph.Args)
}

// checkTitle is the runbook's own title of a check, else that of its kind.
func checkTitle(c *text.Catalogue, r runbook.CheckResult) string {
	if r.Label != "" {
		return r.Label
	}
	return say(c, r.Title)
}

// failure says, as Markdown, why an attempt did not pass; "" for one that passed or runs.
func (p *page) failure(c *text.Catalogue, step *runbook.Step, a *runbook.Attempt) string {
	switch {
	case !a.Lost.IsZero():
		return c.Say("report.failure.lost", "Why", inline(say(c, a.Lost)))
	case !a.Refused.IsZero():
		return c.Say("report.failure.refused", "Why", inline(say(c, a.Refused)))
	case a.Result == nil || a.Passed(step.Exit):
		return ""
	}
	r := a.Result
	line, command := strconv.Itoa(r.Line), inline(firstLine(r.Command))
	switch {
	case r.Why == "cancel":
		return c.Say("report.failure.cancel")
	case r.Why != "":
		return c.Say("report.failure.why", "Why", inline(r.Why))
	case r.Signal != "":
		return c.Say("report.failure.signal", "Signal", inline(r.Signal))
	case len(r.Unset) > 0 && passedBut(step, a):
		return c.Say("report.failure.unset", "Names", inline(strings.Join(r.Unset, ", ")))
	case command != "":
		return c.Say("report.failure.command", "Exit", strconv.Itoa(r.Exit), "Line", line, "Command", command)
	}
	return c.Say("report.failure.exit", "Exit", strconv.Itoa(r.Exit))
}

// passedBut tells whether nothing is wrong with an attempt but the captures that it did not leave. A script that failed
// earlier leaves none either, and that is not why.
func passedBut(step *runbook.Step, a *runbook.Attempt) bool {
	result := *a.Result
	result.Unset = nil
	return (&runbook.Attempt{Result: &result}).Passed(step.Exit)
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return line
}

// deviation says, as Markdown, what was not by the book, why and by whom.
func (p *page) deviation(c *text.Catalogue, d runbook.Deviation) string {
	what := c.Say("report.deviation." + string(d.Kind))
	where := p.deviationPlace(d)
	if where != "" {
		what += ": " + inline(where)
	}
	reason := inline(d.Reason)
	if reason == "" {
		reason = c.Say("report.deviation.noreason")
	}
	return c.Say("report.deviation", "What", what, "Reason", reason, "By", inline(d.By), "Time", p.clock(d.At))
}

// deviationPlace names what a deviation was about: a step, or a prerequisite, a gate, a lock.
func (p *page) deviationPlace(d runbook.Deviation) string {
	if d.Step != "" {
		return p.stepName(d.Step)
	}
	for _, q := range p.run.Book.Prerequisites {
		if d.Kind == runbook.DeviationPrerequisite && q.ID == d.Detail {
			return q.Title
		}
	}
	for _, q := range p.run.Book.Criteria {
		if d.Kind == runbook.DeviationCriterion && q.ID == d.Detail {
			return q.Title
		}
	}
	return d.Detail
}
