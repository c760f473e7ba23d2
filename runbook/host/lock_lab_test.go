//go:build lab && linux

package host

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"paso/runbook/host/sshdtest"
)

// race has many ask for a lock at the same moment, over several connections, and gives who has it.
func race(t *testing.T, hosts []*Host, dir, name string, n int) (winners, losers int) {
	t.Helper()
	start := make(chan struct{})
	var all sync.WaitGroup
	var won, lost atomic.Int64
	for i := range n {
		h := hosts[i%len(hosts)]
		all.Go(func() {
			r := LockRequest{Dir: dir, Name: name, Owner: "owner", Run: "run-" + name + "-" + string(rune('a'+i/26)) + string(rune('a'+i%26))}
			<-start
			_, err := h.Lock(bounded(t), r)
			var locked *LockedError
			switch {
			case err == nil:
				won.Add(1)
			case errors.As(err, &locked) && locked.Owner != "":
				lost.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	close(start)
	all.Wait()
	return int(won.Load()), int(lost.Load())
}

// TestLabLockHasOneWinner: a hundred at once over five connections of a real sshd.
func TestLabLockHasOneWinner(t *testing.T) {
	server := sshdtest.Start(t, "MaxStartups 100")
	hosts := make([]*Host, 5)
	for i := range hosts {
		hosts[i] = opened(t, Config{Destination: sshdtest.Alias, SSHConfig: server.SSHConfig, RunID: "race"})
	}
	const rounds, n = 3, 100
	for round := range rounds {
		winners, losers := race(t, hosts, filepath.Join(server.Dir, "locks"), "race-"+string(rune('a'+round)), n)
		if winners != 1 || losers != n-1 {
			t.Errorf("round %d: %d winners, %d losers", round, winners, losers)
		}
	}
	t.Logf("%d rounds of %d at once over %d connections: one winner each", rounds, n, len(hosts))
}

// TestLabRaceOfTwoAccounts: deploy and deploypw of the staging server, whose files belong to different people.
func TestLabRaceOfTwoAccounts(t *testing.T) {
	var hosts []*Host
	for range 2 {
		hosts = append(hosts, labHost(t, "staging-server", nil), labHost(t, "staging-server-pw", nil))
	}
	name := "race-" + filepath.Base(t.TempDir()) + "-" + hosts[0].config.RunID
	const n = 100
	winners, losers := race(t, hosts, "", name, n)
	if winners != 1 || losers != n-1 {
		t.Errorf("%d winners, %d losers", winners, losers)
	}
	held, err := hosts[0].LockStatus(bounded(t), "", name)
	if err != nil || held == nil {
		t.Fatalf("%+v, %v", held, err)
	}
	mine, other := hosts[0], hosts[1]
	if held.Account == "deploypw" {
		mine, other = other, mine
	}
	if activity, _, err := other.Running(bounded(t), held.Run); err != nil || activity != ActivityNone {
		t.Errorf("no step runs: %s, %v", activity, err)
	}
	s, err := mine.Start(bounded(t), Attempt{ID: "long-1", Script: "read -r x"})
	if err != nil {
		t.Fatal(err)
	}
	if activity, attempt, err := other.Running(bounded(t), mine.config.RunID); err != nil || activity != ActivityRuns || attempt != "long-1" {
		t.Errorf("a step of the other account: %s %q, %v", activity, attempt, err)
	}
	if err := s.Write(bounded(t), []byte("x\n")); err != nil {
		t.Error(err)
	}
	drain(t, s)
	lease, err := other.Lock(bounded(t), LockRequest{Name: name, Owner: "other", Run: "other", TakeFrom: held, Reason: "test"})
	if err != nil || lease.Before.Run != held.Run {
		t.Fatalf("taken over from another account: %+v, %v", lease, err)
	}
	if err := other.Unlock(bounded(t), lease); err != nil {
		t.Error(err)
	}
	t.Logf("%d at once as two accounts over %d connections: one winner, of account %s", n, len(hosts), held.Account)
}

// TestLabLockAndAClockThatIsSet: the target's clock is an hour ahead of when the holder last beat; a holder that beats on is
// alive, and one that does not is gone.
func TestLabLockAndAClockThatIsSet(t *testing.T) {
	t.Parallel()
	bin := t.TempDir()
	// what the harness asks for the time; the kernel, which stamps the heartbeats, has the old one
	fake := "#!/bin/sh\n[ \"$1\" = +%s.%N ] || exec /bin/date \"$@\"\necho $(($(/bin/date +%s) + 3600)).000000000\n"
	if err := os.WriteFile(filepath.Join(bin, "date"), []byte(fake), 0o700); err != nil {
		t.Fatal(err)
	}
	server := sshdtest.Start(t, "SetEnv PATH="+bin+":"+os.Getenv("PATH"))
	h := opened(t, Config{Destination: sshdtest.Alias, SSHConfig: server.SSHConfig, RunID: "clock"})
	r := LockRequest{Dir: filepath.Join(server.Dir, "locks"), Name: "clock", Owner: "ana", Run: "run-1"}
	lease, err := h.Lock(bounded(t), r)
	if err != nil {
		t.Fatal(err)
	}
	judge := func(beats bool) (Liveness, Holder) {
		var w Watch
		look, beat := time.NewTicker(2*time.Second), time.NewTicker(BeatEvery)
		defer look.Stop()
		defer beat.Stop()
		for {
			held, err := h.LockStatus(bounded(t), r.Dir, r.Name)
			if err != nil || held == nil {
				t.Fatal(held, err)
			}
			if live := w.See(*held, time.Now()); live != Watching {
				return live, *held
			}
			select {
			case <-look.C:
			case <-beat.C:
				if beats {
					if err := h.Heartbeat(bounded(t), lease); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
	}
	if live, held := judge(true); live != Alive || !held.Stale || held.Silent < 59*time.Minute {
		t.Errorf("a holder that beats is %s, silent for %s", live, held.Silent)
	}
	live, held := judge(false)
	if live != Gone {
		t.Errorf("a holder that does not is %s", live)
	}
	t.Logf("by the target's clock silent for %s: alive while it beat, gone after %s without", held.Silent.Round(time.Second), watchedFor)
}
