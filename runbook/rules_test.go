package runbook

import (
	"slices"
	"testing"
	"time"
)

func TestProcedureInItsOrder(t *testing.T) {
	w := newWalk(t)
	w.until("finished")
	want := []string{
		"operator", "value:PASSWORD", "scope", "prerequisites", "stage:2", "responsible:Ejecutar", "stage:5", "checklist:manual", "approval:manual/Validar", "criteria",
	}
	// The window from stop to health: stages 3 and 4 start by themselves.
	want = slices.DeleteFunc(want, func(k string) bool { return k == "stage:5" })
	want = slices.Insert(want, 6, "stage:4")
	if !slices.Equal(w.gates, want) {
		t.Errorf("gates\n got %v\nwant %v", w.gates, want)
	}
	if w.run.Outcome != Success {
		t.Errorf("outcome %s, deviations %v, missed %v", w.run.Outcome, w.run.Deviations, w.run.MissedCriteria())
	}
}

func TestWindowRunsWithoutAsking(t *testing.T) {
	w := newWalk(t)
	w.until("responsible:Ejecutar")
	if w.run.WindowOpen() {
		t.Fatal("the window opened before what it needs was asked")
	}
	w.answer(w.gate())
	if g := w.gate(); g.Key() != "stage:4" {
		t.Errorf("the window stopped at %s", g.Key())
	}
	if c := w.run.Clock("downtime", w.now); c.Running || c.Elapsed <= 0 || c.Elapsed > time.Minute {
		t.Errorf("downtime %+v", c)
	}
}

func TestWaitingForPeopleIsTimedApart(t *testing.T) {
	w := newWalk(t)
	w.until("stage:2")
	before := w.run.WaitedAt(w.now)
	w.now = w.now.Add(8 * time.Hour)
	if got := w.run.WaitedAt(w.now) - before; got != 8*time.Hour {
		t.Errorf("an open gate counts %v", got)
	}
	w.answer(w.gate())
	w.gate()
	if w.run.Clock("total", w.now).Elapsed < 8*time.Hour {
		t.Error("waiting was taken off the clock")
	}
}

func TestCriticalStepCannotBePassedOver(t *testing.T) {
	w := newWalk(t)
	w.outcome["backup"] = AttemptResult{Exit: 1, Reached: false}
	g := w.until("failure")
	if slices.Contains(g.Choices, ChooseMark) || slices.Contains(g.Choices, ChooseSkip) {
		t.Errorf("choices %v", g.Choices)
	}
	for _, c := range []Command{MarkDone{Step: "backup", Reason: "lo vi"}, Skip{Step: "backup", Reason: "prisa"}, Recheck{Step: "backup"}} {
		if refusal := w.do(c); refusal == "" {
			t.Errorf("%#v was allowed", c)
		}
	}
	delete(w.outcome, "backup")
	w.must(Retry{Step: "backup"})
	w.until("finished")
	if n := len(w.run.Steps["backup"].Attempts); n != 2 || w.run.Outcome != Success {
		t.Errorf("%d attempts, %s", n, w.run.Outcome)
	}
}

func TestRefusals(t *testing.T) {
	cases := []struct {
		name, at string
		command  Command
		want     string
	}{
		{"stranger operates", "operator", NameOperator{Name: "Mallory"}, "operator.unknown"},
		{"late key", "scope", Confirm{Gate: "stage:2"}, "gate.gone"},
		{"yes is not enough", "prerequisites", Confirm{Gate: "prerequisites"}, "gate.notyes"},
		{"list half done", "prerequisites", CloseList{List: ListPrerequisites}, "list.open"},
		{"unknown item", "prerequisites", Tick{List: ListPrerequisites, Item: "nope", Verdict: OK}, "item.unknown"},
		{"not applicable needs a reason", "prerequisites", Tick{List: ListPrerequisites, Item: "merged", Verdict: NotApplicable}, "reason.missing"},
		{"a person cannot observe", "prerequisites", Tick{List: ListPrerequisites, Item: "merged", Verdict: Unobservable}, "verdict"},
		{"item of another list", "prerequisites", Tick{List: "manual", Item: "login", Verdict: OK}, "gate.gone"},
		{"wrong role does it", "responsible", NameResponsible{Activity: "Ejecutar", Person: "Quique"}, "person.role"},
		{"operator approves for QA", "approval", Approve{Step: "manual", Activity: "Validar", Person: "Ana"}, "person.role"},
		{"no without a reason", "approval", Approve{Step: "manual", Activity: "Validar", Person: "Quique", No: true}, "reason.missing"},
		{"nothing runs", "stage:2", Cancel{}, "notrunning"},
		{"nothing to roll back", "scope", AskRollback{}, "norollback"},
		{"rollback not asked for", "stage:2", StartRollback{}, "gate.gone"},
		{"value is fixed", "stage:2", GiveValue{Name: "NOPE", Value: "x"}, "value.unknown"},
		{"empty note", "stage:2", AddNote{Text: " "}, "note.empty"},
		{"after the end", "finished", Abort{}, "over"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := newWalk(t)
			w.until(c.at)
			records := w.run.Records
			if got := w.do(c.command); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if w.run.Records != records {
				t.Error("a refused command was recorded")
			}
		})
	}
}

