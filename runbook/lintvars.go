package runbook

import (
	"slices"
	"strings"
)

// lintVars looks at [vars]: how each gets its value, and that it needs only what
// was fixed before it.
func (l *linter) lintVars() {
	earlier := map[string]bool{}
	for _, v := range l.book.Vars {
		place := path{"vars", v.Name}
		if reserved(v.Name) {
			l.fail(place, "lint.reserved-name", "Name", v.Name)
		}
		table, isTable := l.tree["vars"].(map[string]any)[v.Name].(map[string]any)
		if isTable {
			l.lintSource(place, v, len(table) > 0)
		}
		for _, text := range []string{v.Value, v.Default} {
			l.lintVarText(place, v, References(text), earlier, true)
		}
		if v.Command != "" {
			script := l.lintScript(place.to("command"), v.Command)
			l.lintVarText(place.to("command"), v, script.names(), earlier, false)
		}
		earlier[v.Name] = true
	}
}

// lintSource looks at a variable that is a table. A value comes from one place;
// ask and env are one, for the environment saves the question.
func (l *linter) lintSource(place path, v Var, given bool) {
	switch {
	case v.Command == "" && v.Ask == "" && v.Env == "":
		if given || v.Default == "" {
			l.fail(place, "lint.var-without-value", "Name", v.Name)
		}
	case v.Command != "" && (v.Ask != "" || v.Env != "" || v.Default != ""):
		l.fail(place, "lint.var-two-values", "Name", v.Name)
	case v.Default != "" && v.Ask == "":
		l.fail(place.to("default"), "lint.default-without-ask", "Name", v.Name)
	}
	if v.Secret && (v.Command != "" || v.Default != "") {
		l.fail(place, "lint.secret-written", "Name", v.Name)
	}
}

// lintVarText looks at the variables that a variable is made from. In a text
// every name has to be known; a command has the target's environment too.
func (l *linter) lintVarText(place path, v Var, used []string, earlier map[string]bool, strict bool) {
	for _, name := range used {
		switch {
		case l.names.secrets[name] && !v.Secret:
			l.fail(place, "lint.secret-in-value", "Name", name, "Var", v.Name)
		case earlier[name]:
		case l.names.vars[name]:
			l.fail(place, "lint.later-variable", "Name", name, "Var", v.Name)
		case strict:
			p := l.fail(place, "lint.unknown-variable", "Name", name)
			p.Near = l.nearest(name, sortedKeys(earlier))
		}
	}
}

// reserved names are bash's own that cannot be set, and paso's.
func reserved(name string) bool {
	readonly := []string{"BASHOPTS", "BASH_VERSINFO", "EUID", "PPID", "SHELLOPTS", "UID"}
	return slices.Contains(readonly, name) || strings.HasPrefix(name, "PASO_") ||
		strings.HasPrefix(name, "RB_") || strings.HasPrefix(name, "__rb_")
}
