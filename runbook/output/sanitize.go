package output

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sanitize makes one line of a string that somebody else wrote: a banner, a host's name, a commit's subject, a text of the runbook.
//
// Tabs and line ends become spaces, other controls their pictures, C1, bidirectional and invisible characters <U+202E>, and
// bytes that are not UTF-8 �. It leaves no escape sequence, colour included, and changes nothing when done twice.
func Sanitize(s string) string {
	if clean(s) {
		return s
	}
	var out strings.Builder
	marks := maxMarks // bytes on the glyph before; at the start there is none, so no room on it
	for _, r := range strings.ReplaceAll(s, "\r\n", "\n") {
		mark := r == emojiStyle || unicode.In(r, unicode.Mn, unicode.Me)
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			r = ' '
		case r < 0x20 || r == 0x7f:
			r = picture(byte(r))
		case mark && marks+utf8.RuneLen(r) <= maxMarks && (r == emojiStyle || shown(r)):
			marks += utf8.RuneLen(r)
			out.WriteRune(r)
			continue
		case mark || !shown(r):
			out.WriteString(spelled(r))
			marks = maxMarks
			continue
		}
		out.WriteRune(r)
		marks = 0
		if r == ' ' {
			marks = maxMarks
		}
	}
	return out.String()
}

// clean holds for a string that is printable ASCII.
func clean(s string) bool {
	for i := range len(s) {
		if b := s[i]; b < 0x20 || b >= 0x7f {
			return false
		}
	}
	return true
}

// StripToText returns the display lines of raw output without colours, joined by newlines, none at the end. Unlike Lines it drops nothing, so
// its caller bounds raw.
func StripToText(raw []byte) string {
	var lines []string
	p := parser{
		emit: func(line string) { lines = append(lines, withoutStyle(line)) },
		row:  row{limit: MaxCells},
	}
	p.write(raw)
	p.finish()
	return strings.Join(lines, "\n")
}
