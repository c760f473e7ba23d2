package checks

import (
	"context"
	"slices"
	"strconv"
	"strings"
)

// ExitCode judges how a step's script ended. It asks nobody.
type ExitCode struct {
	Got      int   // exit code; 128 + signal where one ended the script
	Accepted []int // empty means 0 alone
	Reached  bool  // the script came to its last statement or ended itself; if not, an accepted code does not count (DESIGN §4)
}

// Title names the check.
func (c ExitCode) Title() Phrase { return phrase("checks.exit.title", nil) }

// Observe compares; the world is not asked.
func (c ExitCode) Observe(context.Context, World) Result {
	accepted := c.Accepted
	if len(accepted) == 0 {
		accepted = []int{0}
	}
	words := make([]string, len(accepted))
	for i, code := range accepted {
		words[i] = strconv.Itoa(code)
	}
	wanted := phrase("checks.exit.wanted", args{"Codes": strings.Join(words, ", ")})
	got := args{"Code": strconv.Itoa(c.Got), "Signal": signalName(c.Got - 128)}
	switch {
	case slices.Contains(accepted, c.Got) && !c.Reached:
		return failed(wanted, phrase("checks.exit.early", got))
	case got["Signal"] != "":
		return verdict(slices.Contains(accepted, c.Got), wanted, phrase("checks.exit.signal", got))
	}
	return verdict(slices.Contains(accepted, c.Got), wanted, phrase("checks.exit.observed", got))
}

// signalName is the name of the signals which usually end a script, else "". 141 is what `set -o pipefail` makes of `| head`.
func signalName(number int) string {
	switch number {
	case 1:
		return "SIGHUP"
	case 2:
		return "SIGINT"
	case 3:
		return "SIGQUIT"
	case 6:
		return "SIGABRT"
	case 9:
		return "SIGKILL"
	case 11:
		return "SIGSEGV"
	case 13:
		return "SIGPIPE"
	case 15:
		return "SIGTERM"
	}
	return ""
}
