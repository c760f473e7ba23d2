package report

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"paso/runbook/output"
)

// inline makes Markdown of one line of untrusted text, which shows as that text and as nothing else: no markup, no HTML,
// no entity, no new cell of a table. It is for the middle of a line and for the start of one.
func inline(s string) string {
	s = strings.TrimSpace(output.Sanitize(s))
	var b strings.Builder
	before := ' '
	for i, r := range s {
		after, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(r):])
		if escapes(before, r, after) || i == 0 && strings.ContainsRune("#+-=:", r) && !wordy(after) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
		before = r
	}
	return unlisted(b.String())
}

// escapes tells whether Markdown could read r, between its neighbours, as more than itself.
func escapes(before, r, after rune) bool {
	switch r {
	case '\\', '`', '*', '[', ']', '<', '>', '|', '~', '$':
		return true
	case '_': // inside of a word it is only an underscore: iact_staging
		return !wordy(before) || !wordy(after)
	case '&': // of an entity
		return after == '#' || wordy(after)
	}
	return false
}

func wordy(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// unlisted keeps "1. x" and "1) x" from being a list.
func unlisted(s string) string {
	digits := len(s) - len(strings.TrimLeft(s, "0123456789"))
	if digits == 0 || digits == len(s) || s[digits] != '.' && s[digits] != ')' {
		return s
	}
	if rest := s[digits+1:]; rest != "" && rest[0] != ' ' {
		return s
	}
	return s[:digits] + `\` + s[digits:]
}

// fenced makes a code block of raw output; its fence is longer than any in the text.
func fenced(raw []byte) string {
	shown := output.StripToText(raw)
	longest, length := 2, 0
	for _, r := range shown {
		if r == '`' {
			length++
			longest = max(longest, length)
		} else {
			length = 0
		}
	}
	fence := strings.Repeat("`", longest+1)
	return fence + "text\n" + shown + "\n" + fence + "\n"
}

// lines are the lines of a value that have something in them.
func lines(value string) []string {
	var all []string
	for line := range strings.SplitSeq(output.StripToText([]byte(value)), "\n") {
		if strings.TrimSpace(line) != "" {
			all = append(all, line)
		}
	}
	return all
}
