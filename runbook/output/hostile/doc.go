// Package hostile is a corpus of what a host, a file or a person may send to a terminal, by mistake or to deceive: names and
// bytes, for the tests of every place that such bytes come out of. None of it is run or sent anywhere.
//
// May be imported by tests.
package hostile

import (
	"fmt"
	"slices"
	"strings"
)

// Case is one thing that somebody sends.
type Case struct {
	Name string
	Raw  string // never with the sentinel in it, and without a newline at its end
	// Own: the bytes look like some that paso's renderer writes itself (colour, a move within the screen), so only the screen
	// tells whether they came through.
	Own bool
}

// Cases is the whole corpus. Names are unique.
func Cases() []Case {
	return slices.Concat(titles(), clipboard(), queries(), moves(), modes(), charsets(), styles(), strings8(), unended(), eightBit(), invisible(),
		controls(), broken(), large(), workflow())
}

// Sentinel is what is sent after case n, on a line of its own: it has to be seen.
func Sentinel(n int) string { return fmt.Sprintf("sentinel-%03d.", n) }

// Stream is every case from first on, most of them at most, each followed by its sentinel.
func Stream(first, most int) string {
	var b strings.Builder
	all := Cases()
	for n := first; n < min(first+most, len(all)); n++ {
		b.WriteString(all[n].Raw + "\n" + Sentinel(n) + "\n")
	}
	return b.String()
}

// family makes cases of names and bytes, which alternate.
func family(name string, pairs ...string) []Case {
	var cases []Case
	for i := 0; i+1 < len(pairs); i += 2 {
		cases = append(cases, Case{Name: name + ": " + pairs[i], Raw: pairs[i+1]})
	}
	return cases
}

// own marks cases that look like paso's own bytes.
func own(cases []Case) []Case {
	for i := range cases {
		cases[i].Own = true
	}
	return cases
}
