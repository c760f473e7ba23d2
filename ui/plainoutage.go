package ui

import (
	"slices"
	"strconv"
	"time"

	"paso/runbook"
)

// When a link that stays down is said to be: first, and from then on.
const (
	outageFirst = 10 * time.Second
	outageAgain = 30 * time.Second
)

// outage says of a link that is down for how long it has been, what runs on, and when it is tried again, once in a while. It is
// true while the link is down.
func (n *narrator) outage(now time.Time) bool {
	if !n.link.Down || n.session.Unreachable {
		n.pulse.missed = time.Time{}
		return false
	}
	last, wait := n.link.Since, outageFirst
	if n.pulse.missed.After(last) {
		last, wait = n.pulse.missed, outageAgain
	}
	if now.Sub(last) < wait {
		return true
	}
	n.pulse.missed = now
	gone, try := n.spoken(now.Sub(n.link.Since)), strconv.Itoa(n.link.Tries+1)
	said := n.text("outage", "Time", gone)
	if p := n.run.Current(); p != nil && p.Open() != nil {
		said = n.text("outage.step", "Time", gone, "Step", stepTitle(p.Step))
	}
	if left := n.link.Next.Sub(now); left > 0 {
		said += " " + n.text("outage.next", "N", try, "Left", n.spoken(left))
	} else {
		said += " " + n.text("outage.trying", "N", try)
	}
	n.line(said)
	return true
}

// restored says that the link is back, and after how long.
func (n *narrator) restored(at time.Time) {
	for _, o := range slices.Backward(n.run.Outages) {
		if o.To.Equal(at) {
			n.say("link.restored.after", "Time", n.spoken(o.To.Sub(o.From)))
			return
		}
	}
	n.say("link.restored")
}

// reconnectOption lets a person who interrupts while the link is down have it tried now.
func (p *plainFront) reconnectOption() []plainOption {
	if !p.link.Down || p.session.Unreachable {
		return nil
	}
	return []plainOption{{"interrupt.reconnect", func() *plainQuestion { return p.do(runbook.Reconnect{}) }}}
}
