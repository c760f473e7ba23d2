package host

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

// ReadFile reads a file of the host: absolute, or relative to the run's directory. fs.ErrNotExist, *DirectoryError.
func (h *Host) ReadFile(ctx context.Context, path string) ([]byte, error) {
	if err := validatePath(path); err != nil {
		return nil, fmt.Errorf("read file: %w", err)
	}
	out, err := h.exchange(ctx, program{verb: "read_file", inline: true, params: map[string]string{"path": path}}, nil, nil)
	if err != nil {
		return nil, err
	}
	return out.body, nil
}

// WriteFile writes a file of the host, whole or not at all, and makes its parents (0700). A path that is not absolute
// is relative to the run's directory.
func (h *Host) WriteFile(ctx context.Context, path string, content []byte, mode fs.FileMode) error {
	if err := validatePath(path); err != nil {
		return fmt.Errorf("write file: %w", err)
	}
	_, err := h.exchange(ctx, program{verb: "write_file", inline: true, params: map[string]string{
		"path": path, "size": strconv.Itoa(len(content)), "mode": fmt.Sprintf("%04o", mode.Perm()),
	}}, content, nil)
	return err
}

func validatePath(path string) error {
	if path == "" || strings.ContainsRune(path, 0) || strings.HasSuffix(path, "/") {
		return errors.New("the path does not name a file")
	}
	return nil
}
