package engine

import (
	"slices"

	"paso/runbook/host"
)

// unsetOf are the captures that were asked for and did not arrive. A host whose disk was full may have lost the note of what was
// asked: then it names none of them, and a step without its captures would count as passed.
func unsetOf(asked []string, r host.Result) []string {
	unset := slices.Clone(r.Unset)
	for _, name := range asked {
		if _, is := r.Captures[name]; !is && !slices.Contains(unset, name) {
			unset = append(unset, name)
		}
	}
	return unset
}
