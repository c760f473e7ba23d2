package runbook

import (
	"bytes"
	"strconv"
)

// fillIn completes the book with what its tags do not carry: variables in the
// order of the file, numbers, lines, and the defaults of the file's own head.
func (l *linter) fillIn() {
	if l.book.Language == "" {
		l.book.Language = "es"
	}
	l.fillVars()
	for i := range l.book.Stages {
		stage := &l.book.Stages[i]
		number := strconv.Itoa(i + 1)
		if stage.ID == "" {
			stage.ID = number
		}
		for j := range stage.Steps {
			l.fillStep(stepPath(i, j), &stage.Steps[j], number+"."+strconv.Itoa(j+1))
		}
	}
	for j := range l.book.Rollback.Steps {
		l.fillStep(path{"rollback"}.at("step", j), &l.book.Rollback.Steps[j], "R."+strconv.Itoa(j+1))
	}
	for i := range l.book.Prerequisites {
		l.fillChecks(path{}.at("prerequisite", i), l.book.Prerequisites[i].Checks)
	}
	l.fillChecks(path{"validation"}, l.book.Validation.Checks)
}

func (l *linter) fillStep(place path, step *Step, number string) {
	step.Number = number
	step.Line = l.line(place)
	if step.When != "" {
		step.when, _ = ParseCondition(step.When) // one that does not compile is the linter's to report
	}
	if step.Run != "" {
		step.ScriptLine = l.scriptLine(place.to("run"), 1)
	}
	l.fillChecks(place, step.Checks)
}

func (l *linter) fillChecks(place path, checks []Check) {
	for i := range checks {
		checks[i].Line = l.line(place.at("check", i))
	}
}

func (l *linter) fillVars() {
	table, _ := l.tree["vars"].(map[string]any)
	for _, name := range l.source.inOrder(path{"vars"}) {
		v := Var{Name: name, Line: l.line(path{"vars", name})}
		switch value := table[name].(type) {
		case string:
			v.Value = value
		case map[string]any:
			v.Command, _ = value["command"].(string)
			v.Ask, _ = value["ask"].(string)
			v.Env, _ = value["env"].(string)
			v.Default, v.HasDefault = value["default"].(string)
			v.Secret, _ = value["secret"].(bool)
		default:
			continue // a wrong type, reported by the schema
		}
		l.book.Vars = append(l.book.Vars, v)
	}
}

// scriptLine is the line of the file on which a line of a script stands, both
// from 1. Of a string on one line every line of the script is there.
func (l *linter) scriptLine(place path, line int) int {
	at, _ := l.source.find(place)
	first, _ := l.source.position(at.start)
	raw := l.source.data[at.start:at.end]
	if !bytes.HasPrefix(raw, []byte(`"""`)) && !bytes.HasPrefix(raw, []byte(`'''`)) {
		return first
	}
	escapes := raw[0] == '"'
	raw = raw[3:]
	if trimmed := bytes.TrimPrefix(raw, []byte("\r")); bytes.HasPrefix(trimmed, []byte("\n")) {
		raw = trimmed[1:]
		first++
	}
	if !escapes {
		return first + line - 1
	}
	return first + sourceLines(raw, line-1)
}

// sourceLines is how many lines of a multi-line string with escapes are behind
// after so many lines of its value: "\n" makes a line where there is none, and a
// backslash at the end of a line takes one away.
func sourceLines(raw []byte, lines int) int {
	passed := 0
	for i := 0; i < len(raw) && lines > 0; i++ {
		switch {
		case raw[i] == '\n':
			passed++
			lines--
		case raw[i] == '\\' && i+1 < len(raw) && raw[i+1] == 'n':
			lines--
			i++
		case raw[i] == '\\' && i+1 < len(raw) && (raw[i+1] == '\\' || raw[i+1] == '"'):
			i++
		case raw[i] == '\\':
			rest := bytes.TrimLeft(raw[i+1:], " \t\r\n")
			skipped := raw[i+1 : len(raw)-len(rest)]
			passed += bytes.Count(skipped, []byte("\n"))
			i += len(skipped)
		}
	}
	return passed
}
