//go:build lab && linux

package host

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// smallDisk is a host whose runs lie on a file system of 3 MB; it needs root.
func smallDisk(t *testing.T) (*Host, string) {
	t.Helper()
	localHome(t)
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=3m"); err != nil {
		t.Fatalf("mount a small disk (needs root): %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(disk, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return prepared(t, Config{Local: true, RunID: "run-1", Base: disk + "/paso"}), disk
}

func fill(t *testing.T, disk string) string {
	t.Helper()
	file := filepath.Join(disk, "ballast")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{1 << 20, 4096, 1} {
		block := []byte(strings.Repeat("x", size))
		for err = nil; err == nil; {
			_, err = f.Write(block)
		}
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return file
}

// A disk that fills up neither blocks nor ends the step, and its outcome is recorded.
func TestLabDiskFullDuringAStep(t *testing.T) {
	h, disk := smallDisk(t)
	g := newGate(t)
	s := waiting(t, h, g, Attempt{ID: "d-1", Script: "echo ready\nread -r _ <$GATE\nhead -c 4000000 /dev/zero\nexit 5"})
	ballast := fill(t, disk)
	g.open()
	e := drain(t, s)
	if e.Exit != 5 || !e.Truncated || e.State == StateOK {
		t.Errorf("%+v", e.Result)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if got, err := h.Status(bounded(t), "d-1"); err != nil || got.(Finished).Result.Exit != 5 {
		t.Errorf("%+v, %v", got, err)
	}
	wantOutput(t, run(t, h, Attempt{ID: "d-2", Script: "echo space again"}), "space again\n")
}

func TestLabDiskFullBeforeAStep(t *testing.T) {
	h, disk := smallDisk(t)
	ballast := fill(t, disk)
	mark := filepath.Join(t.TempDir(), "mark")
	a := Attempt{ID: "d-1", Script: "touch $MARK", Vars: map[string]string{"MARK": mark}}
	_, err := h.Start(bounded(t), a)
	var full *DirectoryError
	if !errors.As(err, &full) || full.Reason != DirectoryFull {
		t.Errorf("error %v", err)
	}
	if err := h.WriteFile(bounded(t), "note", []byte("text"), 0o600); !errors.As(err, &full) {
		t.Errorf("write: %v", err)
	}
	if _, err := os.Stat(mark); err == nil {
		t.Error("it ran")
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if e := run(t, h, a); e.Exit != 0 {
		t.Errorf("with space again: %+v", e.Result)
	}
}
