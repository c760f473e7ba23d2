package ui

import (
	"io"
	"strings"
	"testing"
	"time"

	"paso/runbook"
	"paso/runbook/engine"
	"paso/runbook/text"
)

func TestSpokenTime(t *testing.T) {
	n := newNarrator(plainCatalogue(t, text.EN), plainBook(), io.Discard, plainNow)
	for d, want := range map[time.Duration]string{
		0: "0 seconds", time.Second: "one second", 59 * time.Second: "59 seconds", time.Minute: "one minute", 65 * time.Second: "one minute 5 seconds",
		time.Hour: "one hour", 2*time.Hour + 3*time.Minute + time.Second: "2 hours 3 minutes", -time.Second: "0 seconds",
	} {
		if got := n.spoken(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}

func TestABudgetIsToldOnceAtThreeQuartersAndOnceWhenSpent(t *testing.T) {
	n, out, run := budgetRun(t)
	began := run.Steps["stop"].Started
	for _, after := range []time.Duration{60, 89, 90, 91, 119, 121, 150} {
		n.budgets(began.Add(after * time.Second))
	}
	want := "Clock Downtime: 1 min 30 s of 2 min 00 s: 75 per cent is used up. 30 seconds left.\n" +
		"Clock Downtime: 2 min 01 s, OVER its budget of 2 min 00 s\n" +
		"Downtime: the services are DOWN and nobody has seen them answer again.\n"
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
}

// budgetRun is a run whose step 2.1 runs and says nothing.
func budgetRun(t *testing.T) (*narrator, *strings.Builder, *runbook.Run) {
	t.Helper()
	out := &strings.Builder{}
	n := newNarrator(plainCatalogue(t, text.EN), plainBook(), out, plainNow)
	n.begun = plainStart()
	tells(t, n, plainStart(), toStop()...)
	out.Reset()
	return n, out, n.run
}

// toStop is what happens until step 2.1 runs.
func toStop() []runbook.Event {
	return []runbook.Event{
		runbook.RunStarted{ID: "x", Runbook: "PROCED-BACK-002", Title: "Deployment a Staging", Version: "1.0.0", Target: "staging"}, runbook.StageStarted{Stage: 1}, runbook.StepStarted{Step: "backup"}, runbook.StepPassed{Step: "backup"},
		runbook.StageEnded{Stage: 1}, runbook.StageStarted{Stage: 2}, runbook.StepStarted{Step: "stop"}, runbook.AttemptStarted{Step: "stop", Attempt: 1},
	}
}

// tells has the narrator tell events, a second apart.
func tells(t *testing.T, n *narrator, from time.Time, events ...runbook.Event) {
	t.Helper()
	for i, e := range events {
		rec := runbook.Record{Seq: n.run.Seq + 1, Time: from.Add(time.Duration(i+1) * time.Second), Actor: runbook.Paso, Event: e}
		if err := n.take(engine.Update{Records: []runbook.Record{rec}}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAQuietStepIsSaidToRunOnceInAWhile(t *testing.T) {
	n, out, run := budgetRun(t)
	began := run.Steps["stop"].Attempts[0].Started
	var told []int
	for second := range 200 {
		before := out.Len()
		if n.quiet(began.Add(time.Duration(second) * time.Second)); out.Len() > before {
			told = append(told, second)
		}
	}
	if len(told) != 3 || told[0] != 30 || told[1] != 90 || told[2] != 150 {
		t.Errorf("told at %v, want 30, 90, 150", told)
	}
	want := "Still running: 2.1 Detener Servicios, for one minute 30 seconds. Nothing new in its output for one minute 30 seconds.\n"
	if !strings.Contains(out.String(), want) {
		t.Errorf("got\n%s", out.String())
	}
}

func TestAStepThatPrintsIsNotSaidToBeQuiet(t *testing.T) {
	n, out, run := budgetRun(t)
	began := run.Steps["stop"].Attempts[0].Started
	for second := 0; second < 120; second += 20 {
		at := began.Add(time.Duration(second) * time.Second)
		n.now = func() time.Time { return at }
		if err := n.take(engine.Update{Output: []engine.Chunk{{Step: "stop", Attempt: 1, Bytes: []byte("x\n")}}}); err != nil {
			t.Fatal(err)
		}
		n.quiet(at.Add(19 * time.Second))
	}
	if strings.Contains(out.String(), "Still running") {
		t.Errorf("got\n%s", out.String())
	}
}

// What is told while a question stands open ends its line, and the question is said again after it.
func TestPlainAQuestionIsSaidAgainAfterWhatBrokeIntoIt(t *testing.T) {
	out := &strings.Builder{}
	n := newNarrator(plainCatalogue(t, text.EN), plainBook(), out, plainNow)
	p := &plainFront{narrator: n, in: newLineReader(strings.NewReader(""), nil)}
	p.q = &plainQuestion{key: "x", print: func() { p.asks("choose", "Most", "2") }}
	p.local = p.q
	p.pose()
	p.say("link.restored")
	p.ask()
	ask := "Number from 1 to 2 (empty line: asks again; ?: help): "
	if want := ask + "\nConnection restored.\n" + ask; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}

// Who takes a run up has heard nothing of a step that has run for long, and does not say that it was quiet.
func TestAResumedStepIsNotSaidToHaveBeenQuiet(t *testing.T) {
	n, out, run := budgetRun(t)
	n.begun = run.Steps["stop"].Attempts[0].Started.Add(time.Hour)
	if n.quiet(n.begun.Add(29 * time.Second)); out.Len() > 0 {
		t.Errorf("got\n%s", out.String())
	}
	n.quiet(n.begun.Add(30 * time.Second))
	if want := "for one hour. Nothing new in its output for 30 seconds."; !strings.Contains(out.String(), want) {
		t.Errorf("no %q in\n%s", want, out.String())
	}
}
