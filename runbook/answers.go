package runbook

import (
	"maps"
	"strings"
)

// OnFailure says what a run without a person does at a failure.
type OnFailure string

// What can be done at a failure. The zero value pauses: a run that nobody looks at
// waits for somebody who does.
const (
	FailurePauses    OnFailure = "pause"
	FailureRollsBack OnFailure = "rollback"
	FailureAborts    OnFailure = "abort"
)

// AnyAnswer is the key of an answer for everything that has none of its own.
const AnyAnswer = "*"

// Answers stand in for the person at the keyboard (DESIGN 9). They answer gates and
// decide nothing: the rules judge their commands like anybody's, and a gate without
// an answer pauses the run.
type Answers struct {
	Name   string // of the file; "" for answers that come from no file
	SHA256 string // of its bytes; it is recorded with every approval

	Operator      string
	OnFailure     OnFailure
	Vars          map[string]ValueAnswer
	Prerequisites map[string]ItemAnswer            // by id, or AnyAnswer
	Checklists    map[string]map[string]ItemAnswer // by step, ListCriteria or AnyAnswer; then by item or AnyAnswer
	Confirm       map[string]string                // by key of the gate, or AnyAnswer: the note, which may be empty
	Approve       map[string]string                // person by activity or step
	Responsible   map[string]string                // person by activity, or AnyAnswer

	WaitLock Duration // for another run to give the target back; 0: not at all
	TakeOver string   // reason for which its lock is taken where its paso is gone; "": it is not taken
}

// ValueAnswer is the value of a variable. One that names a variable of paso's
// environment has no value until [Answers.Resolve].
type ValueAnswer struct {
	Value    string
	Env      string
	resolved bool
	file     string
	line     int
	column   int
}

// ItemAnswer judges an item of a list.
type ItemAnswer struct {
	Verdict Verdict
	Note    string
}

// Resolve takes the values that come from the environment from lookup
// (os.LookupEnv). A variable that is not set there is a problem.
func (a *Answers) Resolve(lookup func(string) (string, bool)) []Problem {
	var problems Problems
	for name, v := range a.Vars {
		if v.Env == "" {
			continue
		}
		value, set := lookup(v.Env)
		if !set {
			problems = append(problems, Problem{
				File: v.file, Line: v.line, Column: v.column, Key: "vars." + bareOrQuoted(name),
				ID: "answers.env-unset", Args: map[string]string{"Name": name, "Env": v.Env},
			})
			continue
		}
		v.Value, v.resolved = value, true
		a.Vars[name] = v
	}
	problems.sort()
	return problems
}

// Over gives answers in which those of a count before those of base.
func (a *Answers) Over(base *Answers) *Answers {
	all := *a
	if all.Operator == "" {
		all.Operator = base.Operator
	}
	if all.OnFailure == "" {
		all.OnFailure = base.OnFailure
	}
	if all.WaitLock == 0 {
		all.WaitLock = base.WaitLock
	}
	if all.TakeOver == "" {
		all.TakeOver = base.TakeOver
	}
	all.Vars = merged(base.Vars, a.Vars)
	all.Prerequisites = merged(base.Prerequisites, a.Prerequisites)
	all.Confirm = merged(base.Confirm, a.Confirm)
	all.Approve = merged(base.Approve, a.Approve)
	all.Responsible = merged(base.Responsible, a.Responsible)
	all.Checklists = map[string]map[string]ItemAnswer{}
	for _, lists := range []map[string]map[string]ItemAnswer{base.Checklists, a.Checklists} {
		for step, items := range lists {
			all.Checklists[step] = merged(all.Checklists[step], items)
		}
	}
	return &all
}

func merged[V any](base, over map[string]V) map[string]V {
	all := make(map[string]V, len(base)+len(over))
	maps.Copy(all, base)
	maps.Copy(all, over)
	return all
}

// Set are the values of variables that no gate asks for, as --set would give them.
func (a *Answers) Set(book *Runbook) map[string]string {
	set := map[string]string{}
	for name, v := range a.Vars {
		if known := book.Var(name); known != nil && !known.Secret && known.Ask == "" && v.known() {
			set[name] = v.Value
		}
	}
	return set
}

func (v ValueAnswer) known() bool { return v.Env == "" || v.resolved }

// DemoAnswers are those with which a runbook runs against the embedded server
// without a person: everything is confirmed that no check contradicts, and each
// role is taken by the first person who holds it. They are for rehearsal only.
func DemoAnswers(book *Runbook) *Answers {
	a := &Answers{
		OnFailure:     FailurePauses,
		Vars:          map[string]ValueAnswer{},
		Prerequisites: map[string]ItemAnswer{AnyAnswer: {Verdict: OK}},
		Checklists:    map[string]map[string]ItemAnswer{AnyAnswer: {AnyAnswer: {Verdict: OK}}},
		Confirm:       map[string]string{AnyAnswer: ""},
		Approve:       map[string]string{},
		Responsible:   map[string]string{},
		Operator:      demoOperator(book),
	}
	for name := range book.Notices {
		a.Confirm[Gate{Kind: GateNotice, Subject: name}.Key()] = ""
	}
	for _, v := range book.Vars {
		if v.Ask != "" || v.Secret {
			a.Vars[v.Name] = ValueAnswer{Value: v.Default}
		}
	}
	for _, row := range book.RACI {
		if holders := book.Holders(row.With("A")); len(holders) > 0 {
			a.Approve[row.Activity] = holders[0].Name
		}
		if holders := book.Holders(row.With("R")); len(holders) > 0 {
			a.Responsible[row.Activity] = holders[0].Name
		}
	}
	return a
}

// demoOperator is the first person who answers for a step of the procedure.
func demoOperator(book *Runbook) string {
	for _, step := range book.AllSteps {
		if holders := book.Holders(book.Row(step.Activity).With("R")); len(holders) > 0 {
			return holders[0].Name
		}
	}
	if len(book.People) > 0 {
		return book.People[0].Name
	}
	return "demo"
}

// source says where an answer comes from, for the record.
func (a *Answers) source() string {
	var parts []string
	if a.Name != "" {
		parts = append(parts, a.Name)
	}
	if a.SHA256 != "" {
		parts = append(parts, "sha256:"+a.SHA256)
	}
	return strings.Join(parts, " ")
}
