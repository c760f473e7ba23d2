package output

import "strconv"

// attr is a set of text attributes.
type attr uint8

const (
	bold attr = 1 << iota
	faint
	italic
	underline
	reverse
	strike
)

// colour is 0 for the terminal's own, else a kind in the top byte and the value below.
type colour uint32

const (
	paletteColour colour = 1 << 24
	directColour  colour = 2 << 24
)

// style is how a cell looks. The zero style is plain.
type style struct {
	attrs  attr
	fg, bg colour
}

// reset ends every style.
const reset = "\x1b[0m"

// drawn is the style as it is shown: without a background that equals the foreground, which would hide the text.
func (s style) drawn() style {
	if s.fg == s.bg {
		s.bg = 0
	}
	return s
}

// appendTo writes the one spelling of a style that is not plain.
func (s style) appendTo(out []byte) []byte {
	out = append(out, "\x1b["...)
	first := len(out)
	for bit, code := range [...]int{1, 2, 3, 4, 7, 9} {
		if s.attrs&(1<<bit) != 0 {
			out = appendCode(out, first, code)
		}
	}
	out = s.fg.appendTo(out, first, 30)
	out = s.bg.appendTo(out, first, 40)
	return append(out, 'm')
}

// appendTo writes the codes of a colour; base is 30 for the foreground, 40 for the background.
func (c colour) appendTo(out []byte, first, base int) []byte {
	value := int(c & 0xffffff)
	switch {
	case c == 0:
		return out
	case c&directColour != 0:
		out = appendCode(out, first, base+8)
		out = appendCode(out, first, 2)
		out = appendCode(out, first, value>>16)
		out = appendCode(out, first, value>>8&0xff)
		return appendCode(out, first, value&0xff)
	case value < 8:
		return appendCode(out, first, base+value)
	case value < 16:
		return appendCode(out, first, base+60+value-8)
	}
	out = appendCode(out, first, base+8)
	out = appendCode(out, first, 5)
	return appendCode(out, first, value)
}

func appendCode(out []byte, first, code int) []byte {
	if len(out) > first {
		out = append(out, ';')
	}
	return strconv.AppendInt(out, int64(code), 10)
}
