package engine

import (
	"fmt"
	"regexp"
	"strings"

	"paso/checks"
	"paso/runbook"
)

// builder turns a check of the book into a question to the world. Every rule of how
// the keys of runbook.toml map to the fields of a check is here.
type builder struct {
	run   *runbook.Run
	check *runbook.Check
	text  func() printed // output of the step, for the kind that reads it
	err   error
	cut   error // why text is not all that was printed
}

// buildAll builds a list of checks with the values that the run has now.
func buildAll(list []runbook.Check, run *runbook.Run, text func() printed) []question {
	built := make([]question, len(list))
	for i := range list {
		b := builder{run: run, check: &list[i], text: text}
		kind, check := b.build()
		built[i] = question{label: list[i].Title, kind: kind, check: check, err: b.err, cut: b.cut, absent: list[i].Absent}
	}
	return built
}

func (b *builder) build() (kind string, check checks.Check) {
	c := b.check
	switch {
	case c.Output != nil:
		return "output", b.output()
	case c.File != nil:
		return "file", checks.File{Path: b.expand(*c.File), Absent: c.Absent, MinSize: b.size(c.MinSize), LastLine: b.expand(c.LastLine)}
	case c.Unit != nil:
		return "unit", checks.Unit{Name: b.expand(*c.Unit), State: c.State, Stable: c.Stable.D()}
	case c.Process != nil:
		return "process", checks.Process{Pattern: b.expand(*c.Process), Absent: c.Absent, Ignore: b.ownProcesses()}
	case c.HTTP != nil:
		return "http", checks.HTTP{
			URL: b.expand(*c.HTTP), Status: c.Status, MaxLatency: c.MaxLatency.D(), Body: b.expand(c.Body), Here: c.Here, Within: c.Within.D(),
		}
	case c.Disk != nil:
		return "disk", checks.Disk{Path: b.expand(*c.Disk), Free: b.size(c.Free)}
	case c.Tool != nil:
		return "tool", checks.Tool{Name: *c.Tool, Constraint: c.Version}
	case c.Git != nil:
		return "git", checks.Git{
			Dir: b.expand(*c.Git), Branch: b.expand(c.Branch), Clean: c.Clean, Upstream: b.expand(c.Upstream), Tag: b.expand(c.Tag), Pushed: c.Pushed,
		}
	case len(c.Env) > 0:
		return "env", checks.Env{Names: c.Env}
	case c.Log != nil:
		return "log", b.log()
	case c.Command != nil:
		exit := 0
		if c.Exit != nil {
			exit = *c.Exit
		}
		return "command", checks.Command{Script: *c.Command, Exit: exit, Pattern: b.expand(c.Pattern), Absent: c.Absent}
	}
	b.err = fmt.Errorf("build check: it has no kind")
	return "", nil
}

// ownProcesses matches the command lines of this run's own harness on the target.
func (b *builder) ownProcesses() string {
	if b.run.Info.ID == "" {
		return ""
	}
	return "/" + regexp.QuoteMeta(b.run.Info.ID) + "/(attempts/|harness-|step-)"
}

// output looks through what the step printed; outside a step there is nothing to.
func (b *builder) output() checks.Check {
	var seen printed
	if b.text != nil {
		seen = b.text()
	}
	b.cut = seen.cut
	return checks.Printed{Text: seen.text, Pattern: b.expand(*b.check.Output), Absent: b.check.Absent}
}

func (b *builder) log() checks.Check {
	c, place := b.check, b.expand(*b.check.Log)
	mark, now := runbook.LogMark{}, runbook.LogMark{}
	if p := b.run.Steps[c.Since]; p != nil {
		if a := p.Current(); a != nil {
			mark, now = a.Marks[place], a.Marks[""]
		}
	}
	if c.Journal {
		return checks.Log{Journal: place, SinceTime: now.Time, Absent: b.expand(c.Pattern)}
	}
	return checks.Log{Path: place, Since: checks.LogMark{Inode: mark.Inode, Offset: mark.Offset}, Absent: b.expand(c.Pattern)}
}

// expand puts values in as they are, into patterns too: a variable may hold a pattern.
func (b *builder) expand(s string) string {
	expanded, unknown := runbook.Expand(s, b.run.Lookup)
	b.known(s, unknown)
	return expanded
}

func (b *builder) known(s string, unknown []string) {
	if len(unknown) > 0 && b.err == nil {
		b.err = fmt.Errorf("expand %q: unknown variable %s", s, strings.Join(unknown, ", "))
	}
}

func (b *builder) size(s string) int64 {
	if s == "" {
		return 0
	}
	n, err := runbook.ParseSize(s)
	if err != nil && b.err == nil {
		b.err = err
	}
	return n
}
