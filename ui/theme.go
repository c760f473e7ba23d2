package ui

import (
	"strings"

	"charm.land/lipgloss/v2"
)

// token is what a piece of text means. Only a theme knows colours, and colour is
// never the only carrier: a state has its glyph too.
type token uint8

const (
	plain  token = iota // what matters now
	dim                 // the rest
	faint               // rules and what has not happened
	good                // passed
	busy                // runs
	amber               // waits for a person, or is close to a limit
	bad                 // failed, or over a limit
	accent              // names, links, what can be pressed
	badge               // DEMO
	match               // a hit of the search
	cursor              // where typing goes
	tokens              // how many there are
)

// themeName names a theme.
type themeName string

const (
	darkTheme     themeName = "dark"
	lightTheme    themeName = "light"
	contrastTheme themeName = "contrast"
	plainTheme    themeName = "none"
)

// themeNames are the themes in the order in which the key goes through them.
func themeNames() []themeName {
	return []themeName{darkTheme, lightTheme, contrastTheme, plainTheme}
}

func (n themeName) next() themeName {
	all := themeNames()
	for i, name := range all {
		if name == n {
			return all[(i+1)%len(all)]
		}
	}
	return all[0]
}

// theme turns meaning into looks. It never changes after newTheme.
type theme struct {
	name   themeName
	styles [tokens][2][2]lipgloss.Style // by token, bold, selected
	base   string                       // what a host's own colours stand on; "" for the terminal's
}

// palette is the colours of a theme; an empty one is the terminal's own.
type palette struct {
	fg       [tokens]string
	bg       [tokens]string
	selected string // background of the selected row
	chosen   string // text on it, where it is another
	paper    string // background of everything, where it is painted
}

func darkPalette() palette {
	return palette{
		fg: [tokens]string{
			plain: "#e4e4ec", dim: "#9a9aaa", faint: "#5a5a6c", good: "#7fd08e", busy: "#7cc0f4", amber: "#e8bd6d",
			bad: "#f4788a", accent: "#8aa8ff", badge: "#1b1b22", match: "#1b1b22", cursor: "#1b1b22",
		},
		bg:       [tokens]string{badge: "#e8bd6d", match: "#e8bd6d", cursor: "#e4e4ec"},
		selected: "#2e3448",
		paper:    "#16161d",
	}
}

func lightPalette() palette {
	return palette{
		fg: [tokens]string{
			plain: "#1c1c24", dim: "#5c5c6a", faint: "#a4a4b0", good: "#1c7a34", busy: "#0b5fa8", amber: "#8a5a00",
			bad: "#b0182f", accent: "#3349c4", badge: "#ffffff", match: "#1c1c24", cursor: "#ffffff",
		},
		bg:       [tokens]string{badge: "#8a5a00", match: "#ffd978", cursor: "#1c1c24"},
		selected: "#dfe6f8",
		paper:    "#fbfbfd",
	}
}

func contrastPalette() palette {
	return palette{
		fg: [tokens]string{
			plain: "15", dim: "15", faint: "7", good: "10", busy: "14", amber: "11",
			bad: "9", accent: "12", badge: "0", match: "0", cursor: "0",
		},
		bg:       [tokens]string{badge: "11", match: "11", cursor: "15"},
		selected: "15",
		chosen:   "0",
		paper:    "0",
	}
}

// newTheme makes a theme; one without colour marks by bold, reverse and glyphs alone.
// A theme that does not follow the terminal's background has to paint its own.
func newTheme(name themeName, painted bool) *theme {
	th := &theme{name: name}
	var p palette
	switch name {
	case darkTheme:
		p = darkPalette()
	case lightTheme:
		p = lightPalette()
	case contrastTheme:
		p = contrastPalette()
	case plainTheme:
	}
	if !painted && name != contrastTheme {
		p.paper = ""
	}
	if p.paper != "" {
		before, _, _ := strings.Cut(p.style(name, plain, false, false).Render("x"), "x")
		th.base = before
	}
	for tok := range tokens {
		for bold := range 2 {
			for selected := range 2 {
				th.styles[tok][bold][selected] = p.style(name, tok, bold == 1, selected == 1)
			}
		}
	}
	return th
}

func (p palette) style(name themeName, tok token, bold, selected bool) lipgloss.Style {
	s := lipgloss.NewStyle().Bold(bold)
	colour, background := p.fg[tok], p.bg[tok]
	switch {
	case background != "":
	case selected:
		background = p.selected
		if p.chosen != "" {
			colour = p.chosen
		}
	default:
		background = p.paper
	}
	if colour != "" {
		s = s.Foreground(lipgloss.Color(colour))
	}
	if background != "" {
		s = s.Background(lipgloss.Color(background))
	}
	if name == plainTheme && (selected != (tok >= badge)) {
		s = s.Reverse(true)
	}
	return s
}

func (th *theme) render(s span, selected bool) string {
	bold, sel := 0, 0
	if s.bold {
		bold = 1
	}
	if selected {
		sel = 1
	}
	return th.styles[s.tok][bold][sel].Render(s.text)
}
