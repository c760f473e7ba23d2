package ui

import "paso/runbook"

// leftOnPurpose tells whether the run was paused by a person, or where it waits for one: there is no more to say of it.
func leftOnPurpose(run *runbook.Run) bool {
	if run.Paused == nil {
		return false
	}
	switch run.Paused.Why {
	case "operator", "gate", "signal", "input", "unreachable":
		return true
	}
	return false
}

// exitMeaning names what the exit code will mean (DESIGN 9), as far as the run says it. ui/command chooses the code.
func exitMeaning(run *runbook.Run) string {
	switch run.Outcome {
	case runbook.Success, runbook.SuccessWithDeviations:
		return "success"
	case runbook.RolledBackOutcome:
		return "rolledback"
	case runbook.FailedOutcome, runbook.Aborted:
		return "failed"
	case runbook.NoOutcome:
	}
	if run.Paused == nil {
		return "stopped"
	}
	switch run.Paused.Why {
	case "signal":
		return "interrupted"
	case "unreachable", "link":
		return "unreachable"
	case "locked":
		return "locked"
	case "error", "disk":
		return "stopped"
	}
	return "waiting"
}

// end says how the run stands now that its engine has stopped: outcome, clocks, report, what the exit code means and
// how to go on.
func (n *narrator) end(err error, resume string, where func(*runbook.Run) (markdown, path string)) {
	run := n.run
	n.gap()
	if err != nil && !leftOnPurpose(n.run) {
		n.say("end.error", "Why", n.c.Error(err))
	}
	if run.Started.IsZero() {
		return
	}
	n.say("end.outcome", "Outcome", n.text("outcome."+outcomeWord(run)))
	if run.EndReason != "" {
		n.say("end.reason", "Reason", run.EndReason)
	}
	at := n.now()
	if run.Over() {
		at = run.Ended
	}
	for _, c := range run.Clocks(at) {
		if c.Started {
			n.clock(c)
		}
	}
	n.say("end.waited", "Time", n.c.Duration(run.WaitedAt(at)))
	if count := len(run.Deviations); count > 0 {
		n.line(n.c.Plural("plain.end.deviations", count))
	}
	n.endReport(where)
	if err == nil || !run.Over() {
		n.say("end.exit." + exitMeaning(run))
	}
	if !run.Over() && resume != "" {
		n.say("end.resume", "Command", resume)
	}
}

func (n *narrator) endReport(where func(*runbook.Run) (markdown, path string)) {
	path := ""
	if count := len(n.run.Reports); count > 0 {
		path = n.run.Reports[count-1].Path
	}
	if where != nil {
		_, path = where(n.run)
	}
	if path != "" {
		n.say("end.report", "Path", path)
	}
}

func outcomeWord(run *runbook.Run) string {
	switch run.Outcome {
	case runbook.Success:
		return "success"
	case runbook.SuccessWithDeviations:
		return "deviations"
	case runbook.FailedOutcome:
		return "failed"
	case runbook.RolledBackOutcome:
		return "rollback"
	case runbook.Aborted:
		return "aborted"
	case runbook.NoOutcome:
	}
	return "open"
}
