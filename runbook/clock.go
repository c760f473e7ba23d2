package runbook

import (
	"sort"
	"time"
)

// ClockRollback is the clock that runs with the rollback (9.1, 1.3: under 5 minutes).
const ClockRollback = "rollback"

// stopwatch adds up the windows of one clock. Clocks are wall time: waiting for
// people and time away count. Downtime is over only when users are served again,
// so a rollback step that is the twin of From ("rollback.stop" of "stop") opens
// the window again.
type stopwatch struct {
	spans []Outage
}

func newStopwatches(book *Runbook) map[string]*stopwatch {
	all := make(map[string]*stopwatch, len(book.Clocks))
	for name := range book.Clocks {
		all[name] = &stopwatch{}
	}
	return all
}

func (s *stopwatch) start(at time.Time) {
	if !s.running() {
		s.spans = append(s.spans, Outage{From: at})
	}
}

func (s *stopwatch) stop(at time.Time) {
	if s.running() {
		s.spans[len(s.spans)-1].To = at
	}
}

func (s *stopwatch) running() bool {
	return len(s.spans) > 0 && s.spans[len(s.spans)-1].To.IsZero()
}

func (s *stopwatch) elapsed(now time.Time) time.Duration {
	var sum time.Duration
	for _, span := range s.spans {
		to := span.To
		if to.IsZero() {
			to = now
		}
		if to.After(span.From) {
			sum += to.Sub(span.From)
		}
	}
	return sum
}

// ClockReading is a clock as it stands.
type ClockReading struct {
	Name    string
	Clock   Clock
	Started bool
	Running bool
	Elapsed time.Duration
	Spans   []Outage
}

// Over tells whether the budget is spent.
func (c ClockReading) Over() bool { return c.Clock.Budget > 0 && c.Elapsed > c.Clock.Budget.D() }

// Clocks reads every clock of the book at now, total first, then by name.
func (r *Run) Clocks(now time.Time) []ClockReading {
	names := make([]string, 0, len(r.clocks))
	for name := range r.clocks {
		names = append(names, name)
	}
	sort.Slice(names, func(i, j int) bool {
		if (names[i] == "total") != (names[j] == "total") {
			return names[i] == "total"
		}
		return names[i] < names[j]
	})
	all := make([]ClockReading, len(names))
	for i, name := range names {
		all[i] = r.Clock(name, now)
	}
	return all
}

// Clock reads one clock at now.
func (r *Run) Clock(name string, now time.Time) ClockReading {
	reading := ClockReading{Name: name, Clock: r.Book.Clocks[name]}
	if s := r.clocks[name]; s != nil {
		reading.Started, reading.Running, reading.Elapsed, reading.Spans = len(s.spans) > 0, s.running(), s.elapsed(now), s.spans
	}
	return reading
}

// WindowOpen tells whether a clock with a From is running: services are down.
func (r *Run) WindowOpen() bool {
	for name, s := range r.clocks {
		if r.Book.Clocks[name].From != "" && s.running() {
			return true
		}
	}
	return false
}

// DownSince is since when a window is open, by the records; zero while none is.
func (r *Run) DownSince() time.Time {
	for _, c := range r.Clocks(r.Last) {
		if c.Clock.From != "" && c.Running {
			return c.Spans[len(c.Spans)-1].From
		}
	}
	return time.Time{}
}

// clockStepStarted opens the windows that the step opens.
func (r *Run) clockStepStarted(step string, at time.Time) {
	for name, clock := range r.Book.Clocks {
		if clock.From != "" && (step == clock.From || step == "rollback."+clock.From) {
			r.clocks[name].start(at)
		}
	}
}

// clockStepPassed closes those that it closes.
func (r *Run) clockStepPassed(step string, at time.Time) {
	for name, clock := range r.Book.Clocks {
		for _, until := range clock.Until {
			if until == step {
				r.clocks[name].stop(at)
			}
		}
	}
}

func (r *Run) clockRunStarted(at time.Time) {
	for name, clock := range r.Book.Clocks {
		if clock.From == "" && name != ClockRollback {
			r.clocks[name].start(at)
		}
	}
}

func (r *Run) clockRollbackStarted(at time.Time) {
	if s := r.clocks[ClockRollback]; s != nil && r.Book.Clocks[ClockRollback].From == "" {
		s.start(at)
	}
}

// clockRunEnded stops what runs with the run. A window stays open: nobody has
// seen the service answer.
func (r *Run) clockRunEnded(at time.Time) {
	for name, clock := range r.Book.Clocks {
		if clock.From == "" {
			r.clocks[name].stop(at)
		}
	}
}

// Window is the steps of the stages from the clock's From to the first of its
// Until that stands in a stage, both included; empty for a clock without From.
func (b *Runbook) Window(clock Clock) []*Step {
	var window []*Step
	inside := false
	for _, step := range b.AllSteps {
		if step.ID == clock.From {
			inside = true
		}
		if !inside {
			continue
		}
		window = append(window, step)
		for _, until := range clock.Until {
			if until == step.ID {
				return window
			}
		}
	}
	return window
}
