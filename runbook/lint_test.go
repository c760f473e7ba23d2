package runbook

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

// sayable renders a text of the catalogue well enough to see whether its
// arguments are there; the catalogue itself is no import of this package.
func sayable(text string, args map[string]string) (missing []string) {
	for _, match := range regexp.MustCompile(`\{\{\.(\w+)\}\}`).FindAllStringSubmatch(text, -1) {
		if _, given := args[match[1]]; !given {
			missing = append(missing, match[1])
		}
	}
	return missing
}

func catalogue(t *testing.T, lang string) map[string]string {
	t.Helper()
	texts := map[string]string{}
	if _, err := toml.DecodeFile("text/"+lang+"/lint.toml", &texts); err != nil {
		t.Fatal(err)
	}
	return texts
}

// TestEveryProblemHasItsText loads every bad runbook of the tests: each problem
// has a text in both languages, whose arguments it gives, and each text is said
// by one of them.
func TestEveryProblemHasItsText(t *testing.T) {
	files, _ := filepath.Glob("testdata/lint/*.toml")
	catalogues := map[string]map[string]string{"es": catalogue(t, "es"), "en": catalogue(t, "en")}
	said := map[string]bool{
		// Those of files too large to keep (TestLimitsAreNamed), of broken syntax, and of a fault of our own.
		"lint.file-too-large": true, "lint.too-deep": true, "lint.too-many-values": true, "lint.text-too-long": true, "lint.too-many-steps": true, "lint.script-too-large": true,
		"lint.script-too-complex": true, "lint.script-nul": true, "lint.syntax": true, "lint.internal": true,
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_, problems := Load("runbook.toml", data)
		for _, p := range problems {
			id, args := p.Message()
			said[id] = true
			for lang, texts := range catalogues {
				text, there := texts[id]
				if !there {
					t.Errorf("%s: no text %s", lang, id)
				}
				if missing := sayable(text, args); len(missing) > 0 {
					t.Errorf("%s: %s wants %v, %v gives them not", lang, id, missing, p)
				}
			}
		}
	}
	for id := range catalogues["es"] {
		if base := strings.TrimSuffix(id, ".near"); !said[id] && !(base != id && said[base]) && !said[id+".near"] {
			t.Errorf("nothing in testdata says %s", id)
		}
	}
}

func TestProblemSaysWhereAndWhat(t *testing.T) {
	p := Problem{File: "r.toml", Line: 3, Column: 1, Key: "versoin", ID: "lint.unknown-key", Args: map[string]string{"Name": "versoin"}, Near: "version"}
	if got, want := p.Error(), `r.toml:3:1: versoin: unknown key Name="versoin" (did you mean "version"?)`; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	id, args := p.Message()
	if id != "lint.unknown-key.near" || args["Name"] != "versoin" || args["Near"] != "version" || args["Line"] != "3" {
		t.Errorf("%s %v", id, args)
	}
	if p.Near = ""; p.Args["Line"] != "" {
		t.Error("Message changed the problem")
	}
	if id, _ := p.Message(); id != "lint.unknown-key" {
		t.Error(id)
	}
	mixed := Problems{{Severity: Warning}, {Severity: Error}, {Severity: Warning}}
	if len(mixed.Errors()) != 1 || len(mixed.Warnings()) != 2 || len(mixed.Unwrap()) != 3 {
		t.Error("errors and warnings are not told apart")
	}
}

func TestNearest(t *testing.T) {
	known := []string{"backup", "health", "migrate", "stop", "smoke"}
	for word, want := range map[string]string{
		"bakcup": "backup", "Health": "health", "migrations": "", "stpo": "stop", "x": "", "smok": "smoke", "postgres": "",
	} {
		if got := (&linter{}).nearest(word, known); got != want {
			t.Errorf("nearest(%q) = %q, want %q", word, got, want)
		}
	}
}
