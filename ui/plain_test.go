package ui

import (
	"context"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"paso/runbook"
	"paso/runbook/engine"
	"paso/runbook/text"
)

// walk goes through a run with these lines typed and gives what was printed.
func walk(t *testing.T, lang text.Lang, typed string, set func(*plainFake)) (*plainFake, string) {
	t.Helper()
	f := newPlainFake(t, plainBook(), set)
	var out strings.Builder
	err := Plain(context.Background(), PlainOptions{
		Engine: f, Book: f.run.Book, Catalogue: plainCatalogue(t, lang), In: strings.NewReader(typed), Out: &out, Now: plainClock(),
		ResumeHint: "paso resume 20251118-1430-ab12", Tick: never(),
	})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), "⟦") {
		t.Errorf("a text is missing:\n%s", out.String())
	}
	return f, out.String()
}

// The lines that a person types, gate by gate.
const (
	typedStart   = "1\n\nhunter22\n1\n1\n1\n" // operator, ticket, password, scope, the one open prerequisite, close
	typedStage2  = "1\n"
	typedList    = "1\n3\nno hay panel\n1\n" // login, admin na, close
	typedApprove = "1\nMarta Gil\n"
	typedEnd     = "1\n1\n1\n" // notice, criterion, close
	typedAll     = typedStart + typedStage2 + "1\n" + typedList + typedApprove + typedEnd
)

func TestPlainGoldens(t *testing.T) {
	noisy := func(f *plainFake) {
		f.printed["backup"] = "dumping\r\ndone\n"
		f.printed["stop"] = "\x1b[31mstopped\x1b[0m\n"
	}
	broken := func(f *plainFake) {
		noisy(f)
		f.results["health"] = []runbook.AttemptResult{{Exit: 22, Line: 1, Command: "curl -f x"}}
		f.printed["health"] = "curl: (22) 502\n"
	}
	for _, lang := range text.Languages() {
		t.Run("success."+string(lang), func(t *testing.T) {
			f, out := walk(t, lang, typedAll, noisy)
			if f.run.Outcome != runbook.Success {
				t.Errorf("outcome %q", f.run.Outcome)
			}
			golden.RequireEqual(t, out)
		})
		t.Run("rollback."+string(lang), func(t *testing.T) {
			f, out := walk(t, lang, typedStart+typedStage2+"1\nno responde\n2\nsí\n2\n", broken)
			if f.run.Outcome != runbook.RolledBackOutcome {
				t.Errorf("outcome %q", f.run.Outcome)
			}
			golden.RequireEqual(t, out)
		})
	}
}

func TestPlainNeverShowsASecret(t *testing.T) {
	_, out := walk(t, text.ES, typedAll, nil)
	if strings.Contains(out, "hunter22") {
		t.Error("the password was printed")
	}
}

func TestPlainAsksAWrongAnswerAgain(t *testing.T) {
	f, out := walk(t, text.EN, "9\nNobody\nAna Ruiz\n\nhunter22\n\nyes\n0\n1\n", nil)
	if got := strings.Count(out, "That is none of the choices"); got != 5 {
		t.Errorf("said %d times that an answer is wrong, want 5:\n%s", got, out)
	}
	if f.run.Operator.Name != "Ana Ruiz" || len(f.run.Confirmed) != 1 {
		t.Errorf("operator %q, confirmed %v", f.run.Operator.Name, f.run.Confirmed)
	}
}

func TestPlainAnEmptyLineStartsNothing(t *testing.T) {
	f, _ := walk(t, text.EN, typedStart+strings.Repeat("\n", 20), nil)
	if !f.run.Stages[1].Started.IsZero() {
		t.Error("empty lines started a stage")
	}
}

func TestPlainTheEndOfTheInputPauses(t *testing.T) {
	for i, typed := range []string{"", "1\n", typedStart, typedStart + typedStage2} {
		f, out := walk(t, text.EN, typed, nil)
		if f.run.Paused == nil || f.run.Paused.Why != "operator" || exitMeaning(f.run) != "waiting" {
			t.Errorf("%d: not paused: %+v", i, f.run.Paused)
		}
		if !strings.Contains(out, "paso resume 20251118-1430-ab12") || !strings.Contains(out, "Exit code 3") {
			t.Errorf("%d: no way on:\n%s", i, out)
		}
	}
}

func TestPlainTheEndOfTheContextPauses(t *testing.T) {
	f := newPlainFake(t, plainBook(), nil)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	silent, _ := io.Pipe()
	var out strings.Builder
	err := Plain(ctx, PlainOptions{Engine: f, Book: f.run.Book, Catalogue: plainCatalogue(t, text.EN), In: silent, Out: &out, Now: plainClock()})
	if err != nil || f.run.Paused == nil || f.run.Paused.Why != "signal" || exitMeaning(f.run) != "interrupted" {
		t.Errorf("err %v, paused %+v", err, f.run.Paused)
	}
}

