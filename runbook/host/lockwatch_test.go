package host

import (
	"strconv"
	"testing"
	"time"
)

// A clock of the host that jumps makes every heartbeat look old, or none; what counts is whether it moves while it is watched.
func TestWatch(t *testing.T) {
	const every = 3 * time.Second
	for name, c := range map[string]struct {
		beats func(at time.Duration) int64         // heartbeat as the host writes it, in seconds
		ahead func(at time.Duration) time.Duration // of the host's clock, by the true time
		gone  time.Duration                        // when it counts as gone; 0: never within five minutes
		ever  Liveness                             // one that has to be seen on the way; "" for none
	}{
		"beats, and the clocks agree": {beats: func(at time.Duration) int64 { return whole(at) }},
		"killed a while ago": {
			beats: func(time.Duration) int64 { return -600 }, gone: 27 * time.Second, ever: Watching,
		},
		"killed just now": {
			beats: func(time.Duration) int64 { return -1 }, gone: 60 * time.Second, ever: Alive,
		},
		"beats, and the host's clock was set an hour forward before": {
			beats: func(at time.Duration) int64 {
				if at < BeatEvery {
					return -1
				}
				return whole(at) + 3600
			},
			ahead: func(time.Duration) time.Duration { return time.Hour }, ever: Watching,
		},
		"beats, and the host's clock is set an hour forward now": {
			beats: func(at time.Duration) int64 {
				if at < time.Minute+BeatEvery/2 {
					return whole(at)
				}
				return whole(at) + 3600
			},
			ahead: func(at time.Duration) time.Duration {
				if at < time.Minute {
					return 0
				}
				return time.Hour
			},
		},
		"beats, and the host's clock is set an hour back now": {
			beats: func(at time.Duration) int64 {
				if at < time.Minute+BeatEvery/2 {
					return whole(at)
				}
				return whole(at) - 3600
			},
			ahead: func(at time.Duration) time.Duration {
				if at < time.Minute {
					return 0
				}
				return -time.Hour
			},
		},
		"killed, and the host's clock went back a day": {
			beats: func(time.Duration) int64 { return -1 }, ahead: func(time.Duration) time.Duration { return -24 * time.Hour },
			gone: 60 * time.Second, ever: Alive,
		},
		"killed after a sign that was seen": {
			beats: func(at time.Duration) int64 { return whole(min(at, 20*time.Second)) }, gone: 81 * time.Second, ever: Alive,
		},
	} {
		t.Run(name, func(t *testing.T) {
			var w Watch
			start, seen, gone := time.Unix(1_000_000, 0), map[Liveness]bool{}, time.Duration(0)
			for at := time.Duration(0); at < 5*time.Minute && gone == 0; at += every {
				now := start.Add(at)
				clock := now
				if c.ahead != nil {
					clock = now.Add(c.ahead(at))
				}
				beat := strconv.FormatInt(start.Unix()+c.beats(at), 10) + ".000000000"
				h := parseHolder(record{fields: map[string]string{"epoch": "4", "beat": beat, "now": strconv.FormatInt(clock.Unix(), 10) + ".0"}})
				live := w.See(h, now)
				seen[live] = true
				if live == Gone {
					gone = at
				}
				if live == Watching && w.Left(now) <= 0 {
					t.Errorf("watched at %s with %s left", at, w.Left(now))
				}
			}
			if gone != c.gone {
				t.Errorf("gone at %s, want %s", gone, c.gone)
			}
			if c.ever != "" && !seen[c.ever] {
				t.Errorf("never %s: %v", c.ever, seen)
			}
		})
	}
}

// whole is the newest beat of a holder that beats every ten seconds.
func whole(at time.Duration) int64 { return int64(at.Truncate(BeatEvery) / time.Second) }

// A lock that changes hands is watched anew.
func TestWatchOfAnother(t *testing.T) {
	var w Watch
	old := Holder{Epoch: 1, Stale: true}
	now := time.Unix(1_000_000, 0)
	w.See(old, now)
	if live := w.See(old, now.Add(time.Minute)); live != Gone {
		t.Fatal(live)
	}
	if live := w.See(Holder{Epoch: 2, Stale: true}, now.Add(time.Minute)); live != Watching {
		t.Error(live)
	}
}
