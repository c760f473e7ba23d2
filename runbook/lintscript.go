package runbook

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// maxBrackets is how many opening brackets a script may have. The parser of the
// shell calls itself for each one, and an exhausted stack cannot be recovered from.
const maxBrackets = 10_000

func tooComplex(script string) bool {
	return strings.Count(script, "(")+strings.Count(script, "[")+strings.Count(script, "{") > maxBrackets
}

// shellScript is a script that was read; file is nil where that was not possible.
type shellScript struct {
	file *syntax.File
}

// lintScript reads a script of the runbook.
func (l *linter) lintScript(place path, text string) shellScript {
	switch {
	case len(text) > MaxScriptSize:
		l.fail(place, "lint.script-too-large", "Size", strconv.Itoa(len(text)), "Max", strconv.Itoa(MaxScriptSize))
		return shellScript{}
	case tooComplex(text):
		l.fail(place, "lint.script-too-complex", "Max", strconv.Itoa(maxBrackets))
		return shellScript{}
	case strings.ContainsRune(text, 0):
		l.fail(place, "lint.script-nul")
		return shellScript{}
	}
	file, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(text), "")
	if err != nil {
		line, why := shellError(err)
		l.atLine(l.fail(place, "lint.script-syntax", "Why", why), place, line)
		return shellScript{}
	}
	return shellScript{file: file}
}

// atLine moves a problem with a script to the line of the file where it is.
func (l *linter) atLine(p *Problem, place path, line int) {
	p.Line = l.scriptLine(place, line)
	p.Column = 1
	if p.Args == nil {
		p.Args = map[string]string{}
	}
	p.Args["ScriptLine"] = strconv.Itoa(line)
}

// shellError is the line in the script and the reason of a syntax error.
func shellError(err error) (int, string) {
	var parse syntax.ParseError
	var lang syntax.LangError
	switch {
	case errors.As(err, &parse):
		return max(int(parse.Pos.Line()), 1), parse.Text
	case errors.As(err, &lang):
		return max(int(lang.Pos.Line()), 1), firstLine(lang.Error())
	}
	return 1, firstLine(err.Error())
}

// names lists the variables whose value the script uses, each once.
func (s shellScript) names() []string {
	var used []string
	s.uses(func(name string, _ syntax.Pos) {
		if !slices.Contains(used, name) {
			used = append(used, name)
		}
	})
	return used
}

// uses calls found for every expansion of a variable.
func (s shellScript) uses(found func(name string, at syntax.Pos)) {
	if s.file == nil {
		return
	}
	syntax.Walk(s.file, func(node syntax.Node) bool {
		if expansion, ok := node.(*syntax.ParamExp); ok && expansion.Param != nil {
			found(expansion.Param.Value, expansion.Pos())
		}
		return true
	})
}

// lintSecrets holds that a script uses only secrets that its step names.
func (l *linter) lintSecrets(place path, s shellScript, allowed []string) {
	told := map[string]bool{}
	s.uses(func(name string, at syntax.Pos) {
		if l.names.secrets[name] && !slices.Contains(allowed, name) && !told[name] {
			told[name] = true
			l.atLine(l.fail(place, "lint.secret-not-named", "Name", name), place, int(at.Line()))
		}
	})
}

// lintAssignments holds that no script changes a variable of [vars]: it is fixed
// for the run, and set anew before every step. VAR=x before a command is for that
// command alone, and local for its function.
func (l *linter) lintAssignments(place path, s shellScript) {
	if s.file == nil {
		return
	}
	assigned := func(name string, at syntax.Pos) {
		if l.names.vars[name] {
			l.atLine(l.fail(place, "lint.assigned", "Name", name), place, int(at.Line()))
		}
	}
	syntax.Walk(s.file, func(node syntax.Node) bool {
		switch node := node.(type) {
		case *syntax.CallExpr:
			if len(node.Args) == 0 {
				eachAssign(node.Assigns, assigned)
			}
			eachSetByCommand(node.Args, assigned)
		case *syntax.DeclClause:
			if node.Variant.Value != "local" {
				eachAssign(node.Args, assigned)
			}
		case *syntax.WordIter:
			assigned(node.Name.Value, node.Name.Pos())
		case *syntax.ParamExp:
			if node.Exp != nil && (node.Exp.Op == syntax.AssignUnset || node.Exp.Op == syntax.AssignUnsetOrNull) {
				assigned(node.Param.Value, node.Pos())
			}
		case *syntax.BinaryArithm:
			if node.Op.String() != "==" && node.Op.String() != "!=" && node.Op.String() != "<=" &&
				node.Op.String() != ">=" && strings.HasSuffix(node.Op.String(), "=") {
				arithmName(node.X, assigned)
			}
		case *syntax.UnaryArithm:
			if node.Op == syntax.Inc || node.Op == syntax.Dec {
				arithmName(node.X, assigned)
			}
		}
		return true
	})
}

func eachAssign(assigns []*syntax.Assign, assigned func(string, syntax.Pos)) {
	for _, a := range assigns {
		if a.Name != nil && !a.Naked {
			assigned(a.Name.Value, a.Pos())
		}
	}
}

// eachSetByCommand calls assigned for the variables that a builtin sets by name.
func eachSetByCommand(args []*syntax.Word, assigned func(string, syntax.Pos)) {
	if len(args) == 0 {
		return
	}
	var names []*syntax.Word
	switch args[0].Lit() {
	case "read", "mapfile", "readarray", "unset":
		names = args[1:]
	case "printf":
		if len(args) > 2 && args[1].Lit() == "-v" {
			names = args[2:3]
		}
	case "getopts":
		if len(args) > 2 {
			names = args[2:3]
		}
	}
	for _, word := range names {
		if name := word.Lit(); name != "" {
			assigned(name, word.Pos())
		}
	}
}

func arithmName(x syntax.ArithmExpr, assigned func(string, syntax.Pos)) {
	if word, ok := x.(*syntax.Word); ok {
		assigned(word.Lit(), word.Pos())
	}
}
