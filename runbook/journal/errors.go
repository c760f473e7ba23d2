package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"strconv"
)

// Damage says which check a line failed.
type Damage string

// The kinds of damage.
const (
	DamageCRC      Damage = "crc"      // the checksum is not that of the line, or is no checksum
	DamageJSON     Damage = "json"     // the line is not a record
	DamageSequence Damage = "sequence" // the number is not one more than that of the line before
	DamageChain    Damage = "chain"    // the hash is not that of the line before
	DamageLength   Damage = "length"   // the line is longer than MaxLine
)

// explain says in English what is wrong.
func (d Damage) explain() string {
	switch d {
	case DamageCRC:
		return "wrong checksum"
	case DamageJSON:
		return "not a record"
	case DamageSequence:
		return "record out of sequence"
	case DamageChain:
		return "record does not follow from the one before"
	case DamageLength:
		return "line longer than any record"
	}
	return string(d)
}

// DamageError refuses a journal of which one line cannot be trusted.
type DamageError struct {
	File   string
	Line   int   // 1 for the first
	Offset int64 // bytes in the file before that line
	Damage Damage
}

func (e *DamageError) Error() string {
	return fmt.Sprintf("journal %s damaged at line %d, byte %d: %s", e.File, e.Line, e.Offset, e.Damage.explain())
}

// Message names the text for the operator.
func (e *DamageError) Message() (id string, args map[string]string) {
	return "journal.damage." + string(e.Damage), map[string]string{
		"File": e.File, "Line": strconv.Itoa(e.Line), "Offset": strconv.FormatInt(e.Offset, 10),
	}
}

// BusyError says that another writer has the journal.
type BusyError struct{ Dir string }

func (e *BusyError) Error() string { return fmt.Sprintf("journal in %s has another writer", e.Dir) }

// Message names the text for the operator.
func (e *BusyError) Message() (id string, args map[string]string) {
	return "journal.busy", map[string]string{"Dir": e.Dir}
}

// ExistsError refuses to create a journal where there is one. It is an fs.ErrExist.
type ExistsError struct{ Dir string }

func (e *ExistsError) Error() string { return fmt.Sprintf("journal in %s exists already", e.Dir) }

// Unwrap lets errors.Is find fs.ErrExist.
func (e *ExistsError) Unwrap() error { return fs.ErrExist }

// Message names the text for the operator.
func (e *ExistsError) Message() (id string, args map[string]string) {
	return "journal.exists", map[string]string{"Dir": e.Dir}
}

// AbsentError says that there is no journal in a directory. It is an fs.ErrNotExist.
type AbsentError struct{ Dir string }

func (e *AbsentError) Error() string { return fmt.Sprintf("no journal in %s", e.Dir) }

// Unwrap lets errors.Is find fs.ErrNotExist.
func (e *AbsentError) Unwrap() error { return fs.ErrNotExist }

// Message names the text for the operator.
func (e *AbsentError) Message() (id string, args map[string]string) {
	return "journal.absent", map[string]string{"Dir": e.Dir}
}

// FileOp is what was tried with a file of a journal.
type FileOp string

// What is tried with the files of a journal.
const (
	OpCreate FileOp = "create" // a journal; nothing was begun
	OpLock   FileOp = "lock"
	OpOpen   FileOp = "open" // to append
	OpRead   FileOp = "read"
	OpRepair FileOp = "repair" // a torn tail; nothing was lost
	OpSync   FileOp = "sync"   // what was read, before anything follows from it
	OpClose  FileOp = "close"
)

// FileError is a journal that the file system does not let be created, opened or read. Nothing was recorded or run.
type FileError struct {
	File string
	Op   FileOp
	Err  error
}

func (e *FileError) Error() string { return fmt.Sprintf("%s journal: %v", e.Op, e.Err) }
func (e *FileError) Unwrap() error { return e.Err }

// Message names the text for the operator.
func (e *FileError) Message() (id string, args map[string]string) {
	return "journal.file." + string(e.Op), map[string]string{"File": e.File, "Why": withoutPath(e.Err).Error()}
}

// BrokenError says that a write or an fsync failed, now or earlier. The journal takes nothing more.
type BrokenError struct {
	File string
	Op   string // "write" or "fsync"
	Err  error  // the first failure
}

func (e *BrokenError) Error() string {
	return fmt.Sprintf("journal %s is broken: %s: %v", e.File, e.Op, e.why())
}

func (e *BrokenError) Unwrap() error { return e.Err }

// Message names the text for the operator.
func (e *BrokenError) Message() (id string, args map[string]string) {
	return "journal.broken", map[string]string{"File": e.File, "Why": e.why().Error()}
}

func (e *BrokenError) why() error { return withoutPath(e.Err) }

// withoutPath is the failure without the path, which the message names already.
func withoutPath(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	return err
}

// ClosedError answers an Append after Close. It is an fs.ErrClosed.
type ClosedError struct{ File string }

func (e *ClosedError) Error() string { return fmt.Sprintf("journal %s is closed", e.File) }

// Unwrap lets errors.Is find fs.ErrClosed.
func (e *ClosedError) Unwrap() error { return fs.ErrClosed }

// Message names the text for the operator.
func (e *ClosedError) Message() (id string, args map[string]string) {
	return "journal.closed", map[string]string{"File": e.File}
}

// BodyError refuses a body before anything is written; the journal stays usable.
type BodyError struct {
	File string
	Size int   // bytes of the line that it would make, 0 where the body is not JSON
	Err  error // what is wrong with the JSON, nil where it is too long
}

func (e *BodyError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("record for journal %s is not JSON: %v", e.File, e.Err)
	}
	return fmt.Sprintf("record of %d bytes for journal %s is longer than %d", e.Size, e.File, MaxLine)
}

func (e *BodyError) Unwrap() error { return e.Err }

// Message names the text for the operator.
func (e *BodyError) Message() (id string, args map[string]string) {
	if e.Err != nil {
		return "journal.not-json", map[string]string{"File": e.File}
	}
	return "journal.too-long", map[string]string{
		"File": e.File, "Size": strconv.Itoa(e.Size), "Max": strconv.Itoa(MaxLine),
	}
}
