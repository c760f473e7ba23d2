package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// A state file is JSON that is only ever replaced whole. Readers need no lock; writers take the one beside it.

// load reads a state file; one that does not exist yet is the zero value.
func load[T any](path string) (T, error) {
	var value T
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return value, nil
	}
	if err != nil {
		return value, err
	}
	if err := json.Unmarshal(raw, &value); err != nil {
		return value, fmt.Errorf("read %s: %w", filepath.Base(path), err)
	}
	return value, nil
}

// update changes a state file under its lock. Where change returns an error nothing is written.
func update[T any](path string, change func(*T) error) (err error) {
	lock := flock.New(path + ".lock")
	if err := lock.Lock(); err != nil {
		return fmt.Errorf("lock %s: %w", filepath.Base(path), err)
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	value, err := load[T](path)
	if err != nil {
		return err
	}
	if err := change(&value); err != nil {
		return err
	}
	return save(path, value)
}

// save replaces a state file in one move.
func save[T any](path string, value T) error {
	raw, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	return replace(path, append(raw, '\n'), 0o600)
}

// replace writes a file beside its place and moves it there, so that no reader ever sees half of it.
func replace(path string, data []byte, mode fs.FileMode) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	_, err = tmp.Write(data)
	err = errors.Join(err, tmp.Chmod(mode), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	return nil
}
