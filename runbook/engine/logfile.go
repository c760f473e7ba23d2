package engine

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

func logPath(dir, step string, attempt int) string {
	return filepath.Join(dir, "output", fmt.Sprintf("%s.%d.log", step, attempt))
}

// ReadLog is the end of an attempt's log, at most limit bytes, starting at a line.
func ReadLog(dir, step string, attempt int, limit int64) ([]byte, error) {
	data, _, err := readLog(dir, step, attempt, limit)
	return data, err
}

// readLog is ReadLog that also tells whether it is the whole log.
func readLog(dir, step string, attempt int, limit int64) (data []byte, whole bool, err error) {
	file, err := os.Open(logPath(dir, step, attempt))
	if err != nil {
		return nil, false, fmt.Errorf("read output of %s: %w", step, err)
	}
	defer func() { _ = file.Close() }()
	data, whole, err = tail(file, limit)
	if err != nil {
		return nil, false, fmt.Errorf("read output of %s: %w", step, err)
	}
	return data, whole, nil
}

// tail reads the end of a file, from the start of a line where it is cut; of a last
// line that is longer than the limit, its end.
func tail(file *os.File, limit int64) (data []byte, whole bool, err error) {
	info, err := file.Stat()
	if err != nil {
		return nil, false, err
	}
	from := max(0, info.Size()-limit)
	data, err = io.ReadAll(io.NewSectionReader(file, from, limit))
	if err != nil || from == 0 {
		return data, from == 0, err
	}
	if i := bytes.IndexByte(data, '\n'); i >= 0 && i+1 < len(data) {
		return data[i+1:], false, nil
	}
	return data, false, nil
}
