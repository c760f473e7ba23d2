//go:build linux

package host

import (
	"errors"
	"path/filepath"
	"sync"
	"testing"
)

// What was judged to be gone keeps its lock if it gave a sign since, and so does whoever has it by now.
func TestLockIsTakenOnlyFromWhomItWasJudged(t *testing.T) {
	localHome(t)
	h := openLocalHost(t)
	mine := lockIn(t)
	lease, err := h.Lock(bounded(t), mine)
	if err != nil {
		t.Fatal(err)
	}
	judged, err := h.LockStatus(bounded(t), mine.Dir, mine.Name)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Heartbeat(bounded(t), lease); err != nil { // it was only offline
		t.Fatal(err)
	}
	other := mine
	other.Owner, other.Run, other.TakeFrom, other.Reason = "luis@tower", "run-2", judged, "gone"
	var locked *LockedError
	if _, err := h.Lock(bounded(t), other); !errors.As(err, &locked) || locked.Owner != mine.Owner {
		t.Errorf("taken from a holder that gave a sign: %v", err)
	}
	if err := h.BreakLock(bounded(t), mine.Dir, mine.Name, *judged, false, "luis", "gone"); !errors.As(err, &locked) {
		t.Errorf("broken although the holder gave a sign: %v", err)
	}
	if err := h.Heartbeat(bounded(t), lease); err != nil {
		t.Errorf("the holder has lost it: %v", err)
	}

	// By now a third has it: what was agreed to does not hold for that one.
	third := mine
	third.Owner, third.Run = "eva@desk", "run-3"
	third.TakeFrom, err = h.LockStatus(bounded(t), mine.Dir, mine.Name)
	if err != nil {
		t.Fatal(err)
	}
	stale := *third.TakeFrom
	if taken, err := h.Lock(bounded(t), third); err != nil || taken.Before.Owner != mine.Owner || taken.Before.Run != mine.Run {
		t.Fatalf("%+v, %v", taken, err)
	}
	other.TakeFrom = &stale
	if _, err := h.Lock(bounded(t), other); !errors.As(err, &locked) || locked.Owner != third.Owner {
		t.Errorf("taken from another than was judged: %v", err)
	}
	if err := h.BreakLock(bounded(t), mine.Dir, mine.Name, stale, true, "luis", "gone"); !errors.As(err, &locked) || locked.Owner != third.Owner {
		t.Errorf("force broke another's lock: %v", err)
	}
}

// Who had the lock last is told to the next, also after it was given back.
func TestLockTellsWhoHadItLast(t *testing.T) {
	localHome(t)
	h := openLocalHost(t)
	mine := lockIn(t)
	first, err := h.Lock(bounded(t), mine)
	if err != nil || first.Before.Epoch != 0 {
		t.Fatalf("%+v, %v", first, err)
	}
	if err := h.Unlock(bounded(t), first); err != nil {
		t.Fatal(err)
	}
	other := mine
	other.Owner, other.Run = "luis@tower", "run-2"
	second, err := h.Lock(bounded(t), other)
	if err != nil || second.Before.Owner != mine.Owner || second.Before.Run != mine.Run || second.Before.Epoch != 2 {
		t.Errorf("%+v, %v", second, err)
	}
}

// A name that goes while the names are read was followed by a higher one: a lock that changes hands all the time never
// looks free, and never has two holders.
func TestLockThatChangesHands(t *testing.T) {
	localHome(t)
	h := openLocalHost(t)
	base := lockIn(t)
	const takers, turns = 3, 2
	var all sync.WaitGroup
	var mu sync.Mutex
	holders, most, taken := 0, 0, 0
	for i := range takers {
		r := base
		r.Owner, r.Run = "taker", "run-"+string(rune('a'+i))
		all.Go(func() {
			for got := 0; got < turns; {
				lease, err := h.Lock(bounded(t), r)
				var locked *LockedError
				if errors.As(err, &locked) {
					continue
				}
				if err != nil {
					t.Error(err)
					return
				}
				got++
				mu.Lock()
				holders, taken = holders+1, taken+1
				most = max(most, holders)
				mu.Unlock()
				err = h.Heartbeat(bounded(t), lease)
				mu.Lock()
				holders--
				mu.Unlock()
				if err := errors.Join(err, h.Unlock(bounded(t), lease)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if most != 1 || taken != takers*turns {
		t.Errorf("%d at once, %d in all", most, taken)
	}
	t.Logf("taken and given back %d times by %d runs, never by two at once", taken, takers)
}

// The step of a run goes on without its paso, and the host can tell.
func TestRunningTellsOfAStep(t *testing.T) {
	// The processes of the whole machine are looked through: no other test's run may have this name.
	run := "told-" + filepath.Base(filepath.Dir(localHome(t)))
	h := prepared(t, Config{Local: true, RunID: run})
	if activity, _, err := h.Running(bounded(t), run); err != nil || activity != ActivityNone {
		t.Errorf("before: %s, %v", activity, err)
	}
	gate := filepath.Join(t.TempDir(), "go")
	s, err := h.Start(bounded(t), Attempt{ID: "slow-1", Script: "until [ -e " + gate + " ]; do read -t 0.05 <> <(:) || :; done"})
	if err != nil {
		t.Fatal(err)
	}
	if activity, attempt, err := h.Running(bounded(t), run); err != nil || activity != ActivityRuns || attempt != "slow-1" {
		t.Errorf("during: %s %q, %v", activity, attempt, err)
	}

	// Another account finds no directory of that run: it goes by the processes.
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	if activity, attempt, err := h.Running(bounded(t), run); err != nil || activity != ActivityRuns || attempt != "slow-1" {
		t.Errorf("during, for another account: %s %q, %v", activity, attempt, err)
	}
	if activity, _, err := h.Running(bounded(t), "some-other-run"); err != nil || activity != ActivityNone {
		t.Errorf("a run that is not: %s, %v", activity, err)
	}
	if activity, _, err := h.Running(bounded(t), "../x\n; true"); err != nil || activity != ActivityUnknown {
		t.Errorf("a name that is none: %s, %v", activity, err)
	}
	write(t, gate, "")
	drain(t, s)
	for ctx, still := bounded(t), ActivityRuns; still != ActivityNone; { // the supervisor tells the end, and then ends
		var err error
		if still, _, err = h.Running(ctx, run); err != nil {
			t.Fatalf("afterwards: %s, %v", still, err)
		}
	}
}
