package ui

import (
	"slices"

	"paso/runbook"
)

// aliveLines are what of an attempt runs on the target: of one that was cancelled or ran out of time what could not be
// ended, of one whose outcome nobody knows what the last look saw.
func aliveLines(s *scene, p *runbook.Progress, column, w int) []line {
	a := p.Current()
	if a == nil {
		return nil
	}
	if a.Lost.IsZero() {
		if a.Result == nil || len(a.Result.Processes) == 0 {
			return nil
		}
		title := s.t("alive.left")
		if a.Result.Why != "" {
			title = s.t("alive.stubborn")
		}
		return processLines(s, title, a.Result.Processes, column, w)
	}
	switch {
	case a.AliveAt.IsZero():
		return nil
	case !a.AliveProblem.IsZero():
		return labelled(s.t("alive"), column, wrapped(amber, s.t("alive.unseen", "Why", s.phrase(a.AliveProblem)), w-column))
	case len(a.Alive) == 0:
		return labelled(s.t("alive"), column, wrapped(plain, s.t("alive.none", "Time", s.say.Time(a.AliveAt)), w-column))
	}
	return processLines(s, s.t("alive"), a.Alive, column, w)
}

// mostAlive is how many processes are named on a screen.
const mostAlive = 6

func processLines(s *scene, title string, all []runbook.Process, column, w int) []line {
	var lines []line
	for _, p := range all[:min(len(all), mostAlive)] {
		lines = append(lines, wrapped(amber, s.t("alive.process", "PID", itoa(p.PID), "User", p.User, "Command", p.Command), w-column)...)
	}
	if more := len(all) - mostAlive; more > 0 {
		lines = append(lines, wrapped(dim, s.plural("alive.more", more), w-column)...)
	}
	return append(labelled(title, column, lines), labelled("", column, wrapped(dim, s.t("alive.how", "PIDs", pidList(all)), w-column))...)
}

// unknownChecks are all checks of a step whose outcome nobody knows, the good ones too: they are what there is to judge by.
func unknownChecks(s *scene, p *runbook.Progress, column, w int) []line {
	if !p.Checked {
		return nil
	}
	if len(p.Checks) == 0 {
		return labelled(s.t("unknown.checks"), column, wrapped(dim, s.t("unknown.nochecks"), w-column))
	}
	bad := slices.ContainsFunc(p.Checks, func(r runbook.CheckResult) bool { return r.Verdict != runbook.OK })
	verdict := wrapped(plain, s.t("unknown.good"), w-column)
	if bad {
		verdict = wrapped(amber, s.t("unknown.bad"), w-column)
	}
	return labelled(s.t("unknown.checks"), column, append(resultLines(s, p.Checks, w-column), verdict...))
}
