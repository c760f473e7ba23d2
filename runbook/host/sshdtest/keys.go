//go:build unix

package sshdtest

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A KeyPair is two files that ssh-keygen wrote: Path, and Path.pub.
type KeyPair struct {
	Path   string
	Public string // "TYPE BASE64"
}

// NewKeyPair makes a key of a type that ssh-keygen knows: ed25519, ecdsa, rsa.
func NewKeyPair(t testing.TB, kind string) KeyPair {
	t.Helper()
	path := filepath.Join(t.TempDir(), kind)
	keygen(t, "-q", "-t", kind, "-N", "", "-C", "", "-f", path)
	text, err := os.ReadFile(path + ".pub")
	must(t, err)
	return KeyPair{Path: path, Public: strings.TrimSpace(string(text))}
}

// Certificate signs the key as a host's, and is the file of the certificate. The arguments are ssh-keygen's: -n
// principals, -V validity, -O option, -t algorithm.
func (k KeyPair) Certificate(t testing.TB, authority KeyPair, args ...string) string {
	t.Helper()
	public := filepath.Join(t.TempDir(), "host.pub")
	must(t, os.WriteFile(public, []byte(k.Public+"\n"), 0o600))
	keygen(t, append(append([]string{"-q", "-s", authority.Path, "-I", "host", "-h"}, args...), public)...)
	return strings.TrimSuffix(public, ".pub") + "-cert.pub"
}

// Hashed is a known_hosts with its names hashed, as ssh-keygen -H does it.
func Hashed(t testing.TB, known string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "known_hosts")
	must(t, os.WriteFile(path, []byte(known), 0o600))
	keygen(t, "-H", "-f", path)
	text, err := os.ReadFile(path)
	must(t, err)
	if bytes.Equal(text, []byte(known)) {
		t.Fatal("ssh-keygen -H has hashed nothing")
	}
	return string(text)
}

func keygen(t testing.TB, args ...string) {
	t.Helper()
	if out, err := exec.Command("ssh-keygen", args...).CombinedOutput(); err != nil {
		t.Fatalf("ssh-keygen %v: %v\n%s", args, err, out)
	}
}
