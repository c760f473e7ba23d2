package engine

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"paso/runbook"
	"paso/runbook/host"
)

// stuckRedial holds every try to reconnect up until it is given up, while it is stuck.
type stuckRedial struct {
	*fakeHost
	stuck bool
	tries int
}

func (h *stuckRedial) Reconnect(ctx context.Context) error {
	h.tries++
	if h.stuck {
		<-ctx.Done()
		return ctx.Err()
	}
	return h.fakeHost.Reconnect(ctx)
}

// TestHurryGivesUpATryThatIsStuck: in a network that swallowed a try, "now" is another one, and not the rest of that one.
func TestHurryGivesUpATryThatIsStuck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		h := &stuckRedial{fakeHost: r.host, stuck: true}
		r.options = func(o *Options) { o.Open = openingHost(h) }
		r.host.scripts["one"] = func(t *tty) host.Result { t.host.cut(); t.wait(time.Minute); return passed }
		o, hurried := r.operator(), false
		o.react = func(_ *operator, e *Engine, u Update, _ *runbook.Gate) bool {
			if u.Link.Down && !hurried {
				hurried = true
				go func() {
					synctest.Wait() // it is stuck now
					r.host.set(func() { h.stuck = false })
					e.Do(runbook.Reconnect{})
				}()
			}
			return false
		}
		if err := o.walk(t.Context(), t, r.engine()); err != nil || h.tries != 2 {
			t.Errorf("%v, %d tries", err, h.tries)
		}
		r.exactlyOnce("one-1", "two-1")
	})
}

// TestLinkTellsWhenItTriesNext, and since when the target was silent.
func TestLinkTellsWhenItTriesNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		r.host.scripts["one"] = func(t *tty) host.Result { t.host.cut(); t.wait(time.Minute); return passed }
		tries := 0
		r.host.redial = func() error {
			if tries++; tries < 4 {
				return &host.UnreachableError{Host: "fake", Cause: errors.New("no route")}
			}
			return nil
		}
		o := r.operator()
		var waits []time.Duration
		o.react = func(_ *operator, _ *Engine, u Update, _ *runbook.Gate) bool {
			if l := u.Link; l.Down && !l.Next.IsZero() {
				if wait := time.Until(l.Next).Round(100 * time.Millisecond); len(waits) < l.Tries {
					waits = append(waits, wait)
				}
			}
			return false
		}
		if err := o.walk(t.Context(), t, r.engine()); err != nil {
			t.Fatal(err)
		}
		if want := []time.Duration{firstBackoff, 2 * firstBackoff, 4 * firstBackoff}; !slices.Equal(waits, want) {
			t.Errorf("waits %v, want %v", waits, want)
		}
	})
}

// TestSilenceCountsFromTheLastByte: the time without a link begins when the target was heard last, not when that was noticed.
func TestSilenceCountsFromTheLastByte(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		cut := false
		r.host.fault = func(_ int, call string) (error, error) {
			if cut || !strings.HasPrefix(call, "Start") {
				return nil, nil
			}
			cut = true
			return nil, &host.LinkLostError{Host: "fake", Cause: &host.SilentError{For: 5 * time.Second}}
		}
		if _, err := r.walk(); err != nil {
			t.Fatal(err)
		}
		lost, outages := eventsOf[runbook.LinkLost](r), r.fold().Outages
		if len(lost) != 1 || lost[0].Why.ID != "host.link-lost.silent" || lost[0].Why.Args["Seconds"] != "5" || len(outages) != 1 {
			t.Fatalf("%+v, %+v", lost, outages)
		}
		if gone := outages[0].To.Sub(outages[0].From); gone != 5*time.Second {
			t.Errorf("without a link for %s", gone)
		}
	})
}

// TestConnectIsTriedAgainByItself where the target answered and was cut off, a few times; what does not answer is told at once.
func TestConnectIsTriedAgainByItself(t *testing.T) {
	cut := &host.UnreachableError{Host: "fake", Cause: io.EOF}
	for name, c := range map[string]struct {
		err   error
		fails int
		opens int
		gates int
	}{
		"cut off twice":   {cut, 2, 3, 0},
		"lost in probing": {&host.LinkLostError{Host: "fake", Cause: io.EOF}, 1, 2, 0},
		"cut off always":  {cut, mostConnects, mostConnects + 1, 1},
		"no answer":       {&host.UnreachableError{Host: "fake", Cause: errors.New("no route")}, 1, 2, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r, opens, gates := newRig(t, smallBook), 0, 0
				r.options = func(o *Options) {
					o.Open = func(context.Context, host.Config) (Host, error) {
						if opens++; opens <= c.fails {
							return nil, c.err
						}
						return r.host, nil
					}
				}
				o := r.operator()
				o.react = func(_ *operator, e *Engine, _ Update, gate *runbook.Gate) bool {
					if gate == nil || gate.Kind != runbook.GateUnreachable {
						return false
					}
					gates++
					e.Do(runbook.Reconnect{})
					return true
				}
				if err := o.walk(t.Context(), t, r.engine()); err != nil || opens != c.opens || gates != c.gates {
					t.Errorf("%v; opened %d times, want %d; asked %d times, want %d", err, opens, c.opens, gates, c.gates)
				}
			})
		})
	}
}
