package runbook

import (
	"path/filepath"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// lintShell warns of what bash does otherwise than it looks, under the options
// that every script has (set -eE -o pipefail) and detached from the operator's
// own terminal.
func (l *linter) lintShell(place path, s shellScript) {
	if s.file == nil {
		return
	}
	warn := func(at syntax.Pos, id string, pairs ...string) {
		l.atLine(l.warn(place, id, pairs...), place, int(at.Line()))
	}
	for _, stmt := range s.file.Stmts {
		if stmt.Background {
			warn(stmt.Pos(), "lint.background")
		}
	}
	guarded := map[*syntax.Stmt]bool{}
	syntax.Walk(s.file, func(node syntax.Node) bool {
		switch node := node.(type) {
		case *syntax.BinaryCmd:
			lintPipe(node, guarded, warn)
		case *syntax.Stmt:
			if pipe, ok := node.Cmd.(*syntax.BinaryCmd); ok && guarded[node] {
				guarded[pipe.X], guarded[pipe.Y] = true, true
			}
		case *syntax.CallExpr:
			lintCall(node, warn)
		}
		return true
	})
}

// lintPipe warns of a reader that stops before its writer is done: the writer dies
// of SIGPIPE, and pipefail makes that the result (141). "|| …" after it takes care.
func lintPipe(node *syntax.BinaryCmd, guarded map[*syntax.Stmt]bool, warn func(syntax.Pos, string, ...string)) {
	if node.Op == syntax.OrStmt {
		guarded[node.X] = true
		return
	}
	if node.Op != syntax.Pipe && node.Op != syntax.PipeAll || guarded[node.Y] {
		return
	}
	call, ok := node.Y.Cmd.(*syntax.CallExpr)
	if !ok {
		return
	}
	words := words(call)
	switch {
	case words[0] == "head":
		warn(node.OpPos, "lint.pipe-stops", "Command", "head")
	case strings.HasSuffix(words[0], "grep") && (hasFlag(words, 'q') || hasFlag(words, 'm')):
		warn(node.OpPos, "lint.pipe-stops", "Command", words[0]+" -q")
	}
}

// lintCall warns of a command that leaves the step's shell, and of rm -rf of what may be empty.
func lintCall(call *syntax.CallExpr, warn func(syntax.Pos, string, ...string)) {
	if len(call.Args) == 0 {
		return
	}
	args, words := call.Args, words(call)
	if words[0] == "sudo" {
		if hasFlag(words[:min(2, len(words))], 'i') || hasFlag(words[:min(2, len(words))], 's') {
			warn(call.Pos(), "lint.new-shell", "Command", strings.Join(words[:2], " "))
			return
		}
		for len(words) > 1 && (words[0] == "sudo" || strings.HasPrefix(words[0], "-")) {
			args, words = args[1:], words[1:]
		}
	}
	switch {
	case words[0] == "su" && !hasFlag(words, 'c'):
		warn(call.Pos(), "lint.new-shell", "Command", "su")
	case words[0] == "exec" && len(words) > 1:
		warn(call.Pos(), "lint.exec")
	case filepath.Base(words[0]) == "rm" && (hasFlag(words, 'r') || hasFlag(words, 'R')) && hasFlag(words, 'f'):
		for _, arg := range args[1:] {
			if name := unguarded(arg); name != "" {
				warn(arg.Pos(), "lint.unguarded-rm", "Name", name, "Guarded", "${"+name+":?}")
				return
			}
		}
	}
}

// words are a command's words; one that is not literal is "".
func words(call *syntax.CallExpr) []string {
	all := make([]string, max(len(call.Args), 1))
	for i, arg := range call.Args {
		all[i] = arg.Lit()
	}
	return all
}

// hasFlag looks for a short option, alone or among others: -r, -rf.
func hasFlag(words []string, flag byte) bool {
	for _, word := range words[1:] {
		if len(word) > 1 && word[0] == '-' && word[1] != '-' && strings.IndexByte(word, flag) > 0 {
			return true
		}
	}
	return false
}

// unguarded is a variable in the word that may be empty or unset, "" where there
// is none: ${DIR:?} stops the script first.
func unguarded(word *syntax.Word) string {
	name := ""
	syntax.Walk(word, func(node syntax.Node) bool {
		if p, ok := node.(*syntax.ParamExp); ok && name == "" && p.Param != nil {
			if p.Exp == nil || p.Exp.Op != syntax.ErrorUnsetOrNull {
				name = p.Param.Value
			}
		}
		return true
	})
	return name
}
