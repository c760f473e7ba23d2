package engine

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"paso/runbook"
	"paso/runbook/host"
)

// opening opens h after it has asked whether its key is good.
func opening(answered func(string, error), h *fakeHost) func(context.Context, host.Config) (Host, error) {
	return func(ctx context.Context, config host.Config) (Host, error) {
		answer, err := config.Asker.Ask(ctx, host.Question{Kind: host.HostKey, Host: "fake", Fingerprint: "SHA256:abc"})
		answered(answer, err)
		if err != nil {
			return nil, err
		}
		if answer != "yes" {
			return nil, &host.HostKeyError{}
		}
		return h, nil
	}
}

func TestHostKeyIsAskedAndRecorded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		r.options = func(o *Options) { o.Open = opening(func(string, error) {}, r.host) }
		o := r.operator()
		o.react = func(o *operator, e *Engine, u Update, _ *runbook.Gate) bool {
			if u.Prompt != nil {
				e.Answer(u.Prompt.ID+1, "no", true) // an answer to another question is none
				e.Answer(u.Prompt.ID, "yes", true)
			}
			return false
		}
		if err := o.walk(t.Context(), t, r.engine()); err != nil {
			t.Fatal(err)
		}
		accepted := eventsOf[runbook.HostKeyAccepted](r)
		if len(accepted) != 1 || accepted[0].Fingerprint != "SHA256:abc" {
			t.Errorf("recorded %v", accepted)
		}
	})
}

func TestDeclinedQuestionEndsTheRunOpen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		r.options = func(o *Options) { o.Open = opening(func(string, error) {}, r.host) }
		o := r.operator()
		o.react = func(o *operator, e *Engine, u Update, _ *runbook.Gate) bool {
			if u.Prompt != nil {
				e.Answer(u.Prompt.ID, "", false)
			}
			return false
		}
		err := o.walk(t.Context(), t, r.engine())
		if !errors.Is(err, ErrDeclined) || r.fold().Over() || r.fold().Paused == nil {
			t.Errorf("got %v, paused %v", err, r.fold().Paused)
		}
	})
}
