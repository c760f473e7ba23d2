package ui

import (
	"slices"
	"strings"
	"time"

	"paso/runbook"
)

// outageLine is what has to be known while the link is down: for how long it has been, that what runs on the target goes
// on, and when it is tried again. On a narrow screen it says the same in fewer words.
func (s *scene) outageLine() line {
	gone, p := s.say.Clock(s.now.Sub(s.link.Since)), s.run.Current()
	runs := p != nil && p.Open() != nil
	var parts []string
	switch narrow := s.w < 100; {
	case narrow && runs:
		parts = []string{s.t("outage", "Time", gone), s.t("outage.step", "Number", p.Step.Number)}
	case narrow:
		parts = []string{s.t("outage", "Time", gone)}
	case runs:
		parts = []string{s.t("outage.long", "Time", gone), s.t("outage.step.long", "Number", p.Step.Number)}
	default:
		parts = []string{s.t("outage.long", "Time", gone)}
	}
	if try := s.nextTry(); try != "" {
		parts = append(parts, try)
	}
	return row(strong(bad, " ✗ "+strings.Join(parts, " · ")))
}

// nextTry says which try to reconnect is on its way, or when it will be; "" where it is a person's to say.
func (s *scene) nextTry() string {
	n := itoa(s.link.Tries + 1)
	switch left := s.link.Next.Sub(s.now); {
	case s.session.Unreachable:
		return ""
	case s.link.Next.IsZero() || left <= 0:
		return s.t("outage.trying", "N", n)
	default:
		return s.t("outage.next", "N", n, "Seconds", itoa(int((left+time.Second-1)/time.Second)))
	}
}

// reconnects tells whether a try to reconnect can be hurried.
func (s *scene) reconnects() bool { return s.link.Down && !s.session.Unreachable && !s.done }

// hurry tries to reconnect now.
func (s *scene) hurry() []wish { return orders(runbook.Reconnect{}) }

// outageUntil is how long the link was gone that came back at a moment; 0 where none did.
func (s *scene) outageUntil(back time.Time) time.Duration {
	for _, o := range slices.Backward(s.run.Outages) {
		if o.To.Equal(back) {
			return o.To.Sub(o.From)
		}
	}
	return 0
}
