package engine

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// nonceFile holds what sudo's prompt in this run is known by. It is no secret: every
// step has it in its environment. The next paso needs it to know a prompt that waits.
const nonceFile = "sudo-prompt"

// promptNonce is the same for every paso that has the run. Where it cannot be kept,
// a prompt that waits over a resume is one like any other: asked for, never answered
// by itself.
func (e *Engine) promptNonce() string {
	name := filepath.Join(e.o.Dir, nonceFile)
	kept, err := os.ReadFile(name)
	if nonce := strings.TrimSpace(string(kept)); err == nil && nonce != "" {
		return nonce
	}
	nonce := e.o.Rand()
	if errors.Is(err, fs.ErrNotExist) {
		_ = WriteFile(name, []byte(nonce+"\n"))
	}
	return nonce
}
