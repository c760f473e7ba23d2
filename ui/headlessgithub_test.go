package ui

import (
	"context"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"paso/runbook"
	"paso/runbook/engine"
	"paso/runbook/text"
)

// hostile is what a host prints to be obeyed by the runner that reads the log.
const hostile = "::set-env name=PATH::/tmp/evil\n" +
	"  ::add-mask::a\n" +
	"##[error]gone wrong\n" +
	"text ##[add-mask]b\n" +
	"#\ufe0f#\u200b[add-mask]c\n" +
	"harmless\r::add-path::/tmp/evil\n" +
	"\x1b[2K\r::stop-commands::mine\n" +
	"::mine::\n" +
	"::token-1::\n" +
	"::endgroup::\n" +
	"a\u2028::warning::b\u0085::error::c\n" +
	"::debug::no end"

// inActions runs without a person in GitHub Actions.
func inActions(t *testing.T, lang text.Lang, a *runbook.Answers, set func(*plainFake), github GitHub) (*plainFake, string) {
	t.Helper()
	f := newPlainFake(t, plainBook(), set)
	var out strings.Builder
	tokens := 0
	github.Book = "deploy/runbook.toml"
	github.Token = func() string {
		tokens++
		return "token-" + strconv.Itoa(tokens*1000)
	}
	if github.Page == nil {
		github.Page = func(*runbook.Run) string { return "page" }
	}
	at := make(chan time.Time, 1)
	at <- plainNow()
	err := Headless(context.Background(), HeadlessOptions{
		Engine: f, Book: f.run.Book, Catalogue: plainCatalogue(t, lang), Answers: a, Out: &out, Now: plainClock(), ResumeHint: "paso resume x",
		Logs: "runs/x/output", Tick: never(), After: func(time.Duration) <-chan time.Time { return at }, GitHub: &github,
	})
	if err != nil {
		t.Fatal(err)
	}
	return f, out.String()
}

// runner reads a log as GitHub's runner does (actions/runner, ActionCommand and ActionCommandManager), and gives the
// commands that it obeys.
func runner(t *testing.T, log string) []string {
	t.Helper()
	known := "group|endgroup|error|warning|notice|debug|add-mask|add-path|set-env|set-output|save-state|stop-commands|echo|add-matcher"
	stopped := ""
	var obeyed []string
	for line := range strings.SplitSeq(strings.ReplaceAll(log, "\r", "\n"), "\n") {
		names := known
		if stopped != "" {
			names += "|" + regexp.QuoteMeta(stopped)
		}
		v2 := regexp.MustCompile(`(?i)^[\p{Z}\p{Cf}\p{Mn}\s]*::(` + names + `)( [^:]*)?::(.*)$`).FindStringSubmatch(line)
		v1 := regexp.MustCompile(`(?i)#[\p{Cf}\p{Mn}]*#[\p{Cf}\p{Mn}]*\[(` + names + `)( [^\]]*)?\](.*)$`).FindStringSubmatch(line)
		m := v2
		if m == nil {
			m = v1
		}
		switch {
		case v1 != nil:
			t.Errorf("the old kind of command is in the log: %q", line)
		case m == nil:
		case stopped != "" && m[1] == stopped:
			stopped = ""
		case stopped != "":
		case m[1] == "stop-commands":
			stopped = m[3]
		default:
			obeyed = append(obeyed, line)
		}
	}
	if stopped != "" {
		t.Error("commands are still stopped at the end")
	}
	return obeyed
}

func brokenHostile(f *plainFake) {
	for _, step := range []string{"backup", "stop", "health"} {
		f.printed[step] = hostile
	}
	f.results["health"] = []runbook.AttemptResult{{Exit: 22, Line: 1, Command: "curl ##[add-mask]x\n::add-mask::y"}}
	health := &f.run.Book.Stages[1].Steps[1]
	health.Title, health.Line, health.ScriptLine = "Verificar: 100%, todo ##[error]", 40, 44
}

