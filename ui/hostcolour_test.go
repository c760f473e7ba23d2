package ui

import "testing"

func TestHostColoursAreTheThemes(t *testing.T) {
	th := newTheme(lightTheme, true)
	green := th.host[2]
	for text, want := range map[string]string{
		"OK":                         "OK",
		"\x1b[32mOK\x1b[0m":          "\x1b[" + green + "mOK\x1b[0m",
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