func TestFailedPrerequisiteNeedsAReason(t *testing.T) {
	w := newWalk(t)
	w.checks["disk"] = Failed
	w.until("prerequisites")
	w.must(Tick{List: ListPrerequisites, Item: "merged", Verdict: OK})
	if got := w.do(CloseList{List: ListPrerequisites}); got != "list.failed" {
		t.Errorf("closed over a failed check: %q", got)
	}
	if got := w.do(Tick{List: ListPrerequisites, Item: "disk", Verdict: OK}); got != "reason.missing" {
		t.Errorf("overridden without a reason: %q", got)
	}
	w.must(Tick{List: ListPrerequisites, Item: "disk", Verdict: OK, Note: "el disco es virtual"})
	w.must(CloseList{List: ListPrerequisites})
	w.until("finished")
	if w.run.Outcome != SuccessWithDeviations || len(w.run.Deviations) != 1 || w.run.Deviations[0].Reason != "el disco es virtual" {
		t.Errorf("outcome %s, deviations %+v", w.run.Outcome, w.run.Deviations)
	}
}

func TestChecksDecideAndCanBeLookedAtAgain(t *testing.T) {
	w := newWalk(t)
	w.checks["backup"] = Failed
	g := w.until("failure")
	if !slices.Contains(g.Choices, ChooseRecheck) {
		t.Fatalf("choices %v", g.Choices)
	}
	w.checks["backup"] = OK
	w.must(Recheck{Step: "backup"})
	w.until("finished")
	if n := len(w.run.Steps["backup"].Attempts); n != 1 {
		t.Errorf("looking again ran the script: %d attempts", n)
	}
}

func TestUnknownOutcomeIsNeverGuessed(t *testing.T) {
	w := newWalk(t)
	w.until("stage:2")
	w.answer(w.gate())
	w.answer(w.gate()) // who does it
	p := w.run.Steps["stop"]
	w.record(StageStarted{Stage: 2}, StepStarted{Step: "stop"}, AttemptStarted{Step: "stop", Attempt: 1, ID: "stop-1"},
		AttemptLost{Step: "stop", Attempt: 1, Why: Phrase{ID: "engine.lost.reboot"}})
	g := w.gate()
	if g.Kind != GateUnknown || p.State != StateUnknown {
		t.Fatalf("at %s, %s", g.Key(), p.State)
	}
	w.must(MarkDone{Step: "stop", Reason: "systemctl lo confirma"})
	w.until("finished")
	if w.run.Outcome != SuccessWithDeviations {
		t.Errorf("outcome %s", w.run.Outcome)
	}
}

func TestRollbackDoesWhatHappenedCallsFor(t *testing.T) {
	for failing, want := range map[string][]string{
		"backup":  {"rollback.stop", "rollback.health"},
		"stop":    {"rollback.stop", "rollback.health"},
		"migrate": {"rollback.stop", "rollback.database", "rollback.health"},
		"health":  {"rollback.stop", "rollback.database", "rollback.health"},
	} {
		t.Run(failing, func(t *testing.T) {
			w := newWalk(t)
			w.outcome[failing] = AttemptResult{Exit: 1, Line: 1, State: "ok"}
			w.until("failure")
			w.must(AskRollback{})
			w.must(DropRollback{})
			if g := w.gate(); g.Kind != GateFailure {
				t.Fatalf("dropping the plan led to %s", g.Key())
			}
			w.must(AskRollback{})
			var plan []string
			for _, s := range w.run.RollbackPlan() {
				plan = append(plan, s.ID)
			}
			if !slices.Equal(plan, want) {
				t.Errorf("plan %v, want %v", plan, want)
			}
			w.until("finished")
			if w.run.Outcome != RolledBackOutcome {
				t.Errorf("outcome %s", w.run.Outcome)
			}
			for _, id := range want {
				if w.run.Steps[id].State != StatePassed {
					t.Errorf("%s is %s", id, w.run.Steps[id].State)
				}
			}
			if c := w.run.Clock("downtime", w.now); c.Running {
				t.Errorf("downtime runs on after the rollback was healthy: %+v", c)
			}
			if c := w.run.Clock(ClockRollback, w.now); !c.Started || c.Running {
				t.Errorf("rollback clock %+v", c)
			}
		})
	}
}

