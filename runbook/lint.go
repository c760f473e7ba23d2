package runbook

import (
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// linter gathers what is wrong with one runbook. It is used once.
type linter struct {
	file     string
	source   *positions
	schema   *schema
	tree     map[string]any // as decoded, without what was pruned
	book     *Runbook       // what of it is valid
	pruned   []path
	damaged  map[string]bool // top-level keys that could not be read; what refers into them is not held against them
	names    glossary
	problems Problems
	nearby   int // suggestions sought so far
}

// maxSuggestions bounds the work for "did you mean" in a file full of mistakes.
const maxSuggestions = 200

// lint looks at what the book means. It also runs over a book of which parts were
// not valid, so that everything is said at once.
func (l *linter) lint() {
	l.gatherNames()
	l.lintVars()
	l.lintTargets()
	l.lintClocks()
	l.lintPeople()
	l.lintLists()
	l.lintReport()
	for i := range l.book.Stages {
		for j := range l.book.Stages[i].Steps {
			l.lintStep(stepPath(i, j), &l.book.Stages[i].Steps[j], false)
		}
	}
	for j := range l.book.Rollback.Steps {
		l.lintStep(path{"rollback"}.at("step", j), &l.book.Rollback.Steps[j], true)
	}
	l.lintWindows()
}

func stepPath(stage, step int) path { return path{}.at("stage", stage).at("step", step) }

// fail reports an error at a place; pairs are the names and values of its arguments.
// What it returns may be amended until the next report.
func (l *linter) fail(place path, id string, pairs ...string) *Problem {
	return l.report(Error, place, id, pairs)
}

// warn reports a warning.
func (l *linter) warn(place path, id string, pairs ...string) *Problem {
	return l.report(Warning, place, id, pairs)
}

func (l *linter) report(severity Severity, place path, id string, pairs []string) *Problem {
	p := Problem{File: l.file, Key: l.source.name(place), ID: id, Severity: severity}
	at, _ := l.source.find(place)
	p.Line, p.Column = l.source.position(at.key)
	for i := 0; i+1 < len(pairs); i += 2 {
		if p.Args == nil {
			p.Args = map[string]string{}
		}
		p.Args[pairs[i]] = pairs[i+1]
	}
	l.problems = append(l.problems, p)
	return &l.problems[len(l.problems)-1]
}

// line is the line of a place.
func (l *linter) line(place path) int {
	at, _ := l.source.find(place)
	line, _ := l.source.position(at.key)
	return line
}

// nearest is the candidate that was probably meant by a word, "" where none is
// like it: a third of its letters may differ, and two that changed places are one mistake.
func (l *linter) nearest(word string, candidates []string) string {
	if l.nearby++; l.nearby > maxSuggestions || len(word) > 100 || len(word) < 2 {
		return ""
	}
	best, limit := "", max(1, len(word)/3)+1
	lower := strings.ToLower(word)
	for _, candidate := range candidates {
		if n := len(candidate) - len(word); n > limit || -n > limit || candidate == word {
			continue
		}
		other := strings.ToLower(candidate)
		d := levenshtein.ComputeDistance(lower, other)
		if d == 2 && sameLetters(lower, other) {
			d = 1
		}
		if d < limit {
			best, limit = candidate, d
		}
	}
	return best
}

func sameLetters(a, b string) bool {
	x, y := []rune(a), []rune(b)
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

// refer reports a name that is not among those it can be. A table that could not
// be read as a whole is not searched: its names would all be missing.
func (l *linter) refer(place path, id, table, name string, known map[string]bool) {
	if known[name] || l.damaged[table] || name == "" {
		return
	}
	p := l.fail(place, id, "Name", name)
	p.Near = l.nearest(name, sortedKeys(known))
}

func sortedKeys(set map[string]bool) []string {
	keys := make([]string, 0, len(set))
	for key := range set {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return strings.TrimSpace(line)
}
