//go:build linux

package host

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// aliveOf are the processes whose environment holds a marker of the test, by command line: what a step left behind, found by
// another way than the harness's own.
func aliveOf(t *testing.T, marker string) []string {
	t.Helper()
	var found []string
	files, err := filepath.Glob("/proc/[0-9]*/environ")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		environ, err := os.ReadFile(file)
		if err != nil || !slices.Contains(strings.Split(string(environ), "\x00"), marker) {
			continue
		}
		line, _ := os.ReadFile(filepath.Join(filepath.Dir(file), "cmdline"))
		if stat, _ := os.ReadFile(filepath.Join(filepath.Dir(file), "stat")); len(line) > 0 && !strings.Contains(string(stat), ") Z ") {
			found = append(found, strings.ReplaceAll(string(line), "\x00", " "))
		}
	}
	return found
}

// Nothing of a cancelled step survives, whatever it did to. Each script says "ready" when all of it is there.
var survivors = map[string]string{
	"job":                      "sleep 1000 &\necho ready\nwait",
	"job without HUP":          "nohup sleep 1000 >/dev/null 2>&1 &\necho ready\nwait",
	"disowned":                 "sleep 1000 & disown\necho ready\nsleep 1000",
	"session of its own":       "setsid -f sleep 1000 >/dev/null 2>&1 </dev/null\necho ready\nsleep 1000",
	"daemon":                   "(setsid sh -c 'cd /; sleep 1000 & exit 0' >/dev/null 2>&1 </dev/null)\necho ready\nsleep 1000",
	"daemon with the terminal": "setsid -f sh -c 'trap \"\" HUP INT TERM; sleep 1000; sleep 1000'\necho ready\nsleep 1000",
	"deaf":                     "trap '' INT TERM HUP QUIT\nbash -c 'trap \"\" INT TERM HUP QUIT; echo ready; while :; do sleep 0.05; done'",
	"deaf in the background":   "bash -c 'trap \"\" INT TERM HUP QUIT; echo ready; while :; do sleep 0.05; done' &\nwait",
	"no signals on terminal":   "stty -isig\nsh -c 'echo ready; exec sleep 1000'",
	"stopped child":            "sh -c 'echo ready; kill -STOP $$; sleep 1000'",
	"groups of their own":      "set -m\nfor i in 1 2 3; do sh -c 'trap \"\" INT HUP; sleep 1000; sleep 1000' & done\necho ready\nwait",
	"storm":                    "f() { while :; do sleep 0.02 & sleep 0.01; done; }\nfor i in 1 2 3 4; do (trap '' INT TERM HUP; f) & done\necho ready\nwait",
	"storm of sessions":        "for i in 1 2 3; do setsid -f bash -c 'trap \"\" INT TERM HUP; while :; do setsid -f sleep 0.2; sleep 0.02; done'; done\necho ready\nsleep 1000",
}

func TestNothingOfACancelledStepSurvives(t *testing.T) {
	localHome(t)
	h := openLocalHost(t)
	h.patience = patience{int: soon, term: soon}
	for name, script := range survivors {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			id := "n-" + strings.ReplaceAll(name, " ", "-")
			marker := fmt.Sprintf("OF_TEST=%d-%s", os.Getpid(), id)
			s, err := h.Start(bounded(t), Attempt{ID: id, Script: script, Env: map[string]string{"OF_TEST": marker[len("OF_TEST="):]}})
			if err != nil {
				t.Fatal(err)
			}
			readUntil(t, s, "ready")
			left, err := h.Cancel(bounded(t), id, nil)
			if err != nil {
				t.Fatal(err)
			}
			e := drain(t, s)
			if alive := aliveOf(t, marker); len(alive) != 0 || len(left) != 0 || len(e.Left) != 0 || e.Why != "cancel" || e.Reached {
				t.Errorf("alive %v, told %v, result %+v", alive, left, e.Result)
			}
		})
	}
}

