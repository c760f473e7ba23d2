//go:build unix

package engine

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestStoreOfOthersIsRefused: the directory of the runs, paso's above it, a run's own, and what is above all of them.
func TestStoreOfOthersIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		plant func(state string) error
		path  string
		why   UnsafeDir
	}{
		"link for the store": {func(s string) error { return os.Symlink(t.TempDir(), s+"/paso/runs") }, "paso/runs", UnsafeLink},
		"link for paso's":    {func(s string) error { return errors.Join(os.Remove(s+"/paso"), os.Symlink(t.TempDir(), s+"/paso")) }, "paso", UnsafeLink},
		"a file":             {func(s string) error { return os.WriteFile(s+"/paso/runs", nil, 0o600) }, "paso/runs", UnsafeLink},
		"store for all": {func(s string) error {
			return errors.Join(os.Mkdir(s+"/paso/runs", 0o700), os.Chmod(s+"/paso/runs", 0o777))
		}, "paso/runs", UnsafeWritable},
		"paso's for all":       {func(s string) error { return os.Chmod(s+"/paso", 0o707) }, "paso", UnsafeWritable},
		"paso's sticky":        {func(s string) error { return os.Chmod(s+"/paso", 0o777|os.ModeSticky) }, "paso", UnsafeWritable},
		"what is above it":     {func(s string) error { return os.Chmod(s, 0o777) }, "", UnsafeWritable},
		"what is far above it": {func(s string) error { return os.Chmod(filepath.Dir(s), 0o757) }, "..", UnsafeWritable},
	} {
		t.Run(name, func(t *testing.T) {
			state := filepath.Join(t.TempDir(), "state")
			if err := errors.Join(os.MkdirAll(state+"/paso", 0o700), c.plant(state)); err != nil {
				t.Fatal(err)
			}
			s := Store{Root: state + "/paso/runs"}
			want, err := filepath.EvalSymlinks(state)
			if err != nil {
				t.Fatal(err)
			}
			for what, err := range map[string]error{"create": failureOf(s.Create("1", nil)), "read": failureOf(s.BookBytes("1"))} {
				var unsafe *UnsafeDirError
				if !errors.As(err, &unsafe) || unsafe.Path != filepath.Join(want, c.path) || unsafe.Why != c.why || unsafe.Owner == "" {
					t.Errorf("%s: %v", what, err)
				}
			}
		})
	}
}

func failureOf[T any](_ T, err error) error { return err }

// TestRunThatIsALink: somebody else's journal is not read as a run of ours.
func TestRunThatIsALink(t *testing.T) {
	s := Store{Root: filepath.Join(t.TempDir(), "paso", "runs")}
	if err := errors.Join(os.MkdirAll(s.Root, 0o700), os.Symlink(t.TempDir(), s.Dir("1"))); err != nil {
		t.Fatal(err)
	}
	var unsafe *UnsafeDirError
	if _, err := s.Read("1"); !errors.As(err, &unsafe) || unsafe.Why != UnsafeLink {
		t.Errorf("got %v", err)
	}
}

// TestStoreAboveALink: a home that is a link of root's or ours is no attack, and neither is a sticky directory.
func TestStoreAboveALink(t *testing.T) {
	shared := t.TempDir()
	link := filepath.Join(t.TempDir(), "home")
	if err := errors.Join(os.Chmod(shared, 0o777|os.ModeSticky), os.Symlink(shared, link)); err != nil {
		t.Fatal(err)
	}
	j, err := Store{Root: filepath.Join(link, "state", "paso", "runs")}.Create("1", []byte("id = 'x'"))
	if err != nil {
		t.Fatal(err)
	}
	if err := j.Close(); err != nil {
		t.Error(err)
	}
}
