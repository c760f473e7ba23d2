package report

import "paso/runbook"

// standing names how the run stands: its outcome, or what an open run is at.
func standing(run *runbook.Run) string {
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
	switch {
	case run.Paused != nil && run.RollingBack():
		return "rollback.paused"
	case run.Paused != nil:
		return "paused"
	case run.RollingBack():
		return "rollback.open"
	}
	return "open"
}

// together is what several steps came to.
type together string

const (
	testsPassed     together = "passed"
	testsFailed     together = "failed"
	testsNotRun     together = "notrun"
	testsOpen       together = "open"
	testsMarked     together = "marked"     // a person said so, nobody saw it
	testsRolledBack together = "rolledback" // passed, and what they tested is gone
)

// together judges steps by the worst of them. No steps are no tests.
func (p *page) together(ids []string) together {
	rank := []together{testsPassed, testsRolledBack, testsMarked, testsOpen, testsNotRun, testsFailed}
	worst := -1
	for _, id := range ids {
		result := testsNotRun
		if at := p.run.Steps[id]; at != nil {
			result = alone(at)
		}
		for i, r := range rank {
			if r == result {
				worst = max(worst, i)
			}
		}
	}
	if worst < 0 {
		return testsNotRun
	}
	return rank[worst]
}

func alone(at *runbook.Progress) together {
	switch at.State {
	case runbook.StatePassed:
		return testsPassed
	case runbook.StateFailed, runbook.StateUnknown:
		return testsFailed
	case runbook.StateMarked:
		return testsMarked
	case runbook.StateRolledBack:
		if at.Reason != "" {
			return testsMarked
		}
		return testsRolledBack
	case runbook.StateRunning, runbook.StateWaiting:
		return testsOpen
	case runbook.StatePending, runbook.StateSkipped, runbook.StateNA:
	}
	return testsNotRun
}
