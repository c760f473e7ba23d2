package engine

import (
	"context"
	"errors"
	"sync"

	"paso/runbook"
	"paso/runbook/host"
)

// asker passes the questions of a connection to the front end, one at a time.
type asker struct {
	engine *Engine
	turn   chan struct{} // one question at a time

	mu      sync.Mutex
	next    int
	open    int
	replies chan<- reply
}

type reply struct {
	value string
	ok    bool
}

// ErrDeclined says that a person did not answer a question of the connection.
var ErrDeclined = errors.New("the question was not answered")

func newAsker(e *Engine) *asker { return &asker{engine: e, turn: make(chan struct{}, 1)} }

// Ask implements host.Asker.
func (a *asker) Ask(ctx context.Context, q host.Question) (string, error) {
	select {
	case a.turn <- struct{}{}:
		defer func() { <-a.turn }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	replies := make(chan reply, 1)
	a.mu.Lock()
	a.next++
	id := a.next
	a.open, a.replies = id, replies
	a.mu.Unlock()
	a.show(&Prompt{
		ID: id, Kind: promptKind(q.Kind), Host: q.Host, Text: q.Text, Echo: q.Echo,
		Fingerprint: q.Fingerprint, KeyType: q.KeyType, File: q.KnownHostsFile,
	})
	defer a.show(nil)
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case r := <-replies:
		return a.took(ctx, q, r)
	}
}

func (a *asker) took(ctx context.Context, q host.Question, r reply) (string, error) {
	if !r.ok {
		return "", ErrDeclined
	}
	switch q.Kind {
	case host.HostKey:
		if r.value != "yes" {
			return r.value, nil
		}
		// What could not be recorded is not accepted either.
		err := a.engine.call(ctx, func() error {
			return a.engine.record(runbook.HostKeyAccepted{Host: q.Host, Fingerprint: q.Fingerprint})
		})
		if err != nil {
			return "", err
		}
	case host.Password, host.Passphrase:
		a.engine.vault.remember(r.value)
	case host.Interactive:
		if !q.Echo {
			a.engine.vault.remember(r.value)
		}
	}
	return r.value, nil
}

func (a *asker) show(p *Prompt) { a.engine.box.put(func(u *Update) { u.Prompt = p }) }

// reply answers the open question; one that is gone is not answered by accident.
func (a *asker) reply(id int, value string, ok bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if id != a.open || a.replies == nil {
		return
	}
	a.replies <- reply{value: value, ok: ok}
	a.replies = nil
}

func promptKind(k host.QuestionKind) PromptKind {
	switch k {
	case host.HostKey:
		return PromptHostKey
	case host.Password:
		return PromptPassword
	case host.Passphrase:
		return PromptPassphrase
	case host.Interactive:
		return PromptCode
	}
	return PromptCode
}
