package host

import (
	"fmt"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// A Statement is a top-level statement of a script, or several that share a line: bash tells lines apart and no less.
type Statement struct {
	N           int    // from 1
	First, Last int    // lines, from 1; here-documents included
	Text        string // as written, without surrounding space
	Joined      bool   // more than one on its lines
}

// Statements parses a script of bash. An error means that the parser does not read it, with line and column; bash has
// the last word, and Start asks it.
func Statements(script string) ([]Statement, error) {
	file, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(script), "")
	if err != nil {
		return nil, fmt.Errorf("parse script: %w", err)
	}
	var found []Statement
	starts := []uint{}
	for _, stmt := range file.Stmts {
		first, last := int(stmt.Pos().Line()), int(stmt.End().Line())
		if i := len(found) - 1; i >= 0 && first <= found[i].Last {
			found[i].Last = max(found[i].Last, last)
			found[i].Joined = true
			found[i].Text = strings.TrimSpace(slice(script, starts[i], stmt.End().Offset()))
			continue
		}
		starts = append(starts, stmt.Pos().Offset())
		found = append(found, Statement{
			N: len(found) + 1, First: first, Last: last,
			Text: strings.TrimSpace(slice(script, stmt.Pos().Offset(), stmt.End().Offset())),
		})
	}
	return found, nil
}

func slice(s string, from, to uint) string {
	return s[min(int(from), len(s)):min(int(to), len(s))]
}
