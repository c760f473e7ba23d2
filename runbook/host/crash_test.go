//go:build linux

package host

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// where is the directory of an attempt on this machine.
func where(home, attempt string) string {
	return filepath.Join(home, ".local/state/paso/run-1/attempts", attempt)
}

func supervisorOf(t *testing.T, home, attempt string) int {
	t.Helper()
	fields := strings.Fields(mustRead(t, filepath.Join(where(home, attempt), "started")))
	return number(t, fields[1])
}

func shellOf(t *testing.T, home, attempt string) int {
	t.Helper()
	return number(t, strings.Fields(mustRead(t, filepath.Join(where(home, attempt), "session")))[0])
}

func parentOf(t *testing.T, pid int) int {
	t.Helper()
	stat := mustRead(t, fmt.Sprintf("/proc/%d/stat", pid))
	return number(t, strings.Fields(stat[strings.LastIndex(stat, ")")+1:])[1])
}

func number(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func kill(t *testing.T, pid int, signal syscall.Signal) {
	t.Helper()
	if err := syscall.Kill(pid, signal); err != nil {
		t.Fatalf("kill %d: %v", pid, err)
	}
}

// waiting starts a script that has said "ready" and waits at the gate.
func waiting(t *testing.T, h *Host, g gate, a Attempt) *Stream {
	t.Helper()
	a.Vars = g.vars()
	s, err := h.Start(bounded(t), a)
	if err != nil {
		t.Fatal(err)
	}
	readUntil(t, s, "ready")
	return s
}

const readyAndWait = "echo ready\nread -r _ <$GATE\necho after\nexit 7\n"

func TestSupervisorKilled(t *testing.T) {
	home := localHome(t)
	h, g := openLocalHost(t), newGate(t)
	s := waiting(t, h, g, Attempt{ID: "k-1", Script: readyAndWait})
	kill(t, supervisorOf(t, home, "k-1"), syscall.SIGKILL)
	if got, err := h.Status(bounded(t), "k-1"); err != nil || got != (Running{}) {
		t.Errorf("status %#v, %v: the step runs on", got, err)
	}
	g.open()
	e, err := drainUntilError(t, s)
	wantReason(t, err, AttemptLost)
	wantOutput(t, e, "after\n")
	got, err := h.Status(bounded(t), "k-1")
	lost, ok := got.(Lost)
	if err != nil || !ok || lost.BootChanged || lost.ShellCode != 7 || len(lost.Survivors) != 0 {
		t.Errorf("status %#v, %v", got, err)
	}
	again, err := h.Start(bounded(t), Attempt{ID: "k-1", Script: readyAndWait})
	if err == nil {
		_, err = drainUntilError(t, again)
	}
	wantReason(t, err, AttemptLost) // and did not run a second time
}

func TestRebootIsTold(t *testing.T) {
	home := localHome(t)
	h, g := openLocalHost(t), newGate(t)
	s := waiting(t, h, g, Attempt{ID: "k-1", Script: readyAndWait})
	kill(t, supervisorOf(t, home, "k-1"), syscall.SIGKILL)
	g.open()
	if _, err := drainUntilError(t, s); err == nil {
		t.Fatal("it must be lost")
	}
	write(t, filepath.Join(where(home, "k-1"), "started"), "another-boot\n1\n1\n")
	got, err := h.Status(bounded(t), "k-1")
	if lost, ok := got.(Lost); err != nil || !ok || !lost.BootChanged {
		t.Errorf("status %#v, %v", got, err)
	}
}

func TestTerminalKilled(t *testing.T) {
	home := localHome(t)
	h, g := openLocalHost(t), newGate(t)
	s := waiting(t, h, g, Attempt{ID: "k-1", Script: "A=1\n" + readyAndWait})
	kill(t, parentOf(t, shellOf(t, home, "k-1")), syscall.SIGKILL)
	e := drain(t, s)
	if e.Exit != 137 || e.Signal != "KILL" || e.State != StateOK || e.Reached {
		t.Errorf("%+v", e.Result)
	}
}

// script(1) that is sent TERM, as at a shutdown, ends with 0. That is nobody's success.
func TestTerminalTerminatedIsNoSuccess(t *testing.T) {
	home := localHome(t)
	h, g := openLocalHost(t), newGate(t)
	s := waiting(t, h, g, Attempt{ID: "k-1", Script: "trap '' HUP\n" + readyAndWait})
	kill(t, parentOf(t, shellOf(t, home, "k-1")), syscall.SIGTERM)
	_, err := drainUntilError(t, s)
	wantReason(t, err, AttemptLost)
	g.open() // the shell itself is still there, and ends now
}

func TestShellKilled(t *testing.T) {
	home := localHome(t)
	h, g := openLocalHost(t), newGate(t)
	s := waiting(t, h, g, Attempt{ID: "k-1", Script: readyAndWait, Captures: []string{"A"}})
	kill(t, childOf(t, shellOf(t, home, "k-1"), "bash"), syscall.SIGKILL)
	e := drain(t, s)
	if e.Exit != 137 || e.Signal != "KILL" || e.State != StateNone || !slices.Equal(e.Unset, []string{"A"}) || e.FailedLine == 0 {
		t.Errorf("%+v", e.Result)
	}
}

func TestLoggerKilled(t *testing.T) {
	home := localHome(t)
	h, g := openLocalHost(t), newGate(t)
	s := waiting(t, h, g, Attempt{ID: "k-1", Script: readyAndWait})
	kill(t, childOf(t, supervisorOf(t, home, "k-1"), "cat"), syscall.SIGKILL)
	g.open()
	e := drain(t, s)
	if e.Exit != 7 || !e.Truncated || e.State != StateOK {
		t.Errorf("%+v", e.Result)
	}
}

// childOf finds a descendant by its program's name.
func childOf(t *testing.T, pid int, name string) int {
	t.Helper()
	entries, err := os.ReadDir("/proc")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		child, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue
		}
		comm, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", child))
		if err != nil || strings.TrimSpace(string(comm)) != name {
			continue
		}
		for up := child; up > 1; up = parentOf(t, up) {
			if up == pid {
				return child
			}
		}
	}
	t.Fatalf("no %s below %d", name, pid)
	return 0
}

