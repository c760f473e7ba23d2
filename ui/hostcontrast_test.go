package ui

import (
	"image/color"
	"strings"
	"testing"

	"paso/runbook/output"
	corpus "paso/runbook/output/hostile"
)

// No colour hides what a host printed, on any ground.
func TestHiddenTextIsShown(t *testing.T) {
	midnight := newTheme(darkTheme, false)
	midnight.under = color.RGBA{R: 0x1a, G: 0x1b, B: 0x26, A: 0xff} // a terminal of that ground
	for _, c := range []struct {
		th         *theme
		text, want string
	}{
		{newTheme(darkTheme, false), "\x1b[30mrm\x1b[0m", "rm\x1b[0m"},
		{newTheme(darkTheme, false), "\x1b[1;30mrm\x1b[0m", "\x1b[1mrm\x1b[0m"},
		{newTheme(lightTheme, false), "\x1b[30mok\x1b[0m", "\x1b[30mok\x1b[0m"},
		{newTheme(lightTheme, false), "\x1b[97mrm\x1b[0m", "rm\x1b[0m"},
		{newTheme(lightTheme, false), "\x1b[38;5;231mrm\x1b[0m", "rm\x1b[0m"},
		{midnight, "\x1b[38;2;27;28;40mrm\x1b[0m", "rm\x1b[0m"},
		{midnight, "\x1b[38;2;1;2;3;48;2;1;2;4mrm\x1b[0m", "rm\x1b[0m"},
		{midnight, "\x1b[38;5;16;40mrm\x1b[0m", "rm\x1b[0m"},
		{midnight, "\x1b[31;48;5;1mrm\x1b[0m", "rm\x1b[0m"},
		{midnight, "\x1b[2;38;2;60;60;70mrm\x1b[0m", "rm\x1b[0m"},
		{midnight, "\x1b[2mquiet\x1b[0m", "\x1b[2mquiet\x1b[0m"},
		{midnight, "\x1b[38;5;240mquiet\x1b[0m", "\x1b[38;5;240mquiet\x1b[0m"},
		{midnight, "\x1b[97;41mloud\x1b[0m", "\x1b[97;41mloud\x1b[0m"},
		{midnight, "\x1b[30;42mloud\x1b[0m", "\x1b[30;42mloud\x1b[0m"},
		{newTheme(darkTheme, true), "\x1b[30mok\x1b[0m", "\x1b[30mok\x1b[0m"}, // the theme's black is none
		{newTheme(darkTheme, true), "\x1b[38;2;22;22;29mrm\x1b[0m", "rm\x1b[0m"},
		{newTheme(darkTheme, true), "\x1b[31;48;2;248;138;152mrm\x1b[0m", "rm\x1b[0m"}, // the theme's red on itself
	} {
		if got := c.th.legible(c.text); got != c.want {
			t.Errorf("%s: %q became %q, not %q", c.th.name, c.text, got, c.want)
		}
	}
}

// Of the whole corpus no text is left in a colour like its ground, in any theme.
func TestCorpusHidesNothingByColour(t *testing.T) {
	themes := []*theme{newTheme(darkTheme, false), newTheme(lightTheme, false), newTheme(darkTheme, true), newTheme(lightTheme, true), newTheme(contrastTheme, true)}
	for _, c := range corpus.Cases() {
		lines := output.NewLines(0)
		_, _ = lines.Write([]byte(c.Raw + "\n"))
		for i := range lines.Len() {
			for _, th := range themes {
				for _, m := range sgr.FindAllStringSubmatch(th.legible(lines.Line(i)), -1) {
					if ink := th.inkOf(strings.Split(m[1], ";")); m[1] != "0" && contrast(ink.fg, ink.bg) < leastSeen {
						t.Errorf("%s, %s: %q hides text", c.Name, th.name, m[0])
					}
				}
			}
		}
	}
}
