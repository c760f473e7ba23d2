package host

import (
	"fmt"
	"io"
	"os"

	"github.com/kevinburke/ssh_config"
)

// The most bytes of the files of ssh that are read. The largest that people have are a tenth of it.
const (
	maxSSHConfig  = 4 << 20
	maxKnownHosts = 16 << 20
)

// readSSHFile reads one file, and no more of it than is allowed: it may be a device.
func readSSHFile(name string, most int) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(io.LimitReader(f, int64(most)+1))
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil && len(raw) > most {
		err = fmt.Errorf("%s is larger than %d MiB, the most that is read", name, most>>20)
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
