package report

import (
	"strings"

	"paso/runbook"
	"paso/runbook/output"
	"paso/runbook/text"
)

// Notice is the message [notify.name] (6.3, 9.3) as it is to be sent: variables, captures and the facts of [Facts] in
// place of their names. A value that is not recorded says so; controls in values are taken out. An unknown name gives
// nothing. A notice is in the language of its run, whoever reads the screen: words is the catalogue at hand, which is
// used if it speaks that language and saves reading the texts anew.
func Notice(run *runbook.Run, words *text.Catalogue, name string) (title string, to []string, message string) {
	notice, known := run.Book.Notices[name]
	if !known {
		return "", nil, ""
	}
	words = ofRun(run, words)
	facts, gap := Facts(run, words), "["+words.Say("report.unrecorded")+"]"
	expand := func(s string) string {
		said, _ := runbook.Expand(s, func(name string) (string, bool) {
			value, ok := facts(name)
			if !ok || value == "" {
				return gap, true
			}
			return output.StripToText([]byte(value)), true
		})
		return said
	}
	for _, one := range notice.To {
		to = append(to, expand(one))
	}
	return expand(notice.Title), to, strings.TrimRight(expand(notice.Text), "\n") + "\n"
}

// Facts looks up $NAME for notices and artefacts: what scripts see, and of the run itself
//
//	PASO_RUN       its id
//	PASO_DATE      the day of its start, 2025-11-18
//	PASO_TIME      the time of its start, 15:04
//	PASO_STATE     SUCCESS, ROLLBACK …; while it is open, what it comes to if nothing else happens
//	PASO_OPERATOR  who is at the keyboard
//	PASO_REPORT    the report's path, on the target if it is published there
//	PASO_REASON    why it ended or was rolled back
//
// The state is said with words.
func Facts(run *runbook.Run, words *text.Catalogue) func(name string) (string, bool) {
	return func(name string) (string, bool) {
		switch name {
		case "PASO_RUN":
			return run.Info.ID, true
		case "PASO_DATE":
			return run.Started.Format("2006-01-02"), true
		case "PASO_TIME":
			return run.Started.Format("15:04"), true
		case "PASO_STATE":
			return state(run, words), true
		case "PASO_OPERATOR":
			return run.Operator.Name, true
		case "PASO_REPORT":
			return place(run), true
		case "PASO_REASON":
			return reason(run), true
		}
		return run.Lookup(name)
	}
}

// state says how the run stands. A notice is a step of the run that it tells of: when only
// it is left, the state is what the run comes to.
func state(run *runbook.Run, words *text.Catalogue) string {
	id := standing(run)
	switch {
	case run.Over():
	case run.RollingBack() && run.Current() == nil:
		id = "rollback"
	case !run.RollingBack() && lastStep(run):
		id = "success"
		if len(run.Deviations) > 0 || overBudget(run) {
			id = "deviations"
		}
	}
	return words.Say("report.outcome." + id)
}

// lastStep tells whether everything but the step at which the run stands is over, and that step has nothing to run.
func lastStep(run *runbook.Run) bool {
	for _, step := range run.Book.AllSteps {
		p := run.Steps[step.ID]
		if !p.State.Over() && (p != run.Current() || step.Run != "" || p.State == runbook.StateFailed) {
			return false
		}
	}
	return true
}

func overBudget(run *runbook.Run) bool {
	for _, clock := range run.Clocks(run.Last) {
		if clock.Over() {
			return true
		}
	}
	return false
}

func language(run *runbook.Run) string {
	if run.Info.Language != "" {
		return run.Info.Language
	}
	return run.Book.Language
}

// ofRun is the catalogue of the run's language: words, unless it speaks another one that there is.
func ofRun(run *runbook.Run, words *text.Catalogue) *text.Catalogue {
	lang := text.Lang(language(run))
	if words.Lang() == lang {
		return words
	}
	if own, err := text.For(lang); err == nil {
		return own
	}
	return words
}

// place is where a reader finds the report.
func place(run *runbook.Run) string {
	for i := len(run.Reports) - 1; i >= 0; i-- {
		if at := run.Reports[i].Published; at != "" {
			return at
		}
	}
	return Name(run)
}

func reason(run *runbook.Run) string {
	if run.EndReason != "" {
		return run.EndReason
	}
	return run.RollbackReason
}
