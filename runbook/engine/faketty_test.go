package engine

import (
	"context"
	"io"
	"strings"
	"sync"
	"time"

	"paso/runbook/host"
)

// fakeAttempt is an attempt on a fakeHost, under its lock.
type fakeAttempt struct {
	log    []byte
	events []host.StatementBegan
	result *host.Result
	lost   bool
	echo   bool
	raw    bool
	typed  chan string
	killed chan struct{}
	kill   sync.Once
	lines  []string // what was typed
}

// tty is the terminal of a script on a fakeHost.
type tty struct {
	host  *fakeHost
	a     *fakeAttempt
	order host.Attempt
}

func (t *tty) print(s string) {
	t.host.mu.Lock()
	defer t.host.mu.Unlock()
	t.a.log = append(t.a.log, s...)
	t.host.change()
}

func (t *tty) statement(n int) {
	t.host.mu.Lock()
	defer t.host.mu.Unlock()
	t.a.events = append(t.a.events, host.StatementBegan{N: n, Line: n, At: time.Now()})
	t.host.change()
}

func (t *tty) mode(echo, raw bool) {
	t.host.mu.Lock()
	defer t.host.mu.Unlock()
	t.a.echo, t.a.raw = echo, raw
}

// read waits for a line; "" when the script was killed.
func (t *tty) read() string {
	select {
	case line := <-t.a.typed:
		t.host.mu.Lock()
		defer t.host.mu.Unlock()
		t.a.lines = append(t.a.lines, line)
		if t.a.echo {
			t.a.log = append(t.a.log, line+"\n"...)
			t.host.change()
		}
		return line
	case <-t.a.killed:
		return ""
	}
}

// ask prints a prompt and waits for its answer; unseen is how passwords are read.
func (t *tty) ask(prompt string, unseen bool) string {
	t.mode(!unseen, false)
	t.print(prompt)
	line := t.read()
	t.mode(true, false)
	if unseen {
		t.print("\n")
	}
	return line
}

// wait lasts d, or until the script is killed.
func (t *tty) wait(d time.Duration) (killed bool) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return false
	case <-t.a.killed:
		return true
	}
}

func (h *fakeHost) killAll() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, a := range h.attempts {
		a.kill.Do(func() { close(a.killed) })
	}
}

// fakeStream follows a fakeAttempt.
type fakeStream struct {
	host   *fakeHost
	a      *fakeAttempt
	offset int64
	event  int
	ended  bool
	once   sync.Once
	closed chan struct{}
}

const fakeChunk = 32 << 10

func (s *fakeStream) Next(ctx context.Context) (host.Item, error) {
	for {
		item, wait, err := s.next()
		if item != nil || err != nil {
			return item, err
		}
		select {
		case <-wait:
		case <-s.closed:
			return nil, io.ErrClosedPipe
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (s *fakeStream) next() (host.Item, <-chan struct{}, error) {
	h := s.host
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.down:
		return nil, nil, errCut
	case s.ended:
		return nil, nil, io.EOF
	case s.event < len(s.a.events):
		s.event++
		return s.a.events[s.event-1], nil, nil
	case s.offset < int64(len(s.a.log)):
		end := min(s.offset+fakeChunk, int64(len(s.a.log)))
		out := host.Output{Offset: s.offset, Bytes: append([]byte(nil), s.a.log[s.offset:end]...)}
		s.offset = end
		return out, nil, nil
	case s.a.lost:
		return nil, nil, &host.AttemptError{Host: "fake", Reason: host.AttemptLost}
	case s.a.result != nil:
		s.ended = true
		return host.Ended{Result: *s.a.result}, nil, nil
	}
	return nil, h.changed, nil
}

func (s *fakeStream) Write(_ context.Context, p []byte) error {
	return s.host.do("Write", func() error {
		for line := range strings.Lines(string(p)) {
			s.a.typed <- strings.TrimSuffix(line, "\n")
		}
		return nil
	})
}

func (s *fakeStream) Close() error {
	s.once.Do(func() { close(s.closed) })
	return nil
}
