package engine

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"paso/runbook"
	"paso/runbook/journal"
)

// Store is the directory in which every run has one of its own, 0700: runbook.toml
// (the copy that is run), journal.jsonl, output/, the report.
type Store struct{ Root string }

// bookName is the copy of the runbook in a run's directory.
const bookName = "runbook.toml"

// NoRunError says that there is no such run, or one that never began.
type NoRunError struct {
	ID    string
	Empty bool // its directory is there, but paso was gone before the first record
}

func (e *NoRunError) Error() string {
	if e.ID == "" {
		return "find run: there is none yet"
	}
	if e.Empty {
		return fmt.Sprintf("read run %s: it never began, nothing of it is recorded", e.ID)
	}
	return fmt.Sprintf("find run: there is no %s", e.ID)
}

// Message is the error for the catalogue.
func (e *NoRunError) Message() (string, map[string]string) {
	if e.ID == "" {
		return "engine.norun.none", nil
	}
	if e.Empty {
		return "engine.norun.empty", map[string]string{"Run": e.ID}
	}
	return "engine.norun", map[string]string{"Run": e.ID}
}

// Dir is the directory of a run.
func (s Store) Dir(id string) string { return filepath.Join(s.Root, id) }

// NewID names a run after its moment; the suffix keeps two of the same second apart.
func NewID(now time.Time, suffix string) string {
	return now.Format(idTime) + "-" + suffix
}

// Create makes the directory of a new run with the copy of its runbook and an empty
// journal. A run that is there already stays as it is: fs.ErrExist. Where it fails, nothing is left of it.
func (s Store) Create(id string, book []byte) (*journal.Journal, error) {
	dir := s.Dir(id)
	if err := s.safe(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(s.Root, 0o700); err != nil {
		return nil, &DiskError{Op: DiskCreate, Path: s.Root, Err: err}
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, &DiskError{Op: DiskCreate, Path: dir, Err: err}
	}
	err := WriteFile(filepath.Join(dir, bookName), book)
	if err != nil {
		return nil, errors.Join(&DiskError{Op: DiskCreate, Path: dir, Err: err}, os.RemoveAll(dir))
	}
	j, err := journal.Create(dir)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return j, nil
}

// Find resolves an id, an unambiguous beginning of one, or "" for the newest run.
func (s Store) Find(id string) (string, error) {
	ids, err := s.ids()
	if err != nil {
		return "", err
	}
	if id == "" && len(ids) > 0 {
		return ids[0], nil
	}
	var found []string
	for _, known := range ids {
		if known == id {
			return known, nil
		}
		if id != "" && strings.HasPrefix(known, id) {
			found = append(found, known)
		}
	}
	if len(found) != 1 {
		return "", &NoRunError{ID: id}
	}
	return found[0], nil
}

// ids are the runs, newest first: by the second in their name, and within one by when
// the copy of their runbook was written.
func (s Store) ids() ([]string, error) {
	entries, err := os.ReadDir(s.Root)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, &DiskError{Op: DiskList, Path: s.Root, Err: err}
	}
	var ids []string
	began := map[string]time.Time{}
	for _, entry := range entries {
		if info, err := os.Stat(filepath.Join(s.Root, entry.Name(), bookName)); err == nil {
			ids = append(ids, entry.Name())
			began[entry.Name()] = info.ModTime()
		}
	}
	slices.SortFunc(ids, func(a, b string) int {
		return cmp.Or(strings.Compare(second(b), second(a)), began[b].Compare(began[a]), strings.Compare(b, a))
	})
	return ids, nil
}

// idTime is how a run's name begins.
const idTime = "20060102-150405"

// second is the part of a run's name that orders it.
func second(id string) string { return id[:min(len(id), len(idTime))] }

// Read folds a run from its directory without taking it: for history and reports.
func (s Store) Read(id string) (*runbook.Run, error) {
	book, err := s.book(id)
	if err != nil {
		return nil, err
	}
	records, err := journal.Read(s.Dir(id))
	if err != nil {
		return nil, err
	}
	run, _, err := fold(id, book, records)
	return run, err
}

// Taken is a run that was taken up for writing.
type Taken struct {
	Journal *journal.Journal
	Run     *runbook.Run
	History []runbook.Record
}

// Open takes a run up again: it folds the journal and holds it for writing.
func (s Store) Open(id string) (Taken, error) {
	book, err := s.book(id)
	if err != nil {
		return Taken{}, err
	}
	j, records, err := journal.Open(s.Dir(id))
	if err != nil {
		return Taken{}, err
	}
	run, history, err := fold(id, book, records)
	if err != nil {
		return Taken{}, errors.Join(err, j.Close())
	}
	return Taken{Journal: j, Run: run, History: history}, nil
}

// BookBytes is the runbook that the run is of, as it was when the run began.
func (s Store) BookBytes(id string) ([]byte, error) {
	if err := errors.Join(s.safe(), safeDir(s.Dir(id), true)); err != nil {
		return nil, err
	}
	name := filepath.Join(s.Dir(id), bookName)
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, &DiskError{Op: DiskRead, Path: name, Err: err}
	}
	return data, nil
}

func (s Store) book(id string) (*runbook.Runbook, error) {
	data, err := s.BookBytes(id)
	if err != nil {
		return nil, err
	}
	book, problems := runbook.Load(filepath.Join(s.Dir(id), bookName), data)
	if book == nil {
		return nil, runbook.Problems(problems)
	}
	return book, nil
}

// List reads every run, newest first. A run that cannot be read is named with its
// error, never left out.
func (s Store) List() ([]Listed, error) {
	ids, err := s.ids()
	if err != nil {
		return nil, err
	}
	all := make([]Listed, 0, len(ids))
	for _, id := range ids {
		run, err := s.Read(id)
		all = append(all, Listed{ID: id, Run: run, Err: err})
	}
	return all, nil
}

// Listed is a run of the store, or why it cannot be read.
type Listed struct {
	ID  string
	Run *runbook.Run
	Err error
}
