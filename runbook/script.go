package runbook

import (
	"fmt"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// CheckScript tells whether bash could read the script; the error names its line.
// bash itself would run everything before a syntax error.
func CheckScript(script string) error {
	if tooComplex(script) {
		return fmt.Errorf("read script: more than %d opening brackets", maxBrackets)
	}
	_, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(script), "")
	if err != nil {
		return fmt.Errorf("read script: %w", err)
	}
	return nil
}
