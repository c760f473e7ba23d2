package runbook

import "time"

// Jump is a moment at which the clock of the operator's machine was set.
type Jump struct {
	At time.Time
	By time.Duration // forward, or back if negative
}

// At is a moment of this machine's clock as the run counts it.
//
// While one paso has the run its clock goes evenly, whatever happens to the wall's (engine.Clock), so that everything
// measured within it is right. From one paso to the next only the wall's clock leads. Where that went back meanwhile,
// the run takes up where its newest record stands, and what is measured from there on is right again; how long nobody was
// at it is not known then, and counts as nothing. Instants are points in time, so that no change to or from summer time
// moves them.
func (r *Run) At(now time.Time) time.Time {
	now = now.Round(0).Add(r.shift)
	if now.Before(r.Last) {
		return r.Last
	}
	return now
}
