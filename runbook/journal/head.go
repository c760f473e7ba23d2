package journal

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Head names a record that a journal has to hold: whoever knows it can tell whether records were cut off or written anew.
type Head struct {
	Seq  uint64 // 1 for the first
	Hash string // as in Record
}

// HeadOf is the head of these records, zero of none.
func HeadOf(records []Record) Head {
	if len(records) == 0 {
		return Head{}
	}
	last := records[len(records)-1]
	return Head{Seq: last.Seq, Hash: last.Hash}
}

// In tells whether the records hold it.
func (h Head) In(records []Record) bool {
	return h.Seq >= 1 && h.Seq <= uint64(len(records)) && records[h.Seq-1].Hash == h.Hash
}

func (h Head) String() string { return fmt.Sprintf("%d %s", h.Seq, h.Hash) }

// ParseHead reads what String wrote.
func ParseHead(s string) (Head, bool) {
	number, hash, _ := strings.Cut(s, " ")
	seq, err := strconv.ParseUint(number, 10, 64)
	if err != nil || seq == 0 || !IsHash(hash) {
		return Head{}, false
	}
	return Head{Seq: seq, Hash: hash}, true
}

// IsHash tells whether s has the form of a record's hash.
func IsHash(s string) bool { return len(s) == hashDigits && strings.Trim(s, "0123456789abcdef") == "" }

func headIn(dir string) string { return filepath.Join(dir, "journal.head") }

// ReadHead is the head that the last writer left in dir when it closed the journal; false where none did.
func ReadHead(dir string) (Head, bool, error) {
	f, err := os.Open(headIn(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return Head{}, false, nil
	}
	if err != nil {
		return Head{}, false, &FileError{File: headIn(dir), Op: OpRead, Err: err}
	}
	content, err := io.ReadAll(io.LimitReader(f, 1<<10))
	if err = errors.Join(err, f.Close()); err != nil {
		return Head{}, false, &FileError{File: headIn(dir), Op: OpRead, Err: err}
	}
	head, ok := ParseHead(strings.TrimSuffix(string(content), "\n"))
	return head, ok, nil
}

// keepHead leaves the head for later. Where the disk does not take it the older one stays, which is as true as before:
// only what was written since is then without a witness on this machine. No run is to end over that.
func (j *Journal) keepHead() {
	if j.end.seq == 0 {
		return
	}
	aside := headIn(j.dir) + ".new"
	f, err := j.disk.OpenFile(aside, os.O_WRONLY|os.O_CREATE|os.O_TRUNC)
	if err != nil {
		return
	}
	line := Head{Seq: j.end.seq, Hash: j.end.hash}.String() + "\n"
	n, err := f.Write([]byte(line))
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil && n == len(line) {
		_ = j.disk.Rename(aside, headIn(j.dir))
	}
}
