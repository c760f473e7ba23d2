package checks

import (
	"context"
	"regexp"
	"strings"
)

// Env wants variables in the environment which the step's commands get: exported and not empty. It never reads a value: the
// script prints names, and a DATABASE_URL with a password stays where it is (step 3.4 of the procedure, DESIGN §10).
type Env struct {
	Names []string
}

// Title names the check.
func (c Env) Title() Phrase {
	return phrase("checks.env.title", args{"Names": strings.Join(c.Names, ", ")})
}

var variable = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// Observe asks the target once.
func (c Env) Observe(ctx context.Context, w World) Result {
	wanted := phrase("checks.env.wanted", args{"Names": strings.Join(c.Names, ", ")})
	if len(c.Names) == 0 {
		return invalid(wanted, "no names")
	}
	for _, name := range c.Names {
		if !variable.MatchString(name) {
			return invalid(wanted, "not a name of a variable: "+name)
		}
	}
	text, trouble := facts(ctx, w, wanted, "env", param{"paso_names", strings.Join(c.Names, " ")})
	if trouble != nil {
		return *trouble
	}
	absent := missingNames(c.Names, text)
	if len(absent) > 0 {
		return failed(wanted, phrase("checks.env.missing", args{"Names": strings.Join(absent, ", ")})).tried(1)
	}
	return passed(wanted, phrase("checks.env.observed", args{"Names": strings.Join(c.Names, ", ")})).tried(1)
}

// missingNames lists the names that the script did not print as present.
func missingNames(names []string, present string) []string {
	seen := map[string]bool{}
	for _, name := range strings.Fields(present) {
		seen[name] = true
	}
	var absent []string
	for _, name := range names {
		if !seen[name] {
			absent = append(absent, name)
		}
	}
	return absent
}
