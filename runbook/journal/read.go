package journal

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Read returns the records of the journal in dir without taking its lock, so also while it is being written; a last line
// that has no newline yet is left out. Its errors are *AbsentError, *DamageError and those of the file system.
func Read(dir string) ([]Record, error) { return read(osDisk{}, dir) }

func read(d disk, dir string) ([]Record, error) {
	f, err := d.OpenFile(fileIn(dir), os.O_RDONLY)
	if err != nil {
		return nil, openError(dir, err)
	}
	found, err := scan(f, fileIn(dir))
	return found.records, errors.Join(err, f.Close())
}

func fileIn(dir string) string { return filepath.Join(dir, "journal.jsonl") }

func openError(dir string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return &AbsentError{Dir: dir}
	}
	return &FileError{File: fileIn(dir), Op: OpOpen, Err: err}
}
