//go:build linux

package host

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// refusedAs expects *DirectoryError with a path, and why.
func refusedAs(t *testing.T, err error, path, why string) {
	t.Helper()
	var unsafe *DirectoryError
	if !errors.As(err, &unsafe) || unsafe.Reason != DirectoryUnsafe || unsafe.Path != path || unsafe.Why != why || unsafe.Mode == "" || unsafe.Owner == "" {
		t.Errorf("got %v, wanted %s refused as %s", err, path, why)
	}
}

// planted is a directory in which everything of a run's place may be planted before it begins.
type planted struct {
	base, run, elsewhere string
}

func plantedIn(t *testing.T) planted {
	t.Helper()
	home := localHome(t)
	base := filepath.Join(home, ".local", "state", "paso")
	p := planted{base: base, run: filepath.Join(base, "run-1"), elsewhere: filepath.Join(home, "elsewhere")}
	for _, dir := range []string{filepath.Dir(base), p.elsewhere} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// TestPlantedDirectoriesAreRefused: a symlink in the place of any of a run's directories, one in which others may write, and
// the same of what is above, are refused with the name of the directory; nothing is written where they lead.
func TestPlantedDirectoriesAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		plant func(p planted) error
		path  func(p planted) string
		why   string
	}{
		"link for BASE":     {func(p planted) error { return os.Symlink(p.elsewhere, p.base) }, func(p planted) string { return p.base }, "link"},
		"dangling for BASE": {func(p planted) error { return os.Symlink(p.elsewhere+"/not", p.base) }, func(p planted) string { return p.base }, "link"},
		"link for the run":  {func(p planted) error { return errors.Join(os.Mkdir(p.base, 0o700), os.Symlink(p.elsewhere, p.run)) }, func(p planted) string { return p.run }, "link"},
		"link for attempts": {func(p planted) error {
			return errors.Join(os.MkdirAll(p.run, 0o700), os.Symlink(p.elsewhere, p.run+"/attempts"))
		}, func(p planted) string { return p.run + "/attempts" }, "link"},
		"file for the run":      {func(p planted) error { return errors.Join(os.Mkdir(p.base, 0o700), os.WriteFile(p.run, nil, 0o600)) }, func(p planted) string { return p.run }, "link"},
		"BASE for all to write": {func(p planted) error { return errors.Join(os.Mkdir(p.base, 0o700), os.Chmod(p.base, 0o777)) }, func(p planted) string { return p.base }, "writable"},
		"BASE sticky and shared": {func(p planted) error {
			return errors.Join(os.Mkdir(p.base, 0o700), os.Chmod(p.base, 0o777|os.ModeSticky))
		}, func(p planted) string { return p.base }, "writable"},
		"run for all to write": {func(p planted) error { return errors.Join(os.MkdirAll(p.run, 0o700), os.Chmod(p.run, 0o702)) }, func(p planted) string { return p.run }, "writable"},
		"attempts for all": {func(p planted) error {
			return errors.Join(os.MkdirAll(p.run+"/attempts", 0o700), os.Chmod(p.run+"/attempts", 0o777))
		}, func(p planted) string { return p.run + "/attempts" }, "writable"},
		"its parent for all":     {func(p planted) error { return os.Chmod(filepath.Dir(p.base), 0o777) }, func(p planted) string { return filepath.Dir(p.base) }, "writable"},
		"a parent of it for all": {func(p planted) error { return os.Chmod(filepath.Dir(filepath.Dir(p.base)), 0o757) }, func(p planted) string { return filepath.Dir(filepath.Dir(p.base)) }, "writable"},
	} {
		t.Run(name, func(t *testing.T) {
			p := plantedIn(t)
			if err := c.plant(p); err != nil {
				t.Fatal(err)
			}
			_, err := opened(t, Config{Local: true, RunID: "run-1"}).Prepare(bounded(t))
			refusedAs(t, err, c.path(p), c.why)
			if entries, err := os.ReadDir(p.elsewhere); err != nil || len(entries) > 0 {
				t.Errorf("something was written where it leads: %v, %v", entries, err)
			}
		})
	}
}

// TestParentThatIsALinkOfOurs: what people do with their own directories is no attack.
func TestParentThatIsALinkOfOurs(t *testing.T) {
	p := plantedIn(t)
	state := filepath.Dir(p.base)
	if err := errors.Join(os.Remove(state), os.Symlink(p.elsewhere, state), os.Chmod(p.elsewhere, 0o777|os.ModeSticky)); err != nil {
		t.Fatal(err)
	}
	if _, err := opened(t, Config{Local: true, RunID: "run-1"}).Prepare(bounded(t)); err != nil {
		t.Error(err)
	}
}

