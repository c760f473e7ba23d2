package ui

import (
	"strconv"
	"strings"

	"paso/runbook"
	"paso/runbook/output"
)

// record tells one fact after it was folded. What a person needs no words for (a gate that opens, a check of the
// connection that was good) is left out.
func (n *narrator) record(rec runbook.Record) {
	switch e := rec.Event.(type) {
	case runbook.RunStarted:
		n.begins(e)
	case runbook.OperatorNamed:
		n.say("operator", "Name", e.Name, "Roles", strings.Join(n.roles(e.Roles), ", "))
	case runbook.TargetReached:
		n.say("reached", "User", e.User, "Host", e.Hostname)
	case runbook.HostKeyAccepted:
		n.say("hostkey.accepted", "Host", e.Host, "Fingerprint", e.Fingerprint)
	case runbook.Preflighted:
		n.checks(e.Results)
	case runbook.PrerequisiteObserved:
		n.prerequisite(e)
	case runbook.LockTaken:
		n.lockTaken(e)
	case runbook.ClockJumped:
		n.say("clock.jumped", "By", signedDuration(n.c, e.By))
	case runbook.LockReleased:
		if e.Problem.IsZero() {
			n.say("lock.released")
		} else {
			n.say("lock.kept", "Why", n.phrase(e.Problem))
		}
	case runbook.ResponsibleNamed:
		n.say("responsible", "Person", e.Person, "Role", n.role(e.Role), "Activity", e.Activity)
	case runbook.LinkLost:
		n.line(output.Sanitize(n.phrase(e.Why)))
	case runbook.LinkRestored:
		n.restored(rec.Time)
	case runbook.ReportWritten:
		n.say("report.written", "Path", e.Path)
		if !e.Problem.IsZero() {
			n.say("report.unpublished", "Why", n.phrase(e.Problem))
		}
	case runbook.CriterionJudged:
		n.say("criterion."+verdictWord(e.Verdict), "Title", n.criterion(e.ID), "Evidence", e.Evidence)
	case runbook.Noted:
		n.say("noted", "By", rec.Actor, "Text", e.Text)
	case runbook.NoticeShown:
		n.say(map[bool]string{true: "notice.sent", false: "notice.unsent"}[e.Sent], "Title", n.run.Book.Notices[e.Notice].Title)
	case runbook.Paused:
		n.say("paused")
	case runbook.RollbackStarted:
		n.say("rollback.started", "Reason", e.Reason)
	case runbook.RollbackDropped:
		n.say("rollback.dropped")
	case runbook.StageStarted:
		stage := n.run.Book.Stages[e.Stage-1]
		n.gap()
		n.say("stage.started", "N", strconv.Itoa(e.Stage), "Of", strconv.Itoa(len(n.run.Book.Stages)), "Title", stage.Title, "Plan", n.c.Duration(stage.Estimate.D()))
		n.toldRoles(stage.Steps)
	case runbook.StageEnded:
		at := n.run.Stages[e.Stage-1]
		n.stageEnded(e.Stage, at.Ended.Sub(at.Started), rec.Time)
	case runbook.TargetCleaned:
		if !e.Problem.IsZero() {
			n.say("clean.problem", "Why", n.phrase(e.Problem))
		}
	case runbook.ItemTicked:
		n.say("ticked", "Item", n.itemTitle(e.List, e.Item), "Verdict", n.judged(e.Verdict, e.Note))
	default:
		n.stepRecord(rec)
	}
}

