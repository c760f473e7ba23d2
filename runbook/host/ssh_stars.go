package host

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
)

// Limits of a known_hosts file. Patterns are matched by trying every place of every star (x/crypto), so the work grows with
// the length of a name to the power of the stars: forty of them in a name of twelve characters would take days.
const (
	maxStars      = 4 // in one pattern
	maxKnownHosts = 16 << 20
)

// patternsInBounds refuses a known_hosts file whose patterns could not be matched in time.
func patternsInBounds(file string) error {
	f, err := os.Open(file)
	if err != nil {
		return nil //nolint:nilerr // who reads the file itself says so
	}
	info, err := f.Stat()
	if err == nil && info.Size() > maxKnownHosts {
		err = fmt.Errorf("%s is larger than %d MiB, the most that is read", file, maxKnownHosts>>20)
	}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, maxKnownHosts)
	for n := 1; err == nil && lines.Scan(); n++ {
		words := bytes.Fields(lines.Bytes())
		if len(words) > 1 && bytes.HasPrefix(words[0], []byte("@")) {
			words = words[1:]
		}
		if len(words) == 0 || bytes.HasPrefix(words[0], []byte("#")) {
			continue
		}
		for pattern := range strings.SplitSeq(string(words[0]), ",") {
			if strings.Count(pattern, "*") > maxStars {
				err = fmt.Errorf("%s:%d: a pattern of hosts has more than %d stars", file, n, maxStars)
			}
		}
	}
	return errors.Join(err, f.Close())
}
