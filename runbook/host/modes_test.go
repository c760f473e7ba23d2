//go:build linux

package host

import (
	"io/fs"
	"path/filepath"
	"testing"
)

// TestFilesAreTheOwnersAlone: 0600 and 0700, whatever umask the account has and the script sets.
func TestFilesAreTheOwnersAlone(t *testing.T) {
	localHome(t)
	h := opened(t, Config{Local: true, RunID: "run-1"})
	prepared, err := h.Prepare(bounded(t))
	if err != nil {
		t.Fatal(err)
	}
	attempts := []Attempt{
		{ID: "1-1", Script: "umask 000; A=b; echo one", Captures: []string{"A"}},
		{ID: "2-1", Script: "umask 777; echo two", Base: "1-1"},
	}
	for _, a := range attempts {
		if e := run(t, h, a); e.Exit != 0 || e.State != StateOK {
			t.Errorf("%s: %+v", a.ID, e.Result)
		}
	}
	t.Logf("%d files and directories", wantClosed(t, prepared.Directory))
}

// wantClosed checks that everything below a directory is its owner's alone, 0600 or 0700, and counts it.
func wantClosed(t *testing.T, dir string) (count int) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		count++
		want := fs.FileMode(0o600)
		if d.IsDir() {
			want = 0o700
		}
		if info.Mode().Perm() != want {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return count
}
