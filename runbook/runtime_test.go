package runbook

import (
	"testing"
	"time"
)

// session is a paso that had a run for a while: when it took it up by its own clock, and how long each thing took.
type session struct {
	wall  time.Time
	steps []time.Duration
}

// TestDurationsOverSessions: what passes within one paso is measured rightly, whatever its clock says; between two of them
// time never goes back.
func TestDurationsOverSessions(t *testing.T) {
	began := time.Date(2026, 3, 28, 22, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		sessions []session
		total    time.Duration
		at       time.Time // where the run stands at the end
	}{
		"the clock is right": {
			[]session{{began, []time.Duration{0, time.Minute}}, {began.Add(time.Hour), []time.Duration{0, 5 * time.Minute}}},
			65 * time.Minute, began.Add(65 * time.Minute),
		},
		"the clock was set back an hour between two": {
			[]session{{began, []time.Duration{0, time.Minute}}, {began.Add(-time.Hour), []time.Duration{0, 5 * time.Minute}}},
			6 * time.Minute, began.Add(6 * time.Minute),
		},
		"and is right again for a third": {
			[]session{
				{began, []time.Duration{0, time.Minute}}, {began.Add(-time.Hour), []time.Duration{0, 5 * time.Minute}},
				{began.Add(2 * time.Hour), []time.Duration{0, time.Minute}},
			},
			2*time.Hour + time.Minute, began.Add(2*time.Hour + time.Minute),
		},
		"over the hour that summer time skips": {
			[]session{{time.Date(2026, 3, 29, 0, 59, 0, 0, time.UTC), []time.Duration{0, 2 * time.Minute}}},
			2 * time.Minute, time.Date(2026, 3, 29, 1, 1, 0, 0, time.UTC),
		},
	} {
		t.Run(name, func(t *testing.T) {
			book, problems := Load("t.toml", []byte(clockBook))
			if book == nil {
				t.Fatal(problems)
			}
			run, seq := NewRun(book), uint64(0)
			put := func(at time.Time, e Event) {
				seq++
				if err := run.Apply(Record{Seq: seq, Time: at, Actor: Paso, Event: e}); err != nil {
					t.Fatal(err)
				}
			}
			var last time.Time
			for i, s := range c.sessions {
				if i == 0 {
					put(s.wall, RunStarted{ID: "r"})
				} else {
					put(s.wall, Resumed{})
				}
				last = s.wall
				for _, d := range s.steps {
					from := run.At(last)
					last = last.Add(d)
					put(last, Noted{Text: "x"})
					if got := run.Last.Sub(from); got < d || got > d+time.Millisecond {
						t.Errorf("%s were measured as %s", d, got)
					}
				}
			}
			if live := run.Clock("total", run.At(last.Add(time.Minute))).Elapsed; live < c.total+time.Minute || live > c.total+time.Minute+time.Millisecond {
				t.Errorf("a minute later the clock that runs shows %s, want %s", live, c.total+time.Minute)
			}
			elapsed := run.Clock("total", run.At(last)).Elapsed
			if elapsed < c.total || elapsed > c.total+time.Millisecond {
				t.Errorf("total %s, want %s", elapsed, c.total)
			}
			if apart := run.Last.Sub(c.at).Abs(); apart > time.Millisecond {
				t.Errorf("stands at %s, want %s", run.Last, c.at)
			}
		})
	}
}

const clockBook = `
id = "T"
title = "T"
version = "1"
[targets.here]
local = true
[clocks]
total = { budget = "60m" }
[[stage]]
title = "A"
[[stage.step]]
id = "one"
title = "Uno"
success = "x"
run = 'true'
`

// TestSummerTimeBendsNothing: a step, a downtime and a wait that begin before the clocks are changed and end after it, by the
// wall clock of the zone in which the operator sits. Forward an hour is skipped there, back it comes twice.
func TestSummerTimeBendsNothing(t *testing.T) {
	for zone, changes := range map[string][]time.Time{
		"Europe/Madrid":       {time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC), time.Date(2026, 10, 25, 1, 0, 0, 0, time.UTC)},
		"America/Mexico_City": {time.Date(2022, 4, 3, 8, 0, 0, 0, time.UTC), time.Date(2022, 10, 30, 7, 0, 0, 0, time.UTC)},
	} {
		place, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		for _, change := range changes {
			before, after := change.Add(-time.Minute).In(place), change.Add(time.Minute).In(place)
			_, from := before.Zone()
			_, to := after.Zone()
			if from == to {
				t.Fatalf("%s does not change at %s", zone, change)
			}
			book, problems := Load("t.toml", []byte(clockBook))
			if book == nil {
				t.Fatal(problems)
			}
			run := NewRun(book)
			for i, rec := range []Record{
				{Time: before, Event: RunStarted{ID: "r"}}, {Time: before, Event: StepStarted{Step: "one"}},
				{Time: before, Event: GateOpened{Gate: "operator"}}, {Time: after, Event: GateClosed{Gate: "operator"}},
				{Time: after, Event: StepPassed{Step: "one"}},
			} {
				rec.Seq, rec.Actor = uint64(i+1), Paso
				body, err := rec.Encode() // as the journal keeps it
				if err != nil {
					t.Fatal(err)
				}
				if rec, err = DecodeRecord(rec.Seq, body); err != nil {
					t.Fatal(err)
				}
				if err := run.Apply(rec); err != nil {
					t.Fatal(err)
				}
			}
			step := run.Steps["one"]
			for what, got := range map[string]time.Duration{
				"step": step.Ended.Sub(step.Started), "waiting": run.Waited, "total": run.Clock("total", run.Last).Elapsed,
			} {
				if got < 2*time.Minute || got > 2*time.Minute+time.Millisecond {
					t.Errorf("%s, %s: %s takes %s", zone, change, what, got)
				}
			}
		}
	}
}
