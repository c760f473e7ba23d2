package ui

import (
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"paso/runbook"
	"paso/runbook/engine"
	"paso/runbook/text"
)

// sources are the files of the screen: not the tests, and not the plain front ends.
func sources(t *testing.T) map[string]*ast.File {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]*ast.File{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") || strings.HasPrefix(name, "plain") || strings.HasPrefix(name, "headless") {
			continue
		}
		if files[name], err = parser.ParseFile(gotoken.NewFileSet(), name, nil, 0); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// literals calls with every string literal that is an argument of a call, the called
// name, and which argument it is.
func literals(f *ast.File, with func(called, value string, at int)) {
	ast.Inspect(f, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		name := ""
		switch fun := call.Fun.(type) {
		case *ast.SelectorExpr:
			name = fun.Sel.Name
		case *ast.Ident:
			name = fun.Name
		}
		for i, arg := range call.Args {
			if lit, ok := arg.(*ast.BasicLit); ok && lit.Kind == gotoken.STRING {
				if value, err := strconv.Unquote(lit.Value); err == nil {
					with(name, value, i)
				}
			}
		}
		return true
	})
}

// dynamic are the ids that are put together from values: by prefix, every value that there is.
func dynamic() map[string]bool {
	ids := map[string]bool{}
	add := func(prefix string, values ...string) {
		for _, v := range values {
			ids[prefix+v] = true
		}
	}
	for _, s := range []runbook.StepState{
		runbook.StatePending, runbook.StateRunning, runbook.StateWaiting, runbook.StatePassed, runbook.StateFailed, runbook.StateUnknown,
		runbook.StateSkipped, runbook.StateMarked, runbook.StateNA, runbook.StateRolledBack,
	} {
		add("state.", string(s))
	}
	for _, o := range []string{"success", "success-with-deviations", "failed", "rollback", "aborted"} {
		add("outcome.", o, o+".means")
	}
	for _, i := range []runbook.Identity{runbook.Asserted, runbook.Scripted, runbook.Operator} {
		add("identity.", string(i))
	}
	for _, d := range []runbook.DeviationKind{
		runbook.DeviationSkip, runbook.DeviationMark, runbook.DeviationEdit, runbook.DeviationShell, runbook.DeviationOverride,
		runbook.DeviationPrerequisite, runbook.DeviationTakeOver, runbook.DeviationMeanwhile, runbook.DeviationCriterion,
	} {
		add("deviation.", string(d))
	}
	for _, d := range []engine.Doing{
		engine.DoingConnect, engine.DoingVars, engine.DoingLock, engine.DoingPreflight, engine.DoingPrerequisites, engine.DoingStep,
		engine.DoingChecks, engine.DoingReport, engine.DoingClean, engine.DoingCancel,
	} {
		add("doing.", string(d))
	}
	for _, c := range []runbook.Choice{
		runbook.ChooseRetry, runbook.ChooseEdit, runbook.ChooseRecheck, runbook.ChooseMark, runbook.ChooseFailed, runbook.ChooseSkip, runbook.ChooseShell,
		runbook.ChooseRollback, runbook.ChoosePause, runbook.ChooseAbort,
	} {
		add("choice.", string(c), string(c)+".detail")
	}
	for _, g := range []runbook.GateKind{
		runbook.GateStep, runbook.GateResponsible, runbook.GateChecklist, runbook.GateApproval, runbook.GateCriteria,
	} {
		add("ahead.", string(g))
	}
	add("locked.", "who", "run", "since", "sign", "step", "means.step", "means.unsure")
	for _, sign := range []runbook.LockSign{runbook.SignAlive, runbook.SignWatched, runbook.SignGone} {
		add("locked.", "sign."+string(sign), "means."+string(sign))
	}
	for _, step := range []runbook.LockStep{runbook.LockStepNone, runbook.LockStepRuns, runbook.LockStepUnknown} {
		add("locked.step.", string(step))
	}
	add("risks.", "title", "all")
	add("choices.", "look", "run", "stray")
	add("choice.", "edit.about", "mark.about", "failed.about", "skip.about", "shell.about")
	add("check.", "output", "file", "unit", "process", "http", "disk", "tool", "git", "log", "command")
	add("ended.", "cancel", "timeout")
	for _, p := range []engine.PromptKind{engine.PromptPassword, engine.PromptPassphrase, engine.PromptCode} {
		add("prompt.", string(p)+".title", string(p)+".about")
	}
	for _, g := range newKeymap().groups() {
		add("keys.", g.id)
		for _, b := range g.all {
			add("key.", b.id)
			add("help.", b.id)
		}
	}
	add("key.", "space", "move")
	for _, id := range tourStops() {
		add("tour.", string(id))
	}
	add("start.stands.", "before", "stage", "at", "running", "failed", "unknown", "plan", "rollback", "end")
	add("start.", "who", "stops", "window", "values", "review", "fails", "unreadable")
	add("start.stops.", "prerequisites", "stages", "lists", "notices")
	add("keys.", "here")
	add("help.", "move")
	for _, name := range themeNames() {
		add("theme.", string(name))
	}
	for _, lang := range text.Languages() {
		add("language.", string(lang))
	}
	return ids
}

// Every text that the screen says is in the catalogue, and the catalogue's area has nothing else.
func TestCatalogueAndScreenAgree(t *testing.T) {
	used := dynamic()
	for _, f := range sources(t) {
		literals(f, func(called, value string, at int) {
			if at == 0 && (called == "t" || called == "plural") && !strings.HasSuffix(value, ".") {
				used[value] = true
			}
			if at == 2 && (called == "news" || called == "newsOf") {
				used["feed."+value] = true
			}
		})
	}
	for _, lang := range text.Languages() {
		c, err := text.For(lang)
		if err != nil {
			t.Fatal(err)
		}
		for id := range used {
			if !c.Has("screen." + id) {
				t.Errorf("%s: no text screen.%s", lang, id)
			}
		}
		data, err := os.ReadFile("../runbook/text/" + string(lang) + "/screen.toml")
		if err != nil {
			t.Fatal(err)
		}
		var area map[string]any
		if err := toml.Unmarshal(data, &area); err != nil {
			t.Fatal(err)
		}
		for id := range area {
			if !used[strings.TrimPrefix(id, "screen.")] {
				t.Errorf("%s: nobody says %s", lang, id)
			}
		}
	}
}

// No sentence is written in the code: what a person reads goes through the catalogue.
func TestNoTextBypassesTheCatalogue(t *testing.T) {
	sentence := regexp.MustCompile(`\pL{3,} \pL{2,}`)
	for name, f := range sources(t) {
		literals(f, func(called, value string, _ int) {
			switch called {
			case "Errorf", "Sprintf", "panic", "New":
				return // errors of the program, for its developers
			}
			if sentence.MatchString(value) {
				t.Errorf("%s: %s(%q)", name, called, value)
			}
		})
	}
}
