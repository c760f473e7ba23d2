package command

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"paso/runbook/text"
)

// literals calls with every string literal of this package's sources, the name of the call whose argument it is, or "",
// and which argument. Tags of structs and paths of imports are none.
func literals(t *testing.T, with func(file, called, value string, at int)) {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		arguments := map[*ast.BasicLit]bool{}
		say := func(lit *ast.BasicLit, called string, at int) {
			if lit.Kind != token.STRING {
				return
			}
			value, err := strconv.Unquote(lit.Value)
			if err != nil {
				t.Fatal(err)
			}
			with(name, called, value, at)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ImportSpec, *ast.Field:
				return false
			case *ast.FuncDecl:
				return n.Name.Name != "Error" // for developers; Message is for people
			case *ast.CallExpr:
				for i, arg := range n.Args {
					if lit, ok := arg.(*ast.BasicLit); ok {
						arguments[lit] = true
						say(lit, calledName(n), i)
					}
				}
			case *ast.BasicLit:
				if !arguments[n] {
					say(n, "", 0)
				}
			}
			return true
		})
	}
}

func calledName(call *ast.CallExpr) string {
	switch fun := call.Fun.(type) {
	case *ast.SelectorExpr:
		return fun.Sel.Name
	case *ast.Ident:
		return fun.Name
	}
	return ""
}

// Every text that the command line says is in the catalogue, and the catalogue's area has nothing else.
func TestCatalogueAndCommandLineAgree(t *testing.T) {
	used, prefixes := map[string]bool{}, []string{}
	literals(t, func(_, called, value string, at int) {
		switch {
		case called == "usage" && at == 0:
			used["command."+value] = true
		case value == "command.": // usage puts it before its own
		case strings.HasPrefix(value, "command.") && strings.HasSuffix(value, "."):
			prefixes = append(prefixes, value) // the rest is a value
		case strings.HasPrefix(value, "command."):
			used[value] = true
		}
	})
	for _, lang := range text.Languages() {
		c, err := text.For(lang)
		if err != nil {
			t.Fatal(err)
		}
		for id := range used {
			if !c.Has(id) {
				t.Errorf("%s: no text %s", lang, id)
			}
		}
		data, err := os.ReadFile("../../runbook/text/" + string(lang) + "/command.toml")
		if err != nil {
			t.Fatal(err)
		}
		var area map[string]any
		if err := toml.Unmarshal(data, &area); err != nil {
			t.Fatal(err)
		}
		for id := range area {
			if !used[id] && !startsWithOne(id, prefixes) {
				t.Errorf("%s: nobody says %s", lang, id)
			}
		}
	}
}

func startsWithOne(id string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(id, p) {
			return true
		}
	}
	return false
}

// No sentence is written in the code: what a person reads goes through the catalogue.
func TestNoTextBypassesTheCatalogue(t *testing.T) {
	sentence := regexp.MustCompile(`\pL{3,} \pL{2,}`)
	literals(t, func(file, called, value string, _ int) {
		switch called {
		case "Errorf", "New", "panic":
			return // errors of the program, for its developers
		}
		if strings.Contains(value, "{{") || strings.HasPrefix(value, "paso ") {
			return // a template of the command library; a command as it is typed
		}
		if sentence.MatchString(value) {
			t.Errorf("%s: %s(%q)", file, called, value)
		}
	})
}
