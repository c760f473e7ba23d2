package ui

import (
	"strconv"
	"time"

	"paso/runbook"
)

// When a running step that prints nothing is said to run: first, and from then on.
const (
	quietFirst = 30 * time.Second
	quietAgain = time.Minute
)

// The parts of a budget, in per cent, whose end is worth a line.
const (
	budgetNear  = 75
	budgetSpent = 100
)

// pulse is what was told of the passing of time. Invariant: a part of a budget is told once, the greatest one only.
type pulse struct {
	told   map[string]int // by clock: the part of its budget that was told
	heard  time.Time      // when the running attempt last showed something
	said   time.Time      // when it was last said that it runs
	missed time.Time      // when it was last said that the link is down
}

// budgetPart is how much of a clock's budget is used up: 0, budgetNear or budgetSpent.
func budgetPart(c runbook.ClockReading) int {
	switch {
	case c.Clock.Budget <= 0:
		return 0
	case c.Over():
		return budgetSpent
	case c.Elapsed*100 >= c.Clock.Budget.D()*budgetNear:
		return budgetNear
	}
	return 0
}

// remember takes a clock's part as told; it is false where it was told before.
func (p *pulse) remember(c runbook.ClockReading) bool {
	if budgetPart(c) <= p.told[c.Name] {
		return false
	}
	if p.told == nil {
		p.told = map[string]int{}
	}
	p.told[c.Name] = budgetPart(c)
	return true
}

// budgets says of running clocks, at a moment, that most of a budget or all of it is spent.
func (n *narrator) budgets(at time.Time) {
	if n.run.Over() {
		return
	}
	for _, c := range n.run.Clocks(at) {
		switch {
		case !c.Running || budgetPart(c) <= n.pulse.told[c.Name]:
			continue
		case budgetPart(c) == budgetSpent:
			n.tellClock(c)
			continue
		}
		n.pulse.remember(c)
		n.say("budget.near", "Title", clockTitle(c), "Part", strconv.Itoa(budgetNear), "Time", n.c.Duration(c.Elapsed),
			"Budget", n.c.Duration(c.Clock.Budget.D()), "Left", n.spoken(c.Clock.Budget.D()-c.Elapsed))
	}
}

// quiet says that a step which shows nothing still runs, once in a while, or that the link is down.
func (n *narrator) quiet(now time.Time) {
	if n.outage(now) {
		return
	}
	p := n.run.Current()
	if p == nil || p.Open() == nil {
		n.pulse.said = time.Time{}
		return
	}
	began := p.Open().Started
	since, wait := n.pulse.heard, quietFirst
	for _, at := range []time.Time{began, n.begun} { // of what was before, this front end heard nothing
		if since.Before(at) {
			since = at
		}
	}
	last := since
	if n.pulse.said.After(since) {
		last, wait = n.pulse.said, quietAgain
	}
	if now.Sub(last) < wait {
		return
	}
	n.pulse.said = now
	n.say("quiet", "Step", stepTitle(p.Step), "Time", n.spoken(now.Sub(began)), "Quiet", n.spoken(now.Sub(since)))
}

// spoken is a length of time as one says it: "2 minutes 5 seconds". It has no units to spell out.
func (n *narrator) spoken(d time.Duration) string {
	d = max(0, d.Round(time.Second))
	hours, minutes, seconds := int(d/time.Hour), int(d%time.Hour/time.Minute), int(d%time.Minute/time.Second)
	count := func(id string, many int) string { return n.c.Plural("plain.time."+id, many) }
	switch {
	case hours > 0 && minutes > 0:
		return count("hours", hours) + " " + count("minutes", minutes)
	case hours > 0:
		return count("hours", hours)
	case minutes > 0 && seconds > 0:
		return count("minutes", minutes) + " " + count("seconds", seconds)
	case minutes > 0:
		return count("minutes", minutes)
	}
	return count("seconds", seconds)
}

// stageEnded closes a stage: how long it took against its plan, and the clocks that run.
func (n *narrator) stageEnded(stage int, took time.Duration, at time.Time) {
	n.say("stage.ended", "N", strconv.Itoa(stage), "Time", n.c.Duration(took), "Plan", n.c.Duration(n.run.Book.Stages[stage-1].Estimate.D()))
	for _, c := range n.run.Clocks(at) {
		if c.Running {
			n.tellClock(c)
		}
	}
}

// tellClock tells a clock, so that its budget needs no line of its own any more.
func (n *narrator) tellClock(c runbook.ClockReading) {
	n.clock(c)
	if n.pulse.remember(c) && c.Over() {
		n.folds.overrun(n, c)
	}
}

// every gives the ticks of a front end: those of a test, or one each second until stop is called.
func every(given <-chan time.Time) (ticks <-chan time.Time, stop func()) {
	if given != nil {
		return given, func() {}
	}
	t := time.NewTicker(time.Second)
	return t.C, t.Stop
}
