package ui

import "paso/runbook"

// ahead is how far the run is, and what follows if nothing fails: the step after this
// one, and where the run will ask a person next. It follows from the run, and is worked out once a record
// and not once a frame.
type ahead struct {
	step  *runbook.Step
	stop  runbook.Gate
	stops bool
	over  int // steps that are, of the procedure or of the rollback
	all   int
}

func lookAhead(run *runbook.Run) ahead {
	a := ahead{step: run.NextStep()}
	a.stop, a.stops = run.NextStop()
	if run.RollingBack() {
		a.over, a.all = run.RollbackCursor, len(run.Book.Rollback.Steps)
		return a
	}
	for _, step := range run.Book.AllSteps {
		a.all++
		if run.Steps[step.ID].State.Over() {
			a.over++
		}
	}
	return a
}

// progress is how much of the procedure is over, in hundredths.
func (s *scene) progress() int { return s.next.over * 100 / max(1, s.next.all) }

// stopText says where the run will stop, and for whom.
func (s *scene) stopText() string {
	if !s.next.stops {
		return s.t("ahead.free")
	}
	g := s.next.stop
	step, pairs := s.run.Steps[g.Step], []string{"Role", s.role(g.Role), "Activity", g.Activity}
	if step != nil {
		pairs = append(pairs, "Number", step.Step.Number, "Step", numbered(step.Step))
	}
	switch g.Kind {
	case runbook.GateStage:
		return s.t("ahead.stage", "Number", itoa(g.Stage), "Title", s.book.Stages[g.Stage-1].Title)
	case runbook.GateNotice:
		if step == nil {
			return s.t("ahead.lastnotice", "Title", s.book.Notices[g.Subject].Title)
		}
		return s.t("ahead.notice", append(pairs, "Title", s.book.Notices[g.Subject].Title)...)
	case runbook.GateStep, runbook.GateResponsible, runbook.GateChecklist, runbook.GateApproval, runbook.GateCriteria:
		return s.t("ahead."+string(g.Kind), pairs...)
	case runbook.GateOperator, runbook.GateValue, runbook.GateUnreachable, runbook.GateLocked, runbook.GatePreflight, runbook.GateScope,
		runbook.GatePrerequisites, runbook.GateFailure, runbook.GateUnknown, runbook.GateRollbackPlan:
	}
	return "" // never foretold
}

// aheadLines are what follows the step at which the run stands.
func aheadLines(s *scene, column, w int) []line {
	if s.run.Over() || s.run.RollbackWanted != nil || !s.underway() {
		return nil
	}
	var lines []line
	if s.next.step != nil {
		lines = append(lines, labelled(s.t("ahead.next"), column, wrapped(dim, numbered(s.next.step), w-column))...)
	}
	if text := s.stopText(); text != "" && s.gate == nil {
		lines = append(lines, labelled(s.t("ahead.stop"), column, wrapped(dim, text, w-column))...)
	}
	return lines
}

// longestTitle is the width of a stages' pane in which no title is cut: sign, number,
// title, and the time that it took.
func longestTitle(book *runbook.Runbook) int {
	const times = 6 // "59:59" and the gap before it
	most := 0
	for i := range book.Stages {
		for j := range book.Stages[i].Steps {
			step := &book.Stages[i].Steps[j]
			most = max(most, widthOf([]span{{text: numbered(step)}})+4+times)
		}
		most = max(most, widthOf([]span{{text: itoa(i+1) + " " + book.Stages[i].Title}})+2+times+4)
	}
	return most + 4
}
