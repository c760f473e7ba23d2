package engine

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	digest "hash"
	"io"
	"os"
	"path/filepath"

	"paso/runbook"
	"paso/runbook/output"
)

// transcript is the log of one attempt as it is kept here: the host's stream with
// secrets overwritten. Invariant: a byte has the same offset in this file and on the host.
type transcript struct {
	step   string
	name   string
	file   logFile
	vault  *vault
	mask   *output.Mask
	of     int         // version of the vault that the mask was made from
	held   []byte      // raw bytes that the mask holds back
	offset int64       // of the next byte of the file
	sum    digest.Hash // of what is in the file
}

// logFile is what a transcript asks of its file: little, so that a test can let any call of it fail.
type logFile interface {
	io.ReadWriteCloser
	io.ReaderAt
	io.WriterAt
	Sync() error
	Truncate(size int64) error
}

// openLog opens a log on the disk of this machine, and makes it if need be.
func openLog(name string) (logFile, error) {
	return os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
}

// openTranscript opens an attempt's log where it ends.
func openTranscript(open func(name string) (logFile, error), dir, step string, attempt int, v *vault) (*transcript, error) {
	path := LogPath(dir, step, attempt)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, &LogError{Step: step, Cause: err}
	}
	file, err := open(path)
	if err != nil {
		return nil, &LogError{Step: step, Cause: err}
	}
	t := &transcript{step: step, name: path, file: file, vault: v, sum: sha256.New()}
	t.offset, err = io.Copy(t.sum, file) // what an earlier paso kept
	if err == nil {
		t.mask, t.of, err = v.mask()
	}
	if err != nil {
		return nil, &LogError{Step: step, Cause: errors.Join(err, file.Close())}
	}
	return t, nil
}

// wants is the offset of the stream's next byte that is not here yet.
func (t *transcript) wants() int64 { return t.offset + int64(len(t.held)) }

// write takes the next bytes of the stream and returns those that were settled and
// written, masked; they begin where the file ended. Valid until the next call.
func (t *transcript) write(raw []byte) ([]byte, error) {
	if t.vault.version() != t.of {
		// A secret was learnt: what is held back is looked at again, with the new mask.
		mask, version, err := t.vault.mask()
		if err != nil {
			return nil, &LogError{Step: t.step, Cause: err}
		}
		raw = append(t.held, raw...)
		t.mask, t.of, t.held = mask, version, nil
	}
	t.held = append(t.held, raw...)
	return t.settle(t.mask.Mask(raw, false))
}

// finish writes what is held back, and syncs: the whole log is on disk here. Where that failed nobody knows what is, and
// no second fsync would tell: the log is given up, and the next paso fetches it from the host anew.
func (t *transcript) finish() ([]byte, error) {
	safe, err := t.settle(t.mask.Flush())
	if err != nil {
		return nil, err
	}
	if err := t.file.Sync(); err != nil {
		return nil, &LogError{Step: t.step, Cause: errors.Join(err, os.Remove(t.name))}
	}
	return safe, nil
}

// kept is what the journal says of the log once it is finished.
func (t *transcript) kept() runbook.KeptLog {
	return runbook.KeptLog{Size: t.offset, SHA256: hex.EncodeToString(t.sum.Sum(nil))}
}

func (t *transcript) settle(safe []byte) ([]byte, error) {
	if len(safe) == 0 {
		return nil, nil
	}
	if _, err := t.file.WriteAt(safe, t.offset); err != nil {
		// A part may be in the file, cut where no mask would have cut it: what goes on behind it could be the rest of a secret.
		return nil, &LogError{Step: t.step, Cause: errors.Join(err, t.file.Truncate(t.offset))}
	}
	t.sum.Write(safe)
	t.offset += int64(len(safe))
	t.held = append(t.held[:0], t.held[len(safe):]...)
	return safe, nil
}

// tail is the last line of what is in the file, unfinished or not.
func (t *transcript) tail() string {
	last := make([]byte, min(t.offset, promptBytes))
	if _, err := t.file.ReadAt(last, t.offset-int64(len(last))); err != nil {
		return "" // a prompt without its text
	}
	return lastLine("", last)
}

func (t *transcript) close() { _ = t.file.Close() }

// LogError is a local log that cannot be written: the run stops before it loses anything.
type LogError struct {
	Step  string
	Cause error
}

func (e *LogError) Error() string { return fmt.Sprintf("write output of %s: %v", e.Step, e.Cause) }
func (e *LogError) Unwrap() error { return e.Cause }

// Message is the error for the catalogue.
func (e *LogError) Message() (string, map[string]string) {
	return "engine.log", map[string]string{"Step": e.Step, "Why": e.Cause.Error()}
}
