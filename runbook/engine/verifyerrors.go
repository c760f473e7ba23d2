package engine

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"paso/runbook"
)

// errScript says that an attempt is recorded with another script than the one that its hash is of.
var errScript = errors.New("its script is not the one that it names")

// RecordError is a record that paso would not have written where it stands.
type RecordError struct {
	Seq uint64
	Err error
}

func (e *RecordError) Error() string { return fmt.Sprintf("verify run: record %d: %v", e.Seq, e.Err) }
func (e *RecordError) Unwrap() error { return e.Err }

// Message is the error for the catalogue.
func (e *RecordError) Message() (string, map[string]string) {
	var illegal *runbook.IllegalError
	record := strconv.FormatUint(e.Seq, 10)
	switch {
	case errors.As(e.Err, &illegal):
		return "engine.verify.illegal", map[string]string{"Record": record, "Event": illegal.Event}
	case errors.Is(e.Err, errScript):
		return "engine.verify.script", map[string]string{"Record": record}
	}
	return "engine.verify.record", map[string]string{"Record": record, "Why": e.Err.Error()}
}

// BookError is a runbook that is not the one of the run, or a journal of another run.
type BookError struct{ ID, Of string }

func (e *BookError) Error() string {
	return fmt.Sprintf("verify run %s: the journal of %s and the runbook beside it are not of one run", e.ID, e.Of)
}

// Message is the error for the catalogue.
func (e *BookError) Message() (string, map[string]string) {
	if e.ID != e.Of {
		return "engine.verify.other", map[string]string{"Run": e.ID, "Other": e.Of}
	}
	return "engine.verify.book", map[string]string{"Run": e.ID}
}

// FileChangedError is a log or a report that is not as it was recorded.
type FileChangedError struct {
	File           string
	Gone           bool
	Size, Recorded int64 // bytes
}

func (e *FileChangedError) Error() string {
	if e.Gone {
		return fmt.Sprintf("verify run: %s is gone", e.File)
	}
	return fmt.Sprintf("verify run: %s was changed: %d bytes, recorded with %d", e.File, e.Size, e.Recorded)
}

// Message is the error for the catalogue.
func (e *FileChangedError) Message() (string, map[string]string) {
	if e.Gone {
		return "engine.verify.gone", map[string]string{"File": e.File}
	}
	return "engine.verify.changed", map[string]string{
		"File": e.File, "Size": strconv.FormatInt(e.Size, 10), "Recorded": strconv.FormatInt(e.Recorded, 10),
	}
}

// UnknownLogError is a log of which no attempt is recorded.
type UnknownLogError struct{ File string }

func (e *UnknownLogError) Error() string {
	return fmt.Sprintf("verify run: %s is the log of no recorded attempt", e.File)
}

// Message is the error for the catalogue.
func (e *UnknownLogError) Message() (string, map[string]string) {
	return "engine.verify.unknownlog", map[string]string{"File": e.File}
}

// WitnessError is a record that somebody knows of and the journal does not hold.
type WitnessError struct {
	Witness Witness
	Have    int // records of the journal
}

func (e *WitnessError) Error() string {
	return fmt.Sprintf("verify run: the %s knows record %d, which the journal of %d lacks", e.Witness.By, e.Witness.Head.Seq, e.Have)
}

// Message is the error for the catalogue.
func (e *WitnessError) Message() (string, map[string]string) {
	args := map[string]string{
		"Record": strconv.FormatUint(e.Witness.Head.Seq, 10), "Hash": e.Witness.Head.Hash, "Have": strconv.Itoa(e.Have),
	}
	switch {
	case e.Witness.By == ByPerson:
		return "engine.verify.person", args
	case e.Witness.Head.Seq > uint64(e.Have): //nolint:gosec // a count is not negative
		return "engine.verify.cut." + string(e.Witness.By), args
	}
	return "engine.verify.anew." + string(e.Witness.By), args
}

// sumOf is the size and the hash of a file.
func sumOf(name string) (runbook.KeptLog, error) {
	f, err := os.Open(name)
	if err != nil {
		return runbook.KeptLog{}, err
	}
	sum := sha256.New()
	size, err := io.Copy(sum, f)
	return runbook.KeptLog{Size: size, SHA256: hex.EncodeToString(sum.Sum(nil))}, errors.Join(err, f.Close())
}
