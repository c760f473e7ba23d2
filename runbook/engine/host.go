package engine

import (
	"context"
	"io/fs"

	"paso/runbook/host"
)

// Host is what the engine needs of a place where scripts run; *host.Host is one.
type Host interface {
	Probe(ctx context.Context) (host.Facts, error)
	Prepare(ctx context.Context) (host.Prepared, error)
	Start(ctx context.Context, a host.Attempt) (Stream, error)
	Attach(ctx context.Context, attempt string, offset int64, events int) (Stream, error)
	Status(ctx context.Context, attempt string) (host.Status, error)
	Secret(ctx context.Context, attempt, value string) error
	Terminal(ctx context.Context, attempt string) (host.Terminal, error)
	Cancel(ctx context.Context, attempt string, progress func(signal string)) ([]host.Process, error)
	Processes(ctx context.Context, attempt string) ([]host.Process, error)
	Resize(ctx context.Context, attempt string, rows, cols int) error
	Query(ctx context.Context, q host.Query) (host.Answer, error)
	VerifySudo(ctx context.Context, password string) error
	WriteFile(ctx context.Context, path string, data []byte, mode fs.FileMode) error
	Lock(ctx context.Context, q host.LockRequest) (host.Lease, error)
	Heartbeat(ctx context.Context, l host.Lease) error
	Unlock(ctx context.Context, l host.Lease) error
	LockStatus(ctx context.Context, dir, name string) (*host.Holder, error)
	Running(ctx context.Context, run string) (host.Activity, string, error)
	Remove(ctx context.Context) error
	Reconnect(ctx context.Context) error
	Close() error
}

// Stream is the live side of an attempt; *host.Stream is one.
type Stream interface {
	Next(ctx context.Context) (host.Item, error)
	Write(ctx context.Context, line []byte) error
	Close() error
}

// OpenHost connects to the real place where scripts run.
func OpenHost(ctx context.Context, config host.Config) (Host, error) {
	h, err := host.Open(ctx, config)
	if err != nil {
		return nil, err
	}
	return realHost{h}, nil
}

// realHost gives streams as the interface that the engine wants.
type realHost struct{ *host.Host }

func (h realHost) Start(ctx context.Context, a host.Attempt) (Stream, error) {
	s, err := h.Host.Start(ctx, a)
	if err != nil {
		return nil, err
	}
	return s, nil
}

func (h realHost) Attach(ctx context.Context, attempt string, offset int64, events int) (Stream, error) {
	s, err := h.Host.Attach(ctx, attempt, offset, events)
	if err != nil {
		return nil, err
	}
	return s, nil
}
