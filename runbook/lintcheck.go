package runbook

import (
	"errors"
	"regexp"
	"strings"
)

// lintChecks looks at the checks of a step, a prerequisite or the validation.
func (l *linter) lintChecks(place path, checks []Check, within scope, secrets ...string) {
	for i := range checks {
		at := place.at("check", i)
		c := &checks[i]
		for _, field := range texts(c) {
			l.lintText(at.to(field.key), *field.text, within)
		}
		for _, field := range patterns(c) {
			l.lintPattern(at.to(field.key), *field.text)
		}
		if c.Command != nil {
			script := l.lintScript(at.to("command"), *c.Command)
			l.lintSecrets(at.to("command"), script, secrets)
		}
		l.lintCheckParts(at, c, within)
	}
}

// lintCheckParts looks at the keys of a check that need each other.
func (l *linter) lintCheckParts(place path, c *Check, within scope) {
	l.refer(place.to("since"), "lint.unknown-step", "stage", c.Since, l.names.steps)
	if c.Since != "" && within == scopeVars {
		l.fail(place.to("since"), "lint.no-run-here", "Name", "since")
	}
	if c.Output != nil && within == scopeVars {
		l.fail(place.to("output"), "lint.no-run-here", "Name", "output")
	}
	if c.Pushed && c.Tag == "" {
		l.fail(place.to("pushed"), "lint.needs-key", "Name", "pushed", "Needs", "tag")
	}
	if c.Absent && (c.MinSize != "" || c.LastLine != "") {
		l.fail(place.to("absent"), "lint.absent-and-more", "Name", "absent")
	}
	if c.Git != nil && c.Branch == "" && !c.Clean && c.Upstream == "" && c.Tag == "" && !c.Pushed {
		l.fail(place.to("git"), "lint.check-asks-nothing", "Kind", "git")
	}
	if c.Command != nil && c.Absent && c.Pattern == "" {
		l.fail(place.to("absent"), "lint.needs-key", "Name", "absent", "Needs", "pattern")
	}
}

// checkText is a string of a check with its key.
type checkText struct {
	key  string
	text *string
}

// texts are the strings of a check in which $NAME is expanded. A command is none:
// the shell itself expands it.
func texts(c *Check) []checkText {
	return present([]checkText{
		{"output", c.Output}, {"file", c.File}, {"unit", c.Unit}, {"process", c.Process}, {"http", c.HTTP},
		{"disk", c.Disk}, {"tool", c.Tool}, {"git", c.Git}, {"log", c.Log},
		{"last_line", &c.LastLine}, {"body", &c.Body}, {"branch", &c.Branch}, {"upstream", &c.Upstream},
		{"tag", &c.Tag}, {"pattern", &c.Pattern},
	})
}

// patterns are those that are regular expressions.
func patterns(c *Check) []checkText {
	return present([]checkText{
		{"output", c.Output}, {"process", c.Process}, {"body", &c.Body}, {"pattern", &c.Pattern},
	})
}

func present(all []checkText) []checkText {
	set := all[:0]
	for _, field := range all {
		if field.text != nil && *field.text != "" {
			set = append(set, field)
		}
	}
	return set
}

// lintPattern looks at a regular expression; what its variables stand for does not matter.
func (l *linter) lintPattern(place path, pattern string) {
	if _, err := regexp.Compile("(?m)" + expanded(pattern)); err != nil {
		why := strings.TrimPrefix(err.Error(), "error parsing regexp: ")
		l.fail(place, "lint.bad-pattern", "Why", why)
	}
}

func (l *linter) badCondition(place path, err error) {
	var at *ConditionError
	why := err.Error()
	if errors.As(err, &at) {
		why = at.Why
	}
	l.fail(place, "lint.bad-condition", "Why", firstLine(why))
}
