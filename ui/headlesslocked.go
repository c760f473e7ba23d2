package ui

import (
	"time"

	"paso/runbook"
)

// lockWait is how a run without a person waits for another run's lock.
type lockWait struct {
	told  string           // what was said of the holder
	until <-chan time.Time // the end of it; nil before it began
	over  bool
	asked bool // the lock was asked for, and the answer has not come
}

// locked does at another run's lock what the answers say: waits so long as they allow, takes it for their reason where its
// paso is gone, and else leaves the target to it.
func (h *headlessFront) locked() {
	held, a, w := h.session.Holder, h.o.Answers, &h.lock
	if held == nil || h.leaving {
		return
	}
	if known := held.Run + string(held.Sign) + string(held.Step); known != w.told {
		w.told, w.asked = known, false
		h.tellHolder(held)
	}
	waits := a.WaitLock > 0 && !w.over
	switch {
	case a.TakeOver != "" && held.TakeableOver():
		if !w.asked {
			w.asked = true
			h.say("headless.lock.take", "Reason", a.TakeOver)
			h.o.Engine.Do(runbook.TakeOver{Reason: a.TakeOver})
		}
	case a.TakeOver != "" && held.Sign == runbook.SignWatched: // it is being found out
	case waits && w.until == nil:
		h.say("headless.lock.wait", "Long", h.c.Duration(a.WaitLock.D()))
		w.until = h.o.After(a.WaitLock.D())
	case !waits:
		h.say("headless.lock.leave")
		h.leaving = true
		h.o.Engine.Do(runbook.LeaveLocked{})
	}
}

// lockWaited is called when the time is up.
func (h *headlessFront) lockWaited() {
	h.lock.until, h.lock.over = nil, true
	h.locked()
}
