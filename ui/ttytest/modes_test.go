package ttytest

import (
	"slices"
	"testing"
)

func TestLeftOn(t *testing.T) {
	for _, c := range []struct {
		name, wrote string
		want        []string
	}{
		{"nothing", "a line\r\n", nil},
		{"in order", "\x1b[?1049h\x1b[?25l\x1b[?1002;1006h\x1b[>1u\x1b[>4;2m\x1b]2;x\a\x1b[1mb\x1b[m\x1b[>4;0m\x1b[<1u\x1b[?1002l\x1b[?1006l\x1b[?1049l\x1b[?25h\x1b]2;\a", nil},
		{"screen and cursor", "\x1b[?1049h\x1b[?25l", []string{"mode 1049", "mode 25"}},
		{"one of two", "\x1b[?1002;1006h\x1b[?1002l", []string{"mode 1006"}},
		{"keyboard", "\x1b[>1u\x1b[>1u\x1b[<u\x1b[>4;2m", []string{"1 keyboard protocols", `modified keys, "\x1b[>4;2m"`}},
		{"colour", "\x1b[m\x1b[31mred", []string{`a colour, "\x1b[31m"`}},
		{"title", "\x1b]2;✗ x\a\x1b]9;4;1;50\a", []string{`a progress, "\x1b]9;4;1;50\a"`, `a title, "\x1b]2;✗ x\a"`}},
	} {
		if got := LeftOn(c.wrote); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
