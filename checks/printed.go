package checks

import "context"

// Printed looks for a pattern in what a step printed. It asks nobody.
//
// Text is what a person read, without the escape sequences of the terminal: colours inside a line would hide it from the pattern.
type Printed struct {
	Text    string
	Pattern string // regexp; ^ and $ are the ends of lines
	Absent  bool   // the pattern must not be there
}

// Title names the check.
func (c Printed) Title() Phrase {
	if c.Absent {
		return phrase("checks.printed.title.absent", args{"Pattern": c.Pattern})
	}
	return phrase("checks.printed.title", args{"Pattern": c.Pattern})
}

// Observe matches; the world is not asked.
func (c Printed) Observe(context.Context, World) Result {
	wanted := wantedPattern(c.Pattern, c.Absent)
	re, err := compile(c.Pattern)
	if err != nil {
		return invalid(wanted, err.Error())
	}
	text := lines(c.Text)
	found := matchingLines(re, text)
	matched := re.MatchString(text)
	r := verdict(matched != c.Absent, wanted, observedPattern(matched, found))
	if matched {
		return r.with(found)
	}
	return r.with(lastLines(text))
}

func wantedPattern(pattern string, absent bool) Phrase {
	if absent {
		return phrase("checks.pattern.wanted.absent", args{"Pattern": pattern})
	}
	return phrase("checks.pattern.wanted", args{"Pattern": pattern})
}

// observedPattern shows the first line that matched; "" is the match of an empty line.
func observedPattern(matched bool, found string) Phrase {
	if !matched {
		return phrase("checks.pattern.none", nil)
	}
	return phrase("checks.pattern.found", args{"Line": firstLine(found)})
}