// TestHarnessIsNotTakenFromALink: a file of the harness is run only if it is a file of this account.
func TestHarnessIsNotTakenFromALink(t *testing.T) {
	h := func() *Host { plantedIn(t); return openLocalHost(t) }()
	got, err := h.Prepare(bounded(t))
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(got.Directory, "*.*sh"))
	if err != nil || len(files) != 2 {
		t.Fatalf("%v, %v", files, err)
	}
	evil := filepath.Join(t.TempDir(), "evil.sh")
	write(t, evil, "echo steered\n")
	for _, file := range files {
		if err := errors.Join(os.Remove(file), os.Symlink(evil, file)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := h.Prepare(bounded(t)); err != nil {
		t.Fatal(err)
	}
	if got := run(t, h, Attempt{ID: "1-1", Script: "echo mine"}); strings.TrimSpace(got.output) != "mine" {
		t.Errorf("%q", got.output)
	}
	if mustRead(t, evil) != "echo steered\n" {
		t.Error("written through the link")
	}
}

// TestPlantedLocks: what somebody puts in the place of a lock is told with the way out, neither followed nor waited for.
func TestPlantedLocks(t *testing.T) {
	for name, plant := range map[string]func(next, elsewhere string) error{
		"link":          func(next, elsewhere string) error { return os.Symlink(elsewhere, next) },
		"dangling link": func(next, elsewhere string) error { return os.Symlink(elsewhere+"-not", next) },
		"fifo":          func(next, _ string) error { return syscall.Mkfifo(next, 0o666) },
		"directory":     func(next, _ string) error { return os.Mkdir(next, 0o777) },
	} {
		t.Run(name, func(t *testing.T) {
			localHome(t)
			h := openLocalHost(t)
			mine := lockIn(t)
			elsewhere := filepath.Join(t.TempDir(), "elsewhere")
			write(t, elsewhere, "untouched")
			if err := errors.Join(os.Mkdir(mine.Dir, 0o700), os.Chmod(mine.Dir, 0o777|os.ModeSticky), plant(filepath.Join(mine.Dir, "staging.1"), elsewhere)); err != nil {
				t.Fatal(err)
			}
			_, err := h.Lock(bounded(t), mine)
			refusedAs(t, err, filepath.Join(mine.Dir, "staging.1"), "planted")
			if mustRead(t, elsewhere) != "untouched" {
				t.Error("it was written through the link")
			}
		})
	}
}

// TestLockOfTheLastNumber: nothing comes after it, so it is named, and not tried for ever.
func TestLockOfTheLastNumber(t *testing.T) {
	localHome(t)
	h := openLocalHost(t)
	mine := lockIn(t)
	last := filepath.Join(mine.Dir, "staging.999999999")
	if err := errors.Join(os.Mkdir(mine.Dir, 0o700), os.Chmod(mine.Dir, 0o777|os.ModeSticky)); err != nil {
		t.Fatal(err)
	}
	write(t, last, "free 1\n{}\n")
	write(t, filepath.Join(mine.Dir, "staging.18446744073709551617"), "held 1\n{}\n") // no number of ours
	_, err := h.Lock(bounded(t), mine)
	refusedAs(t, err, last, "planted")
}

// TestLockOfNoEnd: of another account's file no more is read than a lock has.
func TestLockOfNoEnd(t *testing.T) {
	localHome(t)
	h := openLocalHost(t)
	mine := lockIn(t)
	if err := errors.Join(os.Mkdir(mine.Dir, 0o700), os.Chmod(mine.Dir, 0o777|os.ModeSticky)); err != nil {
		t.Fatal(err)
	}
	endless := filepath.Join(mine.Dir, "staging.1")
	write(t, endless, "held 1")
	if err := os.Truncate(endless, 1<<40); err != nil { // a hole: 1 TiB without a line's end
		t.Fatal(err)
	}
	_, err := h.Lock(bounded(t), mine)
	var locked *LockedError
	if !errors.As(err, &locked) || locked.Account == "" {
		t.Errorf("got %v", err)
	}
}

// TestLockIsNotWrittenThroughALink: the name under which a lock is written before it counts cannot be foreseen.
func TestLockIsNotWrittenThroughALink(t *testing.T) {
	source := siteText
	for _, bad := range []string{`.$$`, `-$$`} {
		for line := range strings.SplitSeq(source, "\n") {
			if strings.Contains(line, bad) && !strings.Contains(line, "$run/.$1.$$") { // the run's directory is closed to others
				t.Errorf("a name that can be foreseen: %s", strings.TrimSpace(line))
			}
		}
	}
}