// A group that is stopped has stopped script(1) with it, which then passes on neither output nor keys.
func TestAStoppedStepIsCancelled(t *testing.T) {
	home := localHome(t)
	h := openLocalHost(t)
	h.patience = patience{int: time.Minute, term: time.Minute}
	s, err := h.Start(bounded(t), Attempt{ID: "s-1", Script: "sh -c 'echo ready; exec sleep 1000'"})
	if err != nil {
		t.Fatal(err)
	}
	readUntil(t, s, "ready")
	shell := shellOf(t, home, "s-1")
	kill(t, -shell, syscall.SIGSTOP)
	eventually(t, func() error {
		if stat := mustRead(t, fmt.Sprintf("/proc/%d/stat", parentOf(t, shell))); !strings.Contains(stat, ") T ") {
			return fmt.Errorf("script(1) runs: %s", stat)
		}
		return nil
	})
	var told []string
	left, err := h.Cancel(bounded(t), "s-1", func(signal string) { told = append(told, signal) })
	if err != nil {
		t.Fatal(err)
	}
	if e := drain(t, s); e.Exit != 130 || len(left) != 0 || !slices.Equal(told, []string{"INT"}) {
		t.Errorf("told %v, left %v, %+v", told, left, e.Result)
	}
}

func TestNothingOfATimedOutStepSurvives(t *testing.T) {
	localHome(t)
	h := openLocalHost(t)
	marker := fmt.Sprintf("OF_TEST=%d-timeout", os.Getpid())
	e := run(t, h, Attempt{
		ID: "t-1", Script: "setsid -f sleep 1000 >/dev/null 2>&1\nsleep 1000", Timeout: soon,
		Env: map[string]string{"OF_TEST": marker[len("OF_TEST="):]},
	})
	if alive := aliveOf(t, marker); e.Why != "timeout" || len(alive) != 0 || len(e.Left) != 0 {
		t.Errorf("alive %v, %+v", alive, e.Result)
	}
}

// A daemon of a step that ended by itself is what the step was for.
func TestDaemonOfAStepThatEndedGoesOn(t *testing.T) {
	localHome(t)
	h := openLocalHost(t)
	marker := fmt.Sprintf("OF_TEST=%d-daemon", os.Getpid())
	env := map[string]string{"OF_TEST": marker[len("OF_TEST="):]}
	run(t, h, Attempt{ID: "d-1", Script: "setsid -f sleep 1000 >/dev/null 2>&1", Env: env})
	alive, err := h.Processes(bounded(t), "d-1")
	if err != nil || len(alive) != 1 || alive[0].Command != "sleep 1000" || alive[0].User == "" {
		t.Fatalf("%+v, %v", alive, err)
	}
	// and another step's cancel is no concern of it
	s, err := h.Start(bounded(t), Attempt{ID: "d-2", Script: "echo ready\nsleep 1000", Env: env})
	if err != nil {
		t.Fatal(err)
	}
	readUntil(t, s, "ready")
	if _, err := h.Cancel(bounded(t), "d-2", nil); err != nil {
		t.Fatal(err)
	}
	drain(t, s)
	if got := aliveOf(t, marker); len(got) != 1 {
		t.Errorf("alive %v", got)
	}
}

// Nothing of a test stays on the machine that ran it, a daemon that its step meant to leave neither.
func TestNothingOfATestStays(t *testing.T) {
	marker := fmt.Sprintf("OF_TEST=%d-stays", os.Getpid())
	t.Run("a test", func(t *testing.T) {
		localHome(t)
		run(t, openLocalHost(t), Attempt{ID: "e-1", Script: "setsid -f sleep 1000 >/dev/null 2>&1", Env: map[string]string{"OF_TEST": marker[len("OF_TEST="):]}})
		if alive := aliveOf(t, marker); len(alive) != 1 {
			t.Fatalf("alive %v", alive)
		}
	})
	eventually(t, func() error { // a signal takes its time
		if alive := aliveOf(t, marker); len(alive) != 0 {
			return fmt.Errorf("alive %v", alive)
		}
		return nil
	})
}

