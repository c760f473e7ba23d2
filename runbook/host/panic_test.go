//go:build linux

package host

import (
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"paso/runbook/routine"
)

// breaking is a transport of which one part panics.
type breaking struct {
	localLink
	part string
	ends <-chan struct{} // until when the other parts do nothing
}

func newBreaking(ctx context.Context, part string) *breaking {
	return &breaking{localLink: localLink{gone: make(chan struct{})}, part: part, ends: ctx.Done()}
}

// breaks is a part of a call: it panics, or never does anything.
type breaks struct {
	now  bool
	ends <-chan struct{}
}

func (b breaks) Read([]byte) (int, error) {
	if b.now {
		panic("broken")
	}
	<-b.ends
	return 0, io.EOF
}

func (b breaks) Write(p []byte) (int, error) {
	if b.now {
		panic("broken")
	}
	return len(p), nil
}

func (b breaks) Close() error { return nil }

func (l *breaking) run(context.Context) (*call, error) {
	part := func(name string) breaks { return breaks{now: l.part == name, ends: l.ends} }
	return &call{
		stdin: &callInput{to: part("stdin")}, stdout: part("stdout"), stderr: part("stderr"),
		wait: func() (int, error) {
			<-l.ends
			return 0, nil
		},
		kill: func() {},
	}, nil
}

func wantFault(t *testing.T, err error) {
	t.Helper()
	var fault *routine.Panic
	var lost *LinkLostError
	if !errors.As(err, &fault) || errors.As(err, &lost) || len(fault.Stack) == 0 {
		t.Errorf("got %v, want the fault and no lost link: another connection is no answer to it", err)
	}
}

// TestPanicInAReader: what takes the bytes of a host apart runs beside the caller, and its fault reaches the caller.
func TestPanicInAReader(t *testing.T) {
	for _, part := range []string{"stdin", "stdout", "stderr"} {
		t.Run(part, func(t *testing.T) {
			h := openLocalHost(t)
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			h.current = newBreaking(ctx, part)
			s, err := h.Start(ctx, Attempt{ID: "one-1", Script: "true"})
			if err == nil {
				_, err = s.Next(ctx)
			}
			wantFault(t, err)
		})
	}
}

// TestPanicInAnExchange: the same of a call that is answered at once.
func TestPanicInAnExchange(t *testing.T) {
	for _, part := range []string{"stdin", "stdout"} {
		gone, stop := context.WithCancel(t.Context())
		stop() // the other parts have ended
		c, err := newBreaking(gone, part).run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		_, err = converse(c, program{verb: "query"}, nil, nil)
		wantFault(t, err)
	}
}

// TestPanicInAnSSHLink: the goroutines that keep a connection alive end it, and say why.
func TestPanicInAnSSHLink(t *testing.T) {
	ours, theirs := net.Pipe()
	t.Cleanup(func() { _ = theirs.Close() })
	l := newSSHLink(nil, newWatchedConn(ours), nil, Config{KeepAlive: time.Hour, KeepAliveDeadline: time.Hour}) // no client: it breaks at once
	<-l.lost()
	wantFault(t, l.cause())
	if _, err := l.run(t.Context()); err == nil {
		t.Error("a broken link opens a channel")
	}
}
