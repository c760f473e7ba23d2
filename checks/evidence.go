package checks

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The bounds of what a target says, in a Result.
const (
	maxEvidenceLines = 20
	maxEvidenceBytes = 2048
	maxLineBytes     = 300
)

// evidence makes untrusted text fit to be recorded and shown: whole lines from the beginning, masked, bounded, nothing in it
// that a terminal would obey. Where something was cut, the last line is "…".
func evidence(text string) string {
	var kept []string
	size := 0
	for line := range strings.Lines(text) {
		line = cleanLine(line)
		if line == "" {
			continue
		}
		if len(kept) == maxEvidenceLines-1 || size+len(line)+1 > maxEvidenceBytes-len("…") {
			kept = append(kept, "…")
			break
		}
		kept = append(kept, line)
		size += len(line) + 1
	}
	return strings.Join(kept, "\n")
}

// cleanLine makes untrusted text one masked line of bounded length. Masking comes before cutting, or half a password would stay.
func cleanLine(text string) string {
	text = sequence.ReplaceAllString(strings.ToValidUTF8(text, "�"), "")
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, text)
	return cut(mask(strings.TrimSpace(text)), maxLineBytes)
}

// cut shortens text to at most limit bytes, at a character's border.
func cut(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	end := limit - len("…")
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + "…"
}

var (
	// sequence is a terminal's colour or cursor movement; without its first byte the rest would be left as noise.
	sequence = regexp.MustCompile(`\x1b\[[0-9;:?]*[ -/]*[@-~]`)
	// credentials is scheme://user:password@, up to the last @ of the word: a password may hold an @ or a / which nobody escaped.
	credentials = regexp.MustCompile(`([A-Za-z][A-Za-z0-9+.-]*://)([^\s/:@"'<>]*):([^\s"'<>]*)@`)
	// port is what a host's port with a path looks like, which credentials would take for a password.
	port = regexp.MustCompile(`^\d{1,5}[/?#]`)
	// token is https://token@host: over http a user alone is a secret, over ssh it is not.
	token = regexp.MustCompile(`(https?://)[^\s/:@"'<>]+@`)
	// assignment is DB_PASSWORD=…, as command lines and logs have it.
	assignment = regexp.MustCompile(`(?i)([a-z0-9_-]*(?:passw(?:or)?d|secret|token)[a-z0-9_-]*=)[^\s&]+`)
)

// mask overwrites what is recognisably a credential, whoever wrote it there.
func mask(text string) string {
	text = credentials.ReplaceAllStringFunc(text, func(found string) string {
		part := credentials.FindStringSubmatch(found)
		if port.MatchString(part[3]) {
			return found
		}
		return part[1] + part[2] + ":***@"
	})
	text = token.ReplaceAllString(text, "${1}***@")
	return assignment.ReplaceAllString(text, "${1}***")
}
