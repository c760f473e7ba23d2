package runbook

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// wanted reads the marks of a test file: "# want: ID …" on a line wants these
// problems there, ".near" where a suggestion is wanted, "@-1" for lines above.
func wanted(t *testing.T, data string) []string {
	t.Helper()
	var all []string
	for i, line := range strings.Split(data, "\n") {
		_, marks, marked := strings.Cut(line, "# want: ")
		if !marked {
			continue
		}
		for _, mark := range strings.Fields(marks) {
			id, offset, _ := strings.Cut(mark, "@")
			n, _ := strconv.Atoi(offset)
			all = append(all, fmt.Sprintf("%d: %s", i+1+n, id))
		}
	}
	slices.Sort(all)
	return all
}

func found(problems []Problem) []string {
	var all []string
	for _, p := range problems {
		id, _ := p.Message()
		all = append(all, fmt.Sprintf("%d: %s", p.Line, id))
	}
	slices.Sort(all)
	return all
}

func TestProblemsStandAtTheirLines(t *testing.T) {
	files, err := filepath.Glob("testdata/lint/*.toml")
	if err != nil || len(files) < 9 {
		t.Fatalf("test files: %d, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			book, problems := Load(file, data)
			want, got := wanted(t, string(data)), found(problems)
			for _, w := range want {
				if !slices.Contains(got, w) {
					t.Errorf("missing  %s", w)
				}
			}
			if !slices.Equal(want, got) {
				for _, p := range problems {
					if id, _ := p.Message(); !slices.Contains(want, fmt.Sprintf("%d: %s", p.Line, id)) {
						t.Errorf("unwanted %v", p)
					}
				}
				if len(want) != len(got) {
					t.Errorf("%d problems, want %d:\n%v", len(got), len(want), Problems(problems))
				}
			}
			if hasErrors := len(Problems(problems).Errors()) > 0; hasErrors == (book != nil) {
				t.Errorf("book given: %v, errors: %v", book != nil, hasErrors)
			}
		})
	}
}

func TestTenMistakesAreTenMessages(t *testing.T) {
	data, err := os.ReadFile("testdata/lint/ten.toml")
	if err != nil {
		t.Fatal(err)
	}
	_, problems := Load("runbook.toml", data)
	if len(problems) != 10 {
		t.Fatalf("%d problems, want 10:\n%v", len(problems), Problems(problems))
	}
	first := problems[0]
	if first.Near != "version" || first.Key != "versoin" || first.Line != 3 || first.Column != 1 || first.File != "runbook.toml" {
		t.Errorf("first problem: %+v", first)
	}
	if !slices.IsSortedFunc(problems, func(a, b Problem) int { return a.Line - b.Line }) {
		t.Error("the problems are not in the order of the file")
	}
}

func TestLoadFillsTheBook(t *testing.T) {
	book, problems := Load("x.toml", []byte(`id = "P"
title = "T"
version = "1"
reviewed = 2025-11-18
[vars]
Z = "z"
A = { command = "date" }
M = { ask = "?", env = "MM", default = "d" }
[targets.t]
ssh = "host"
[[stage]]
title = "S"
estimate = "1h30m"
[[stage.step]]
id = "one"
title = "One"
run = '''
echo 1
'''
success = "x"
[[stage.step]]
id = "two"
title = "Two"
run = "true"
success = "x"
[[stage.step.check]]
unit = "gunicorn"
stable = "30s"
[rollback]
[[rollback.step]]
id = "rollback.one"
title = "Back"
run = """
true
"""
`))
	if len(problems) > 0 {
		t.Fatal(Problems(problems))
	}
	var names []string
	for _, v := range book.Vars {
		names = append(names, fmt.Sprintf("%s@%d", v.Name, v.Line))
	}
	if got := strings.Join(names, " "); got != "Z@6 A@7 M@8" {
		t.Errorf("variables: %s", got)
	}
	if m := book.Vars[2]; m.Ask != "?" || m.Env != "MM" || m.Default != "d" || m.Secret {
		t.Errorf("M: %+v", m)
	}
	one, two, back := book.Stages[0].Steps[0], book.Stages[0].Steps[1], book.Rollback.Steps[0]
	if one.Number != "1.1" || one.Line != 14 || one.ScriptLine != 18 {
		t.Errorf("one: %s, lines %d and %d", one.Number, one.Line, one.ScriptLine)
	}
	if two.Number != "1.2" || two.Line != 21 || two.ScriptLine != 24 || two.Checks[0].Line != 26 {
		t.Errorf("two: %s, lines %d, %d and %d", two.Number, two.Line, two.ScriptLine, two.Checks[0].Line)
	}
	if back.Number != "R.1" || back.ScriptLine != 34 {
		t.Errorf("back: %s, %d", back.Number, back.ScriptLine)
	}
	if book.Language != "es" || book.Stages[0].ID != "1" || book.Stages[0].Estimate.D() != 90*time.Minute {
		t.Errorf("defaults: %q %q %s", book.Language, book.Stages[0].ID, book.Stages[0].Estimate)
	}
	if day := book.Reviewed.Format(time.DateOnly); day != "2025-11-18" {
		t.Errorf("reviewed: %s", day)
	}
}

