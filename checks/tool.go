package checks

import (
	"context"
	"fmt"
	"strings"
)

// Tool wants a program on the target and, where there is a Constraint, a version of it. The program is looked for in the PATH
// of the step and after it where administrators have theirs (/usr/sbin, for nginx). Its version is the first in what
// `NAME --version` says; without a Constraint the program is not run.
type Tool struct {
	Name       string
	Constraint string // as ParseConstraint reads it; "" wants the program only
}

// ParseTool reads how a runbook names a tool: "git >= 2", "psql".
func ParseTool(text string) (Tool, error) {
	name, constraint, _ := strings.Cut(strings.TrimSpace(text), " ")
	if name == "" || strings.ContainsAny(name, "<>=!,") {
		return Tool{}, fmt.Errorf("%q does not begin with the name of a tool and a blank", text)
	}
	tool := Tool{Name: name, Constraint: strings.TrimSpace(constraint)}
	if tool.Constraint == "" {
		return tool, nil
	}
	_, err := ParseConstraint(tool.Constraint)
	return tool, err
}

// Title names the check.
func (c Tool) Title() Phrase {
	return phrase("checks.tool.title", args{"Name": c.Name})
}

func (c Tool) wanted() Phrase {
	if c.Constraint == "" {
		return phrase("checks.tool.wanted", args{"Name": c.Name})
	}
	return phrase("checks.tool.wanted.version", args{"Name": c.Name, "Constraint": c.Constraint})
}

// Observe asks the target once.
func (c Tool) Observe(ctx context.Context, w World) Result {
	wanted := c.wanted()
	if c.Name == "" {
		return invalid(wanted, "empty name")
	}
	var constraint Constraint
	if c.Constraint != "" {
		var err error
		if constraint, err = ParseConstraint(c.Constraint); err != nil {
			return invalid(wanted, err.Error())
		}
	}
	text, trouble := facts(ctx, w, wanted, "tool", param{"paso_tool", c.Name}, param{"paso_version", yes(len(constraint) > 0)})
	if trouble != nil {
		return *trouble
	}
	return c.judge(wanted, constraint, text).tried(1)
}

// judge reads the program's path, on the first line, and what it said about its version.
func (c Tool) judge(wanted Phrase, constraint Constraint, text string) Result {
	path, said, _ := strings.Cut(text, "\n")
	values := args{"Name": c.Name, "Path": path}
	switch {
	case path == "":
		return failed(wanted, phrase("checks.tool.missing", values))
	case len(constraint) == 0:
		return passed(wanted, phrase("checks.tool.found", values))
	}
	version, ok := ParseVersion(said)
	if !ok {
		return unobservable(wanted, phrase("checks.tool.unknown", values)).with(said)
	}
	values["Version"] = version.String()
	return verdict(constraint.Accepts(version), wanted, phrase("checks.tool.version", values))
}
