package journal

import (
	"errors"
	"io"
	"os"

	"github.com/gofrs/flock"
)

// file is what the journal asks of an open file.
type file interface {
	io.ReadWriteCloser
	Sync() error
	Truncate(size int64) error
}

// disk is what the journal asks of a file system: small, so that a test can let any call of it fail.
type disk interface {
	// MakeDir makes sure that dir is there and is its owner's alone.
	MakeDir(dir string) error
	// Lock takes path's lock for as long as the Closer is not closed; errLocked where another holds it. It never waits.
	Lock(path string) (io.Closer, error)
	// OpenFile is that of os, with mode 0600.
	OpenFile(path string, flag int) (file, error)
	// Rename puts a file in another's place.
	Rename(from, to string) error
	// SyncDir makes what was created in dir survive a power cut.
	SyncDir(dir string) error
}

var errLocked = errors.New("locked by another")

// osDisk is the file system of this machine.
type osDisk struct{}

func (osDisk) MakeDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return os.Chmod(dir, 0o700)
}

func (osDisk) Lock(path string) (io.Closer, error) {
	lock := flock.New(path)
	ok, err := lock.TryLock()
	if err == nil && !ok {
		err = errLocked
	}
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return lock, nil
}

func (osDisk) OpenFile(path string, flag int) (file, error) {
	f, err := os.OpenFile(path, flag, 0o600)
	if err != nil {
		return nil, err
	}
	return f, nil
}

func (osDisk) Rename(from, to string) error { return os.Rename(from, to) }

func (osDisk) SyncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
