package output

import (
	"fmt"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// picture returns the visible glyph of a C0 control or DEL: U+2400 and on.
func picture(b byte) rune {
	if b == 0x7f {
		return '␡'
	}
	return '␀' + rune(b)
}

// spelled returns the visible name of a rune that must not reach a terminal: "<U+202E>".
func spelled(r rune) string { return fmt.Sprintf("<U+%04X>", r) }

// emojiStyle asks for the coloured form of the rune before it. Test runners print it after ✔, so it is kept there.
const emojiStyle = '\uFE0F'

// shown reports whether a rune from U+0080 up may be drawn as itself. Controls, bidirectional and other format characters, line
// separators, unassigned code points and those which Unicode says to ignore are not.
func shown(r rune) bool {
	switch {
	case easy(r):
		return true
	case unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector):
		return false
	}
	return r == utf8.RuneError || unicode.IsGraphic(r) || unicode.Is(unicode.Co, r)
}

// easy holds for the runes of usual output which are shown, and are one cell wide, without a look into the tables.
func easy(r rune) bool {
	return 0x20 <= r && r < 0x7f ||
		0xa0 < r && r < 0x300 && r != 0xad || // Latin
		0x2500 <= r && r < 0x25a0 // boxes
}

// widthOf is the number of cells of a rune that is shown: 0, 1 or 2.
func widthOf(r rune) int {
	if easy(r) {
		return 1
	}
	return min(ansi.StringWidth(string(r)), 2)
}

// easyLine reports whether a line holds nothing but easy runes.
func easyLine(line []byte) bool {
	for i := 0; i < len(line); {
		if b := line[i]; b < utf8.RuneSelf {
			if b-0x20 >= 0x7f-0x20 {
				return false
			}
			i++
			continue
		}
		r, size := utf8.DecodeRune(line[i:])
		if !easy(r) {
			return false
		}
		i += size
	}
	return true
}
