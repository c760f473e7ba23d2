package engine

import (
	"context"
	"slices"
	"time"

	"paso/runbook/host"
)

func (h *fakeHost) Lock(_ context.Context, q host.LockRequest) (lease host.Lease, err error) {
	err = h.do("Lock", func() error {
		if h.holder != nil && (h.holder.Run != q.Run || h.holder.Owner != q.Owner) && !h.agreed(q.TakeFrom) {
			return &host.LockedError{Host: "fake", Name: q.Name, Holder: *h.seen()}
		}
		h.epoch++
		h.reason = q.Reason
		lease = host.Lease{Dir: q.Dir, Name: q.Name, Epoch: h.epoch, Before: h.last}
		if h.holder != nil {
			lease.Before = *h.holder
		}
		h.holder = &host.Holder{Owner: q.Owner, Run: q.Run, Epoch: h.epoch}
		h.last = *h.holder
		return nil
	})
	return lease, err
}

// agreed tells whether a takeover is from whom it was judged to be, without a sign since.
func (h *fakeHost) agreed(from *host.Holder) bool {
	return from != nil && from.Epoch == h.holder.Epoch && from.Heartbeat.Equal(h.holder.Heartbeat)
}

func (h *fakeHost) LockStatus(context.Context, string, string) (held *host.Holder, err error) {
	err = h.do("LockStatus", func() error {
		held = h.seen()
		return nil
	})
	return held, err
}

// seen is the holder as a look at it tells.
func (h *fakeHost) seen() *host.Holder {
	if h.holder == nil {
		return nil
	}
	held := *h.holder
	if h.age != nil {
		h.age(&held)
	}
	return &held
}

func (h *fakeHost) Running(_ context.Context, run string) (activity host.Activity, attempt string, err error) {
	err = h.do("Running", func() error {
		activity = host.ActivityNone
		if attempt = h.elsewhere[run]; attempt != "" {
			activity = host.ActivityRuns
		}
		return nil
	})
	return activity, attempt, err
}

func (h *fakeHost) Heartbeat(_ context.Context, l host.Lease) error {
	return h.do("Heartbeat", func() error { return h.holds(l) })
}

func (h *fakeHost) holds(l host.Lease) error {
	if h.holder == nil || h.holder.Epoch != l.Epoch {
		return &host.LockLostError{Host: "fake", Name: l.Name, Holder: h.holder}
	}
	return nil
}

func (h *fakeHost) Unlock(_ context.Context, l host.Lease) error {
	return h.do("Unlock", func() error {
		if err := h.holds(l); err != nil {
			return err
		}
		h.holder = nil
		return nil
	})
}

// cut takes the link down.
func (h *fakeHost) cut() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.down = true
	h.change()
}

func (h *fakeHost) set(change func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	change()
}

func (h *fakeHost) count(call string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := 0
	for _, c := range h.calls {
		if c == call {
			n++
		}
	}
	return n
}

func (h *fakeHost) ran() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.started)
}

const longTime = 24 * time.Hour
