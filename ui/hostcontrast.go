package ui

import (
	"image/color"
	"math"
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"
)

// leastSeen is the contrast under which a text counts as hidden. WCAG asks for 4.5 of what is to be read; dark grey on
// black, which programs print and mean to be seen, has 1.6.
const leastSeen = 1.5

// legible is a filtered text without the colours that would hide it: a foreground like its background, or like the ground of
// the screen where it has none. What concealed text is made of is gone before (output.Lines).
func (th *theme) legible(text string) string {
	if !strings.Contains(text, "\x1b[") {
		return text
	}
	return sgr.ReplaceAllStringFunc(text, func(sequence string) string {
		ink := th.inkOf(strings.Split(sequence[2:len(sequence)-1], ";"))
		if contrast(ink.fg, ink.bg) >= leastSeen {
			return sequence
		}
		if ink.kept == "" {
			return ""
		}
		return "\x1b[" + ink.kept + "m"
	})
}

// hostInk is what a sequence of a host's makes of text that stands on the ground.
type hostInk struct {
	fg, bg color.Color
	kept   string // its parameters without colour, and without faint
}

// inkOf reads the parameters of a sequence. output.Lines makes every sequence a whole style, from nothing.
func (th *theme) inkOf(parameters []string) hostInk {
	ink := hostInk{fg: th.ink(), bg: th.under}
	var kept []string
	isFaint := false
	for i := 0; i < len(parameters); i++ {
		p := parameters[i]
		n, _ := strconv.Atoi(p)
		switch {
		case n == 38 || n == 48:
			c, used := extended(parameters[i+1:])
			i += used
			if n == 38 {
				ink.fg = c
			} else {
				ink.bg = c
			}
		case isColour(p, "39"):
			ink.fg = th.hostColour(n)
		case 90 <= n && n <= 97:
			ink.fg = th.hostColour(n)
		case 40 <= n && n <= 47 || 100 <= n && n <= 107:
			ink.bg = basic(n - 10)
		case n == 2:
			isFaint = true
		default:
			kept = append(kept, p)
		}
	}
	if isFaint {
		ink.fg = mixed(ink.fg, ink.bg)
	}
	ink.kept = strings.Join(kept, ";")
	return ink
}

// ink is the colour of text that has none of its own.
func (th *theme) ink() color.Color {
	if luminance(th.under) > 0.18 { // nearer to white, as eyes have it
		return color.Black
	}
	return color.White
}

// ground is what the texts of hosts stand on.
func (th *theme) ground(p palette) color.Color {
	switch {
	case p.paper != "":
		return lipgloss.Color(p.paper)
	case th.name == lightTheme:
		return color.White
	}
	return color.Black
}

// hostColour is one of 30 to 37 and 90 to 97 as it is shown.
func (th *theme) hostColour(n int) color.Color {
	if th.base == "" {
		return basic(n)
	}
	codes := strings.Split(th.host[n%10], ";")
	c, _ := extended(codes[1:])
	return c
}

// basic is one of the sixteen colours as terminals have it at first.
func basic(n int) color.Color {
	if n >= 90 {
		return lipgloss.Color(strconv.Itoa(n - 90 + 8))
	}
	return lipgloss.Color(strconv.Itoa(n - 30))
}

// extended reads 5;N or 2;R;G;B, and says how many parameters that was.
func extended(p []string) (c color.Color, used int) {
	if len(p) >= 2 && p[0] == "5" {
		return lipgloss.Color(p[1]), 2
	}
	if len(p) < 4 {
		return color.Gray{Y: 0x80}, len(p)
	}
	var part [3]uint8
	for i := range part {
		n, _ := strconv.ParseUint(p[1+i], 10, 8)
		part[i] = uint8(n)
	}
	return color.RGBA{R: part[0], G: part[1], B: part[2], A: 0xff}, 4
}

// mixed is half of each.
func mixed(a, b color.Color) color.Color {
	ar, ag, ab, _ := a.RGBA()
	br, bg, bb, _ := b.RGBA()
	half := func(x, y uint32) uint8 { return uint8((x + y) / 2 >> 8) }
	return color.RGBA{R: half(ar, br), G: half(ag, bg), B: half(ab, bb), A: 0xff}
}

// luminance is the relative luminance of WCAG 2, 0 to 1.
func luminance(c color.Color) float64 {
	linear := func(v uint32) float64 {
		part := float64(v>>8) / 255
		if part <= 0.04045 {
			return part / 12.92
		}
		return math.Pow((part+0.055)/1.055, 2.4)
	}
	r, g, b, _ := c.RGBA()
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

// contrast is the ratio of WCAG 2, 1 to 21.
func contrast(a, b color.Color) float64 {
	one, other := luminance(a), luminance(b)
	return (max(one, other) + 0.05) / (min(one, other) + 0.05)
}
