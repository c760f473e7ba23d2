package ui

import "time"

// quiet is how long the keyboard has to be silent before a gate that opened by
// itself listens: what was typed for something else must not answer it.
const quiet = 400 * time.Millisecond

// guard swallows keys after a gate opened, until the keyboard was quiet for a moment.
type guard struct {
	armed bool
	since time.Time // of the opening, or of the last key swallowed
}

func (g *guard) arm(now time.Time) { g.armed, g.since = true, now }

// swallows tells whether a key that comes now is not meant for what has just opened.
func (g *guard) swallows(now time.Time) bool {
	if !g.armed {
		return false
	}
	if now.Sub(g.since) >= quiet {
		g.armed = false
		return false
	}
	g.since = now
	return true
}
