package checks

import (
	"context"
	"strings"
)

// Sudo wants an account that may use sudo. It lists what the account may, and never asks: that sudo will want a password is
// said and no fault, as the operator can give it; that there is no sudo, or not for this account, is one.
type Sudo struct{}

// Title names the check.
func (Sudo) Title() Phrase { return phrase("checks.sudo.title", nil) }

// Observe asks the target once.
func (c Sudo) Observe(ctx context.Context, w World) Result {
	wanted := phrase("checks.sudo.wanted", nil)
	text, trouble := facts(ctx, w, wanted, "sudo")
	if trouble != nil {
		return *trouble
	}
	return c.judge(wanted, text).tried(1)
}

// judge reads "free", "none", or what sudo complained of.
func (Sudo) judge(wanted Phrase, text string) Result {
	word, said, _ := strings.Cut(text, "\n")
	switch {
	case word == "free":
		return passed(wanted, phrase("checks.sudo.free", nil))
	case word == "none":
		return failed(wanted, phrase("checks.sudo.none", nil))
	case strings.Contains(said, "password is required"):
		return passed(wanted, phrase("checks.sudo.password", nil))
	}
	return failed(wanted, phrase("checks.sudo.refused", nil)).with(said)
}
