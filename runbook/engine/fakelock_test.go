package engine

import (
	"context"
	"slices"
	"time"

	"paso/runbook/host"
)

func (h *fakeHost) Lock(_ context.Context, q host.LockRequest) (lease host.Lease, err error) {
	err = h.do("Lock", func() error {
		if h.holder != nil && (h.holder.Run != q.Run || h.holder.Owner != q.Owner) {
			return &host.LockedError{Host: "fake", Name: q.Name, Holder: *h.holder}
		}
		h.epoch++
		h.holder = &host.Holder{Owner: q.Owner, Run: q.Run, Epoch: h.epoch}
		lease = host.Lease{Dir: q.Dir, Name: q.Name, Epoch: h.epoch}
		return nil
	})
	return lease, err
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
