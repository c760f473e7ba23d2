package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// Journal is a journal open for writing.
//
// While it is open it holds the lock of its directory. What Append returned is on the disk. After a failed write or fsync
// it takes nothing more. Its methods may be called from several goroutines.
type Journal struct {
	disk disk
	dir  string
	name string
	lock io.Closer
	torn *Torn

	mu     sync.Mutex
	file   file
	end    cursor
	broken *BrokenError // the first failure, nil while there was none
	closed bool
}

// Create begins a journal in dir, which is made if need be and is its owner's alone afterwards. Its errors are *ExistsError where there is one
// already, *BusyError, and those of the file system.
func Create(dir string) (*Journal, error) { return create(osDisk{}, dir) }

func create(d disk, dir string) (*Journal, error) {
	if err := d.MakeDir(dir); err != nil {
		return nil, &FileError{File: dir, Op: OpCreate, Err: err}
	}
	lock, err := acquire(d, dir)
	if err != nil {
		return nil, err
	}
	f, err := d.OpenFile(fileIn(dir), os.O_RDWR|os.O_APPEND|os.O_CREATE|os.O_EXCL)
	if errors.Is(err, fs.ErrExist) {
		return nil, errors.Join(&ExistsError{Dir: dir}, lock.Close())
	}
	if err != nil {
		return nil, errors.Join(&FileError{File: fileIn(dir), Op: OpCreate, Err: err}, lock.Close())
	}
	err = errors.Join(f.Sync(), d.SyncDir(dir), d.SyncDir(filepath.Dir(dir)))
	if err != nil {
		return nil, errors.Join(&FileError{File: fileIn(dir), Op: OpCreate, Err: err}, f.Close(), lock.Close())
	}
	return &Journal{disk: d, dir: dir, name: fileIn(dir), lock: lock, file: f, end: start()}, nil
}

// Open opens the journal in dir to append to it, and returns what it holds, all of it on the disk. A torn tail is moved aside, and Torn tells of it.
// Its errors are *AbsentError, *BusyError, *DamageError and those of the file system.
func Open(dir string) (*Journal, []Record, error) { return open(osDisk{}, dir) }

func open(d disk, dir string) (*Journal, []Record, error) {
	// Without this look first, a mistyped directory would get a lock file, or an error about one.
	f, err := d.OpenFile(fileIn(dir), os.O_RDWR|os.O_APPEND)
	if err != nil {
		return nil, nil, openError(dir, err)
	}
	lock, err := acquire(d, dir)
	if err != nil {
		return nil, nil, errors.Join(err, f.Close())
	}
	j := &Journal{disk: d, dir: dir, name: fileIn(dir), lock: lock, file: f}
	records, err := j.load(d, dir)
	if err != nil {
		return nil, nil, errors.Join(err, f.Close(), lock.Close())
	}
	return j, records, nil
}

// load reads the file, repairs its tail, and makes sure that what it returns is on the disk.
func (j *Journal) load(d disk, dir string) ([]Record, error) {
	found, err := scan(j.file, j.name)
	if err != nil {
		return nil, err
	}
	if len(found.tail) > 0 {
		if j.torn, err = repair(d, dir, j.file, found); err != nil {
			return nil, &FileError{File: j.name, Op: OpRepair, Err: err}
		}
	}
	if err := errors.Join(j.file.Sync(), d.SyncDir(dir)); err != nil {
		return nil, &FileError{File: j.name, Op: OpSync, Err: err}
	}
	j.end = found.end
	return found.records, nil
}

func acquire(d disk, dir string) (io.Closer, error) {
	lock, err := d.Lock(filepath.Join(dir, "journal.lock"))
	if errors.Is(err, errLocked) {
		return nil, &BusyError{Dir: dir}
	}
	if err != nil {
		return nil, &FileError{File: dir, Op: OpLock, Err: err}
	}
	return lock, nil
}

// Torn tells what Open moved aside, nil where the journal ended with a whole line.
func (j *Journal) Torn() *Torn { return j.torn }

// Append adds one record and returns when it is on the disk. Body is one JSON value, and is compacted.
//
// A *BodyError means that nothing was written and the journal is as before. A *BrokenError means that the record may or
// may not be in the file, and that the journal takes nothing more.
func (j *Journal) Append(body []byte) (Record, error) {
	records, err := j.AppendAll([][]byte{body})
	if err != nil {
		return Record{}, err
	}
	return records[0], nil
}

// AppendAll adds several records with one write and one fsync. Errors as in Append; after a *BrokenError the first few of them may be in the file.
func (j *Journal) AppendAll(bodies [][]byte) ([]Record, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	switch {
	case j.closed:
		return nil, &ClosedError{File: j.name}
	case j.broken != nil:
		return nil, j.broken
	case len(bodies) == 0:
		return nil, nil
	}
	records, lines, end, err := j.encode(bodies)
	if err != nil {
		return nil, err
	}
	if err := j.write(lines); err != nil {
		j.broken = err
		return nil, err
	}
	j.end = end
	return records, nil
}

// encode makes the lines of bodies, to follow the last record.
func (j *Journal) encode(bodies [][]byte) (records []Record, lines []byte, end cursor, err error) {
	end = j.end
	for _, body := range bodies {
		var compact bytes.Buffer
		if err := json.Compact(&compact, body); err != nil {
			return nil, nil, cursor{}, &BodyError{File: j.name, Err: err}
		}
		record, line := end.encode(compact.Bytes())
		if len(line) > MaxLine {
			return nil, nil, cursor{}, &BodyError{File: j.name, Size: len(line)}
		}
		end = end.after(record, len(line))
		records, lines = append(records, record), append(lines, line...)
	}
	return records, lines, end, nil
}

// write puts lines into the file and onto the disk.
func (j *Journal) write(lines []byte) *BrokenError {
	n, err := j.file.Write(lines)
	if err == nil && n < len(lines) {
		err = io.ErrShortWrite
	}
	if err != nil {
		return &BrokenError{File: j.name, Op: "write", Err: err}
	}
	if err := j.file.Sync(); err != nil {
		return &BrokenError{File: j.name, Op: "fsync", Err: err}
	}
	return nil
}

// Close gives the file and the lock back, and leaves the head of the journal beside it. A second Close does nothing.
func (j *Journal) Close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.closed {
		return nil
	}
	j.closed = true
	if j.broken == nil {
		j.keepHead()
	}
	if err := errors.Join(j.file.Close(), j.lock.Close()); err != nil {
		return &FileError{File: j.name, Op: OpClose, Err: err}
	}
	return nil
}