// stepRecord tells what happened to a step.
func (n *narrator) stepRecord(rec runbook.Record) {
	switch e := rec.Event.(type) {
	case runbook.StepStarted:
		n.gap()
		n.say("step.started", "Step", n.step(e.Step))
		if p := n.run.Steps[e.Step]; p != nil && p.Step.Critical {
			n.say("step.critical")
		}
	case runbook.AttemptStarted:
		switch {
		case e.Shell:
			n.say("attempt.shell", "Reason", e.Reason)
		case e.Attempt > 1:
			n.say("attempt.again", "N", strconv.Itoa(e.Attempt))
		}
	case runbook.AttemptEnded:
		n.finish(narrated{e.Step, e.Attempt})
		n.ended(e)
		n.stayed(e.Result)
	case runbook.AttemptLost:
		n.finish(narrated{e.Step, e.Attempt}) // the line that it was cut off in is the last that is known of it
		n.say("attempt.lost", "Step", n.step(e.Step), "Why", n.phrase(e.Why))
	case runbook.AttemptRefused:
		n.say("attempt.refused", "Step", n.step(e.Step), "Why", n.phrase(e.Why))
	case runbook.CancelAsked:
		n.say("cancel.asked", "Step", n.step(e.Step))
	case runbook.SignalSent:
		n.say("signal.sent", "Signal", e.Signal)
	case runbook.ChecksObserved:
		n.checks(e.Results)
	case runbook.Approved:
		n.say("approved", "Activity", e.Activity, "Person", e.Person, "Role", n.role(e.Role), "Kind", n.text("identity."+string(e.Kind)))
	case runbook.Rejected:
		n.say("rejected", "Activity", e.Activity, "Person", e.Person, "Note", e.Note)
	case runbook.StepPassed:
		n.passed(e)
	case runbook.StepSkipped:
		n.say("step.skipped", "Step", n.step(e.Step), "Reason", e.Reason)
	case runbook.StepMarkedDone:
		n.say("step.marked", "Step", n.step(e.Step), "Reason", e.Reason)
	case runbook.StepMarkedFailed:
		n.say("step.judged", "Step", n.step(e.Step), "Reason", e.Reason)
	case runbook.SurvivorsObserved:
		n.survivors(e)
	case runbook.StepNotApplicable:
		n.say("step.na", "Step", n.step(e.Step))
	default: // nothing that a person has to hear
	}
}

func (n *narrator) begins(e runbook.RunStarted) {
	n.say("begins", "Title", e.Title, "Runbook", e.Runbook, "Version", e.Version, "Target", strings.TrimSpace(e.Target+" "+e.Destination))
	n.say("begins.id", "ID", e.ID, "Command", n.resume)
	if e.Overdue {
		n.say("begins.overdue")
	}
}

// toldRoles says whom section 3.1 wants consulted before the steps, and informed after.
func (n *narrator) toldRoles(steps []runbook.Step) {
	var all []*runbook.Step
	for i := range steps {
		all = append(all, &steps[i])
	}
	consulted, informed := n.run.Book.Told(all)
	if len(consulted) > 0 {
		n.say("consult", "Roles", strings.Join(n.roles(consulted), ", "))
	}
	if len(informed) > 0 {
		n.say("inform", "Roles", strings.Join(n.roles(informed), ", "))
	}
}

func (n *narrator) roles(ids []string) []string {
	titles := make([]string, len(ids))
	for i, id := range ids {
		titles[i] = n.role(id)
	}
	return titles
}

func (n *narrator) ended(e runbook.AttemptEnded) {
	p := n.run.Steps[e.Step]
	if p == nil || e.Attempt < 1 || e.Attempt > len(p.Attempts) {
		return
	}
	a := p.Attempts[e.Attempt-1]
	took, r := n.c.Duration(a.Ended.Sub(a.Started)), e.Result
	switch {
	case a.Shell:
		n.say("shell.ended", "Time", took)
	case a.Passed(p.Step.Exit):
		n.say("attempt.ok", "Exit", strconv.Itoa(r.Exit), "Time", took)
	default:
		n.failed = append(n.failed, narrated{e.Step, e.Attempt})
		n.say("attempt.failed", "Step", stepTitle(p.Step), "Time", took)
		n.why(p.Step, r)
	}
}

