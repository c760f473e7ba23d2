package sandbox

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// unclaimed is how old a directory has to be that nobody has ever locked: whoever makes one locks it at once.
const unclaimed = time.Minute

// Sweep removes what a paso that was killed has left of a box: its processes and its directory. It is false, and nothing is
// touched, where somebody builds the box or serves it. That nobody wants to go on with it is the caller's to know.
func Sweep(ctx context.Context, dir string) (bool, error) {
	resolved, err := filepath.EvalSymlinks(dir)
	if err == nil {
		resolved, err = filepath.Abs(resolved)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	s := &Sandbox{layout: layout(resolved)}
	if _, err := os.Stat(s.at("state", "server.lock")); err != nil {
		info, err := os.Stat(resolved)
		if err != nil || time.Since(info.ModTime()) < unclaimed {
			return false, err
		}
	}
	if err := s.takeLock(); err != nil {
		return false, nil //nolint:nilerr // somebody has it: then it is not for us
	}
	return true, s.clear(ctx)
}
