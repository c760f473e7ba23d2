//go:build linux

package host

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func wantReason(t *testing.T, err error, reason AttemptReason) {
	t.Helper()
	var refused *AttemptError
	if !errors.As(err, &refused) || refused.Reason != reason {
		t.Fatalf("error %v, want reason %s", err, reason)
	}
}

func TestStartRunsOnce(t *testing.T) {
	localHome(t)
	h := openLocalHost(t)
	marks := filepath.Join(t.TempDir(), "marks")
	a := Attempt{ID: "once-1", Script: "echo x >>$MARKS\necho done", Vars: map[string]string{"MARKS": marks}}
	for i := range 3 {
		s, err := h.Start(bounded(t), a)
		if err != nil {
			t.Fatal(err)
		}
		if s.New() != (i == 0) {
			t.Errorf("start %d: New() = %v", i, s.New())
		}
		wantOutput(t, drain(t, s), "done\n")
	}
	if got := mustRead(t, marks); got != "x\n" {
		t.Errorf("it ran %d times", strings.Count(got, "x"))
	}
}

func TestStartRefusesAnotherScriptUnderTheSameID(t *testing.T) {
	localHome(t)
	h := openLocalHost(t)
	run(t, h, Attempt{ID: "a-1", Script: "echo one"})
	_, err := h.Start(bounded(t), Attempt{ID: "a-1", Script: "echo two"})
	wantReason(t, err, AttemptDifferent)
}

func TestStartWithoutState(t *testing.T) {
	localHome(t)
	h := openLocalHost(t)
	_, err := h.Start(bounded(t), Attempt{ID: "a-2", Base: "a-1", Script: "true"})
	wantReason(t, err, AttemptNoState)
	if got, err := h.Status(bounded(t), "a-2"); err != nil || got != (Absent{}) {
		t.Errorf("status %#v, %v: it must not have begun", got, err)
	}
}

func TestStartFindsASyntaxErrorBeforeAnythingRuns(t *testing.T) {
	localHome(t)
	h := openLocalHost(t)
	mark := filepath.Join(t.TempDir(), "mark")
	_, err := h.Start(bounded(t), Attempt{ID: "a-1", Script: "touch " + mark + "\nif true; then\n"})
	wantReason(t, err, AttemptSyntax)
	if _, err := os.Stat(mark); err == nil {
		t.Error("the first line ran")
	}
}

func TestStartRefusesNamesThatLeaveTheDirectory(t *testing.T) {
	localHome(t)
	h := openLocalHost(t)
	for _, id := range []string{"", ".", "..", "../x", "a/b", "-x", "a b", "a\n", strings.Repeat("x", 200)} {
		if _, err := h.Start(bounded(t), Attempt{ID: id, Script: "true"}); err == nil {
			t.Errorf("id %q was taken", id)
		}
		if _, err := h.Attach(bounded(t), id, 0, 0); err == nil {
			t.Errorf("attach took id %q", id)
		}
	}
	for _, name := range []string{"", "1A", "A B", "A=B", "__paso_at", "A;true"} {
		if _, err := h.Start(bounded(t), Attempt{ID: "a", Script: "true", Vars: map[string]string{name: ""}}); err == nil {
			t.Errorf("variable %q was taken", name)
		}
	}
}

func TestConcurrentStartsRunOnce(t *testing.T) {
	h, _ := openSSHHost(t, nil)
	hosts := []*Host{h}
	for range 3 {
		hosts = append(hosts, prepared(t, h.config))
	}
	marks := filepath.Join(t.TempDir(), "marks")
	a := Attempt{
		ID: "c-1", Script: "echo x >>$MARKS\nfor i in 1 2 3; do echo line $i; done\nexit 7",
		Vars: map[string]string{"MARKS": marks},
	}
	var all sync.WaitGroup
	var mu sync.Mutex
	begun := 0
	for i := range 20 {
		all.Go(func() {
			s, err := hosts[i%len(hosts)].Start(bounded(t), a)
			if err != nil {
				t.Error(err)
				return
			}
			if s.New() {
				mu.Lock()
				begun++
				mu.Unlock()
			}
			e, err := drainUntilError(t, s)
			if err != nil || e.Exit != 7 || e.output != "line 1\r\nline 2\r\nline 3\r\n" {
				t.Errorf("start %d: exit %d, output %q, %v", i, e.Exit, e.output, err)
			}
		})
	}
	all.Wait()
	if got := mustRead(t, marks); got != "x\n" || begun != 1 {
		t.Errorf("ran %d times, %d starts say that they began it", strings.Count(got, "x"), begun)
	}
}

// The connection dies at some point of the start; started again, the script has run exactly once.
func TestCutDuringStart(t *testing.T) {
	h, server := openSSHHost(t, nil)
	marks := filepath.Join(t.TempDir(), "marks")
	fresh := 0
	const rounds = 12
	for i := range rounds {
		a := Attempt{
			ID: fmt.Sprintf("cut-%d", i), Script: "echo x$ROUND >>$MARKS\necho out",
			Vars: map[string]string{"MARKS": marks, "ROUND": fmt.Sprint(i)},
		}
		// cut after a number of bytes have gone to the host: early, in the middle and late
		limit := int64(200 + i*900)
		broken := h.config
		broken.Dial = cutAfter(limit).dial
		if unlucky, err := Open(bounded(t), broken); err == nil {
			if s, err := unlucky.Start(bounded(t), a); err == nil {
				_, _ = drainUntilError(t, s)
			}
			_ = unlucky.Close()
		}
		s, err := h.Start(bounded(t), a)
		if err != nil {
			t.Fatalf("round %d: %v", i, err)
		}
		if s.New() {
			fresh++
		}
		wantOutput(t, drain(t, s), "out\n")
	}
	server.cutAll()
	got := mustRead(t, marks)
	for i := range rounds {
		if n := strings.Count(got, fmt.Sprintf("x%d\n", i)); n != 1 {
			t.Errorf("round %d ran %d times", i, n)
		}
	}
	if fresh == 0 || fresh == rounds {
		t.Errorf("%d of %d starts were fresh: the cuts do not fall on both sides of the commit", fresh, rounds)
	}
}
