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

// recoloured is a filtered text of a host with its colours as the theme has them. More
// than eight are left as they are.
func (th *theme) recoloured(text string) string {
	if !strings.Contains(text, "\x1b[") {
		return text
	}
	return sgr.ReplaceAllStringFunc(text, func(sequence string) string {
		parts := strings.Split(sequence[2:len(sequence)-1], ";")
		for i := 0; i < len(parts); i++ {
			switch p := parts[i]; {
			case p == "38" || p == "48": // its arguments are no colours of their own
				if i+1 < len(parts) && parts[i+1] == "5" {
					i += 2
				} else {
					i += 4
				}
			case len(p) == 2 && (p[0] == '3' || p[0] == '9') && p[1] >= '0' && p[1] <= '7':
				parts[i] = th.host[p[1]-'0']
			}
		}
		return "\x1b[" + strings.Join(parts, ";") + "m"
	})
}
