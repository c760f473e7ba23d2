package engine

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"paso/runbook/output"
)

// transcript is the log of one attempt as it is kept here: the host's stream with
// secrets overwritten. Invariant: a byte has the same offset in this file and on the host.
type transcript struct {
	step   string
	file   *os.File
	vault  *vault
	mask   *output.Mask
	of     int    // version of the vault that the mask was made from
	held   []byte // raw bytes that the mask holds back
	offset int64  // of the next byte of the file
}

// openTranscript opens an attempt's log where it ends.
func openTranscript(dir, step string, attempt int, v *vault) (*transcript, error) {
	path := LogPath(dir, step, attempt)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, &LogError{Step: step, Cause: err}
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, &LogError{Step: step, Cause: err}
	}
	t := &transcript{step: step, file: file, vault: v}
	info, err := file.Stat()
	if err == nil {
		t.offset = info.Size()
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

// finish writes what is held back, and syncs: the whole log is on disk here.
func (t *transcript) finish() ([]byte, error) {
	safe, err := t.settle(t.mask.Flush())
	if err != nil {
		return nil, err
	}
	if err := t.file.Sync(); err != nil {
		return nil, &LogError{Step: t.step, Cause: err}
	}
	return safe, nil
}

func (t *transcript) settle(safe []byte) ([]byte, error) {
	if len(safe) == 0 {
		return nil, nil
	}
	if _, err := t.file.WriteAt(safe, t.offset); err != nil {
		return nil, &LogError{Step: t.step, Cause: err}
	}
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
