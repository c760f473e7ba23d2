package journal

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"syscall"
	"testing"
)

// memoryDisk is a disk in memory. Fail, where set, is asked before each call and may answer with an error.
type memoryDisk struct {
	files map[string]*bytes.Buffer
	fail  func(op, path string) error
	short int // where not 0, a write stops after so many bytes without an error
	calls []string
}

func newMemoryDisk(content []byte) *memoryDisk {
	return &memoryDisk{files: map[string]*bytes.Buffer{"run/journal.jsonl": bytes.NewBuffer(bytes.Clone(content))}}
}

func (d *memoryDisk) content(path string) []byte {
	if f, ok := d.files[path]; ok {
		return f.Bytes()
	}
	return nil
}

func (d *memoryDisk) call(op, path string) error {
	d.calls = append(d.calls, op+" "+path)
	if d.fail == nil {
		return nil
	}
	return d.fail(op, path)
}

func (d *memoryDisk) MakeDir(dir string) error { return d.call("mkdir", dir) }
func (d *memoryDisk) SyncDir(dir string) error { return d.call("syncdir", dir) }

func (d *memoryDisk) Rename(from, to string) error {
	d.files[to] = d.files[from]
	delete(d.files, from)
	return d.call("rename", to)
}

func (d *memoryDisk) Lock(path string) (io.Closer, error) {
	return &memoryFile{disk: d, path: path}, d.call("lock", path)
}

func (d *memoryDisk) OpenFile(path string, flag int) (file, error) {
	if err := d.call("open", path); err != nil {
		return nil, err
	}
	_, ok := d.files[path]
	switch {
	case ok && flag&os.O_EXCL != 0:
		return nil, fs.ErrExist
	case !ok && flag&os.O_CREATE == 0:
		return nil, fs.ErrNotExist
	case !ok:
		d.files[path] = &bytes.Buffer{}
	}
	return &memoryFile{disk: d, path: path}, nil
}

type memoryFile struct {
	disk *memoryDisk
	path string
	at   int
}

func (f *memoryFile) Read(p []byte) (int, error) {
	if err := f.disk.call("read", f.path); err != nil {
		return 0, err
	}
	rest := f.disk.content(f.path)[f.at:]
	if len(rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p, rest)
	f.at += n
	return n, nil
}

func (f *memoryFile) Write(p []byte) (int, error) {
	err := f.disk.call("write", f.path)
	n := len(p)
	if err != nil {
		n /= 2
	}
	if f.disk.short > 0 {
		n = f.disk.short
	}
	f.disk.files[f.path].Write(p[:n])
	return n, err
}

func (f *memoryFile) Truncate(size int64) error {
	f.disk.files[f.path].Truncate(int(size))
	return f.disk.call("truncate", f.path)
}

func (f *memoryFile) Sync() error  { return f.disk.call("sync", f.path) }
func (f *memoryFile) Close() error { return f.disk.call("close", f.path) }

// failing answers one kind of call with an error.
func failing(op string, err error) func(string, string) error {
	return func(called, path string) error {
		if called != op {
			return nil
		}
		return &fs.PathError{Op: op, Path: path, Err: err}
	}
}