func TestPlainAPipeThatBreaksPauses(t *testing.T) {
	f := newPlainFake(t, plainBook(), nil)
	broken := errors.New("broken pipe")
	err := Plain(context.Background(), PlainOptions{
		Engine: f, Book: f.run.Book, Catalogue: plainCatalogue(t, text.EN), In: strings.NewReader(typedAll), Out: brokenWriter{broken}, Now: plainClock(),
	})
	if f.run.Paused == nil {
		t.Errorf("the run went on without a reader: %v", err)
	}
}

type brokenWriter struct{ err error }

func (w brokenWriter) Write([]byte) (int, error) { return 0, w.err }

func TestPlainHostileOutputMovesNothing(t *testing.T) {
	_, out := walk(t, text.ES, typedStart+typedStage2, func(f *plainFake) {
		f.printed["stop"] = "\x1b[2J\x1b]0;title\x07\x1b[5A\u202e\rFALLÓ\n" + strings.Repeat("x", 50)
		f.results["stop"] = []runbook.AttemptResult{{Exit: 1, Line: 1, Command: "a\x1b[2Jb"}}
	})
	if strings.ContainsAny(out, "\x1b\x07\r\u202e") {
		t.Errorf("a control came through: %q", out)
	}
}

func TestPlainAScriptThatAsks(t *testing.T) {
	f, out := walk(t, text.EN, typedStart+typedStage2+"1\ns3cr3t0\n", func(f *plainFake) {
		f.printed["stop"] = "[sudo] password for deploy: "
		f.inputs["stop"] = engine.Input{Sudo: true, Text: "[sudo] password for deploy: "}
	})
	if !reflect.DeepEqual(f.typed, []string{"s3cr3t0"}) || !f.kept {
		t.Errorf("typed %q, kept %v", f.typed, f.kept)
	}
	if strings.Contains(out, "s3cr3t0") || !strings.Contains(out, "[sudo] password for deploy:") {
		t.Errorf("got\n%s", out)
	}
}

func TestPlainAnUnknownHostKeyIsNotAcceptedByItself(t *testing.T) {
	prompt := engine.Prompt{ID: 1, Kind: engine.PromptHostKey, Host: "staging", Fingerprint: "SHA256:x", KeyType: "ed25519", File: "known_hosts"}
	for typed, want := range map[string]string{"1\n\nhunter22\n\n": "no", "1\n\nhunter22\n1\n": "yes"} {
		f, _ := walk(t, text.EN, typed, func(f *plainFake) { f.prompts = []engine.Prompt{prompt} })
		if !reflect.DeepEqual(f.answered, []string{want}) {
			t.Errorf("%q: answered %q, want %q", typed, f.answered, want)
		}
	}
}

func TestPlainTriesTheTargetAgain(t *testing.T) {
	f, _ := walk(t, text.EN, "1\n\nhunter22\n1\n1\n", func(f *plainFake) { f.unreachable = 2 })
	if f.unreachable != 0 || !f.session.Connected {
		t.Errorf("unreachable %d", f.unreachable)
	}
}

func TestPlainEditsAScript(t *testing.T) {
	typed := typedStart + typedStage2 + "3\ncurl -f y\ntrue\n.\notro puerto\ny\n"
	f, _ := walk(t, text.EN, typed, func(f *plainFake) {
		f.results["health"] = []runbook.AttemptResult{{Exit: 22}, {Reached: true, State: "ok"}}
	})
	got := f.run.Steps["health"].Attempts
	if len(got) != 2 || got[1].Script != "curl -f y\ntrue\n" || !got[1].Edited {
		t.Fatalf("attempts: %+v", got)
	}
}

func TestPlainAPrerequisiteAgainstItsCheckTakesAReason(t *testing.T) {
	f, _ := walk(t, text.EN, "1\n\nhunter22\n1\n1\n1\npor consola\n1\n", func(f *plainFake) { f.prereqs["ssh"] = runbook.Failed })
	if item := f.run.Prerequisites["ssh"]; item.Verdict != runbook.OK || item.Note != "por consola" || !f.run.PrereqsClosed {
		t.Errorf("item %+v, closed %v", item, f.run.PrereqsClosed)
	}
}

func TestPlainAResumedRunIsNotToldAgain(t *testing.T) {
	f := newPlainFake(t, plainBook(), nil)
	f.record(runbook.Paso, runbook.OperatorNamed{Name: "Ana Ruiz", Kind: runbook.Asserted})
	f.record(runbook.Paso, runbook.Paused{Why: "operator"})
	f.record(runbook.Paso, runbook.Resumed{Machine: "laptop"})
	var out strings.Builder
	err := Plain(context.Background(), PlainOptions{
		Engine: f, Book: f.run.Book, Catalogue: plainCatalogue(t, text.EN), In: strings.NewReader(""), Out: &out, Now: plainNow,
	})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), "Operator: Ana Ruiz") || !strings.Contains(out.String(), "Run 20251118-1430-ab12 resumed") {
		t.Errorf("got\n%s", out.String())
	}
}

