package engine

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
)

// TestLineForAStepThatHasEnded does not reach the one that follows.
func TestLineForAStepThatHasEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		e := r.engine()
		next := &fakeAttempt{typed: make(chan string, 1)}
		e.keys.attach(&follower{stream: &fakeStream{host: r.host, a: next, closed: make(chan struct{})}})
		e.Type("yes, delete it")
		e.keys.attach(&follower{stream: &fakeStream{host: r.host, a: next, closed: make(chan struct{})}})
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		go e.typist(ctx)
		synctest.Wait()
		u, _ := e.Take(t.Context())
		var refused *TypingError
		if len(next.typed) > 0 || len(u.Refused) != 1 || !errors.As(u.Refused[0].Err, &refused) {
			t.Errorf("typed %d, refused %v", len(next.typed), u.Refused)
		}
	})
}