// After a failed write or fsync the journal takes nothing more and asks the disk for nothing more; what is in the file opens again.
func TestBrokenForGood(t *testing.T) {
	for _, test := range []struct {
		name  string
		harm  func(*memoryDisk)
		op    string
		cause error
		kept  int // records that a later Open finds
	}{
		{"disk full", func(d *memoryDisk) { d.fail = failing("write", syscall.ENOSPC) }, "write", syscall.ENOSPC, 1},
		{"write error", func(d *memoryDisk) { d.fail = failing("write", syscall.EIO) }, "write", syscall.EIO, 1},
		{"short write", func(d *memoryDisk) { d.short = 10 }, "write", io.ErrShortWrite, 1},
		{"fsync error", func(d *memoryDisk) { d.fail = failing("sync", syscall.EIO) }, "fsync", syscall.EIO, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := &memoryDisk{files: map[string]*bytes.Buffer{}}
			j, err := create(d, "run")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := j.Append([]byte(`"good"`)); err != nil {
				t.Fatal(err)
			}
			test.harm(d)
			_, first := j.Append([]byte(`"lost"`))
			broken, ok := errors.AsType[*BrokenError](first)
			if !ok || broken.Op != test.op || !errors.Is(first, test.cause) {
				t.Fatalf("got %v, want a *BrokenError of %s for %v", first, test.op, test.cause)
			}
			if _, args := broken.Message(); args["Why"] != test.cause.Error() {
				t.Errorf("the message says %q, want %q alone", args["Why"], test.cause)
			}
			d.fail, d.short, d.calls = nil, 0, nil // the disk is well again, which changes nothing
			if _, again := j.Append([]byte(`"more"`)); again != first {
				t.Errorf("second append: got %v, want the first failure", again)
			}
			if len(d.calls) != 0 {
				t.Errorf("a broken journal called %v", d.calls)
			}
			if err := j.Close(); err != nil {
				t.Fatal(err)
			}
			_, records, err := open(d, "run")
			if err != nil || len(records) != test.kept {
				t.Errorf("opened with %d records, %v, want %d", len(records), err, test.kept)
			}
		})
	}
}

// Every failure on the way to an open journal is reported, and gives file and lock back.
func TestOpenFailures(t *testing.T) {
	torn := []byte("torn")
	for _, op := range []string{"mkdir", "lock", "open", "read", "write", "truncate", "sync", "syncdir"} {
		for _, creating := range []bool{true, false} {
			if unused := map[bool][]string{true: {"read", "write", "truncate"}, false: {"mkdir"}}[creating]; slices.Contains(unused, op) {
				continue
			}
			d := newMemoryDisk(torn)
			d.fail = failing(op, syscall.EIO)
			var err error
			if creating {
				d.files = map[string]*bytes.Buffer{}
				_, err = create(d, "run")
			} else {
				_, _, err = open(d, "run")
			}
			if !errors.Is(err, syscall.EIO) {
				t.Errorf("%s, create %v: got %v, want it to report the failure", op, creating, err)
			}
			for _, held := range []string{"run/journal.jsonl", "run/journal.lock"} {
				got := slices.Contains(d.calls, "open "+held) || slices.Contains(d.calls, "lock "+held)
				failedThere := op == "open" || op == "lock" && held == "run/journal.lock"
				if got && !failedThere && !slices.Contains(d.calls, "close "+held) {
					t.Errorf("%s, create %v: %s was not given back: %v", op, creating, held, d.calls)
				}
			}
		}
	}
}

// A tail is on the disk, and its name too, before the journal is cut.
func TestTailIsSafeBeforeTheCut(t *testing.T) {
	d := newMemoryDisk([]byte("torn"))
	if _, _, err := open(d, "run"); err != nil {
		t.Fatal(err)
	}
	at := func(call string) int { return slices.Index(d.calls, call) }
	write, sync, dir := at("write run/journal.torn-1"), at("sync run/journal.torn-1"), at("syncdir run")
	cut, end := at("truncate run/journal.jsonl"), at("sync run/journal.jsonl")
	if write < 0 || !slices.IsSorted([]int{write, sync, dir, cut, end}) {
		t.Errorf("order of calls: %v", d.calls)
	}
}

// Nothing is acknowledged before its fsync.
func TestWriteThenSync(t *testing.T) {
	d := &memoryDisk{files: map[string]*bytes.Buffer{}}
	j, err := create(d, "run")
	if err != nil {
		t.Fatal(err)
	}
	d.calls = nil
	if _, err := j.AppendAll([][]byte{[]byte(`1`), []byte(`2`)}); err != nil {
		t.Fatal(err)
	}
	if want := []string{"write run/journal.jsonl", "sync run/journal.jsonl"}; !slices.Equal(d.calls, want) {
		t.Errorf("calls %v, want %v", d.calls, want)
	}
}
