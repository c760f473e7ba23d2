package engine

import (
	"context"
	"io/fs"
	"strings"
	"testing"
	"time"

	"paso/runbook/host"
)

// slowQueries takes a minute over every query whose script holds a word, and tells of
// the first.
type slowQueries struct {
	*fakeHost
	word  string
	asked chan struct{}
}

func (h *slowQueries) Query(ctx context.Context, q host.Query) (host.Answer, error) {
	if strings.Contains(q.Script, h.word) {
		if err := tellAndSleep(ctx, h.asked); err != nil {
			return host.Answer{}, err
		}
	}
	return h.fakeHost.Query(ctx, q)
}

// slowFiles takes a minute over writing a file.
type slowFiles struct {
	*fakeHost
	asked chan struct{}
}

func (h *slowFiles) WriteFile(ctx context.Context, path string, data []byte, mode fs.FileMode) error {
	if err := tellAndSleep(ctx, h.asked); err != nil {
		return err
	}
	return h.fakeHost.WriteFile(ctx, path, data, mode)
}

func tellAndSleep(ctx context.Context, asked chan struct{}) error {
	select {
	case asked <- struct{}{}:
	default:
	}
	return sleep(ctx, time.Minute)
}

// withInterrupt is the context of a paso that somebody can interrupt.
func withInterrupt(t *testing.T) (context.Context, context.CancelFunc) {
	ctx, interrupt := context.WithCancel(t.Context())
	t.Cleanup(interrupt)
	return ctx, interrupt
}

// slowLock takes a minute over the lock.
type slowLock struct {
	*fakeHost
	asked chan struct{}
}

func (h *slowLock) Lock(ctx context.Context, q host.LockRequest) (host.Lease, error) {
	if err := tellAndSleep(ctx, h.asked); err != nil {
		return host.Lease{}, err
	}
	return h.fakeHost.Lock(ctx, q)
}