func TestGitHubGoldens(t *testing.T) {
	over := func(f *plainFake) {
		f.run.Book.Clocks["downtime"] = runbook.Clock{Title: "Downtime", From: "stop", Until: []string{"health", "rollback.health"}, Budget: runbook.Duration(4 * time.Second)}
	}
	for _, lang := range text.Languages() {
		t.Run("success."+string(lang), func(t *testing.T) {
			_, out := inActions(t, lang, demoWith(t, ""), over, GitHub{})
			runner(t, out)
			golden.RequireEqual(t, out)
		})
		t.Run("hostile."+string(lang), func(t *testing.T) {
			_, out := inActions(t, lang, demoWith(t, ""), brokenHostile, GitHub{})
			runner(t, out)
			golden.RequireEqual(t, out)
		})
	}
}

func TestGitHubNothingOfAHostIsObeyed(t *testing.T) {
	_, out := inActions(t, text.EN, demoWith(t, `on_failure = "rollback"`), brokenHostile, GitHub{})
	var got []string
	for _, line := range runner(t, out) {
		name, _, _ := strings.Cut(strings.TrimPrefix(line, "::"), "::")
		name, _, _ = strings.Cut(name, " ")
		if name != "group" && name != "endgroup" {
			got = append(got, name)
		}
	}
	if want := "error notice"; strings.Join(got, " ") != want {
		t.Errorf("obeyed %q, want %q:\n%s", got, want, out)
	}
}

func TestGitHubAnErrorIsAtItsLineOfTheRunbook(t *testing.T) {
	_, out := inActions(t, text.EN, demoWith(t, ""), brokenHostile, GitHub{})
	want := "::error title=Failed%3A 2.2 Verificar%3A 100%25%2C todo ## [error],file=deploy/runbook.toml,line=44::Code 22 at line 1 of the script:%0A    curl ## [add-mask]x%0A    ::add-mask::y\n"
	if !strings.Contains(out, want) {
		t.Errorf("no %q in\n%s", want, out)
	}
}

func TestGitHubGroupsAreClosedAndNotNested(t *testing.T) {
	for name, set := range map[string]func(*plainFake){
		"success": nil, "failure": brokenHostile, "input": func(f *plainFake) { f.inputs["stop"] = engine.Input{Text: "[sudo] password: ", Sudo: true} },
		"host key": func(f *plainFake) { f.prompts = []engine.Prompt{{ID: 1, Kind: engine.PromptHostKey, Host: "staging"}} },
	} {
		_, out := inActions(t, text.EN, demoWith(t, ""), set, GitHub{})
		open := 0
		for _, line := range runner(t, out) {
			switch {
			case strings.HasPrefix(line, "::group::"):
				open++
			case strings.HasPrefix(line, "::endgroup::"):
				open--
			case open != 0:
				t.Errorf("%s: %q is hidden in a group", name, line)
			}
			if open < 0 || open > 1 {
				t.Errorf("%s: %d groups are open at %q", name, open, line)
			}
		}
		if open != 0 {
			t.Errorf("%s: a group is open at the end", name)
		}
	}
}

func TestGitHubWarnsOfABudgetOnce(t *testing.T) {
	_, out := inActions(t, text.EN, demoWith(t, ""), func(f *plainFake) {
		f.run.Book.Clocks["downtime"] = runbook.Clock{Title: "Downtime", From: "stop", Until: []string{"health"}, Budget: runbook.Duration(time.Second)}
	}, GitHub{})
	if got := strings.Count(out, "::warning title=Time budget spent::Clock Downtime"); got != 1 {
		t.Errorf("warned %d times:\n%s", got, out)
	}
}

func TestGitHubGetsAPageAndValues(t *testing.T) {
	var page, values string
	keep := func(to *string) func(string) error {
		return func(s string) error { *to += s; return nil }
	}
	inActions(t, text.EN, demoWith(t, ""), nil, GitHub{Summary: keep(&page), Output: keep(&values)})
	if page != "page" || values != "run_id=20251118-1430-ab12\noutcome=SUCCESS\nreport=\n" {
		t.Errorf("page %q, values %q", page, values)
	}
}

