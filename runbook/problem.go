package runbook

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Severity tells an error, with which a runbook cannot run, from a warning.
type Severity int

// The severities. The zero value is the strict one.
const (
	Error Severity = iota
	Warning
)

// String is the severity as a tool prints it: "error", "warning".
func (s Severity) String() string {
	if s == Warning {
		return "warning"
	}
	return "error"
}

// MarshalText writes the severity as String does.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Problem is one thing that is wrong with a runbook, at its place in the file.
// The words are in the catalogue under ID; a problem with a Near has them under
// ID + ".near".
type Problem struct {
	File     string            `json:"file"`
	Line     int               `json:"line"` // from 1
	Column   int               `json:"column"`
	Key      string            `json:"key,omitempty"` // stage[2].step[1].check[0].min_size; numbers from 0
	ID       string            `json:"id"`
	Args     map[string]string `json:"args,omitempty"`
	Severity Severity          `json:"severity"`
	Near     string            `json:"near,omitempty"` // what was probably meant
}

// Error is the problem in one line for a log; what an operator reads comes from Message.
func (p Problem) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d:%d: ", p.File, p.Line, p.Column)
	if p.Key != "" {
		b.WriteString(p.Key + ": ")
	}
	b.WriteString(strings.ReplaceAll(strings.TrimPrefix(p.ID, "lint."), "-", " "))
	for _, name := range slices.Sorted(maps.Keys(p.Args)) {
		fmt.Fprintf(&b, " %s=%q", name, p.Args[name])
	}
	if p.Near != "" {
		fmt.Fprintf(&b, " (did you mean %q?)", p.Near)
	}
	return b.String()
}

// Message names the text of the catalogue. Its arguments are those of the
// problem and File, Line, Column, Key and Near.
func (p Problem) Message() (string, map[string]string) {
	args := map[string]string{
		"File":   p.File,
		"Line":   strconv.Itoa(p.Line),
		"Column": strconv.Itoa(p.Column),
		"Key":    p.Key,
		"Near":   p.Near,
	}
	maps.Copy(args, p.Args)
	if p.Near != "" {
		return p.ID + ".near", args
	}
	return p.ID, args
}

// Problems are what a runbook has, in the order of the file.
type Problems []Problem

// Errors are those with which it cannot run.
func (ps Problems) Errors() Problems { return ps.of(Error) }

// Warnings are those with which it can.
func (ps Problems) Warnings() Problems { return ps.of(Warning) }

func (ps Problems) of(severity Severity) Problems {
	var found Problems
	for _, p := range ps {
		if p.Severity == severity {
			found = append(found, p)
		}
	}
	return found
}

// Unwrap gives the problems one by one, for the catalogue.
func (ps Problems) Unwrap() []error {
	errs := make([]error, len(ps))
	for i, p := range ps {
		errs[i] = p
	}
	return errs
}

// Error says every problem, one a line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

func (ps Problems) sort() {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Key, b.Key), cmp.Compare(a.ID, b.ID))
	})
}
