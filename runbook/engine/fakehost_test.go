package engine

import (
	"context"
	"errors"
	"io/fs"
	"sync"

	"paso/runbook/host"
)

// fakeHost is a target in memory. It keeps what was started, runs scripts as functions
// with a terminal, and can lose the link before or after any call takes effect.
type fakeHost struct {
	mu       sync.Mutex
	changed  chan struct{} // closed and made anew with every change
	calls    []string
	down     bool
	prepared bool
	boot     string
	attempts map[string]*fakeAttempt
	started  []string // attempts, in order: once each, or something ran twice
	files    map[string]string
	removed  bool
	stuck    bool // Remove never answers
	resized  []termSize
	sudo     string // the password that sudo takes
	asked    int    // how often sudo was asked to verify one

	holder    *host.Holder
	reason    string             // with which the lock was taken last
	last      host.Holder        // who had the lock last
	age       func(*host.Holder) // tells the age of a holder's sign; nil: it stays as it is
	elsewhere map[string]string  // attempts that run, by runs of others
	epoch     int

	scripts map[string]script                              // by attempt, else by script text
	query   func(q host.Query) (host.Answer, error)        // nil: exit 0, prints "here"
	fault   func(n int, call string) (before, after error) // n counts calls from 0; a fault of the link takes it down
	refuse  func(a host.Attempt) error                     // of Start
	status  func(attempt string) host.Status               // instead of the truth
	closes  func()
	redial  func() error         // nil: Reconnect works
	onStart func(a host.Attempt) // sees every order
	alive   map[string][]host.Process
	kills   string                                                    // what the target does to processes at logout
	cancel  func(t *tty, progress func(string)) (left []host.Process) // nil: INT ends the script
}

// script is what an attempt does at its terminal; it returns how it ended.
type script func(t *tty) host.Result

func newFakeHost() *fakeHost {
	return &fakeHost{
		changed: make(chan struct{}), boot: "boot-1", attempts: map[string]*fakeAttempt{}, files: map[string]string{},
		scripts: map[string]script{}, sudo: "kept-password",
	}
}

var errCut = &host.LinkLostError{Host: "fake", Cause: errors.New("cut")}

// begin counts a call; after has to be returned in place of the answer, unless nil.
func (h *fakeHost) begin(call string) (after, before error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := len(h.calls)
	h.calls = append(h.calls, call)
	if h.down && call != "Reconnect" {
		return nil, errCut
	}
	if h.fault == nil {
		return nil, nil
	}
	before, after = h.fault(n, call)
	if lostLink(before) != nil || lostLink(after) != nil {
		h.down = true
		h.change()
	}
	return after, before
}

// change wakes whoever waits; with the lock held.
func (h *fakeHost) change() {
	close(h.changed)
	h.changed = make(chan struct{})
}

func (h *fakeHost) do(call string, effect func() error) error {
	after, before := h.begin(call)
	if before != nil {
		return before
	}
	h.mu.Lock()
	defer h.mu.Unlock() // an effect may panic
	if err := effect(); after == nil {
		return err
	}
	return after
}

func (h *fakeHost) Probe(context.Context) (host.Facts, error) {
	err := h.do("Probe", func() error { return nil })
	return host.Facts{User: "deploy", Hostname: "fake", BootID: h.boot, Bash: "5.2", KillUserProcesses: h.kills}, err
}

func (h *fakeHost) Prepare(context.Context) (host.Prepared, error) {
	existed := false
	err := h.do("Prepare", func() error {
		existed, h.prepared = h.prepared, true
		return nil
	})
	return host.Prepared{Existed: existed, BootID: h.boot, Directory: "/run"}, err
}