func TestBrokenSyntaxIsAlone(t *testing.T) {
	for _, test := range []struct {
		data string
		line int
	}{
		{"id = \"x\ntitle = 3", 1},
		{"id = 1\nversion 2\nfoo = 1", 2},
		{"id = 1\nid = 2", 2},
		{"a = [1,\n2", 2},
		{"[a]\nb = 1\n[a]\n", 3},
		{"a = 1\nb = '''\nx\n", 3},
		{"a = 2025-13-01", 1},
		{"a = 1\nb = \x80", 2},
		{"a = 99999999999999999999", 1},
	} {
		book, problems := Load("x", []byte(test.data))
		if book != nil || len(problems) != 1 || problems[0].ID != "lint.syntax" || problems[0].Line != test.line {
			t.Errorf("%q: %v, want one lint.syntax at line %d", test.data, problems, test.line)
		}
	}
}

func TestLimitsAreNamed(t *testing.T) {
	head := "id='a'\ntitle='a'\nversion='1'\n[targets.t]\nlocal=true\n[[stage]]\ntitle='s'\n"
	step := "[[stage.step]]\nid='s'\ntitle='t'\nsuccess='x'\n"
	for name, test := range map[string]struct{ data, id string }{
		"file":         {"#" + strings.Repeat("x", MaxFileSize), "lint.file-too-large"},
		"arrays":       {"a = " + strings.Repeat("[", 1<<20), "lint.syntax"},
		"closed":       {"a = " + strings.Repeat("[", 9000) + strings.Repeat("]", 9000), "lint.too-deep"},
		"tables":       {"a = " + strings.Repeat("{a=", 500) + "1" + strings.Repeat("}", 500), "lint.too-deep"},
		"dotted":       {strings.Repeat("a.", 1<<20) + "a = 1", "lint.too-deep"},
		"header":       {"[" + strings.Repeat("a.", 1<<20) + "a]", "lint.too-deep"},
		"script":       {head + step + "run='''" + strings.Repeat("true\n", MaxScriptSize/5+1) + "'''", "lint.script-too-large"},
		"brackets":     {head + step + "run='''" + strings.Repeat("(", MaxScriptSize-1) + "'''", "lint.script-too-complex"},
		"nul":          {head + step + `run="echo \u0000"`, "lint.script-nul"},
		"values":       {"a = [" + strings.Repeat("1,", MaxValues) + "]", "lint.too-many-values"},
		"keys":         {strings.Repeat("a = 1\n", MaxValues+1), "lint.too-many-values"},
		"text":         {head + "owner = \"" + strings.Repeat("x", MaxTextSize+1) + "\"", "lint.text-too-long"},
		"steps":        {head + strings.Repeat("[[stage.step]]\n", MaxSteps+1), "lint.too-many-steps"},
		"steps inline": {"stage = [{step=[" + strings.Repeat("1,", MaxSteps+1) + "]}]", "lint.too-many-steps"},
	} {
		t.Run(name, func(t *testing.T) {
			_, problems := Load("x", []byte(test.data))
			if len(problems) != 1 || problems[0].ID != test.id {
				t.Errorf("problems: %.300v, want one %s", Problems(problems).Error(), test.id)
			}
		})
	}
}

// TestProcedure holds that the runbook of this repository is what PROCED-BACK-002 says.
func TestProcedure(t *testing.T) {
	data, err := os.ReadFile("../runbook.toml")
	if err != nil {
		t.Fatal(err)
	}
	book, problems := Load("runbook.toml", data)
	if errors := Problems(problems).Errors(); len(errors) > 0 {
		t.Fatal(errors)
	}
	steps := 0
	for range book.AllSteps {
		steps++
	}
	if len(book.Stages) != 6 || steps != 23 || len(book.Prerequisites) != 17 {
		t.Errorf("%d stages, %d steps, %d prerequisites", len(book.Stages), steps, len(book.Prerequisites))
	}
	for _, p := range Problems(problems).Warnings() {
		// The procedure's own matrix has rows without A or R (DESIGN §10); nothing else is left to warn of.
		if p.ID != "lint.no-approver" && p.ID != "lint.no-responsible" {
			t.Error(p)
		}
	}
}
