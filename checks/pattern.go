package checks

import (
	"errors"
	"regexp"
	"strings"
)

// compile makes a pattern of a runbook a regular expression in which ^ and $ are the ends of lines. An empty pattern would match
// everything and so say nothing: it is an error.
func compile(pattern string) (*regexp.Regexp, error) {
	if pattern == "" {
		return nil, errors.New("empty pattern")
	}
	return regexp.Compile("(?m)" + pattern)
}

// lines makes the line ends of a terminal those of a text, so that $ matches before them.
func lines(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }

// matchingLines are the lines of text which a match touches, whole, as many as evidence can show.
func matchingLines(re *regexp.Regexp, text string) string {
	var found strings.Builder
	end := 0
	for _, m := range re.FindAllStringIndex(text, 4*maxEvidenceLines) {
		if m[1] < end {
			continue // within a line that is there already
		}
		start := max(end, strings.LastIndexByte(text[:m[0]], '\n')+1)
		stop := len(text)
		if i := strings.IndexByte(text[m[1]:], '\n'); i >= 0 {
			stop = m[1] + i + 1
		}
		found.WriteString(text[start:stop])
		end = stop
	}
	return found.String()
}

// lastLines is the end of a text, as much as evidence can show.
func lastLines(text string) string {
	all := strings.Split(strings.TrimRight(text, "\n"), "\n")
	kept := all[max(0, len(all)-maxEvidenceLines+1):]
	size := 0
	for i := len(kept) - 1; i >= 0; i-- {
		if size += len(kept[i]) + 1; size > maxEvidenceBytes-len("…") {
			return strings.Join(kept[i+1:], "\n")
		}
	}
	return strings.Join(kept, "\n")
}

// firstLine is the first line of a text that holds anything.
func firstLine(text string) string {
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) != "" {
			return line
		}
	}
	return ""
}
