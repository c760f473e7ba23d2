package checks

import (
	"context"
	"strconv"
)

// Command runs a script of the runbook and judges its exit code and, where there is a Pattern, what it printed.
//
// The script runs as written, in the shell state as the step left it. Pattern is looked for in standard output followed by
// standard error, for programs such as `nginx -t` speak there.
type Command struct {
	Script  string
	Exit    int    // the code that is wanted
	Pattern string // regexp, "" for none; ^ and $ are the ends of lines
	Absent  bool   // the pattern must not be there
}

// Title names the check by the first line of its script.
func (c Command) Title() Phrase {
	return phrase("checks.command.title", args{"Script": firstLine(c.Script)})
}

func (c Command) wanted() Phrase {
	values := args{"Exit": strconv.Itoa(c.Exit), "Pattern": c.Pattern}
	switch {
	case c.Pattern == "":
		return phrase("checks.command.wanted", values)
	case c.Absent:
		return phrase("checks.command.wanted.absent", values)
	}
	return phrase("checks.command.wanted.pattern", values)
}

// Observe runs the script once.
func (c Command) Observe(ctx context.Context, w World) Result {
	wanted := c.wanted()
	out, err := w.Run(ctx, c.Script)
	text := lines(string(out.Stdout) + "\n" + string(out.Stderr))
	switch {
	case err != nil:
		return lost(wanted, err).tried(1)
	case out.TimedOut:
		return unobservable(wanted, phrase("checks.slow", nil)).with(lastLines(text)).tried(1)
	case out.Exit != c.Exit:
		observed := phrase("checks.command.exit", args{"Exit": strconv.Itoa(out.Exit)})
		return failed(wanted, observed).with(lastLines(text)).tried(1)
	case c.Pattern == "":
		observed := phrase("checks.command.exit", args{"Exit": strconv.Itoa(out.Exit)})
		return passed(wanted, observed).with(lastLines(text)).tried(1)
	}
	return c.match(wanted, text, out.Truncated).tried(1)
}

// match judges what the script printed. What was cut off may have held the pattern.
func (c Command) match(wanted Phrase, text string, truncated bool) Result {
	re, err := compile(c.Pattern)
	if err != nil {
		return invalid(wanted, err.Error())
	}
	matched := re.MatchString(text)
	if !matched && truncated {
		return unobservable(wanted, phrase("checks.too-long", nil))
	}
	found := matchingLines(re, text)
	r := verdict(matched != c.Absent, wanted, observedPattern(matched, found))
	if matched {
		return r.with(found)
	}
	return r.with(lastLines(text))
}