func TestFailedRollbackIsNotARollback(t *testing.T) {
	w := newWalk(t)
	w.outcome["migrate"] = AttemptResult{Exit: 1}
	w.outcome["rollback.database"] = AttemptResult{Exit: 2}
	w.until("failure")
	w.must(AskRollback{})
	w.must(StartRollback{})
	g := w.until("failure:rollback.database")
	if slices.Contains(g.Choices, ChooseRollback) {
		t.Errorf("a rollback of the rollback is offered: %v", g.Choices)
	}
	w.must(Abort{Reason: "llamamos al DBA"})
	w.until("finished")
	if w.run.Outcome != FailedOutcome {
		t.Errorf("outcome %s", w.run.Outcome)
	}
}

func TestMissedBudgetIsADeviationNotAFailure(t *testing.T) {
	w := newWalk(t)
	w.until("responsible:Ejecutar")
	w.answer(w.gate())
	w.outcome["migrate"] = AttemptResult{Exit: 1}
	w.until("failure")
	w.now = w.now.Add(3 * time.Minute)
	delete(w.outcome, "migrate")
	w.must(Retry{Step: "migrate"})
	w.until("finished")
	if w.run.Outcome != SuccessWithDeviations || len(w.run.MissedCriteria()) != 1 {
		t.Errorf("outcome %s, missed %v", w.run.Outcome, w.run.MissedCriteria())
	}
}

func TestEditedScriptIsADeviationWithItsText(t *testing.T) {
	w := newWalk(t)
	w.outcome["migrate"] = AttemptResult{Exit: 1}
	w.until("failure")
	if got := w.do(Retry{Step: "migrate", Script: "echo 'x", Reason: "prisa"}); got != "script" {
		t.Errorf("a broken script was taken: %q", got)
	}
	if got := w.do(Retry{Step: "migrate", Script: "echo x"}); got != "reason.missing" {
		t.Errorf("edited without a reason: %q", got)
	}
	w.must(Retry{Step: "migrate", Script: "echo x", Reason: "la 0004 ya estaba"})
	start, ok := Next(w.run, w.session).(StartAttempt)
	if !ok || start.Script != "echo x" || !start.Edited || start.Attempt != 2 {
		t.Errorf("next is %+v", Next(w.run, w.session))
	}
}

func TestRetryStartsFromTheStateBeforeTheStep(t *testing.T) {
	w := newWalk(t)
	w.outcome["migrate"] = AttemptResult{Exit: 1, State: "ok"}
	w.until("failure")
	w.must(Retry{Step: "migrate"})
	start := Next(w.run, w.session).(StartAttempt)
	if start.Base != "stop-1" {
		t.Errorf("retry starts from %q", start.Base)
	}
}

func TestSecretIsAskedAgainByTheNextPaso(t *testing.T) {
	w := newWalk(t)
	w.until("prerequisites")
	w.session.Secrets = map[string]bool{}
	if g := w.gate(); g.Key() != "value:PASSWORD" {
		t.Errorf("a resumed run goes on without its secret, at %s", g.Key())
	}
}

func TestAttemptPasses(t *testing.T) {
	for _, c := range []struct {
		result AttemptResult
		exit   []int
		want   bool
	}{
		{AttemptResult{Reached: true}, nil, true},
		{AttemptResult{Reached: false}, nil, false},
		{AttemptResult{Reached: true, Exit: 3}, []int{0, 3}, true},
		{AttemptResult{Reached: false, Exit: 3}, []int{0, 3}, false},
		{AttemptResult{Reached: true, Exit: 0}, []int{3}, false},
		{AttemptResult{Reached: true, Unset: []string{"FILE"}}, nil, false},
		{AttemptResult{Reached: true, Why: "timeout"}, nil, false},
		{AttemptResult{Reached: true, Signal: "KILL"}, nil, false},
	} {
		a := Attempt{Result: &c.result}
		if got := a.Passed(c.exit); got != c.want {
			t.Errorf("%+v with %v: %v", c.result, c.exit, got)
		}
	}
}