func TestPlainPastIsWhatAnotherPasoMade(t *testing.T) {
	at := func(ago time.Duration, e runbook.Event) runbook.Record {
		return runbook.Record{Time: plainNow().Add(-ago), Event: e}
	}
	started, given := runbook.RunStarted{}, runbook.ValueGiven{Name: "TICKET"}
	operator, fixed := runbook.OperatorNamed{Name: "Ana Ruiz"}, runbook.VarsFixed{}
	for name, tc := range map[string]struct {
		records []runbook.Record
		want    int
	}{
		"new":                    {[]runbook.Record{at(time.Millisecond, started)}, 0},
		"new, slow to begin":     {[]runbook.Record{at(time.Minute, started), at(time.Minute, given), at(0, operator)}, 0},
		"killed":                 {[]runbook.Record{at(time.Hour, started), at(time.Hour, fixed)}, 2},
		"killed, and seen alive": {[]runbook.Record{at(time.Hour, started), at(time.Hour, fixed), at(0, operator)}, 2},
		"killed a moment ago":    {[]runbook.Record{at(0, started), at(0, fixed), at(0, runbook.Resumed{}), at(0, operator)}, 3},
	} {
		n := newNarrator(plainCatalogue(t, text.EN), plainBook(), io.Discard, plainNow)
		if got := n.past(tc.records); got != tc.want {
			t.Errorf("%s: %d, want %d", name, got, tc.want)
		}
	}
}

func TestPlainSaysWhyAScriptFailed(t *testing.T) {
	step := &runbook.Step{}
	for want, result := range map[string]runbook.AttemptResult{
		"Code 1 at line 2":               {Exit: 1, Line: 2, Unset: []string{"X"}},
		"It did not leave the variables": {Reached: true, Unset: []string{"X"}},
		"It went over its time limit":    {Exit: 143, Why: "timeout"},
		"A person cancelled it":          {Exit: 130, Why: "cancel"},
		"Signal KILL ended it":           {Signal: "KILL"},
	} {
		var out strings.Builder
		newNarrator(plainCatalogue(t, text.EN), plainBook(), &out, plainNow).why(step, result)
		if !strings.HasPrefix(out.String(), want) {
			t.Errorf("got %q, want %q", out.String(), want)
		}
	}
}

func TestPlainSaysWhatOutputItMissed(t *testing.T) {
	var out strings.Builder
	n := newNarrator(plainCatalogue(t, text.EN), plainBook(), &out, plainNow)
	u := engine.Update{Output: []engine.Chunk{
		{Step: "stop", Attempt: 1, Offset: 0, Bytes: []byte("one\n")},
		{Step: "stop", Attempt: 1, Offset: 4 + 2048, Bytes: []byte("two\nthree")},
	}}
	if err := n.take(u); err != nil {
		t.Fatal(err)
	}
	n.finish(narrated{"stop", 1})
	if want := "  | one\n(2.0 KiB of output went by unseen; it is in the log)\n  | two\n  | three\n"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}

// onText calls back once when a text is written.
type onText struct {
	all  strings.Builder
	text string
	then func()
}

func (w *onText) Write(b []byte) (int, error) {
	if w.then != nil && strings.Contains(string(b), w.text) {
		w.then()
		w.then = nil
	}
	return w.all.Write(b)
}

func TestPlainCtrlCWhileAStepRunsAsks(t *testing.T) {
	for typed, check := range map[string]func(*plainFake) bool{
		"2\ny\n":            func(f *plainFake) bool { return f.run.Steps["stop"].Attempts[0].CancelAsked },
		"2\n\n3\nn\n3\ny\n": func(f *plainFake) bool { return f.run.Steps["stop"].Open() != nil && f.run.Paused.Why == "signal" },
	} {
		f := newPlainFake(t, plainBook(), func(f *plainFake) { f.hangs = "stop" })
		pressed := make(chan struct{}, 1)
		out := &onText{text: "Step 2.1", then: func() { pressed <- struct{}{} }}
		err := Plain(context.Background(), PlainOptions{
			Engine: f, Book: f.run.Book, Catalogue: plainCatalogue(t, text.EN), In: strings.NewReader(typedStart + typedStage2 + typed),
			Out: out, Now: plainClock(), Interrupt: pressed,
		})
		if err != nil || !check(f) {
			t.Errorf("%q: err %v\n%s", typed, err, out.all.String())
		}
	}
}

func TestPlainExitMeaning(t *testing.T) {
	for outcome, want := range map[runbook.Outcome]string{
		runbook.Success: "success", runbook.SuccessWithDeviations: "success", runbook.FailedOutcome: "failed", runbook.Aborted: "failed", runbook.RolledBackOutcome: "rolledback",
	} {
		if got := exitMeaning(&runbook.Run{Outcome: outcome}); got != want {
			t.Errorf("%s: %s, want %s", outcome, got, want)
		}
	}
	for why, want := range map[string]string{"gate": "waiting", "operator": "waiting", "input": "waiting", "signal": "interrupted", "unreachable": "unreachable", "link": "unreachable", "locked": "locked", "disk": "stopped"} {
		if got := exitMeaning(&runbook.Run{Paused: &runbook.Paused{Why: why}}); got != want {
			t.Errorf("%s: %s, want %s", why, got, want)
		}
	}
}
