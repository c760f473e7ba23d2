package output

import (
	"io"
	"strings"
	"unicode/utf8"
)

// Guard is the last wall before a terminal, a pipe or a log for what is said in lines: it lets text and line ends through, and
// shows all else as Sanitize does. Who writes to it has made strings of others harmless already, where they know what is theirs
// and what is not; the wall is for the string that somebody forgets.
type Guard struct {
	to   io.Writer
	part []byte // the beginning of a rune that is not whole yet
}

// NewGuard returns a Guard before to.
func NewGuard(to io.Writer) *Guard { return &Guard{to: to} }

// Write passes data on, harmless. Its errors are those of what lies behind.
func (g *Guard) Write(data []byte) (int, error) {
	text := append(g.part, data...)
	whole := len(text)
	for back := 1; back < utf8.UTFMax && back <= len(text); back++ {
		if utf8.RuneStart(text[len(text)-back]) {
			if !utf8.FullRune(text[len(text)-back:]) {
				whole -= back
			}
			break
		}
	}
	safe := SanitizeLines(string(text[:whole]))
	g.part = append([]byte(nil), text[whole:]...)
	if _, err := io.WriteString(g.to, safe); err != nil {
		return 0, err
	}
	return len(data), nil
}

// SanitizeLines is Sanitize for text of several lines: a newline stays one.
func SanitizeLines(s string) string {
	if clean(s) {
		return s
	}
	var out strings.Builder
	for line := range strings.Lines(s) {
		text, end := line, ""
		if strings.HasSuffix(line, "\n") {
			text, end = strings.TrimSuffix(line[:len(line)-1], "\r"), "\n"
		}
		out.WriteString(Sanitize(text))
		out.WriteString(end)
	}
	return out.String()
}
