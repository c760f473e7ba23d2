package runbook

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the golden files anew")

// How far a step had come when the rollback was asked for.
const (
	comesTo     = "antes"      // the run stands before it
	isRefused   = "rechazado"  // the host began none of its attempts
	isFailed    = "falla"      // its script failed
	checkFailed = "check"      // its script passed, a check did not
	isUnknown   = "incógnito"  // its outcome cannot be learnt
	isCancelled = "cancelado"  // the operator broke it off
	byHand      = "a mano"     // failed, and marked done by a person
	isSkipped   = "omitido"    // left out by a person
	afterShell  = "tras shell" // refused, and then somebody was there with a shell
)

func phasesOfAStep() []string {
	return []string{comesTo, isRefused, isFailed, checkFailed, isUnknown, isCancelled, byHand, isSkipped, afterShell}
}

func procedureBook(t testing.TB) *Runbook {
	t.Helper()
	data, err := os.ReadFile("../runbook.toml")
	if err != nil {
		t.Fatal(err)
	}
	book, problems := Load("runbook.toml", data)
	if book == nil {
		t.Fatal(Problems(problems))
	}
	return book
}

// stood is a run of the procedure in which everything passed up to a step, which came as far as the phase says; false where
// the rules do not let it.
func stood(t *testing.T, book *Runbook, at *Step, phase, pending string) (*walk, bool) {
	t.Helper()
	w := &walk{
		t: t, run: NewRun(book), session: Session{Connected: true, Locked: true, Secrets: map[string]bool{"DB_PASSWORD": true}},
		now: time.Date(2026, 11, 23, 23, 0, 0, 0, time.UTC), outcome: map[string]AttemptResult{}, checks: map[string]Verdict{},
	}
	w.record(RunStarted{ID: "r", Target: "staging"}, OperatorNamed{Name: "Ana Ruiz"}, VarsFixed{Values: map[string]string{}}, ChecklistClosed{List: ListPrerequisites})
	for i := range book.Stages {
		w.record(StageStarted{Stage: i + 1})
		for j := range book.Stages[i].Steps {
			step := &book.Stages[i].Steps[j]
			if step == at {
				return w, w.comes(step, phase)
			}
			w.record(StepStarted{Step: step.ID})
			w.runs(step, AttemptResult{Reached: true, State: "ok", Captures: captured(step, pending)})
			w.record(StepPassed{Step: step.ID})
		}
		w.record(StageEnded{Stage: i + 1})
	}
	return w, true
}

func captured(step *Step, pending string) map[string]string {
	all := map[string]string{}
	for _, name := range step.Capture {
		if all[name] = "v"; name == "PENDING" {
			all[name] = pending
		}
	}
	return all
}

func (w *walk) runs(step *Step, result AttemptResult) {
	if step.Run == "" {
		return
	}
	n := len(w.run.Steps[step.ID].Attempts) + 1
	w.record(AttemptStarted{Step: step.ID, Attempt: n, ID: AttemptID(step.ID, n)}, AttemptAcknowledged{Step: step.ID, Attempt: n},
		AttemptEnded{Step: step.ID, Attempt: n, Result: result})
}

// comes takes a step as far as a phase; false where the rules or the step do not know it.
func (w *walk) comes(step *Step, phase string) bool {
	p := w.run.Steps[step.ID]
	if phase == comesTo {
		return true
	}
	if phase == isSkipped {
		if step.Critical || len(w.run.Book.ApprovalsOf(step)) > 0 {
			return false
		}
		w.record(StepSkipped{Step: step.ID, Reason: "x"})
		return true
	}
	w.record(StepStarted{Step: step.ID})
	if step.Run == "" {
		return phase == isFailed // a person says no, which there is nothing else to tell of
	}
	switch phase {
	case isRefused, afterShell:
		w.record(AttemptStarted{Step: step.ID, Attempt: 1, ID: step.ID + "-1"}, AttemptRefused{Step: step.ID, Attempt: 1, Why: Phrase{ID: "x"}})
		if phase == afterShell {
			w.record(AttemptStarted{Step: step.ID, Attempt: 2, ID: step.ID + "-2", Shell: true, Reason: "x"}, AttemptEnded{Step: step.ID, Attempt: 2})
		}
	case isFailed:
		w.runs(step, AttemptResult{Exit: 1, State: "ok"})
	case checkFailed:
		w.runs(step, AttemptResult{Reached: true, State: "ok", Captures: captured(step, "v")})
		w.record(ChecksObserved{Step: step.ID, Attempt: 1, Results: []CheckResult{{Verdict: Failed}}})
		return len(step.Checks) > 0
	case isUnknown:
		w.record(AttemptStarted{Step: step.ID, Attempt: 1, ID: step.ID + "-1"}, AttemptLost{Step: step.ID, Attempt: 1, Why: Phrase{ID: "x"}})
	case isCancelled:
		w.runs(step, AttemptResult{Exit: 130, Why: "cancel", State: "ok"})
	case byHand:
		w.runs(step, AttemptResult{Exit: 1, State: "ok"})
		if !w.run.markable(p) {
			return false
		}
		w.record(StepMarkedDone{Step: step.ID, Reason: "x"})
	}
	return true
}