// why says what is recorded of a script that did not do what it should. Captures count only where nothing else is wrong: a
// script that fails leaves none.
func (n *narrator) why(step *runbook.Step, r runbook.AttemptResult) {
	but := r
	but.Unset = nil
	switch {
	case r.Why == "cancel" || r.Why == "timeout":
		n.say("why." + r.Why)
	case r.Why != "":
		n.say("why.other", "Why", r.Why)
	case r.Signal != "":
		n.say("why.signal", "Signal", r.Signal)
	case len(r.Unset) > 0 && (&runbook.Attempt{Result: &but}).Passed(step.Exit):
		n.say("why.unset", "Names", strings.Join(r.Unset, ", "))
	case r.Line > 0:
		n.say("why.line", "Exit", strconv.Itoa(r.Exit), "Line", strconv.Itoa(r.Line))
		if r.Command != "" {
			n.block(r.Command)
		}
	default:
		n.say("why.exit", "Exit", strconv.Itoa(r.Exit))
	}
}

// checks tells each result with what was wanted and observed.
func (n *narrator) checks(results []runbook.CheckResult) {
	for _, r := range results {
		n.say("check", "Verdict", n.text("verdict."+verdictWord(r.Verdict)), "Title", n.checkTitle(r), "Wanted", n.phrase(r.Wanted), "Observed", n.phrase(r.Observed))
		if r.Verdict != runbook.OK && r.Evidence != "" {
			n.block(r.Evidence)
		}
	}
}

// checkTitle is what a check looks at.
func (n *narrator) checkTitle(r runbook.CheckResult) string {
	if r.Label != "" {
		return r.Label
	}
	return n.phrase(r.Title)
}

func (n *narrator) prerequisite(e runbook.PrerequisiteObserved) {
	title := n.itemTitle(runbook.ListPrerequisites, e.ID)
	if runbook.AllOK(e.Results) {
		n.say("prerequisite.ok", "Title", title)
		return
	}
	n.say("prerequisite.failed", "Title", title)
	n.checks(e.Results)
}

func (n *narrator) passed(e runbook.StepPassed) {
	p := n.run.Steps[e.Step]
	if p == nil {
		return
	}
	n.say("step.passed", "Step", stepTitle(p.Step), "Time", n.c.Duration(p.Ended.Sub(p.Started)))
	for _, c := range n.run.Clocks(n.run.Last) {
		for _, until := range c.Clock.Until {
			if until == e.Step && c.Started && !c.Running {
				n.tellClock(c)
			}
		}
	}
}

func (n *narrator) criterion(id string) string {
	for _, c := range n.run.Book.Criteria {
		if c.ID == id {
			return c.Title
		}
	}
	return id
}

// itemTitle is an item of a list in words.
func (n *narrator) itemTitle(list, id string) string {
	switch list {
	case runbook.ListPrerequisites:
		for _, q := range n.run.Book.Prerequisites {
			if q.ID == id {
				return q.Title
			}
		}
	case runbook.ListCriteria:
		return n.criterion(id)
	}
	if p := n.run.Steps[list]; p != nil {
		for _, item := range p.Step.Checklist {
			if item.ID == id {
				return item.Title
			}
		}
	}
	return id
}

// judged is a verdict with its note.
func (n *narrator) judged(v runbook.Verdict, note string) string {
	said := n.text("verdict." + verdictWord(v))
	if note != "" {
		said += " (" + note + ")"
	}
	return said
}

func verdictWord(v runbook.Verdict) string {
	if v == runbook.Unjudged {
		return "unjudged"
	}
	return string(v)
}

// partial is the line of a running attempt that has not ended: what it asks.
func (n *narrator) partial(step string, attempt int, fallback string) string {
	if lines := n.printed[narrated{step, attempt}]; lines != nil {
		if s := lines.PartialPlain(); strings.TrimSpace(s) != "" {
			return s
		}
	}
	return output.Sanitize(fallback)
}
