package host

import (
	"fmt"
	"io"
	"os"

	"github.com/kevinburke/ssh_config"
)

// maxSSHConfig is the most bytes of an ssh_config. The largest that people have are a few hundred kilobytes.
const maxSSHConfig = 4 << 20

// readSSHConfig reads one file, and no more of it than is allowed: it may be a device.
func readSSHConfig(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(io.LimitReader(f, maxSSHConfig+1))
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil && len(raw) > maxSSHConfig {
		err = fmt.Errorf("larger than %d MiB, the most that is read", maxSSHConfig>>20)
	}
	return raw, err
}

// parseSSHConfig reads the text of one file, and of those that it includes. Where the parser gives up by a panic, that is
// an error like any other: a file is wrong, not the program.
func parseSSHConfig(raw []byte) (parsed *ssh_config.Config, err error) {
	defer func() {
		if r := recover(); r != nil {
			parsed, err = nil, fmt.Errorf("not understood: %v", r)
		}
	}()
	return ssh_config.DecodeBytes(raw)
}
