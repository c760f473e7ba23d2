package runbook

import (
	"slices"
	"strings"
)

// Expand replaces $NAME and ${NAME} in s by what lookup knows, and $$ by $. It
// is all the expansion that there is outside of scripts: no defaults, no
// commands, and a value is never expanded again. Any other $, as at the end of a
// regular expression, stays. Names that lookup does not know stay as they are
// and are listed, each once.
func Expand(s string, lookup func(string) (string, bool)) (string, []string) {
	if !strings.Contains(s, "$") {
		return s, nil
	}
	var b strings.Builder
	var unknown []string
	for s != "" {
		dollar := strings.IndexByte(s, '$')
		if dollar < 0 {
			break
		}
		b.WriteString(s[:dollar])
		s = s[dollar:]
		name, length := reference(s)
		switch value, known := lookupName(lookup, name); {
		case name == "" && length == 2:
			b.WriteByte('$')
		case known:
			b.WriteString(value)
		default:
			b.WriteString(s[:length])
			if name != "" && !slices.Contains(unknown, name) {
				unknown = append(unknown, name)
			}
		}
		s = s[length:]
	}
	b.WriteString(s)
	return b.String(), unknown
}

// References lists the names that Expand would look up in s, each once.
func References(s string) []string {
	_, names := Expand(s, func(string) (string, bool) { return "", false })
	return names
}

// reference reads what stands at the $ with which s begins: the name, empty
// where there is none, and the bytes that it takes. "$$" is no name and two bytes.
func reference(s string) (name string, length int) {
	if strings.HasPrefix(s, "$$") {
		return "", 2
	}
	if strings.HasPrefix(s, "${") {
		n := nameLength(s[2:])
		if n > 0 && strings.HasPrefix(s[2+n:], "}") {
			return s[2 : 2+n], n + 3
		}
		return "", 1
	}
	n := nameLength(s[1:])
	return s[1 : 1+n], 1 + n
}

func lookupName(lookup func(string) (string, bool), name string) (string, bool) {
	if name == "" {
		return "", false
	}
	return lookup(name)
}

// nameLength is how many bytes at the start of s are the name of a shell variable.
func nameLength(s string) int {
	for i := range len(s) {
		c := s[i]
		letter := c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return i
		}
	}
	return len(s)
}