func TestGitHubAFileThatCannotBeWrittenIsTold(t *testing.T) {
	full := func(string) error { return errors.New("no space left") }
	f, out := inActions(t, text.EN, demoWith(t, ""), nil, GitHub{Summary: full})
	if !strings.Contains(out, "could not be written") || f.run.Outcome != runbook.Success {
		t.Errorf("outcome %q:\n%s", f.run.Outcome, out)
	}
}

func TestGitHubWarnsOfADeviation(t *testing.T) {
	_, out := inActions(t, text.EN, demoWith(t, "[confirm]\npreflight = \"por consola\"\n"), func(f *plainFake) { f.preflight = runbook.Failed }, GitHub{})
	want := "::warning title=Deviation::Went on although the preflight was not good. Reason: por consola\n"
	if strings.Count(out, want) != 1 {
		t.Errorf("no %q, or more than one, in\n%s", want, out)
	}
}

// stumbling is an engine whose journal cannot be folded from the first script on.
type stumbling struct{ *plainFake }

func (e stumbling) Take(ctx context.Context) (engine.Update, bool) {
	u, more := e.plainFake.Take(ctx)
	for i := range u.Records {
		if _, starts := u.Records[i].Event.(runbook.AttemptStarted); starts {
			u.Records[i].Event = runbook.AttemptStarted{Step: "nowhere", Attempt: 1}
		}
	}
	return u, more
}

// What the workflow does after paso has failed is neither hidden in a group nor deaf to commands.
func TestGitHubALogThatEndsInAnErrorIsClosed(t *testing.T) {
	f := newPlainFake(t, plainBook(), nil)
	var out strings.Builder
	err := Headless(context.Background(), HeadlessOptions{
		Engine: stumbling{f}, Book: f.run.Book, Catalogue: plainCatalogue(t, text.EN), Answers: demoWith(t, ""), Out: &out, Now: plainClock(), Tick: never(),
		GitHub: &GitHub{Token: func() string { return "token" }},
	})
	obeyed := runner(t, out.String())
	if err == nil || len(obeyed) == 0 || obeyed[len(obeyed)-1] != "::endgroup::" {
		t.Errorf("%v, and the log ends with %q", err, obeyed)
	}
}

// What another paso told was annotated by it.
func TestGitHubAResumedRunRepeatsNoWarning(t *testing.T) {
	var out strings.Builder
	n := newNarrator(plainCatalogue(t, text.EN), plainBook(), &out, plainNow)
	n.shield, n.folds = Shielded(), &workflow{GitHub: GitHub{Token: func() string { return "x" }}}
	tells(t, n, plainStart().Add(-time.Hour), append(toStop(), runbook.StepSkipped{Step: "stop", Reason: "ya"})...)
	if n.folds.told != 1 {
		t.Fatalf("annotated %d deviations of a run that is told", n.folds.told)
	}
	records := make([]runbook.Record, 0, 9)
	for i, e := range append(toStop(), runbook.StepSkipped{Step: "stop", Reason: "ya"}, runbook.Resumed{}) {
		records = append(records, runbook.Record{Seq: uint64(i + 1), Time: plainStart().Add(-time.Hour), Actor: runbook.Paso, Event: e})
	}
	out.Reset()
	n = newNarrator(plainCatalogue(t, text.EN), plainBook(), &out, plainNow)
	n.shield, n.folds = Shielded(), &workflow{GitHub: GitHub{Token: func() string { return "x" }}}
	if err := n.take(engine.Update{Records: records}); err != nil {
		t.Fatal(err)
	}
	tells(t, n, plainStart(), runbook.Noted{Text: "x"})
	if strings.Contains(out.String(), "::warning title=Deviation") {
		t.Errorf("got\n%s", out.String())
	}
}
