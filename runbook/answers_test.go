package runbook

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"paso/runbook/fuzztest"
)

// answersBook is a procedure with a gate of every kind.
func answersBook() *Runbook {
	return &Runbook{
		Vars: []Var{{Name: "BRANCH", Value: "staging"}, {Name: "TICKET", Ask: "?"}, {Name: "DB_PASSWORD", Ask: "?", Secret: true, Default: ""}},
		People: []Person{
			{Name: "Ana Ruiz", Roles: []string{"devops"}}, {Name: "Luis Ortega", Roles: []string{"devops"}}, {Name: "Marta Gil", Roles: []string{"qa"}},
		},
		Roles: map[string]string{"devops": "DevOps", "qa": "QA"},
		RACI: []Activity{
			{Activity: "Ejecutar", Letters: map[string]string{"devops": "R"}},
			{Activity: "Validar", Letters: map[string]string{"qa": "R/A"}},
		},
		About:         About{Excludes: []string{"producción"}},
		Prerequisites: []Prerequisite{{ID: "merged"}, {ID: "ssh", Checks: []Check{{}}}},
		Stages: []Stage{
			{Title: "Uno", Steps: []Step{{ID: "pull", Number: "1.1", Title: "Pull", Activity: "Ejecutar", Run: "git pull"}}},
			{Title: "Dos", Steps: []Step{{ID: "look", Number: "2.1", Activity: "Validar", Checklist: []Item{{ID: "login"}, {ID: "admin"}}}}},
		},
		Rollback: Rollback{Steps: []Step{{ID: "rollback.code", Run: "git checkout"}}, Notify: "back"},
		Notices:  map[string]Notice{"back": {}},
		Criteria: []Criterion{{ID: "calm", Ask: "qa"}, {ID: "fast", Holds: "true"}},
	}
}

func load(t *testing.T, text string) *Answers {
	t.Helper()
	a, problems := LoadAnswers("answers.toml", []byte(text), answersBook())
	if a == nil {
		t.Fatalf("%v", problems)
	}
	return a
}

// folded is a run after these events.
func folded(t *testing.T, events ...Event) *Run {
	t.Helper()
	run := NewRun(answersBook())
	for i, e := range events {
		rec := Record{Seq: uint64(i + 1), Time: time.Unix(int64(i), 0), Actor: Paso, Event: e}
		if err := run.Apply(rec); err != nil {
			t.Fatal(err)
		}
	}
	return run
}

