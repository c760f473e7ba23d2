package runbook

import "maps"

// runFacts are the names that texts can use beside variables and captures: what a
// run itself knows.
func runFactNames() []string {
	return []string{"PASO_DATE", "PASO_TIME", "PASO_STATE", "PASO_OPERATOR", "PASO_REPORT", "PASO_REASON", "PASO_RUN"}
}

// glossary is the words of one runbook that other parts of it refer to.
type glossary struct {
	steps      map[string]bool
	forward    map[string]bool // steps of the stages alone
	roles      map[string]bool
	clocks     map[string]bool
	targets    map[string]bool
	notices    map[string]bool
	activities map[string]bool
	vars       map[string]bool
	secrets    map[string]bool
	captured   map[string]bool // by any step
	soFar      map[string]bool // by the steps before the one that is looked at, and by itself
}

// gatherNames collects them. Names of tables are those of the file, so that an
// entry with a mistake in it still has its name.
func (l *linter) gatherNames() {
	l.names = glossary{
		steps: map[string]bool{}, forward: map[string]bool{},
		roles: l.keys("roles"), clocks: l.keys("clocks"), targets: l.keys("targets"), notices: l.keys("notify"),
		activities: map[string]bool{}, vars: l.keys("vars"), secrets: map[string]bool{},
		captured: map[string]bool{}, soFar: map[string]bool{},
	}
	for _, step := range l.book.AllSteps {
		l.names.forward[step.ID] = true
		l.gatherStep(step)
	}
	for j := range l.book.Rollback.Steps {
		l.gatherStep(&l.book.Rollback.Steps[j])
	}
	for _, row := range l.book.RACI {
		l.names.activities[row.Activity] = true
	}
	for _, v := range l.book.Vars {
		if v.Secret {
			l.names.secrets[v.Name] = true
		}
	}
}

func (l *linter) gatherStep(step *Step) {
	l.names.steps[step.ID] = true
	for _, name := range step.Capture {
		l.names.captured[name] = true
	}
}

// keys are the names in a table of the file.
func (l *linter) keys(table string) map[string]bool {
	set := map[string]bool{}
	for _, name := range l.source.inOrder(path{table}) {
		set[name] = true
	}
	return set
}

// scope says which names a text may use.
type scope int

// A place that is read before any step ran knows variables only; a step knows
// what was captured until its own end; a text that is written at any time knows
// every capture. The last two know the facts of the run.
const (
	scopeVars scope = iota
	scopeStep
	scopeRun
)

// lintText looks at the $NAMEs of a string that is expanded.
func (l *linter) lintText(place path, text string, within scope) {
	for _, name := range References(text) {
		switch {
		case l.names.secrets[name]:
			l.fail(place, "lint.secret-in-text", "Name", name)
		case l.names.vars[name], l.damaged["vars"]:
		case within == scopeStep && l.names.soFar[name], within == scopeRun && l.names.captured[name]:
		case within != scopeVars && isRunFact(name):
		case within == scopeStep && l.names.captured[name]:
			l.fail(place, "lint.captured-later", "Name", name)
		case l.names.captured[name]:
			l.fail(place, "lint.no-capture-here", "Name", name)
		default:
			p := l.fail(place, "lint.unknown-variable", "Name", name)
			p.Near = l.nearest(name, l.known(within))
		}
	}
}

func isRunFact(name string) bool {
	for _, fact := range runFactNames() {
		if fact == name {
			return true
		}
	}
	return false
}

// known are the names that a text may use.
func (l *linter) known(within scope) []string {
	all := maps.Clone(l.names.vars)
	if within == scopeVars {
		return sortedKeys(all)
	}
	maps.Copy(all, l.names.captured)
	for _, fact := range runFactNames() {
		all[fact] = true
	}
	return sortedKeys(all)
}

// expanded is a text as the engine might see it, for syntax that does not depend on the values.
func expanded(text string) string {
	said, _ := Expand(text, func(string) (string, bool) { return "x", true })
	return said
}
