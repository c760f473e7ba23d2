package journal

import (
	"bufio"
	"errors"
	"fmt"
	"io"
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
	return fmt.Errorf("open journal: %w", err)
}

// scanned is what a whole file holds.
type scanned struct {
	records []Record
	end     cursor // behind the last record
	tail    []byte // what follows there: the beginning of a line without its newline
}

// scan reads a journal to its end. On damage nothing is returned but the *DamageError.
func scan(r io.Reader, name string) (scanned, error) {
	found := scanned{end: start()}
	lines := bufio.NewReaderSize(r, 32<<10)
	for {
		line, err := readLine(lines)
		damage := Damage("")
		switch {
		case errors.Is(err, errLong):
			damage = DamageLength
		case errors.Is(err, io.EOF):
			found.tail = line
			return found, nil
		case err != nil:
			return scanned{}, fmt.Errorf("read journal: %w", err)
		}
		var record Record
		if damage == "" {
			record, damage = found.end.decode(line)
		}
		if damage != "" {
			return scanned{}, &DamageError{File: name, Line: len(found.records) + 1, Offset: found.end.offset, Damage: damage}
		}
		found.records = append(found.records, record)
		found.end = found.end.after(record, len(line)+1)
	}
}

var errLong = errors.New("line too long")

// readLine returns the next line without its newline, valid until the next call. At the end of the file it returns io.EOF and what is left,
// which had no newline. It never holds more than MaxLine bytes.
func readLine(r *bufio.Reader) ([]byte, error) {
	part, err := r.ReadSlice('\n')
	if err == nil {
		return part[:len(part)-1], nil
	}
	line := append([]byte(nil), part...)
	for errors.Is(err, bufio.ErrBufferFull) {
		part, err = r.ReadSlice('\n')
		if len(line)+len(part) > MaxLine {
			return nil, errLong
		}
		line = append(line, part...)
	}
	if err == nil {
		line = line[:len(line)-1]
	}
	return line, err
}
