package runbook

import (
	"errors"
	"testing"
	"time"
)

// audited folds facts as an auditor does, a second apart, and gives the first refusal.
func audited(book *Runbook, events []Event) error {
	a := NewAuditor(book)
	for i, event := range events {
		rec := Record{Seq: uint64(i + 1), Time: time.Unix(int64(i), 0), Actor: Paso, Event: event}
		if err := a.Apply(rec); err != nil {
			return err
		}
	}
	return nil
}

const auditedBook = `
id = "T"
title = "Prueba"
version = "1"
[targets.here]
local = true
[roles]
ops = "Operaciones"
qa = "QA"
[[people]]
name = "Ana"
roles = ["ops"]
[[people]]
name = "Quique"
roles = ["qa"]
[[raci]]
activity = "Hacer"
roles = { ops = "R", qa = "A" }
[[stage]]
title = "Una"
advance = "auto"
[[stage.step]]
id = "one"
title = "Uno"
activity = "Hacer"
critical = true
success = "consta"
run = 'one'
[[stage.step.check]]
command = 'true'
`

// A fact that nobody could have caused where it stands is refused; the same facts in their order are not.
func TestIllegalFactsAreFound(t *testing.T) {
	book, problems := Load("t.toml", []byte(auditedBook))
	if book == nil {
		t.Fatal(Problems(problems))
	}
	ok := []CheckResult{{Verdict: OK}}
	honest := []Event{
		RunStarted{ID: "r"}, OperatorNamed{Name: "Ana", Roles: []string{"ops"}, Kind: Asserted}, TargetReached{}, VarsFixed{}, LockTaken{},
		Preflighted{Results: ok}, StageStarted{Stage: 1},
		ResponsibleNamed{Activity: "Hacer", Role: "ops", Person: "Ana", Kind: Operator}, StepStarted{Step: "one"},
		AttemptStarted{Step: "one", Attempt: 1, ID: "one-1"}, AttemptAcknowledged{Step: "one", Attempt: 1},
		AttemptEnded{Step: "one", Attempt: 1, Result: AttemptResult{Reached: true, State: "ok"}},
		ChecksObserved{Step: "one", Attempt: 1, Results: ok},
		GateOpened{Gate: "approval:one/Hacer", Step: "one"},
		Approved{Step: "one", Activity: "Hacer", Person: "Quique", Role: "qa", Kind: Asserted},
		GateClosed{Gate: "approval:one/Hacer"}, StepPassed{Step: "one"}, StageEnded{Stage: 1}, RunEnded{Outcome: Success},
		ReportWritten{Path: "r.md"}, LockReleased{}, TargetCleaned{},
	}
	if err := audited(book, honest); err != nil {
		t.Fatalf("an honest run: %v", err)
	}
	at := func(want Event) int {
		for i := range honest {
			if same(honest[i], want) {
				return i
			}
		}
		t.Fatalf("%+v is not there", want)
		return 0
	}
	without := func(e Event) []Event {
		i := at(e)
		return append(append([]Event(nil), honest[:i]...), honest[i+1:]...)
	}
	with := func(i int, e Event) []Event {
		return append(append(append([]Event(nil), honest[:i]...), e), honest[i:]...)
	}
	instead := func(old, e Event) []Event {
		all := append([]Event(nil), honest...)
		all[at(old)] = e
		return all
	}
	approved := Approved{Step: "one", Activity: "Hacer", Person: "Quique", Role: "qa"}
	ended := honest[at(AttemptEnded{Step: "one", Attempt: 1, Result: AttemptResult{Reached: true, State: "ok"}})]
	found := 0
	for name, events := range map[string][]Event{
		"no approval":              without(approved),
		"approval of another role": instead(approved, Approved{Step: "one", Activity: "Hacer", Person: "Ana", Role: "qa"}),
		"approval before its time": with(at(StepStarted{Step: "one"}), approved),
		"no look at the checks":    without(ChecksObserved{Step: "one", Attempt: 1, Results: ok}),
		"no attempt":               without(AttemptStarted{Step: "one", Attempt: 1, ID: "one-1"}),
		"an attempt twice":         with(at(ended), AttemptStarted{Step: "one", Attempt: 2, ID: "one-2"}),
		"an end twice":             with(at(ended), ended),
		"passed though it failed":  instead(ended, AttemptEnded{Step: "one", Attempt: 1, Result: AttemptResult{Exit: 1, Reached: true, State: "ok"}}),
		"a critical step skipped":  with(at(StepPassed{Step: "one"}), StepSkipped{Step: "one", Reason: "x"}),
		"marked done at no gate":   with(at(StepPassed{Step: "one"}), StepMarkedDone{Step: "one", Reason: "x"}),
		"marked failed at no gate": with(at(StepPassed{Step: "one"}), StepMarkedFailed{Step: "one", Reason: "x"}),
		"another outcome":          instead(RunEnded{Outcome: Success}, RunEnded{Outcome: RolledBackOutcome}),
		"a stage that is not":      with(at(StageStarted{Stage: 1}), StageStarted{Stage: 7}),
		"a step that is not":       with(at(StepStarted{Step: "one"}), StepStarted{Step: "none"}),
		"begun twice":              with(3, RunStarted{ID: "r"}),
		"not begun":                honest[1:],
		"a gate that is not open":  with(at(StepPassed{Step: "one"}), GateClosed{Gate: "approval:one/Hacer"}),
		"more after the end":       append(append([]Event(nil), honest...), StepStarted{Step: "one"}),
		"a rollback unasked":       with(at(StepPassed{Step: "one"}), RollbackStarted{}),
	} {
		var illegal *IllegalError
		if err := audited(book, events); !errors.As(err, &illegal) {
			t.Errorf("%s: got %v, want an *IllegalError", name, err)
		}
		found++
	}
	t.Logf("%d kinds of illegal facts, each found", found)
}
