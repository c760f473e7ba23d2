package engine

import (
	"sync"
	"time"

	"paso/runbook"
)

// Reading is what the machine's clocks say at one moment.
type Reading struct {
	Wall time.Time     // the clock that people see, and that is set
	Even time.Duration // since some moment, by a clock that nobody sets, and that goes on while the machine sleeps
}

// Clock goes evenly: it begins as the wall's clock does, and is not set when that is. What is measured by it is right when NTP
// sets the machine's clock in the middle of a step, and when the laptop sleeps at a gate: the services that are down are down
// meanwhile. It is made once per paso; from one paso to the next the wall's clock leads (runbook.Run.At).
type Clock struct {
	read  func() Reading
	start Reading

	mu   sync.Mutex
	told time.Duration // how far the wall's clock is known to be ahead
}

// NewClock begins a clock; read may be called from any goroutine. nil reads those of this machine.
func NewClock(read func() Reading) *Clock {
	if read == nil {
		read = thisMachine
	}
	return &Clock{read: read, start: read()}
}

// Now is the moment as the clock has it.
func (c *Clock) Now() time.Time { return c.at(c.read()) }

func (c *Clock) at(r Reading) time.Time { return c.start.Wall.Round(0).Add(r.Even - c.start.Even) }

// jumpLimit is what two clocks may differ by without one of them having been set.
const jumpLimit = 2 * time.Second

// Jumped is by how much the wall's clock was set since it was asked last: forward, back if negative, 0 if it was not.
func (c *Clock) Jumped() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	r := c.read()
	by := r.Wall.Round(0).Sub(c.at(r)) - c.told
	if by.Abs() < jumpLimit {
		return 0
	}
	c.told += by
	return by
}

// noticeJump records that the wall's clock was set: the run's times do not follow it, and whoever compares them with
// another log has to know.
func (e *Engine) noticeJump() error {
	if e.o.Jumped == nil {
		return nil
	}
	if by := e.o.Jumped(); by != 0 {
		return e.recordAs(runbook.Paso, runbook.ClockJumped{By: by})
	}
	return nil
}
