//go:build linux

package host

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func lockIn(t *testing.T) LockRequest {
	t.Helper()
	return LockRequest{Dir: filepath.Join(t.TempDir(), "locks"), Name: "staging", Owner: "ana@laptop", Run: "run-1"}
}

func TestLockIsHeldByOne(t *testing.T) {
	localHome(t)
	h := openLocalHost(t)
	mine := lockIn(t)
	lease, err := h.Lock(bounded(t), mine)
	if err != nil || lease.Epoch != 1 {
		t.Fatalf("%+v, %v", lease, err)
	}
	info, err := os.Stat(mine.Dir)
	if err != nil || info.Mode().Perm() != 0o777 || info.Mode()&os.ModeSticky == 0 {
		t.Errorf("directory %v, %v", info.Mode(), err)
	}
	other := mine
	other.Owner, other.Run = "luis@tower", "run-2"
	_, err = h.Lock(bounded(t), other)
	var locked *LockedError
	if !errors.As(err, &locked) || locked.Owner != "ana@laptop" || locked.Run != "run-1" || locked.Stale || locked.Since.IsZero() || locked.Account == "" {
		t.Fatalf("error %#v", err)
	}
	if err := h.Heartbeat(bounded(t), lease); err != nil {
		t.Error(err)
	}
	if err := h.Unlock(bounded(t), lease); err != nil {
		t.Error(err)
	}
	if held, err := h.LockStatus(bounded(t), mine.Dir, mine.Name); err != nil || held != nil {
		t.Errorf("%+v, %v", held, err)
	}
	next, err := h.Lock(bounded(t), other)
	if err != nil || next.Epoch <= lease.Epoch {
		t.Errorf("%+v, %v: an epoch never comes again", next, err)
	}
	if err := h.Unlock(bounded(t), lease); err == nil {
		t.Error("an old lease released another's lock")
	}
}

func TestLockTakenOverStopsTheOldHolder(t *testing.T) {
	localHome(t)
	h := openLocalHost(t)
	mine := lockIn(t)
	old, err := h.Lock(bounded(t), mine)
	if err != nil {
		t.Fatal(err)
	}
	other := mine
	judged, err := h.LockStatus(bounded(t), mine.Dir, mine.Name)
	if err != nil {
		t.Fatal(err)
	}
	other.Owner, other.TakeFrom, other.Reason = "luis@tower", judged, "ana's laptop is dead"
	lease, err := h.Lock(bounded(t), other)
	if err != nil || lease.Epoch != old.Epoch+1 {
		t.Fatalf("%+v, %v", lease, err)
	}
	var gone *LockLostError
	if err := h.Heartbeat(bounded(t), old); !errors.As(err, &gone) || gone.Holder == nil || gone.Holder.Owner != "luis@tower" || gone.Holder.Reason != other.Reason {
		t.Errorf("error %v", err)
	}
	again, err := h.Lock(bounded(t), LockRequest{Dir: mine.Dir, Name: mine.Name, Owner: "luis@tower", Run: "run-1"})
	if err != nil || again.Epoch != lease.Epoch+1 {
		t.Errorf("%+v, %v: the same run goes on without asking", again, err)
	}
}

func TestLockBroken(t *testing.T) {
	localHome(t)
	h := openLocalHost(t)
	mine := lockIn(t)
	lease, err := h.Lock(bounded(t), mine)
	if err != nil {
		t.Fatal(err)
	}
	past := time.Now().Add(-time.Hour)
	if err := os.Chtimes(filepath.Join(mine.Dir, "staging.1"), past, past); err != nil {
		t.Fatal(err)
	}
	held, err := h.LockStatus(bounded(t), mine.Dir, mine.Name)
	if err != nil || held == nil || !held.Stale || held.Silent < 59*time.Minute {
		t.Errorf("%+v, %v", held, err)
	}
	if err := h.BreakLock(bounded(t), mine.Dir, mine.Name, *held, false, "luis", "left over"); err != nil {
		t.Error(err)
	}
	var gone *LockLostError
	if err := h.Heartbeat(bounded(t), lease); !errors.As(err, &gone) || gone.Holder != nil {
		t.Errorf("error %v", err)
	}
	if got := mustRead(t, filepath.Join(mine.Dir, "staging.2")); !strings.Contains(got, "left over") {
		t.Errorf("the reason is not recorded: %q", got)
	}
}

func TestLockUnderContention(t *testing.T) {
	localHome(t)
	h := openLocalHost(t)
	base := lockIn(t)
	var all sync.WaitGroup
	var mu sync.Mutex
	won := 0
	for _, owner := range []string{"a", "b", "c", "d", "e", "f"} {
		all.Go(func() {
			r := base
			r.Owner = owner
			_, err := h.Lock(bounded(t), r)
			var locked *LockedError
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				won++
			} else if !errors.As(err, &locked) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if won != 1 {
		t.Errorf("%d have the lock", won)
	}
}

func TestLockDirectoryIsVerified(t *testing.T) {
	localHome(t)
	h := openLocalHost(t)
	var unsafe *DirectoryError
	link := lockIn(t)
	if err := os.Symlink(t.TempDir(), link.Dir); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Lock(bounded(t), link); !errors.As(err, &unsafe) || unsafe.Reason != DirectoryUnsafe {
		t.Errorf("a link: %v", err)
	}
	planted := lockIn(t)
	if err := os.Mkdir(planted.Dir, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(planted.Dir, "staging.7")); err != nil {
		t.Fatal(err)
	}
	if held, err := h.LockStatus(bounded(t), planted.Dir, planted.Name); err != nil || held != nil {
		t.Errorf("a planted link counts as a lock: %+v, %v", held, err)
	}
	for _, bad := range []LockRequest{{Dir: "relative", Name: "x"}, {Dir: "/tmp/", Name: "x"}, {Name: "../x"}, {Name: ""}} {
		if _, err := h.Lock(bounded(t), bad); err == nil {
			t.Errorf("%+v was taken", bad)
		}
	}
}

func TestLockThatCannotBeReadIsALock(t *testing.T) {
	localHome(t)
	h := openLocalHost(t)
	r := lockIn(t)
	if err := os.Mkdir(r.Dir, 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(r.Dir, "staging.3"), "\x1edone\x1e garbage\n\x00\xff")
	held, err := h.LockStatus(bounded(t), r.Dir, r.Name)
	if err != nil || held == nil || held.Epoch != 3 {
		t.Errorf("%+v, %v", held, err)
	}
}
