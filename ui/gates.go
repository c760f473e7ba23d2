package ui

import (
	"fmt"

	"paso/runbook"
)

// newGate makes the asker of a gate. Each kind has a small file of its own.
func newGate(s *scene, g runbook.Gate) asker {
	switch g.Kind {
	case runbook.GateOperator:
		return operatorGate(s)
	case runbook.GateValue:
		return valueGate(s, g)
	case runbook.GateUnreachable:
		return unreachableGate()
	case runbook.GateLocked:
		return lockedGate()
	case runbook.GatePreflight:
		return preflightGate()
	case runbook.GateScope:
		return scopeGate()
	case runbook.GatePrerequisites:
		return prerequisitesGate()
	case runbook.GateStage:
		return stageGate(s, g)
	case runbook.GateResponsible:
		return responsibleGate(s, g)
	case runbook.GateStep:
		return stepGate(s, g)
	case runbook.GateNotice:
		return noticeGate(s, g)
	case runbook.GateChecklist:
		return checklistGate(s, g)
	case runbook.GateApproval:
		return approvalGate(g)
	case runbook.GateFailure, runbook.GateUnknown:
		return failureGate(g)
	case runbook.GateRollbackPlan:
		return planGate()
	case runbook.GateCriteria:
		return criteriaGate()
	}
	return nil
}

// gateID tells one opening of a gate from the next: a step that fails twice asks twice.
func gateID(run *runbook.Run, g runbook.Gate) string {
	attempts := 0
	if p := run.Steps[g.Step]; p != nil {
		attempts = len(p.Attempts) + len(p.Approvals)
	}
	return fmt.Sprintf("%s#%d", g.Key(), attempts)
}

// fills tells whether the gate takes the whole body: what a tired person must not overlook.
func fills(kind runbook.GateKind) bool {
	return kind == runbook.GateFailure || kind == runbook.GateUnknown || kind == runbook.GateRollbackPlan
}

// titled is a title that never changes.
func titled(spans ...span) func(*scene) []span {
	return func(*scene) []span { return spans }
}

// paragraph is text that is wrapped to the pane.
func paragraph(tok token, texts ...string) func(s *scene, w int) []line {
	return func(_ *scene, w int) []line {
		var lines []line
		for i, text := range texts {
			if i > 0 {
				lines = append(lines, blank())
			}
			lines = append(lines, wrapped(tok, text, w)...)
		}
		return lines
	}
}
