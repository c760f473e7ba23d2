package engine

import (
	"context"
	"sync"
	"time"
)

// typingTimeout is how long one line may take to reach the script.
const typingTimeout = 30 * time.Second

type termSize struct{ rows, cols int }

// keyboard is the way to the terminal of the attempt that is followed. What is typed
// goes there in order, one after the other, by the engine's typist.
type keyboard struct {
	jobs *queue[job]

	mu     sync.Mutex
	f      *follower // nil: nothing is followed, or its connection is lost
	stream Stream
	size   termSize
}

// job is a line, a secret or a size on its way.
type job func(ctx context.Context) error

func newKeyboard() *keyboard {
	return &keyboard{jobs: newQueue[job](), size: termSize{rows: 30, cols: 100}}
}

// attach says whose terminal is open.
func (k *keyboard) attach(f *follower) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.f, k.stream = f, f.stream
}

// detach closes the stream; the attempt goes on over there.
func (k *keyboard) detach() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.stream != nil {
		_ = k.stream.Close()
	}
	k.f, k.stream = nil, nil
}

func (k *keyboard) now() (*follower, Stream) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.f, k.stream
}

func (k *keyboard) termSize() termSize {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.size
}

func (k *keyboard) resize(rows, cols int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.size = termSize{rows: rows, cols: cols}
}

// TypingError says that a line did not go to a script: none is at its terminal now.
type TypingError struct{}

func (e *TypingError) Error() string { return "type a line: nothing takes it now" }

// Message is the error for the catalogue.
func (e *TypingError) Message() (string, map[string]string) { return "engine.typing", nil }

// Type sends a line to the running script's terminal.
func (e *Engine) Type(line string) {
	f, _ := e.keys.now()
	e.keys.jobs.add(func(ctx context.Context) error {
		stream, err := e.sameTerminal(f)
		if err != nil {
			return err
		}
		e.box.setInput(nil)
		return stream.Write(ctx, []byte(line+"\n"))
	})
}

// TypeSecret sends a line that must not be shown: only while the terminal does not
// echo. With keep it is verified as sudo's password and used again in this run.
func (e *Engine) TypeSecret(value string, keep bool) {
	f, _ := e.keys.now()
	e.vault.remember(value)
	e.keys.jobs.add(func(ctx context.Context) error {
		if _, err := e.sameTerminal(f); err != nil {
			return err
		}
		if keep {
			if err := f.host.VerifySudo(ctx, value); err != nil {
				return err
			}
			e.vault.keepSudo(value)
		}
		e.box.setInput(nil)
		return f.host.Secret(ctx, f.order.ID, value)
	})
}

// sameTerminal gives the stream of the attempt at which somebody looked when they
// typed; a line meant for it must not reach the next one.
func (e *Engine) sameTerminal(f *follower) (Stream, error) {
	now, stream := e.keys.now()
	if f == nil || now != f {
		return nil, &TypingError{}
	}
	return stream, nil
}

// Resize tells the size of the output pane, for this attempt and the next.
func (e *Engine) Resize(rows, cols int) {
	if rows < 1 || cols < 1 {
		return
	}
	e.keys.resize(rows, cols)
	e.keys.jobs.add(func(ctx context.Context) error {
		f, _ := e.keys.now()
		if size := e.keys.termSize(); f == nil || size != (termSize{rows: rows, cols: cols}) {
			return nil // the next attempt starts with it; or a newer size follows
		}
		_ = f.host.Resize(ctx, f.order.ID, rows, cols) // it may just have ended; a wrong width harms nothing
		return nil
	})
}

// typist does the jobs of the keyboard for as long as the engine lives.
func (e *Engine) typist(ctx context.Context) func() error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-e.keys.jobs.ready:
		}
		for _, do := range e.keys.jobs.drain() {
			if err := e.bounded(ctx, do); err != nil && ctx.Err() == nil {
				e.refused(nil, err)
			}
		}
	}
}

func (e *Engine) bounded(ctx context.Context, do job) error {
	ctx, cancel := context.WithTimeout(ctx, typingTimeout)
	defer cancel()
	return do(ctx)
}
