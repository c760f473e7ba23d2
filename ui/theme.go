package ui

import (
	"image/color"
	"strings"

	"charm.land/bubbles/v2/textarea"
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
	chip                // the target
	match               // a hit of the search
	cursor              // where typing goes
	input               // what is typed, and where there is room for more
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

// ground is what a text stands on.
type ground uint8

const (
	paper  ground = iota
	chosen        // the row under the cursor
	band          // the first line of the screen
	grounds
)

// theme turns meaning into looks. It never changes after newTheme.
type theme struct {
	name   themeName
	styles [tokens][2][grounds]lipgloss.Style // by token, bold, ground
	base   string                             // what a host's own colours stand on; "" for the terminal's
	afresh string                             // the parameters that set that again after a reset
	host   [8]string                          // what a host's own colours are on a ground that is painted, as parameters of SGR
	under  color.Color                        // what a host's text stands on: the paper, or the terminal's ground as far as it is known
}

// palette is the colours of a theme; an empty one is the terminal's own.
type palette struct {
	fg       [tokens]string
	bg       [tokens]string
	selected string // background of the selected row
	chosen   string // text on it, where it is another
	band     string // background of the first line
	paper    string // background of everything, where it is painted
}

// The colours are chosen so that they stay apart where a terminal has 256 of them.
func darkPalette() palette {
	return palette{
		fg: [tokens]string{
			plain: "#e6e6ea", dim: "#acacb6", faint: "#767682", good: "#7fd08e", busy: "#6fc8f0", amber: "#e8bd6d",
			bad: "#f88a98", accent: "#9db2ff", badge: "#1b1b22", chip: "#e6e6ea", match: "#1b1b22", cursor: "#1b1b22", input: "#e6e6ea",
		},
		bg:       [tokens]string{badge: "#e8bd6d", chip: "#44485f", match: "#e8bd6d", cursor: "#e6e6ea", input: "#30303a"},
		selected: "#303340",
		band:     "#26262e",
		paper:    "#16161d",
	}
}

func lightPalette() palette {
	return palette{
		fg: [tokens]string{
			plain: "#1c1c24", dim: "#555562", faint: "#7e7e8c", good: "#146a2a", busy: "#08559a", amber: "#6a4400",
			bad: "#a8152b", accent: "#2f3fb8", badge: "#ffffff", chip: "#ffffff", match: "#1c1c24", cursor: "#ffffff", input: "#1c1c24",
		},
		bg:       [tokens]string{badge: "#8a5a00", chip: "#3b4a78", match: "#ffd978", cursor: "#1c1c24", input: "#e8e8ec"},
		selected: "#dfe6f8",
		band:     "#eceef4",
		paper:    "#fbfbfd",
	}
}

func contrastPalette() palette {
	return palette{
		fg: [tokens]string{
			plain: "15", dim: "15", faint: "7", good: "10", busy: "14", amber: "11",
			bad: "9", accent: "13", badge: "0", chip: "0", match: "0", cursor: "0", input: "0",
		},
		bg:       [tokens]string{badge: "11", chip: "14", match: "11", cursor: "11", input: "7"},
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
	th.under = th.ground(p)
	if p.paper != "" {
		before, _, _ := strings.Cut(p.style(name, plain, false, paper).Render("x"), "x")
		th.base = before
		th.afresh = ";" + strings.TrimSuffix(strings.TrimPrefix(before, "\x1b["), "m")
		th.host = p.host()
	}
	for tok := range tokens {
		for bold := range 2 {
			for on := range grounds {
				th.styles[tok][bold][on] = p.style(name, tok, bold == 1, on)
			}
		}
	}
	return th
}

func (p palette) style(name themeName, tok token, bold bool, on ground) lipgloss.Style {
	s := lipgloss.NewStyle().Bold(bold)
	if on == chosen && tok == faint {
		tok = dim // a cursor never hides what it stands on
	}
	colour, background := p.fg[tok], p.bg[tok]
	switch {
	case background != "":
	case on == chosen:
		background = p.selected
		if p.chosen != "" {
			colour = p.chosen
		}
	case on == band && p.band != "":
		background = p.band
	default:
		background = p.paper
	}
	if colour != "" {
		s = s.Foreground(lipgloss.Color(colour))
	}
	if background != "" {
		s = s.Background(lipgloss.Color(background))
	}
	if name == plainTheme && tok == input {
		s = s.Underline(true)
	}
	if name == plainTheme && ((on == chosen) != (tok >= badge && tok < input)) {
		s = s.Reverse(true)
	}
	return s
}

// editing is how a text of several lines looks while it is edited.
func (th *theme) editing() textarea.Styles {
	text, number, under := th.styles[plain][0][paper], th.styles[faint][0][paper], th.styles[plain][0][band]
	state := textarea.StyleState{
		Base: text, Text: text, Prompt: text, Placeholder: text, EndOfBuffer: text, LineNumber: number,
		CursorLine: under, CursorLineNumber: th.styles[dim][0][band],
	}
	styles := textarea.Styles{Focused: state, Blurred: state}
	styles.Cursor.Color = th.styles[cursor][0][paper].GetBackground()
	return styles
}

func (th *theme) render(s span, on ground) string {
	bold := 0
	if s.bold {
		bold = 1
	}
	return th.styles[s.tok][bold][on].Render(s.text)
}
