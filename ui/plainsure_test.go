package ui

import (
	"strings"
	"testing"

	"paso/runbook"
	"paso/runbook/text"
)

// did tells whether a command of that kind was given.
func did[C runbook.Command](f *plainFake, _ string) bool {
	for _, c := range f.sent {
		if _, ok := c.(C); ok {
			return true
		}
	}
	return false
}

func brokenHealth(f *plainFake) {
	f.results["health"] = []runbook.AttemptResult{{Exit: 22, Line: 1, Command: "curl -f x"}}
}

// Everything that cannot be taken back asks a second time, and only a yes does it.
func TestPlainNothingDestructiveIsOneLineAway(t *testing.T) {
	failed := typedStart + typedStage2
	for name, tc := range map[string]struct {
		typed string
		set   func(*plainFake)
		done  func(f *plainFake, out string) bool
	}{
		"start the rollback": {failed + "1\nno responde\n2\n", brokenHealth, func(f *plainFake, _ string) bool { return f.run.RollingBack() }},
		"abort":              {failed + "6\nya no\n", brokenHealth, func(f *plainFake, _ string) bool { return f.run.Over() }},
		"abort at the scope": {"1\n\nhunter22\n2\nya no\n", nil, func(f *plainFake, _ string) bool { return f.run.Over() }},
		"mark done":          {failed + "5\nlo vi\n", brokenHealth, did[runbook.MarkDone]},
		"retry":              {failed + "2\n", brokenHealth, func(f *plainFake, _ string) bool { return len(f.run.Steps["health"].Attempts) > 1 }},
		"edit":               {failed + "3\ntrue\n.\notro puerto\n", brokenHealth, func(f *plainFake, _ string) bool { return len(f.run.Steps["health"].Attempts) > 1 }},
		"leave while down":   {failed + "\n", brokenHealth, leftByWord},
		"skip": {failed, func(f *plainFake) {
			f.run.Book.Stages[1].Steps[0].Advance = "ask"
			f.run.Book.Stages[1].Steps[0].Critical = false
		}, did[runbook.Skip]},
		"override the preflight": {"1\n\nhunter22\n2\npor consola\n", func(f *plainFake) { f.preflight = runbook.Failed }, func(f *plainFake, _ string) bool {
			return f.run.Confirmed["preflight"].Note == "por consola"
		}},
		"an empty secret": {"1\n\n\n", nil, func(f *plainFake, _ string) bool { return f.session.Secrets["DB_PASSWORD"] }},
	} {
		t.Run(name, func(t *testing.T) {
			if name == "skip" {
				tc.typed += "2\nno hace falta\n"
			}
			for _, no := range []string{"\n", "no\n", "1\n", "yess\n"} {
				if f, out := walk(t, text.EN, tc.typed+no, tc.set); tc.done(f, out) {
					t.Errorf("%q did it:\n%s", no, tail(out))
				}
			}
			for _, yes := range []string{"yes\n", "Sí\n", "y\n"} {
				if f, out := walk(t, text.EN, tc.typed+yes, tc.set); !tc.done(f, out) {
					t.Errorf("%q did not do it:\n%s", yes, tail(out))
				}
			}
		})
	}
}

// leftByWord tells whether the operator left, before the end of the input did it.
func leftByWord(_ *plainFake, out string) bool { return !strings.Contains(out, "The input has ended.") }

func tail(out string) string { return out[max(0, len(out)-1500):] }

func TestPlainThePlanSaysWhatTheScreenSays(t *testing.T) {
	set := func(f *plainFake) {
		brokenHealth(f)
		backup := &f.run.Book.Stages[0].Steps[0]
		backup.Capture = []string{"BACKUP_FILE"}
		back := &f.run.Book.Rollback
		back.Steps[0].Run = "psql < $BACKUP_FILE\ngit checkout $TAG\n"
		back.Steps = append(back.Steps, runbook.Step{ID: "rollback.never", Number: "R.2", Title: "Nunca", Run: "true\n", When: `passed("health")`})
		f.run.Book.Clocks[runbook.ClockRollback] = runbook.Clock{Budget: runbook.Duration(5 * 60e9)}
		f.results["backup"] = []runbook.AttemptResult{{Reached: true, State: "ok", Captures: map[string]string{"BACKUP_FILE": "/backups/x.sql", "TAG": "staging-deploy-1"}}}
	}
	_, out := walk(t, text.EN, typedStart+typedStage2+"1\nno responde\n", set)
	plan := out[strings.Index(out, "Plan of the rollback"):]
	for _, want := range []string{
		"Reason: no responde", "WILL BE LOST: what was written to the database since 14:30:", "Se pierde lo escrito después.", "Time planned: 10 minutes",
		"Budget: 5 minutes", "R.1 Validar", "uses BACKUP_FILE = /backups/x.sql", "uses TAG = staging-deploy-1", "Not needed R.2 Nunca: what happened does not call for it.", "“Rollback hecho” is owed",
		"1. No: go back", "empty line: 1",
	} {
		if !strings.Contains(plan, want) {
			t.Errorf("no %q in\n%s", want, plan)
		}
	}
}

func TestPlainLeavingWithNothingDownAsksNothing(t *testing.T) {
	if f, out := walk(t, text.EN, "1\n:leave\n", nil); !leftByWord(f, out) {
		t.Error("it did not leave")
	}
}

func TestPlainTheEndOfTheInputLeavesAtASecondQuestionToo(t *testing.T) {
	f, _ := walk(t, text.EN, typedStart+typedStage2+"\n", brokenHealth)
	if f.run.Paused == nil {
		t.Error("not paused")
	}
}

// Who presses Enter too early at a secret goes on typing it where paso asks whether it is to stay empty.
func TestPlainASecretTypedAtTheSecondQuestionIsNotTold(t *testing.T) {
	f, out := walk(t, text.EN, "1\n\n\nhunter22\nhunter33\n", nil)
	if strings.Contains(out, "hunter") || !strings.Contains(out, "Not done.") || !f.session.Secrets["DB_PASSWORD"] {
		t.Errorf("given %v:\n%s", f.session.Secrets, out)
	}
}
