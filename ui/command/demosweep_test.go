//go:build unix

package command

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// A paso that is killed while it builds the demo's server leaves it; the next one removes it, and nothing that is wanted.
func TestDemoSweepsWhatAKillLeft(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	demos := filepath.Join(m.state(), "paso/demo")
	env := append([]string{"PASO_SANDBOX_FAST=1"}, m.env...)
	killed := exec.Command(m.paso, "demo", "--headless")
	out := &watched{until: "Preparando el servidor", seen: make(chan struct{})}
	killed.Env, killed.Stdout, killed.Stderr = env, out, out
	if err := killed.Start(); err != nil {
		t.Fatal(err)
	}
	<-out.seen
	eventually(t, "the server is being built", func() bool {
		locks, err := filepath.Glob(filepath.Join(demos, "*/state/server.lock"))
		return err == nil && len(locks) == 1
	})
	if err := killed.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = killed.Wait()
	left, err := os.ReadDir(demos)
	if err != nil || len(left) != 1 {
		t.Fatalf("the killed one left %v, %v", left, err)
	}
	runs, err := filepath.Glob(filepath.Join(m.state(), "paso/runs/*"))
	if err != nil || len(runs) != 0 {
		t.Fatalf("it was killed too late: %v, %v", runs, err)
	}
	x := begun(m.types(false, "demo"))
	now, err := os.ReadDir(demos)
	if err != nil || len(now) != 1 || now[0].Name() == left[0].Name() {
		t.Errorf("after the next start there are %v, %v; %v was left", now, err, left)
	}
	interrupted(t, x.Signal(syscall.SIGTERM))
	offered := m.types(false, "demo").Sees("Hay una ejecución interrumpida") // it is offered, so it is there
	if kept, err := os.ReadDir(demos); err != nil || len(kept) != 1 || kept[0].Name() != now[0].Name() {
		t.Errorf("the server of an interrupted run is gone: %v, %v", kept, err)
	}
	offered.Signal(syscall.SIGTERM).Ends()
}

// eventually looks until it holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	again := time.NewTicker(time.Millisecond)
	defer again.Stop()
	patience := time.After(time.Minute)
	for !holds() {
		select {
		case <-again.C:
		case <-patience:
			t.Fatalf("never came: %s", what)
		}
	}
}