// The plan of section 9.1 after a failure at each step of the procedure, in each phase of the step. The table is read by
// people: testdata/rollback.txt. Each plan is then carried out under the rules: the same steps, none more, whatever kill comes.
func TestRollbackAfterEachStep(t *testing.T) {
	book := procedureBook(t)
	var told strings.Builder
	told.WriteString("Qué pasos del rollback (9.1) pide lo ocurrido, según el paso en que se falló y cómo.\n")
	told.WriteString("«-»: nada que deshacer, no se ofrece. «·»: no puede ocurrir.\n\n")
	for i := range book.Rollback.Steps {
		fmt.Fprintf(&told, "  %s %s\n", book.Rollback.Steps[i].Number, book.Rollback.Steps[i].Title)
	}
	var rows []*Step
	for _, step := range book.AllSteps {
		rows = append(rows, step)
	}
	rows = append(rows, nil) // the end
	plans := 0
	for _, pending := range []string{"permissions.0003", ""} {
		title := "Con migraciones pendientes"
		if pending == "" {
			title = "Sin migraciones pendientes: 3.2 no cambia la base"
		}
		fmt.Fprintf(&told, "\n%s\n\n%-38s", title, "")
		for _, phase := range phasesOfAStep() {
			fmt.Fprintf(&told, " %-13s", phase)
		}
		told.WriteString("\n")
		for _, step := range rows {
			name := "todo terminado"
			if step != nil {
				name = step.Number + " " + step.Title
			}
			fmt.Fprintf(&told, "%-38s", name)
			for _, phase := range phasesOfAStep() {
				plan := "·"
				if w, possible := stood(t, book, step, phase, pending); possible && (step != nil || phase == comesTo) {
					plan = w.rollsBack()
					plans++
				}
				fmt.Fprintf(&told, " %-13s", plan)
			}
			told.WriteString("\n")
		}
	}
	var lines []string
	for line := range strings.Lines(told.String()) {
		lines = append(lines, strings.TrimRight(line, " \n"))
	}
	golden(t, "rollback.txt", strings.Join(lines, "\n")+"\n")
	t.Logf("%d plans of %d steps, each carried out", plans, len(rows)-1)
}

// rollsBack carries out the rollback and tells its plan as the numbers behind "R.".
func (w *walk) rollsBack() string {
	w.t.Helper()
	if !w.run.CanRollBack() {
		if refusal := w.do(AskRollback{}); refusal != "norollback" || len(w.run.RollbackPlan()) > 0 {
			w.t.Errorf("nothing can be rolled back, but %q, %v", refusal, w.run.RollbackPlan())
		}
		return "-"
	}
	var wanted, unneeded []string
	for _, step := range w.run.RollbackPlan() {
		wanted = append(wanted, step.ID)
	}
	for _, u := range w.run.RollbackUnneeded() {
		unneeded = append(unneeded, u.Step.ID)
		if len(u.Steps) == 0 && len(u.Values) == 0 {
			w.t.Errorf("no reason why %s is not needed", u.Step.ID)
		}
	}
	w.must(AskRollback{Reason: "x"})
	w.must(StartRollback{})
	for w.run.Outcome == NoOutcome {
		switch a := Next(w.run, w.session).(type) {
		case Wait:
			if a.Gate.Kind != GateNotice {
				w.t.Fatalf("the rollback waits at %s", a.Gate.Key())
			}
			w.must(SendNotice{Notice: a.Gate.Subject, Sent: true})
		default:
			w.now = w.now.Add(time.Second)
			w.act(a)
		}
	}
	var done, left, plan []string
	for i := range w.run.Book.Rollback.Steps {
		step := &w.run.Book.Rollback.Steps[i]
		switch p := w.run.Steps[step.ID]; p.State {
		case StatePassed:
			done, plan = append(done, step.ID), append(plan, strings.TrimPrefix(step.Number, "R."))
		case StateNA:
			left = append(left, step.ID)
		default:
			w.t.Errorf("%s is %s", step.ID, p.State)
		}
	}
	if w.run.Outcome != RolledBackOutcome || !slices.Equal(done, wanted) || !slices.Equal(left, unneeded) {
		w.t.Errorf("%s: done %v of the plan %v, left out %v of %v", w.run.Outcome, done, wanted, left, unneeded)
	}
	if w.run.WindowOpen() {
		w.t.Errorf("services are said to be down after %v", done)
	}
	return strings.Join(plan, " ")
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is otherwise (-update writes it anew):\n%s", path, got)
	}
}

// A person's word is not the answer of the service: marking 4.4 leaves the downtime running until something has seen it served.
func TestDowntimeRunsUntilTheServiceWasSeen(t *testing.T) {
	book := procedureBook(t)
	var health *Step
	for _, step := range book.AllSteps {
		if step.ID == "health" {
			health = step
		}
	}
	w, _ := stood(t, book, health, byHand, "x")
	if !w.run.WindowOpen() || w.run.DownSince().IsZero() {
		t.Fatal("4.4 marked by hand: nobody saw the service answer, and the downtime has stopped")
	}
	w.record(StageEnded{Stage: 4}, StageStarted{Stage: 5}, StepStarted{Step: "smoke"}, AttemptStarted{Step: "smoke", Attempt: 1, ID: "smoke-1"},
		AttemptEnded{Step: "smoke", Attempt: 1, Result: AttemptResult{Reached: true}}, StepPassed{Step: "smoke"})
	if w.run.WindowOpen() {
		t.Error("the smoke tests passed, and the downtime runs on")
	}
}