func TestLoadAnswersSaysEverythingThatIsWrong(t *testing.T) {
	text := `operador = "Ana Ruiz"
operator = "Nadie"
on_failure = "rolback"
[vars]
BRANCHE = "x"
DB_PASSWORD = "hunter2"
TICKET = { environment = "T" }
[prerequisites]
mergd = true
merged = false
ssh = "na"
[checklist.pull]
x = true
[checklist.look]
logn = "ok"
admin = "quizá"
[confirm]
"stage:9" = true
preflight = true
scope = false
[approve]
"*" = "Marta Gil"
Validar = "Ana Ruiz"
[responsible]
Ejecutar = "Marta Gil"
Nada = "Ana Ruiz"
`
	want := []string{
		"1 answers.unknown-key operator", "2 answers.unknown-person ", "3 answers.unknown-choice rollback",
		"5 answers.unknown-var BRANCH", "6 answers.secret-in-file ", "7 answers.want-value ",
		"9 answers.unknown-item merged", "10 answers.want-verdict ", "11 answers.na-note ",
		"12 answers.unknown-list ", "15 answers.unknown-item login", "16 answers.want-verdict ",
		"18 answers.unknown-gate stage:1", "19 answers.want-reason ", "20 answers.want-yes ",
		"22 answers.unknown-approval ", "23 answers.role ", "25 answers.role ", "26 answers.unknown-activity ",
	}
	a, problems := LoadAnswers("answers.toml", []byte(text), answersBook())
	if a != nil {
		t.Error("answers with mistakes were taken")
	}
	var got []string
	for _, p := range problems {
		got = append(got, fmt.Sprintf("%d %s %s", p.Line, p.ID, p.Near))
		if p.File != "answers.toml" {
			t.Errorf("problem without its file: %v", p)
		}
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestLoadAnswersRefusesWhatIsNoTOML(t *testing.T) {
	for _, text := range []string{"operator = ", "[vars\n", strings.Repeat("[", 100), "operator = 1\noperator = 2\n"} {
		if a, problems := LoadAnswers("a", []byte(text), answersBook()); a != nil || len(problems) != 1 {
			t.Errorf("%q: %v", text, problems)
		}
	}
}

func TestSecretsComeFromTheEnvironment(t *testing.T) {
	a := load(t, "[vars]\nDB_PASSWORD = { env = \"PW\" }\n")
	gate := Gate{Kind: GateValue, Subject: "DB_PASSWORD"}
	if got := a.Answer(folded(t), gate); got != nil {
		t.Errorf("answered before the environment was asked: %v", got)
	}
	if problems := a.Resolve(func(string) (string, bool) { return "", false }); len(problems) != 1 || problems[0].Line != 2 || problems[0].ID != "answers.env-unset" {
		t.Errorf("unset: %v", problems)
	}
	if problems := a.Resolve(func(name string) (string, bool) { return "of " + name, true }); problems != nil {
		t.Errorf("set: %v", problems)
	}
	want := []Command{GiveValue{Name: "DB_PASSWORD", Value: "of PW", Source: "answers"}}
	if got := a.Answer(folded(t), gate); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestSetIsWhatNoGateAsks(t *testing.T) {
	a := load(t, "[vars]\nBRANCH = \"qa\"\nTICKET = \"7\"\nDB_PASSWORD = \"\"\n")
	if got, want := a.Set(answersBook()), map[string]string{"BRANCH": "qa"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestAnswer(t *testing.T) {
	bad := PrerequisiteObserved{ID: "ssh", Results: []CheckResult{{Verdict: Failed}}}
	good := PrerequisiteObserved{ID: "ssh", Results: []CheckResult{{Verdict: OK}}}
	broken := []Event{
		StageStarted{Stage: 1}, StepStarted{Step: "pull"}, AttemptStarted{Step: "pull", Attempt: 1},
		AttemptEnded{Step: "pull", Attempt: 1, Result: AttemptResult{Exit: 3}},
	}
	failure := Gate{Kind: GateFailure, Subject: "pull", Step: "pull"}
	section4 := Gate{Kind: GatePrerequisites}
	closes := CloseList{List: ListPrerequisites}
	ticks := func(list, item string, v Verdict, note string) Command {
		return Tick{List: list, Item: item, Verdict: v, Note: note}
	}
	cases := map[string]struct {
		text string
		run  []Event
		gate Gate
		want []Command
	}{
		"operator":                {`operator = "Ana Ruiz"`, nil, Gate{Kind: GateOperator}, []Command{NameOperator{Name: "Ana Ruiz", Kind: Scripted}}},
		"no operator":             {"", nil, Gate{Kind: GateOperator}, nil},
		"value":                   {"[vars]\nTICKET = \"7\"", nil, Gate{Kind: GateValue, Subject: "TICKET"}, []Command{GiveValue{Name: "TICKET", Value: "7", Source: "answers"}}},
		"preflight not by star":   {"[confirm]\n\"*\" = true", nil, Gate{Kind: GatePreflight}, nil},
		"preflight by reason":     {"[confirm]\npreflight = \"disco ampliado\"", nil, Gate{Kind: GatePreflight}, []Command{Confirm{Gate: "preflight", Note: "disco ampliado"}}},
		"scope":                   {"[confirm]\nscope = true", nil, Gate{Kind: GateScope}, []Command{Confirm{Gate: "scope"}}},
		"stage by star":           {"[confirm]\n\"*\" = true", nil, Gate{Kind: GateStage, Subject: "2"}, []Command{Confirm{Gate: "stage:2"}}},
		"stage of another":        {"[confirm]\n\"stage:1\" = true", nil, Gate{Kind: GateStage, Subject: "2"}, nil},
		"prerequisites":           {"[prerequisites]\n\"*\" = true", []Event{good}, section4, []Command{ticks(ListPrerequisites, "merged", OK, ""), closes}},
		"prerequisites in part":   {"[prerequisites]\nssh = true", []Event{good}, section4, nil},
		"failed check, by star":   {"[prerequisites]\n\"*\" = true", []Event{bad}, section4, nil},
		"failed check, by true":   {"[prerequisites]\n\"*\" = true\nssh = true", []Event{bad}, section4, nil},
		"failed check, by reason": {"[prerequisites]\n\"*\" = true\nssh = \"por consola\"", []Event{bad}, section4, []Command{ticks(ListPrerequisites, "merged", OK, ""), ticks(ListPrerequisites, "ssh", OK, "por consola"), closes}},
		"not applicable":          {"[prerequisites]\nmerged = \"na: sin ramas\"", []Event{good}, section4, []Command{ticks(ListPrerequisites, "merged", NotApplicable, "sin ramas"), closes}},
		"checklist":               {"[checklist.look]\nlogin = \"ok: con ana\"\nadmin = \"failed: 500\"", nil, Gate{Kind: GateChecklist, Subject: "look"}, []Command{ticks("look", "login", OK, "con ana"), ticks("look", "admin", Failed, "500"), CloseList{List: "look"}}},
		"checklist in part":       {"[checklist.look]\nlogin = \"ok\"", nil, Gate{Kind: GateChecklist, Subject: "look"}, nil},
		"checklist half done":     {"[checklist.\"*\"]\n\"*\" = true", []Event{ItemTicked{List: "look", Item: "login", Verdict: OK}}, Gate{Kind: GateChecklist, Subject: "look"}, []Command{ticks("look", "admin", OK, ""), CloseList{List: "look"}}},
		"criteria":                {"[checklist.criteria]\ncalm = true", nil, Gate{Kind: GateCriteria}, []Command{ticks(ListCriteria, "calm", OK, ""), CloseList{List: ListCriteria}}},
		"responsible of two":      {"", nil, Gate{Kind: GateResponsible, Activity: "Ejecutar", Role: "devops"}, nil},
		"responsible named":       {"[responsible]\nEjecutar = \"Luis Ortega\"", nil, Gate{Kind: GateResponsible, Activity: "Ejecutar", Role: "devops"}, []Command{NameResponsible{Activity: "Ejecutar", Person: "Luis Ortega", Kind: Scripted}}},
		"responsible, the one":    {"[responsible]\n\"*\" = \"Ana Ruiz\"", nil, Gate{Kind: GateResponsible, Activity: "Validar", Role: "qa"}, []Command{NameResponsible{Activity: "Validar", Person: "Marta Gil", Kind: Scripted}}},
		"notice by star":          {"[confirm]\n\"*\" = true", nil, Gate{Kind: GateNotice, Subject: "back"}, []Command{SendNotice{Notice: "back"}}},
		"notice sent":             {"[confirm]\n\"notice:back\" = true", nil, Gate{Kind: GateNotice, Subject: "back"}, []Command{SendNotice{Notice: "back", Sent: true}}},
		"failure pauses":          {"", broken, failure, nil},
		"failure rolls back":      {`on_failure = "rollback"`, broken, failure, []Command{AskRollback{Reason: "1.1 Pull"}}},
		"failure aborts":          {`on_failure = "abort"`, broken, failure, []Command{Abort{Reason: "1.1 Pull"}}},
		"unknown rolls back":      {`on_failure = "rollback"`, broken, Gate{Kind: GateUnknown, Step: "pull"}, []Command{AskRollback{Reason: "1.1 Pull"}}},
		"nothing to roll back":    {`on_failure = "rollback"`, nil, failure, []Command{Abort{Reason: "1.1 Pull"}}},
		"failure of the rollback": {`on_failure = "rollback"`, append(broken, RollbackStarted{}), Gate{Kind: GateFailure, Step: "rollback.code"}, nil},
		"plan":                    {`on_failure = "rollback"`, nil, Gate{Kind: GateRollbackPlan}, []Command{StartRollback{}}},
		"plan, not by star":       {"[confirm]\n\"*\" = true", nil, Gate{Kind: GateRollbackPlan}, nil},
		"unreachable":             {"[confirm]\n\"*\" = true", nil, Gate{Kind: GateUnreachable}, nil},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if got := load(t, tc.text).Answer(folded(t, tc.run...), tc.gate); !reflect.DeepEqual(got, tc.want) {
				t.Errorf("got %v, want %v", got, tc.want)
			}
		})
	}
}

func TestAnApprovalNamesItsFile(t *testing.T) {
	for _, text := range []string{"[approve]\nValidar = \"Marta Gil\"", "[approve]\nlook = \"Marta Gil\""} {
		a := load(t, text)
		got := a.Answer(folded(t), Gate{Kind: GateApproval, Subject: "look/Validar", Step: "look", Activity: "Validar", Role: "qa"})
		want := []Command{Approve{Step: "look", Activity: "Validar", Person: "Marta Gil", Kind: Scripted, Note: "answers.toml sha256:" + a.SHA256}}
		if len(a.SHA256) != 64 || !reflect.DeepEqual(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	}
}

func TestDemoAnswersAndAFileOverThem(t *testing.T) {
	demo := DemoAnswers(answersBook())
	if demo.Operator != "Ana Ruiz" || demo.OnFailure != FailurePauses || demo.Approve["Validar"] != "Marta Gil" {
		t.Errorf("demo: %+v", demo)
	}
	both := load(t, "on_failure = \"rollback\"\n[checklist.look]\nlogin = \"failed\"").Over(demo)
	if both.Operator != "Ana Ruiz" || both.OnFailure != FailureRollsBack || both.Approve["Validar"] != "Marta Gil" {
		t.Errorf("over: %+v", both)
	}
	commands := both.Answer(folded(t), Gate{Kind: GateChecklist, Subject: "look"})
	want := []Command{Tick{List: "look", Item: "login", Verdict: Failed}, Tick{List: "look", Item: "admin", Verdict: OK}, CloseList{List: "look"}}
	if !reflect.DeepEqual(commands, want) {
		t.Errorf("checklist: %v", commands)
	}
	if demo.Checklists["look"] != nil {
		t.Error("the answers below were changed")
	}
}

func FuzzLoadAnswers(f *testing.F) {
	f.Add("operator = \"Ana Ruiz\"\non_failure = \"rollback\"\n[vars]\nDB_PASSWORD = { env = \"PW\" }\n[prerequisites]\n\"*\" = true\n")
	f.Add("[checklist.look]\nlogin = \"na: x\"\n[confirm]\n\"stage:2\" = \"y\"\n[approve]\nlook = \"Marta Gil\"\n")
	f.Add("vars = 1\nchecklist = [1]\nconfirm.scope = 1979-05-27\n")
	book := answersBook()
	f.Fuzz(func(t *testing.T, text string) {
		var a *Answers
		var problems []Problem
		fuzztest.Quick(t, func() { a, problems = LoadAnswers("a", []byte(text), book) })
		if a == nil && len(problems) == 0 {
			t.Fatal("refused without a reason")
		}
		for _, p := range problems {
			if p.Line < 1 || p.Column < 1 {
				t.Fatalf("%v has no place", p)
			}
		}
	})
}
