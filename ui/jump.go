package ui

import (
	"time"

	"paso/runbook/text"
)

// signedDuration is by how much a clock was set: "+1 h", "−2 min".
func signedDuration(c *text.Catalogue, by time.Duration) string {
	if by < 0 {
		return "−" + c.Duration(-by)
	}
	return "+" + c.Duration(by)
}

func (s *scene) signed(by time.Duration) string { return signedDuration(s.say, by) }
