package main

import (
	"fmt"
	"image/color"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// look is a terminal's colours: what it answers when it is asked for them, and the window around it.
type look struct {
	name       string
	paper, ink color.RGBA
	bar        string // behind the window's title
	rim        string // around the window
	dim        string // its title
	sixteen    [16]string
}

func looks() map[string]look {
	return map[string]look{
		"dark": {
			name: "dark", paper: color.RGBA{0x16, 0x16, 0x1d, 0xff}, ink: color.RGBA{0xe4, 0xe4, 0xec, 0xff}, bar: "#1f1f29", rim: "#34343f", dim: "#8b8b9a",
			sixteen: [16]string{
				"#2a2a35", "#f4788a", "#7fd08e", "#e8bd6d", "#7cc0f4", "#c9a2f2", "#78d5d2", "#d4d4dc",
				"#6a6a7a", "#ff95a3", "#9be3a8", "#f4d08c", "#9fd3ff", "#dcbcff", "#9be8e5", "#ffffff",
			},
		},
		"light": {
			name: "light", paper: color.RGBA{0xfb, 0xfb, 0xfd, 0xff}, ink: color.RGBA{0x1c, 0x1c, 0x24, 0xff}, bar: "#ececf2", rim: "#d2d2dc", dim: "#6a6a78",
			sixteen: [16]string{
				"#1c1c24", "#b0182f", "#1c7a34", "#8a5a00", "#0b5fa8", "#7a2fb0", "#0b7472", "#5c5c6a",
				"#4a4a58", "#c82a40", "#268a40", "#9a6a10", "#1f72bd", "#8c46c0", "#1a8481", "#1c1c24",
			},
		},
	}
}

// colours are what a cell is drawn with; background is "" for the window's own.
func (l look) colours(s uv.Style) (ink, background string) {
	ink, background = hex(l.ink), ""
	if s.Fg != nil {
		ink = l.hex(s.Fg)
	}
	if s.Bg != nil {
		background = l.hex(s.Bg)
	}
	if s.Attrs&uv.AttrReverse != 0 {
		if background == "" {
			background = hex(l.paper)
		}
		ink, background = background, ink
	}
	if background == hex(l.paper) {
		background = ""
	}
	return ink, background
}

// hex is a colour; the sixteen that a terminal has of its own are the look's.
func (l look) hex(c color.Color) string {
	switch c := c.(type) {
	case ansi.BasicColor:
		return l.sixteen[c&15]
	case ansi.IndexedColor:
		if c < 16 {
			return l.sixteen[c]
		}
	}
	return hex(c)
}

func hex(c color.Color) string {
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}