// What stays at a normal end is named.
func TestWhatStaysIsNamed(t *testing.T) {
	localHome(t)
	h := openLocalHost(t)
	e := run(t, h, Attempt{ID: "w-1", Script: "nohup sleep 1000 >/dev/null 2>&1 &\nsleep 0.1"})
	if len(e.Left) != 1 || len(e.Processes) != 1 || e.Processes[0].PID != e.Left[0] || e.Processes[0].Command != "sleep 1000" {
		t.Errorf("%+v", e.Result)
	}
	got, err := h.Status(bounded(t), "w-1")
	if finished, is := got.(Finished); err != nil || !is || len(finished.Result.Processes) != 1 {
		t.Errorf("%+v, %v", got, err)
	}
}

// A question ends with its time, and with whoever asked: nothing of it goes on.
func TestQueryDoesNotOutliveItsAnswer(t *testing.T) {
	home := localHome(t)
	h := openLocalHost(t)
	script := func(g gate) string {
		return "export OF_TEST=" + g.path + "\ntrap '' HUP INT TERM PIPE\nsetsid -f bash -c 'trap \"\" TERM; while :; do sleep 0.05; done' >/dev/null 2>&1\n" +
			"bash -c 'trap \"\" TERM; echo go >\"$OF_TEST\"; while :; do sleep 0.05; done'"
	}
	t.Run("timeout", func(t *testing.T) {
		g := newGate(t)
		go func() { _, _ = os.ReadFile(g.path) }()
		a := asked(t, h, Query{Script: script(g), Timeout: soon})
		if alive := aliveOf(t, "OF_TEST="+g.path); !a.TimedOut || len(alive) != 0 {
			t.Errorf("timed out: %v, alive %v", a.TimedOut, alive)
		}
	})
	t.Run("nobody asks any more", func(t *testing.T) {
		g := newGate(t)
		ctx, cancel := context.WithCancel(bounded(t))
		go func() {
			_, _ = os.ReadFile(g.path) // it runs
			cancel()
		}()
		if _, err := h.Query(ctx, Query{Script: script(g), Timeout: time.Hour}); err == nil {
			t.Error("it was answered")
		}
		eventually(t, func() error {
			if alive := aliveOf(t, "OF_TEST="+g.path); len(alive) != 0 {
				return fmt.Errorf("alive %v", alive)
			}
			if left, _ := filepath.Glob(filepath.Join(home, ".local/state/paso/run-1/query.*")); len(left) != 0 {
				return fmt.Errorf("left %v", left)
			}
			return nil
		})
	})
}

// A run's directory that is removed under a step takes with it how the step ended. What is alive of it is still known.
func TestRunDirectoryRemovedUnderAStep(t *testing.T) {
	home := localHome(t)
	h, g := openLocalHost(t), newGate(t)
	s := waiting(t, h, g, Attempt{ID: "g-1", Script: "echo ready\nread -r _ <$GATE\nexit 7"})
	if err := os.RemoveAll(filepath.Join(home, ".local/state/paso/run-1")); err != nil {
		t.Fatal(err)
	}
	if got, err := h.Status(bounded(t), "g-1"); err != nil || got != (RunDirMissing{}) {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := h.Prepare(bounded(t)); err != nil {
		t.Fatal(err)
	}
	s2, err := h.Start(bounded(t), Attempt{ID: "g-2", Script: "setsid -f sleep 1000 >/dev/null 2>&1\necho marked"})
	if err != nil {
		t.Fatal(err)
	}
	drain(t, s2)
	if err := os.RemoveAll(filepath.Join(home, ".local/state/paso/run-1")); err != nil {
		t.Fatal(err)
	}
	if alive, err := h.Processes(bounded(t), "g-2"); err != nil || len(alive) != 1 || alive[0].Command != "sleep 1000" {
		t.Errorf("%+v, %v", alive, err)
	}
	g.open()
	_, err = drainUntilError(t, s)
	wantReason(t, err, AttemptGone)
}

// eventually asks again until there is no error, within a deadline that no test that passes comes to.
func eventually(t *testing.T, ask func() error) {
	t.Helper()
	ctx, tick := bounded(t), time.NewTicker(10*time.Millisecond)
	defer tick.Stop()
	for {
		err := ask()
		if err == nil {
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatal(err)
		}
	}
}
