package engine

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// LogPath is where the whole log of an attempt lies, in the directory of its run.
func LogPath(dir, step string, attempt int) string {
	return filepath.Join(dir, "output", fmt.Sprintf("%s.%d.log", step, attempt))
}

// ReadLog is the end of an attempt's log, at most limit bytes, starting at a line.
func ReadLog(dir, step string, attempt int, limit int64) ([]byte, error) {
	log, err := readLog(dir, step, attempt, 0, limit)
	return log.Bytes, err
}

// readLog is the part of a log that ends at byte before, or at its end for 0.
func readLog(dir, step string, attempt int, before, limit int64) (Log, error) {
	file, err := os.Open(LogPath(dir, step, attempt))
	if err != nil {
		return Log{}, fmt.Errorf("read output of %s: %w", step, err)
	}
	defer func() { _ = file.Close() }()
	log, err := part(file, before, limit)
	if err != nil {
		return Log{}, fmt.Errorf("read output of %s: %w", step, err)
	}
	return log, nil
}

// part reads what ends at byte before, from the start of a line where it is cut; of a
// line that is longer than the limit, its end.
func part(file *os.File, before, limit int64) (Log, error) {
	info, err := file.Stat()
	if err != nil {
		return Log{}, err
	}
	end := info.Size()
	if before > 0 {
		end = min(before, end)
	}
	from := max(0, end-limit)
	data, err := io.ReadAll(io.NewSectionReader(file, from, end-from))
	if err != nil || from == 0 {
		return Log{Bytes: data}, err
	}
	if i := bytes.IndexByte(data, '\n'); i >= 0 && i+1 < len(data) {
		return Log{From: from + int64(i) + 1, Bytes: data[i+1:]}, nil
	}
	return Log{From: from, Bytes: data}, nil
}
