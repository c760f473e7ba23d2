package engine

import "flag"

// rounds is how often a test that takes its moments at random takes one; 0 is its own short count.
var rounds = flag.Int("rounds", 0, "rounds of the tests that count; 0: each its own short count")

// countOr is the count that was asked for, or a test's own.
func countOr(short int) int {
	if *rounds > 0 {
		return *rounds
	}
	return short
}
