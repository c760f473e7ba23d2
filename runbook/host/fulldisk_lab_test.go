//go:build lab && linux

package host

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"paso/runbook/host/sshdtest"
)

// -step says in how small steps the full-disk tests give the target room: 4 is every size there is (about 3 minutes).
var roomStep = flag.Int("step", 16, "KiB, or files, between two sizes of the full-disk tests")

// A tinyDisk is a file system of the target's own, which holds the runs; it needs root.
type tinyDisk struct {
	t    *testing.T
	path string
}

func newTinyDisk(t *testing.T, options string) tinyDisk {
	t.Helper()
	d := tinyDisk{t, t.TempDir()}
	if err := syscall.Mount("tmpfs", d.path, "tmpfs", 0, options); err != nil {
		t.Fatalf("mount a small disk (needs root): %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(d.path, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return d
}

func (d tinyDisk) again(options string) {
	d.t.Helper()
	if err := syscall.Mount("tmpfs", d.path, "tmpfs", syscall.MS_REMOUNT, options); err != nil {
		d.t.Fatal(err)
	}
}

// leave fills the disk but for that many KiB.
func (d tinyDisk) leave(kib int) {
	d.t.Helper()
	ballast := fill(d.t, d.path)
	info, err := os.Stat(ballast)
	if err != nil {
		d.t.Fatal(err)
	}
	if err := os.Truncate(ballast, max(0, info.Size()/4096*4096-int64(kib)*1024)); err != nil {
		d.t.Fatal(err)
	}
}

func (d tinyDisk) room() {
	d.t.Helper()
	if err := os.Remove(filepath.Join(d.path, "ballast")); err != nil {
		d.t.Fatal(err)
	}
}

// overSSH is a host behind a real sshd, whose runs lie on the disk.
func (d tinyDisk) overSSH(s *sshdtest.Server, id string) *Host {
	d.t.Helper()
	return opened(d.t, Config{Destination: sshdtest.Alias, SSHConfig: s.SSHConfig, RunID: id, Base: d.path + "/paso"})
}

// noRoom wants the refusal that an operator can act on: what is full and what is left there.
func noRoom(err error) error {
	var full *DirectoryError
	if !errors.As(err, &full) || full.Reason != DirectoryFull || full.Free < 0 || full.Host == "" || full.Path == "" {
		return fmt.Errorf("refused with %#v: %w", full, err)
	}
	return nil
}

// trial is one step with little room: it is refused before anything ran, or it runs once and its end is exact.
type trial struct {
	t    *testing.T
	h    *Host
	mark string // a line for each time the step ran
}

const trialOutput = 12000

func (r trial) attempt() Attempt {
	return Attempt{
		ID: "a-1", Vars: map[string]string{"MARK": r.mark}, Captures: []string{"C"},
		Script: fmt.Sprintf("echo ran >>\"$MARK\"\nC=captured\nhead -c %d /dev/zero | tr '\\0' x\nexit 5", trialOutput),
	}
}

func (r trial) ran() int { return strings.Count(readIf(r.mark), "ran") }

func readIf(path string) string {
	text, _ := os.ReadFile(path)
	return string(text)
}

// run says whether the step ran.
func (r trial) run() (bool, error) {
	if _, err := r.h.Prepare(bounded(r.t)); err != nil {
		return false, errors.Join(noRoom(err), r.untouched())
	}
	s, err := r.h.Start(bounded(r.t), r.attempt())
	if err != nil {
		return false, errors.Join(noRoom(err), r.untouched())
	}
	e, err := drainUntilError(r.t, s)
	switch {
	case err != nil:
		return true, err
	case e.Exit != 5 || r.ran() != 1:
		return true, fmt.Errorf("exit %d, ran %d times", e.Exit, r.ran())
	case !e.Truncated && len(e.output) != trialOutput:
		return true, fmt.Errorf("%d bytes of output, and nothing was said of it", len(e.output))
	}
	// Whoever asked for a capture sees that it did not arrive; a part of one never does.
	if c, is := e.Captures["C"]; is && c != "captured" {
		return true, fmt.Errorf("captures %v", e.Captures)
	}
	return true, nil
}

func (r trial) untouched() error {
	if r.ran() != 0 {
		return errors.New("refused, and it ran")
	}
	return nil
}

// withRoom does it again as a resume would: what was refused runs now, what ran does not.
func (r trial) withRoom() error {
	if _, err := r.h.Prepare(bounded(r.t)); err != nil {
		return err
	}
	s, err := r.h.Start(bounded(r.t), r.attempt())
	if err != nil {
		return err
	}
	e, err := drainUntilError(r.t, s)
	if err == nil && (e.Exit != 5 || r.ran() != 1) {
		err = fmt.Errorf("exit %d, ran %d times", e.Exit, r.ran())
	}
	return err
}

// question must be answered whole or not at all.
func (r trial) question() error {
	a, err := r.h.Query(bounded(r.t), Query{Script: fmt.Sprintf("head -c %d /dev/zero | tr '\\0' x; exit 3", trialOutput)})
	if err != nil {
		return noRoom(err)
	}
	if len(a.Stdout) != trialOutput || a.Exit != 3 {
		return fmt.Errorf("answered %d bytes, exit %d", len(a.Stdout), a.Exit)
	}
	return nil
}

func TestLabDiskWithLittleRoom(t *testing.T) {
	s := sshdtest.Start(t)
	for name, early := range map[string]bool{"before the run": true, "before a step": false} {
		refused, ran := 0, 0
		for kib := 0; kib <= 200; kib += *roomStep {
			t.Run(fmt.Sprintf("%s/%d KiB", name, kib), func(t *testing.T) {
				d := newTinyDisk(t, "size=2m")
				r := trial{t, d.overSSH(s, "run-1"), filepath.Join(t.TempDir(), "mark")}
				if early {
					d.leave(kib)
				} else {
					if _, err := r.h.Prepare(bounded(t)); err != nil {
						t.Fatal(err)
					}
					d.leave(kib)
					if err := r.question(); err != nil {
						t.Errorf("question: %v", err)
					}
				}
				did, err := r.run()
				if err != nil {
					t.Error(err)
				}
				if did {
					ran++
				} else {
					refused++
				}
				d.room()
				if err := r.withRoom(); err != nil {
					t.Errorf("with room again: %v", err)
				}
			})
		}
		t.Logf("full %s: %d refused before anything ran, %d ran once with their own exit code", name, refused, ran)
	}
}

func TestLabDiskWithFewFiles(t *testing.T) {
	s := sshdtest.Start(t)
	refused, ran := 0, 0
	for files := 1; files <= 48; files += max(1, *roomStep/4) {
		t.Run(fmt.Sprintf("%d files", files), func(t *testing.T) {
			d := newTinyDisk(t, fmt.Sprintf("size=2m,nr_inodes=%d", files+1))
			r := trial{t, d.overSSH(s, "run-1"), filepath.Join(t.TempDir(), "mark")}
			did, err := r.run()
			if err != nil {
				t.Error(err)
			}
			if did {
				ran++
			} else {
				refused++
			}
			d.again("size=2m,nr_inodes=1000")
			if err := r.withRoom(); err != nil {
				t.Errorf("with room again: %v", err)
			}
		})
	}
	t.Logf("few files: %d refused before anything ran, %d ran once with their own exit code", refused, ran)
}

// A file system that turns read-only under a step: how it ended cannot be kept there, so nobody makes it up; and none begins.
func TestLabDiskTurnsReadOnly(t *testing.T) {
	s := sshdtest.Start(t)
	d := newTinyDisk(t, "size=3m")
	h := d.overSSH(s, "run-1")
	if _, err := h.Prepare(bounded(t)); err != nil {
		t.Fatal(err)
	}
	mark := filepath.Join(t.TempDir(), "mark")
	if err := syscall.Mount("tmpfs", d.path, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, "size=3m"); err != nil {
		t.Fatal(err)
	}
	_, err := h.Start(bounded(t), Attempt{ID: "r-1", Script: "touch $MARK", Vars: map[string]string{"MARK": mark}})
	var refused *DirectoryError
	if !errors.As(err, &refused) || refused.Reason != DirectoryReadOnly {
		t.Errorf("%v", err)
	}
	if _, err := os.Stat(mark); err == nil {
		t.Error("it ran")
	}
	d.again("size=3m")
	if e := run(t, h, Attempt{ID: "r-1", Script: "touch $MARK", Vars: map[string]string{"MARK": mark}}); e.Exit != 0 {
		t.Errorf("%+v", e.Result)
	}
}
