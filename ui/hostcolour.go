package ui

import (
	"fmt"
	"regexp"
	"strings"

	"charm.land/lipgloss/v2"
)

// host is what the eight colours of a program are on the paper of the theme: those of
// the terminal were chosen for another ground.
func (p palette) host() [8]string {
	var all [8]string
	for i, tok := range [8]token{plain, bad, good, amber, accent, accent, busy, dim} {
		r, g, b, _ := lipgloss.Color(p.fg[tok]).RGBA()
		all[i] = fmt.Sprintf("38;2;%d;%d;%d", r>>8, g>>8, b>>8)
	}
	return all
}

var sgr = regexp.MustCompile("\x1b\\[([0-9;]*)m")

// recoloured is a filtered text with its colours as the theme has them, on the ground
// that the theme paints. More than eight are left as they are.
func (th *theme) recoloured(text string) string {
	return styled(text, func(p string) string {
		switch {
		case isColour(p, "39"):
			return th.host[p[1]-'0']
		case p == "" || p == "0":
			return "0" + th.afresh
		}
		return p
	})
}

// uncoloured keeps what is not colour: bold, underlined, reverse.
func uncoloured(text string) string {
	return styled(text, func(p string) string {
		switch p {
		case "", "0", "1", "4", "7", "22", "24", "27":
			return p
		}
		return "-"
	})
}

// isColour tells whether a parameter is one of eight colours of the decades.
func isColour(p, decades string) bool {
	return len(p) == 2 && strings.IndexByte(decades, p[0]) >= 0 && p[1] >= '0' && p[1] <= '7'
}

// styled maps every parameter of a text's SGR sequences; "-" leaves it out, and a colour
// with arguments is one parameter, which is told by its first.
func styled(text string, as func(p string) string) string {
	if !strings.Contains(text, "\x1b[") {
		return text
	}
	return sgr.ReplaceAllStringFunc(text, func(sequence string) string {
		parts := strings.Split(sequence[2:len(sequence)-1], ";")
		var out []string
		for i := 0; i < len(parts); i++ {
			size := 1
			if parts[i] == "38" || parts[i] == "48" {
				size = 5
				if i+1 < len(parts) && parts[i+1] == "5" {
					size = 3
				}
			}
			whole := parts[i:min(len(parts), i+size)]
			if p := as(whole[0]); p != "-" {
				out = append(out, strings.Join(append([]string{p}, whole[1:]...), ";"))
			}
			i += size - 1
		}
		if len(out) == 0 {
			return ""
		}
		return "\x1b[" + strings.Join(out, ";") + "m"
	})
}
