package runbook

import (
	"errors"
	"maps"
	"slices"
	"strconv"
)

// tooBig reports a file of which the index has seen enough to refuse it, before a parser builds anything of it.
func (l *linter) tooBig(indexed error) bool {
	switch {
	case errors.Is(indexed, errTooDeep):
		l.fail(nil, "lint.too-deep", "Max", strconv.Itoa(maxDepth))
	case errors.Is(indexed, errTooMany):
		l.fail(nil, "lint.too-many-values", "Max", strconv.Itoa(MaxValues))
	default:
		return false
	}
	return true
}

// tooLongTexts reports every text below a place that is longer than MaxTextSize, scripts and edited text of them apart: those
// have a limit of their own (lintscript.go).
func (l *linter) tooLongTexts(place path, at any) bool {
	found := false
	switch at := at.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(at)) {
			if key != "run" && key != "setup" {
				found = l.tooLongTexts(place.to(key), at[key]) || found
			}
		}
	case []map[string]any:
		for i := range at {
			found = l.tooLongTexts(place.to(strconv.Itoa(i)), at[i]) || found
		}
	case []any:
		for i := range at {
			found = l.tooLongTexts(place.to(strconv.Itoa(i)), at[i]) || found
		}
	case string:
		if found = len(at) > MaxTextSize; found {
			l.fail(place, "lint.text-too-long", "Size", strconv.Itoa(len(at)), "Max", strconv.Itoa(MaxTextSize))
		}
	}
	return found
}
