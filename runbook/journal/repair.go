package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
)

// Torn tells of the incomplete last line that Open found and moved aside.
type Torn struct {
	File   string
	Aside  string // the file which holds it now
	Line   int    // the line which it would have been, 1 for the first
	Offset int64  // bytes in the journal before it
	Size   int    // its bytes
}

// Message names the text for the operator.
func (t *Torn) Message() (id string, args map[string]string) {
	return "journal.torn", map[string]string{
		"File": t.File, "Aside": t.Aside, "Line": strconv.Itoa(t.Line),
		"Offset": strconv.FormatInt(t.Offset, 10), "Size": strconv.Itoa(t.Size),
	}
}

// repair moves the torn tail of the journal f in dir aside. The copy is on the disk before the journal is cut, so a crash in
// between leaves the tail twice and never nowhere.
func repair(d disk, dir string, f file, found scanned) (*Torn, error) {
	aside, err := setAside(d, dir, found.tail)
	if err != nil {
		return nil, err
	}
	if err := f.Truncate(found.end.offset); err != nil {
		return nil, err
	}
	return &Torn{
		File: fileIn(dir), Aside: aside,
		Line: len(found.records) + 1, Offset: found.end.offset, Size: len(found.tail),
	}, nil
}

// setAside writes tail into the first journal.torn-N that is free, and returns its path.
func setAside(d disk, dir string, tail []byte) (string, error) {
	for n := 1; ; n++ {
		path := filepath.Join(dir, fmt.Sprintf("journal.torn-%d", n))
		f, err := d.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		_, err = f.Write(tail)
		if err = errors.Join(err, f.Sync(), f.Close(), d.SyncDir(dir)); err != nil {
			return "", err
		}
		return path, nil
	}
}
