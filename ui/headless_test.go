package ui

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"paso/runbook"
	"paso/runbook/engine"
	"paso/runbook/text"
)

// unattended runs without a person and gives what was logged.
func unattended(t *testing.T, lang text.Lang, a *runbook.Answers, set func(*plainFake)) (*plainFake, string) {
	t.Helper()
	f := newPlainFake(t, plainBook(), set)
	var out strings.Builder
	at := make(chan time.Time, 1)
	at <- plainNow()
	err := Headless(context.Background(), HeadlessOptions{
		Engine: f, Book: f.run.Book, Catalogue: plainCatalogue(t, lang), Answers: a, Out: &out, Now: plainClock(),
		ResumeHint: "paso resume", Tick: never(), After: func(time.Duration) <-chan time.Time { return at },
	})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), "⟦") {
		t.Errorf("a text is missing:\n%s", out.String())
	}
	return f, out.String()
}

func demoWith(t *testing.T, file string) *runbook.Answers {
	t.Helper()
	a, problems := runbook.LoadAnswers("answers.toml", []byte(file), plainBook())
	if a == nil {
		t.Fatal(problems)
	}
	return a.Over(runbook.DemoAnswers(plainBook()))
}

func TestHeadlessGoldens(t *testing.T) {
	broken := func(f *plainFake) {
		f.results["health"] = []runbook.AttemptResult{{Exit: 22, Line: 1, Command: "curl -f x"}}
		f.printed["health"] = "curl: (22) 502\n"
	}
	cases := map[string]struct {
		file    string
		set     func(*plainFake)
		outcome runbook.Outcome
	}{
		"success":  {"", nil, runbook.Success},
		"rollback": {`on_failure = "rollback"`, broken, runbook.RolledBackOutcome},
		"paused":   {"", broken, runbook.NoOutcome},
	}
	for name, tc := range cases {
		for _, lang := range text.Languages() {
			t.Run(name+"."+string(lang), func(t *testing.T) {
				f, out := unattended(t, lang, demoWith(t, tc.file), tc.set)
				if f.run.Outcome != tc.outcome {
					t.Errorf("outcome %q, want %q", f.run.Outcome, tc.outcome)
				}
				golden.RequireEqual(t, out)
			})
		}
	}
}

func TestHeadlessSaysWhatWouldAnswer(t *testing.T) {
	file := "operator = \"Ana Ruiz\"\n[vars]\nTICKET = \"7\"\nDB_PASSWORD = \"\"\n"
	cases := []struct{ add, want string }{
		{"", `"scope" = true`},
		{"[confirm]\nscope = true\n", `"merged" = true`},
		{"[confirm]\nscope = true\n[prerequisites]\nmerged = true\n", `"stage:2" = true`},
		{"[confirm]\n\"*\" = true\n[prerequisites]\n\"*\" = true\n", `"login" = "ok"`},
		{"[confirm]\n\"*\" = true\n[prerequisites]\n\"*\" = true\n[checklist.functional]\n\"*\" = true\n", `"Validar deployment" = "Marta Gil"`},
	}
	for _, tc := range cases {
		a, problems := runbook.LoadAnswers("a.toml", []byte(file+tc.add), plainBook())
		if a == nil {
			t.Fatal(problems)
		}
		f, out := unattended(t, text.EN, a, nil)
		if !strings.Contains(out, tc.want) || !strings.Contains(out, "paso resume") {
			t.Errorf("%q does not name %q:\n%s", tc.add, tc.want, out)
		}
		if f.run.Paused == nil || f.run.Paused.Why != "gate" {
			t.Errorf("%q: not paused: %+v", tc.add, f.run.Paused)
		}
	}
}

func TestHeadlessARefusedAnswerPauses(t *testing.T) {
	a := demoWith(t, "")
	a.Approve["Validar deployment"] = "Ana Ruiz" // no file could say so
	f, out := unattended(t, text.EN, a, nil)
	if f.run.Paused == nil || !strings.Contains(out, "Not possible") {
		t.Errorf("paused %v:\n%s", f.run.Paused, out)
	}
}

func TestHeadlessAcceptsNoHostKey(t *testing.T) {
	prompt := engine.Prompt{ID: 1, Kind: engine.PromptHostKey, Host: "staging", Fingerprint: "SHA256:x", File: "known_hosts"}
	f, out := unattended(t, text.EN, demoWith(t, ""), func(f *plainFake) { f.prompts = []engine.Prompt{prompt} })
	if len(f.answered) != 1 || f.answered[0] != "declined" || f.session.Connected {
		t.Errorf("answered %q", f.answered)
	}
	if exitMeaning(f.run) != "unreachable" || !strings.Contains(out, "SHA256:x") {
		t.Errorf("exit %s:\n%s", exitMeaning(f.run), out)
	}
}

func TestHeadlessLeavesAScriptThatAsks(t *testing.T) {
	f, out := unattended(t, text.EN, demoWith(t, ""), func(f *plainFake) {
		f.inputs["stop"] = engine.Input{Text: "[sudo] password: ", Sudo: true}
	})
	if f.run.Paused == nil || f.run.Paused.Why != "input" || len(f.typed) != 0 || f.run.Steps["stop"].Open() == nil {
		t.Errorf("paused %+v, typed %q", f.run.Paused, f.typed)
	}
	if !strings.Contains(out, "the step continues on the server") {
		t.Errorf("got\n%s", out)
	}
}

func TestHeadlessAFailedRollbackWaitsForAPerson(t *testing.T) {
	f, _ := unattended(t, text.EN, demoWith(t, `on_failure = "rollback"`), func(f *plainFake) {
		f.results["health"] = []runbook.AttemptResult{{Exit: 1}}
		f.results["rollback.health"] = []runbook.AttemptResult{{Exit: 1}}
	})
	if f.run.Paused == nil || f.run.Over() || !f.run.RollingBack() {
		t.Errorf("paused %+v, outcome %q", f.run.Paused, f.run.Outcome)
	}
}
