package ui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// A dialog over half of a wide character leaves its row as wide as it was, and itself where it belongs.
func TestOverWideCharacters(t *testing.T) {
	for x := range 8 {
		for w := 1; w < 10; w++ {
			for _, text := range []string{strings.Repeat("日", 12), "a" + strings.Repeat("日", 11) + "b"} {
				got := over(block{rows: []string{text}, w: 24}, block{rows: []string{strings.Repeat("#", w)}, w: w}, x, 0).rows[0]
				before, _, _ := strings.Cut(ansi.Strip(got), "#")
				if n := ansi.StringWidth(got); n != 24 || ansi.StringWidth(before) != x {
					t.Errorf("%d wide at %d: %d cells, %q", w, x, n, got)
				}
			}
		}
	}
}