func (h *fakeHost) Start(ctx context.Context, a host.Attempt) (Stream, error) {
	err := h.do("Start", func() error {
		if !h.prepared {
			return &host.DirectoryError{Host: "fake", Path: "/run", Reason: host.DirectoryMissing}
		}
		if h.refuse != nil {
			if err := h.refuse(a); err != nil {
				return err
			}
		}
		if h.attempts[a.ID] == nil {
			h.launch(a)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &fakeStream{host: h, a: h.attempt(a.ID), closed: make(chan struct{})}, ctx.Err()
}

func (h *fakeHost) launch(a host.Attempt) {
	attempt := &fakeAttempt{echo: true, typed: make(chan string, 16), killed: make(chan struct{})}
	h.attempts[a.ID] = attempt
	h.started = append(h.started, a.ID)
	if h.onStart != nil {
		h.onStart(a)
	}
	run := h.scripts[a.ID]
	if run == nil {
		run = h.scripts[a.Script]
	}
	if run == nil {
		run = func(t *tty) host.Result { t.print(a.ID + "\n"); return passed }
	}
	go func() {
		t := &tty{host: h, a: attempt, order: a}
		result := run(t)
		h.mu.Lock()
		defer h.mu.Unlock()
		result.Size = int64(len(attempt.log))
		attempt.result = &result
		h.change()
	}()
}

// passed is the result of a script that did what it should.
var passed = host.Result{Reached: true, State: host.StateOK}

func (h *fakeHost) attempt(id string) *fakeAttempt {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.attempts[id]
}

func (h *fakeHost) Attach(_ context.Context, id string, offset int64, events int) (Stream, error) {
	err := h.do("Attach", func() error { return h.known(id) })
	if err != nil {
		return nil, err
	}
	return &fakeStream{host: h, a: h.attempt(id), offset: offset, event: events, closed: make(chan struct{})}, nil
}

func (h *fakeHost) known(id string) error {
	if h.attempts[id] == nil {
		return &host.AttemptError{Host: "fake", Reason: host.AttemptAbsent}
	}
	return nil
}

func (h *fakeHost) live(id string) (*fakeAttempt, error) {
	if a := h.attempts[id]; a != nil && a.result == nil {
		return a, nil
	}
	return nil, &host.AttemptError{Host: "fake", Reason: host.AttemptEnded}
}

func (h *fakeHost) Status(_ context.Context, id string) (status host.Status, err error) {
	err = h.do("Status", func() error {
		switch a := h.attempts[id]; {
		case h.status != nil:
			status = h.status(id)
		case a == nil:
			status = host.Absent{}
		case a.result != nil:
			status = host.Finished{Result: *a.result}
		default:
			status = host.Running{}
		}
		return nil
	})
	return status, err
}

func (h *fakeHost) Secret(_ context.Context, id, value string) error {
	return h.do("Secret", func() error {
		a, err := h.live(id)
		if err != nil {
			return err
		}
		if a.echo {
			return &host.AttemptError{Host: "fake", Reason: host.AttemptEchoes}
		}
		a.typed <- value
		return nil
	})
}

func (h *fakeHost) Terminal(_ context.Context, id string) (t host.Terminal, err error) {
	err = h.do("Terminal", func() error {
		a, err := h.live(id)
		if err == nil {
			t = host.Terminal{Echo: a.echo, Canonical: !a.raw}
		}
		return err
	})
	return t, err
}

func (h *fakeHost) Cancel(_ context.Context, id string, progress func(string)) (left []host.Process, err error) {
	var a *fakeAttempt
	if err := h.do("Cancel", func() (err error) { a, err = h.live(id); return err }); err != nil {
		return nil, err
	}
	if h.cancel != nil {
		return h.cancel(&tty{host: h, a: a}, progress), nil
	}
	progress("INT")
	a.kill.Do(func() { close(a.killed) })
	return nil, nil
}

func (h *fakeHost) Processes(_ context.Context, id string) (alive []host.Process, err error) {
	return alive, h.do("Processes", func() error { alive = h.alive[id]; return nil })
}

func (h *fakeHost) Resize(_ context.Context, _ string, rows, cols int) error {
	return h.do("Resize", func() error { h.resized = append(h.resized, termSize{rows, cols}); return nil })
}

func (h *fakeHost) Query(_ context.Context, q host.Query) (answer host.Answer, err error) {
	err = h.do("Query", func() (err error) {
		answer = host.Answer{Stdout: []byte("here\n")}
		if h.query != nil {
			answer, err = h.query(q)
		}
		return err
	})
	return answer, err
}

func (h *fakeHost) VerifySudo(_ context.Context, password string) error {
	return h.do("VerifySudo", func() error {
		h.asked++
		if password != h.sudo {
			return &host.SudoError{Host: "fake", Said: "Sorry, try again."}
		}
		return nil
	})
}

func (h *fakeHost) WriteFile(_ context.Context, path string, data []byte, _ fs.FileMode) error {
	return h.do("WriteFile", func() error { h.files[path] = string(data); return nil })
}

func (h *fakeHost) Remove(ctx context.Context) error {
	if h.stuck {
		<-ctx.Done()
		return ctx.Err()
	}
	return h.do("Remove", func() error { h.removed, h.prepared = true, false; return nil })
}

func (h *fakeHost) Reconnect(context.Context) error {
	return h.do("Reconnect", func() error {
		if h.redial != nil {
			if err := h.redial(); err != nil {
				return err
			}
		}
		h.down = false
		return nil
	})
}

func (h *fakeHost) Close() error {
	if h.closes != nil {
		h.closes()
	}
	return nil
}
