package checks

import (
	"regexp"
	"strings"
	"testing"
)

// FuzzFinder: wherever a stream is cut into pieces, the same lines are found.
func FuzzFinder(f *testing.F) {
	f.Add("one\r\nERROR two\nthree", 4)
	f.Add("\n\nERROR", 1)
	f.Fuzz(func(t *testing.T, text string, cut int) {
		if len(text) >= longestLine {
			return
		}
		cut = min(max(cut, 0), len(text))
		whole, pieces := finder{pattern: regexp.MustCompile("ERROR")}, finder{pattern: regexp.MustCompile("ERROR")}
		feed(t, &whole, text)
		feed(t, &pieces, text[:cut], text[cut:])
		if whole.count != pieces.count || whole.lines != pieces.lines || whole.kept.String() != pieces.kept.String() {
			t.Fatalf("%+v\n%+v", whole, pieces)
		}
		if wanted := strings.Count(strings.TrimSuffix(text, "\n"), "\n") + 1; text != "" && whole.lines != wanted {
			t.Fatalf("%d lines, want %d", whole.lines, wanted)
		}
	})
}

func feed(t *testing.T, f *finder, pieces ...string) {
	t.Helper()
	for _, piece := range pieces {
		if _, err := f.Write([]byte(piece)); err != nil {
			t.Fatal(err)
		}
	}
	f.end()
}

func TestFinderBoundsALine(t *testing.T) {
	f := finder{pattern: regexp.MustCompile("ERROR")}
	feed(t, &f, strings.Repeat("x", 3*longestLine), "ERROR")
	if f.count != 1 || cap(f.partial) > 2*longestLine {
		t.Errorf("%d found, %d bytes held", f.count, cap(f.partial))
	}
}
