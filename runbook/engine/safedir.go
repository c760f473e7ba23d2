package engine

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// UnsafeDirError says that another user of this machine could read or change the runs.
type UnsafeDirError struct {
	Path  string
	Why   UnsafeDir
	Owner string // name or number of whose it is
	Mode  fs.FileMode
}

// UnsafeDir is what is the matter with a directory.
type UnsafeDir string

// What may be the matter with a directory.
const (
	UnsafeLink     UnsafeDir = "link"     // it is a link, or no directory
	UnsafeOwner    UnsafeDir = "owner"    // it is neither ours nor root's
	UnsafeWritable UnsafeDir = "writable" // others may write in it
)

func (e *UnsafeDirError) Error() string {
	return fmt.Sprintf("keep runs in %s: unsafe (%s, owner %s, mode %04o)", e.Path, e.Why, e.Owner, e.Mode.Perm())
}

// Message is the error for the catalogue.
func (e *UnsafeDirError) Message() (string, map[string]string) {
	args := map[string]string{"Path": e.Path, "Owner": e.Owner, "Mode": fmt.Sprintf("%04o", e.Mode.Perm())}
	switch e.Why {
	case UnsafeOwner:
		return "engine.unsafe.owner", args
	case UnsafeWritable:
		return "engine.unsafe.writable", args
	case UnsafeLink:
	}
	return "engine.unsafe.link", args
}

// safe refuses a store that another user of this machine could lead elsewhere, read or change: links and foreign owners in
// its place, and directories above it in which others may rename. What is not there yet will be made closed.
func (s Store) safe() error {
	parent := filepath.Dir(s.Root)
	for _, dir := range []string{parent, s.Root} {
		if err := safeDir(dir, true); err != nil {
			return err
		}
	}
	for parent != "." { // the nearest that is there, by its real name, and all above it
		above, err := filepath.EvalSymlinks(filepath.Dir(parent))
		if err == nil {
			return safeAbove(above)
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return &DiskError{Op: DiskList, Path: parent, Err: err}
		}
		parent = filepath.Dir(parent)
	}
	return nil
}

func safeAbove(dir string) error {
	for {
		if err := safeDir(dir, false); err != nil {
			return err
		}
		if dir == filepath.Dir(dir) {
			return nil
		}
		dir = filepath.Dir(dir)
	}
}

// safeDir looks at one directory; own: it has to be ours. Of a sticky one above, which anybody may share, only the owner counts.
func safeDir(dir string, own bool) error {
	info, err := os.Lstat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return &DiskError{Op: DiskList, Path: dir, Err: err}
	}
	who := ownerOf(info)
	refused := &UnsafeDirError{Path: dir, Owner: who.name(), Mode: info.Mode()}
	others := info.Mode().Perm() & 0o002
	if !who.privateGroup() {
		others |= info.Mode().Perm() & 0o020
	}
	switch {
	case !info.IsDir():
		refused.Why = UnsafeLink
	case !who.me() && (own || !who.root()):
		refused.Why = UnsafeOwner
	case others != 0 && (own || info.Mode()&fs.ModeSticky == 0):
		refused.Why = UnsafeWritable
	default:
		return nil
	}
	return refused
}
