package runbook

import (
	"slices"
	"testing"
)

func TestExpand(t *testing.T) {
	lookup := func(name string) (string, bool) {
		value, ok := map[string]string{"A": "1", "A_B": "2", "EMPTY": "", "D": "$A"}[name]
		return value, ok
	}
	for _, test := range []struct {
		in, out string
		unknown []string
	}{
		{"", "", nil},
		{"plain", "plain", nil},
		{"$A ${A} x${A}B $A_B", "1 1 x1B 2", nil},
		{"$$A costs $$5", "$A costs $5", nil},
		{"$EMPTY.", ".", nil},
		{"$D", "$A", nil},
		{"$X ${Y} $X", "$X ${Y} $X", []string{"X", "Y"}},
		{"^a$", "^a$", nil},
		{"(a$|b)", "(a$|b)", nil},
		{"${A", "${A", nil},
		{"${A:-x} ${} $1 $(date) $-", "${A:-x} ${} $1 $(date) $-", nil},
		{"$Añ", "1ñ", nil},
		{"$", "$", nil},
		{"$$$A", "$1", nil},
	} {
		out, unknown := Expand(test.in, lookup)
		if out != test.out || !slices.Equal(unknown, test.unknown) {
			t.Errorf("Expand(%q) = %q, %v; want %q, %v", test.in, out, unknown, test.out, test.unknown)
		}
	}
}

func FuzzExpand(f *testing.F) {
	f.Add("$A ${B} $$ ${")
	f.Fuzz(func(t *testing.T, text string) {
		same, names := Expand(text, func(name string) (string, bool) { return "${" + name + "}", true })
		if len(names) > 0 {
			t.Errorf("unknown %v although all are known", names)
		}
		again, _ := Expand(text, func(string) (string, bool) { return "", false })
		if len(again) > len(text) {
			t.Errorf("unknown names made %q longer: %q", text, again)
		}
		_ = same
	})
}
