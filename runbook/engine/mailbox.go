package engine

import (
	"context"
	"slices"
	"sync"
	"time"

	"paso/runbook"
)

const (
	// frame is the least time between two updates: what comes meanwhile gathers.
	frame = 25 * time.Millisecond
	// floodFrame is that after one with a flood of output. Nobody reads it as it comes, and to draw it takes
	// the processors from a key that is pressed meanwhile.
	floodFrame = 2 * frame
	floodBytes = 512 << 10
	// mailboxBytes bounds the output that waits for a front end which does not look.
	// The log file has all of it; Chunk.Offset shows the gap.
	mailboxBytes = 4 << 20
)

// mailbox gathers what a front end has not taken yet. It never blocks the engine.
type mailbox struct {
	mu      sync.Mutex
	pending Update
	bytes   int // of pending.Output
	dirty   bool
	closed  bool // the last update was taken
	ready   chan struct{}
	last    time.Time     // when an update was taken
	pause   time.Duration // until the next may be
}

func newMailbox() *mailbox { return &mailbox{ready: make(chan struct{}, 1)} }

// put changes what is pending and wakes the taker.
func (m *mailbox) put(change func(*Update)) {
	m.change(func(u *Update) bool { change(u); return true })
}

// change lets f look at what is pending; the taker is woken if it changed something.
func (m *mailbox) change(f func(*Update) bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !f(&m.pending) {
		return
	}
	m.dirty = true
	select {
	case m.ready <- struct{}{}:
	default:
	}
}

func (m *mailbox) records(records []runbook.Record) {
	m.put(func(u *Update) { u.Records = append(slices.Clip(u.Records), records...) })
}

func (m *mailbox) output(c Chunk) {
	m.put(func(u *Update) {
		u.Output = append(u.Output, c)
		m.bytes += len(c.Bytes)
		for m.bytes > mailboxBytes && len(u.Output) > 1 {
			m.bytes -= len(u.Output[0].Bytes)
			u.Output[0] = Chunk{} // the array must not keep it
			u.Output = u.Output[1:]
		}
	})
}

// setInput says what the script waits for, nil for nothing.
func (m *mailbox) setInput(in *Input) {
	m.change(func(u *Update) bool {
		if before := u.Input; before == in || before != nil && in != nil && *before == *in {
			return false
		}
		u.Input = in
		return true
	})
}

// end is the last thing that is put.
func (m *mailbox) end(err error) {
	m.put(func(u *Update) { u.Done, u.Err, u.Input, u.Prompt, u.Doing = true, err, nil, nil, DoingNothing })
}

// take waits for something to have happened and for the frame to pass, and gives all
// that gathered; false when nothing can follow or ctx ended.
func (m *mailbox) take(ctx context.Context) (Update, bool) {
	for {
		dirty, rest, closed := m.state()
		switch {
		case closed:
			return Update{}, false
		case dirty && rest <= 0:
			return m.grab(), true
		case dirty:
			if sleep(ctx, rest) != nil {
				return Update{}, false
			}
			continue
		}
		select {
		case <-ctx.Done():
			return Update{}, false
		case <-m.ready:
		}
	}
}

// state tells whether something is pending, and how much of the frame is left.
func (m *mailbox) state() (dirty bool, rest time.Duration, closed bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.pending.Done {
		rest = m.pause - time.Since(m.last)
	}
	return m.dirty, rest, m.closed && !m.dirty
}

func (m *mailbox) grab() Update {
	m.mu.Lock()
	defer m.mu.Unlock()
	u := m.pending
	// What is a state and not a happening stays for the next update.
	m.pending = Update{Session: u.Session, Doing: u.Doing, Prompt: u.Prompt, Input: u.Input, Link: u.Link}
	m.pause = frame
	if m.bytes >= floodBytes {
		m.pause = floodFrame
	}
	m.bytes, m.dirty, m.last = 0, false, time.Now()
	m.closed = m.closed || u.Done
	return u
}
