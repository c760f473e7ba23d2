package host

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"golang.org/x/crypto/ssh"
)

// A keyMark is what a line of known_hosts says about its key.
type keyMark string

const (
	markKey       keyMark = ""                // the host's own key
	markAuthority keyMark = "@cert-authority" // signs certificates of the host
	markRevoked   keyMark = "@revoked"        // never to be trusted for the host
)

// A knownKey is one line of known_hosts about a host.
type knownKey struct {
	mark  keyMark
	key   ssh.PublicKey
	place string // file:line
}

// knownKeys is all that the files of known_hosts say about one name of a host. The package of x/crypto is not used to
// judge, because it does not decide as ssh does: it lets one broken line spoil every host, knows no name without its
// port, takes "@revoked" for every host, and wildcards for port 22 only. TestHostKeysAsSSH holds the two together.
type knownKeys struct {
	keys   []knownKey
	broken error // the first line about this name, or file, that cannot be read; nothing unknown is accepted then
}

// readKnown reads what files say about a name as ssh writes it: host, or [host]:port.
func readKnown(files []string, name string) knownKeys {
	var known knownKeys
	for _, file := range files {
		text, err := readSSHFile(file, maxKnownHosts)
		switch {
		case err == nil:
			known.add(file, text, name)
		case !errors.Is(err, fs.ErrNotExist):
			known.spoil(err)
		}
	}
	return known
}

func (k *knownKeys) spoil(why error) {
	if k.broken == nil {
		k.broken = why
	}
}

func (k *knownKeys) add(file string, text []byte, name string) {
	number := 0
	for line := range bytes.SplitSeq(text, []byte("\n")) {
		number++
		place := fmt.Sprintf("%s:%d", file, number)
		found, about, err := parseKnownLine(string(line), name)
		switch {
		case !about:
		case err != nil: // ssh skips such a line; so do we, and say so where it could have mattered
			k.spoil(fmt.Errorf("%s: %w", place, err))
		default:
			found.place = place
			k.keys = append(k.keys, found)
		}
	}
}

// parseKnownLine reads one line; about says whether it concerns the name (or cannot be read so far as to tell).
func parseKnownLine(line, name string) (found knownKey, about bool, err error) {
	rest := strings.Trim(line, " \t\r")
	if rest == "" || rest[0] == '#' {
		return knownKey{}, false, nil
	}
	if rest[0] == '@' {
		word, after := nextWord(rest)
		found.mark, rest = keyMark(word), after
		if found.mark != markAuthority && found.mark != markRevoked || strings.HasPrefix(rest, "@") {
			return found, true, fmt.Errorf("unknown marker %q", word)
		}
	}
	names, rest := nextWord(rest)
	about, err = namesMatch(names, name)
	if err != nil || !about {
		return found, about, err
	}
	kind, rest := nextWord(rest)
	blob, _ := nextWord(rest)
	found.key, err = parseKnownKey(kind, blob)
	return found, true, err
}

func nextWord(s string) (word, rest string) {
	i := strings.IndexAny(s, " \t")
	if i < 0 {
		return s, ""
	}
	return s[:i], strings.TrimLeft(s[i:], " \t")
}

func parseKnownKey(kind, blob string) (ssh.PublicKey, error) {
	if kind == "" || blob == "" {
		return nil, errors.New("the line has no key")
	}
	raw, err := base64.StdEncoding.DecodeString(blob)
	if err != nil {
		return nil, fmt.Errorf("the key is not base64: %w", err)
	}
	key, err := ssh.ParsePublicKey(raw)
	if err != nil {
		return nil, fmt.Errorf("the key cannot be read: %w", err)
	}
	if key.Type() != kind {
		return nil, fmt.Errorf("the key is of type %s, and the line says %s", key.Type(), kind)
	}
	return key, nil
}
