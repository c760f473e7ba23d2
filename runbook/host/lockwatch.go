package host

import (
	"context"
	"time"
)

// BeatEvery is how often a holder gives its sign of life.
const BeatEvery = 10 * time.Second

// watchedFor is how long a holder is watched before its age counts: two beats and a half.
const watchedFor = 25 * time.Second

// Liveness is what is known of a lock's holder.
type Liveness string

// What may be known.
const (
	Alive    Liveness = "alive"    // its last sign is younger than a minute, or came while it was watched
	Watching Liveness = "watching" // its last sign looks old; a clock may have jumped, so it is being watched
	Gone     Liveness = "gone"     // it was watched, and gave none
)

// Watch judges by looking more than once. The age of a heartbeat alone proves nothing: when the host's clock jumps forward
// every beat is old at once, when it jumps back none ever is. So a holder counts as gone only if it gave no sign while it was
// watched: for two beats and a half if the age says so too, else for a whole minute. What counts as a sign is that the
// heartbeat changes, to whatever time; for how long it was watched is told by the clock of whoever watches.
//
// The zero value has seen nothing.
type Watch struct {
	seen  Holder
	moved bool      // it gave a sign while it was watched
	since time.Time // of that sign, or of the first look
}

// See takes another look at the lock.
func (w *Watch) See(h Holder, now time.Time) Liveness {
	switch {
	case w.since.IsZero() || w.seen.Epoch != h.Epoch:
		w.moved, w.since = false, now
	case !w.seen.sameSign(h):
		w.moved, w.since = true, now
	}
	w.seen = h
	quiet := now.Sub(w.since)
	switch {
	case quiet >= staleAfter, h.Stale && !w.moved && quiet >= watchedFor:
		return Gone
	case h.Stale && !w.moved:
		return Watching
	}
	return Alive
}

// Left is how much longer it has to be watched before it can be said to be gone.
func (w *Watch) Left(now time.Time) time.Duration {
	limit := staleAfter
	if w.seen.Stale && !w.moved {
		limit = watchedFor
	}
	return max(limit-now.Sub(w.since), 0)
}

// Activity is whether a step of another run runs on the host.
type Activity string

// What the host can tell of it.
const (
	ActivityNone    Activity = "no"
	ActivityRuns    Activity = "yes"
	ActivityUnknown Activity = "unknown" // the account may not look into the run's directory, nor at others' processes
)

// Running asks whether a step of a run, which may be another account's, runs on the host, and which attempt it is. A holder
// that fell silent may have left one: it goes on without its paso.
func (h *Host) Running(ctx context.Context, run string) (Activity, string, error) {
	if !safeName.MatchString(run) {
		return ActivityUnknown, "", nil // a text of another account's, which names no directory of ours
	}
	out, err := h.exchange(ctx, program{verb: "lock_running", inline: true, params: map[string]string{"other": run}}, nil, nil)
	if err != nil {
		return ActivityUnknown, "", err
	}
	switch said := Activity(out.fields["running"]); said {
	case ActivityNone, ActivityRuns:
		return said, out.text, nil
	case ActivityUnknown:
	}
	return ActivityUnknown, "", nil
}
