package ui

import (
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// field is a line of text being typed. The cursor is drawn and does not blink, so
// that an idle screen sends nothing.
type field struct {
	runes  []rune
	at     int
	hidden bool // a secret: shown as dots
}

const maxTyped = 4096 // characters of one answer

func (f *field) value() string { return string(f.runes) }

func (f *field) set(text string) {
	f.runes = []rune(text)
	f.at = len(f.runes)
}

// wipe forgets what was typed; a secret is overwritten.
func (f *field) wipe() {
	clear(f.runes)
	f.runes, f.at = nil, 0
}

// insert takes text at the cursor. A line end within it becomes a space and one at its
// end is left out, as it comes with a line that is pasted; other controls are no text.
func (f *field) insert(text string) {
	for _, r := range strings.TrimRight(text, "\r\n") {
		if r == '\n' || r == '\t' {
			r = ' '
		}
		if r < 0x20 || r == 0x7f || r == utf8.RuneError || len(f.runes) >= maxTyped {
			continue
		}
		f.runes = append(f.runes, 0)
		copy(f.runes[f.at+1:], f.runes[f.at:])
		f.runes[f.at] = r
		f.at++
	}
}

// key edits, and tells whether the key was for it.
func (f *field) key(k tea.KeyPressMsg) bool {
	switch k.String() {
	case "left", "ctrl+b":
		f.at = max(0, f.at-1)
	case "right", "ctrl+f":
		f.at = min(len(f.runes), f.at+1)
	case "home", "ctrl+a":
		f.at = 0
	case "end", "ctrl+e":
		f.at = len(f.runes)
	case "backspace":
		if f.at > 0 {
			f.runes = append(f.runes[:f.at-1], f.runes[f.at:]...)
			f.at--
		}
	case "delete":
		if f.at < len(f.runes) {
			f.runes = append(f.runes[:f.at], f.runes[f.at+1:]...)
		}
	case "ctrl+u":
		f.wipe()
	case "ctrl+w":
		head := strings.TrimRight(string(f.runes[:f.at]), " ")
		keep := len([]rune(head[:strings.LastIndexByte(head, ' ')+1]))
		f.runes = append(f.runes[:keep], f.runes[f.at:]...)
		f.at = keep
	default:
		text := k.Key().Text
		if text == "" {
			return false
		}
		f.insert(text)
	}
	return true
}

// spans draw the field in at most w cells, the cursor always in sight.
func (f *field) spans(w int) []span {
	shown := f.runes
	if f.hidden {
		shown = []rune(strings.Repeat("•", len(f.runes)))
	}
	before, after := string(shown[:f.at]), string(shown[f.at:])
	under, rest := " ", ""
	if after != "" {
		size := utf8.RuneLen([]rune(after)[0])
		under, rest = after[:size], after[size:]
	}
	if have := ansi.StringWidth(before); have > w-2 {
		before = ansi.TruncateLeft(before, have-max(0, w-3), "…")
	}
	rest = ansi.Truncate(rest, max(0, w-ansi.StringWidth(before)-ansi.StringWidth(under)), "…")
	return []span{strong(plain, before), say(cursor, under), strong(plain, rest)}
}

// boxed draws the field as a box of w cells, so that it is seen where typing goes.
func (f *field) boxed(w int) []span {
	spans := f.spans(w)
	gap := strong(input, spaces(w-widthOf(spans)))
	spans[0].tok, spans[2].tok = input, input
	return append(spans, gap)
}
