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

	"paso/runbook/text"
)

// plainSources are the files of the front ends without a screen.
func plainSources(t *testing.T) map[string]*ast.File {
	t.Helper()
	files := map[string]*ast.File{}
	for _, pattern := range []string{"plain*.go", "headless*.go"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			if files[name], err = parser.ParseFile(gotoken.NewFileSet(), name, nil, 0); err != nil {
				t.Fatal(err)
			}
		}
	}
	return files
}

// The lines have no sentence in the code either.
func TestNoTextOfTheLinesBypassesTheCatalogue(t *testing.T) {
	sentence := regexp.MustCompile(`\pL{3,} \pL{2,}`)
	for name, f := range plainSources(t) {
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

// Every text of the lines' area is said: by its whole id, or by one that is put together from a literal and a value.
func TestEveryTextOfTheLinesIsSaid(t *testing.T) {
	said, prefixes := map[string]bool{}, []string{}
	for _, f := range plainSources(t) {
		ast.Inspect(f, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == gotoken.STRING {
				value, err := strconv.Unquote(lit.Value)
				if err != nil {
					t.Fatal(err)
				}
				value = strings.TrimPrefix(value, "plain.")
				if said[value] = true; len(value) > 1 && strings.HasSuffix(value, ".") {
					prefixes = append(prefixes, value)
				}
			}
			return true
		})
	}
	for _, lang := range text.Languages() {
		data, err := os.ReadFile("../runbook/text/" + string(lang) + "/plain.toml")
		if err != nil {
			t.Fatal(err)
		}
		var area map[string]any
		if err := toml.Unmarshal(data, &area); err != nil {
			t.Fatal(err)
		}
	all:
		for id := range area {
			rest := strings.TrimPrefix(id, "plain.")
			for _, p := range prefixes {
				if strings.HasPrefix(rest, p) {
					continue all
				}
			}
			if !said[rest] {
				t.Errorf("%s: nobody says %s", lang, id)
			}
		}
	}
}
