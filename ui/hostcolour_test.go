package ui

import "testing"

func TestHostColoursAreTheThemes(t *testing.T) {
	th := newTheme(lightTheme, true)
	green := th.host[2]
	for text, want := range map[string]string{
		"OK":                         "OK",
		"\x1b[32mOK\x1b[0m":          "\x1b[" + green + "mOK\x1b[0" + th.afresh + "m",
		"\x1b[mOK":                   "\x1b[0" + th.afresh + "mOK",
		"\x1b[1;92mOK":               "\x1b[1;" + green + "mOK",
		"\x1b[38;5;32mOK":            "\x1b[38;5;32mOK",
		"\x1b[38;2;31;32;33;4mOK":    "\x1b[38;2;31;32;33;4mOK",
		"\x1b[48;5;31;32mOK\x1b[39m": "\x1b[48;5;31;" + green + "mOK\x1b[39m",
	} {
		if got := th.recoloured(text); got != want {
			t.Errorf("%q became %q, not %q", text, got, want)
		}
	}
}

// Without colour what remains of a host's looks is what colour is not.
func TestUncoloured(t *testing.T) {
	for text, want := range map[string]string{
		"\x1b[31mno\x1b[0m":               "no\x1b[0m",
		"\x1b[1;38;5;9;7mno\x1b[m":        "\x1b[1;7mno\x1b[m",
		"\x1b[38;2;1;4;7mno\x1b[48;5;7mx": "nox",
	} {
		if got := uncoloured(text); got != want {
			t.Errorf("%q became %q, not %q", text, got, want)
		}
	}
}
