package ui

import (
	"fmt"
	"image/color"
	"math"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
)

// What WCAG 2 asks: of text (1.4.3, AA), and of lines and signs that carry meaning (1.4.11).
const (
	readableText = 4.5
	visible      = 3
)

func TestContrastRatio(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want float64
	}{{"#000000", "#ffffff", 21}, {"#777777", "#ffffff", 4.48}, {"#ff0000", "#ff0000", 1}} {
		if got := contrast(lipgloss.Color(c.a), lipgloss.Color(c.b)); math.Abs(got-c.want) > 0.005 {
			t.Errorf("%s on %s: %.3f, want %.2f", c.a, c.b, got, c.want)
		}
	}
}

// palettes are those of the themes that have colours.
func palettes() map[themeName]palette {
	return map[themeName]palette{darkTheme: darkPalette(), lightTheme: lightPalette(), contrastTheme: contrastPalette()}
}

// profiles are how colours reach a terminal: as they are, or as the nearest of 256.
func profiles() map[string]colorprofile.Profile {
	return map[string]colorprofile.Profile{"true colour": colorprofile.TrueColor, "256 colours": colorprofile.ANSI256}
}

// Every text of every theme can be read, where it stands and on the selected row, whatever the terminal makes of its colours.
func TestColoursCanBeRead(t *testing.T) {
	for name, p := range palettes() {
		for depth, profile := range profiles() {
			shown := func(c string) color.Color { return profile.Convert(lipgloss.Color(c)) }
			hold := func(what string, ink, ground string, least float64) {
				if got := contrast(shown(ink), shown(ground)); got < least {
					t.Errorf("%s, %s: %s, %s on %s, has a contrast of %.2f, and needs %.1f", name, depth, what, ink, ground, got, least)
				}
			}
			for tok := range tokens {
				least := float64(readableText)
				if tok == faint {
					least = visible
				}
				what := fmt.Sprintf("token %d", tok)
				if p.bg[tok] != "" {
					hold(what, p.fg[tok], p.bg[tok], least)
					continue
				}
				hold(what, p.fg[tok], p.paper, least)
				if p.band != "" {
					hold(what+" in the first line", p.fg[tok], p.band, least)
				}
				ink := p.fg[tok]
				if tok == faint {
					ink = p.fg[dim] // as the theme draws it there
				}
				if p.chosen != "" {
					ink = p.chosen
				}
				hold(what+" selected", ink, p.selected, readableText)
			}
		}
	}
}

// Two meanings that have two colours keep two in a terminal of 256, and the selected row is another than the rest.
func TestColoursStayApart(t *testing.T) {
	for name, p := range palettes() {
		shown := func(c string) color.Color { return colorprofile.ANSI256.Convert(lipgloss.Color(c)) }
		if shown(p.selected) == shown(p.paper) {
			t.Errorf("%s: the selected row looks like any other", name)
		}
		for a := range tokens {
			for b := range a {
				if p.bg[a] == "" && p.bg[b] == "" && p.fg[a] != p.fg[b] && shown(p.fg[a]) == shown(p.fg[b]) {
					t.Errorf("%s: tokens %d and %d, %s and %s, look the same", name, b, a, p.fg[b], p.fg[a])
				}
				if p.bg[a] != "" && p.bg[b] != "" && p.bg[a] != p.bg[b] && shown(p.bg[a]) == shown(p.bg[b]) {
					t.Errorf("%s: the grounds of tokens %d and %d look the same", name, b, a)
				}
			}
		}
	}
}