func TestStatusBeforeAnything(t *testing.T) {
	localHome(t)
	h := opened(t, Config{Local: true, RunID: "run-1"})
	if got, err := h.Status(bounded(t), "a-1"); err != nil || got != (RunDirMissing{}) {
		t.Errorf("status %#v, %v", got, err)
	}
	_, err := h.Start(bounded(t), Attempt{ID: "a-1", Script: "true"})
	var missing *DirectoryError
	if !errors.As(err, &missing) || missing.Reason != DirectoryMissing {
		t.Errorf("start without Prepare: %v", err)
	}
	first, err := h.Prepare(bounded(t))
	if err != nil || first.Existed || first.BootID == "" {
		t.Errorf("%+v, %v", first, err)
	}
	second, err := h.Prepare(bounded(t))
	if err != nil || !second.Existed || second.Directory != first.Directory {
		t.Errorf("%+v, %v", second, err)
	}
	if got, err := h.Status(bounded(t), "a-1"); err != nil || got != (Absent{}) {
		t.Errorf("status %#v, %v", got, err)
	}
	_, err = h.Attach(bounded(t), "a-1", 0, 0)
	wantReason(t, err, AttemptAbsent)
}

// A launcher that died before the commit leaves a complete directory: the same id starts.
func TestStartableAfterACutLaunch(t *testing.T) {
	home := localHome(t)
	h := openLocalHost(t)
	a := Attempt{ID: "a-1", Script: "echo ran"}
	run(t, h, a)
	for _, name := range []string{"started"} {
		if err := os.Remove(filepath.Join(where(home, "a-1"), name)); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := h.Status(bounded(t), "a-1"); err != nil || got != (Startable{}) {
		t.Errorf("status %#v, %v", got, err)
	}
	s, err := h.Attach(bounded(t), "a-1", 0, 0)
	if err == nil {
		_, err = drainUntilError(t, s)
	}
	wantReason(t, err, AttemptUnstarted)
}

func TestPrepareRefusesAForeignDirectory(t *testing.T) {
	home := localHome(t)
	if err := os.MkdirAll(filepath.Join(home, ".local/state/paso"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(t.TempDir(), filepath.Join(home, ".local/state/paso/run-1")); err != nil {
		t.Fatal(err)
	}
	h := opened(t, Config{Local: true, RunID: "run-1"})
	_, err := h.Prepare(bounded(t))
	var unsafe *DirectoryError
	if !errors.As(err, &unsafe) || unsafe.Reason != DirectoryUnsafe {
		t.Errorf("error %v", err)
	}
}

func TestRemove(t *testing.T) {
	home := localHome(t)
	h, g := openLocalHost(t), newGate(t)
	s := waiting(t, h, g, Attempt{ID: "r-1", Script: readyAndWait})
	err := h.Remove(bounded(t))
	var held *DirectoryError
	if !errors.As(err, &held) || held.Reason != DirectoryInUse || held.Path != "r-1" {
		t.Errorf("error %v", err)
	}
	g.open()
	drain(t, s)
	if err := h.Remove(bounded(t)); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(home, ".local/state/paso/run-1")); err == nil {
		t.Error("it is still there")
	}
}
