package runbook

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// UsesSudo tells whether a script of the book, or of its rollback, calls sudo. A script
// that cannot be read is taken by its words.
func (b *Runbook) UsesSudo() bool {
	for _, step := range b.AllSteps {
		if callsSudo(step.Run) {
			return true
		}
	}
	for i := range b.Rollback.Steps {
		if callsSudo(b.Rollback.Steps[i].Run) {
			return true
		}
	}
	return false
}

func callsSudo(script string) bool {
	if !strings.Contains(script, "sudo") {
		return false
	}
	file, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(script), "")
	if err != nil {
		return true
	}
	found := false
	syntax.Walk(file, func(n syntax.Node) bool {
		if call, ok := n.(*syntax.CallExpr); ok && len(call.Args) > 0 && call.Args[0].Lit() == "sudo" {
			found = true
		}
		return !found
	})
	return found
}
