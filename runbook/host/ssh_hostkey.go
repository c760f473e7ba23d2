package host

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"
)

// HostKeyError: the host's key is not the one that is known, or not known and not accepted. Nothing was sent to it.
type HostKeyError struct {
	Host        string
	Changed     bool     // another key is known; false: none is, and nobody accepted this one
	Revoked     bool     // known_hosts marks this key @revoked
	Fingerprint string   // SHA256:… of the key that was offered
	KeyType     string   // of the key that was offered
	Known       []string // "type SHA256:…" of what is known
	Places      []string // file:line where it is known
}

func (e *HostKeyError) Error() string {
	switch {
	case e.Revoked:
		return fmt.Sprintf("host key of %s is revoked: %s %s", e.Host, e.KeyType, e.Fingerprint)
	case e.Changed:
		return fmt.Sprintf("host key of %s has changed: offered %s %s, known %s (%s)",
			e.Host, e.KeyType, e.Fingerprint, strings.Join(e.Known, ", "), strings.Join(e.Places, ", "))
	default:
		return fmt.Sprintf("host key of %s is unknown and was not accepted: %s %s", e.Host, e.KeyType, e.Fingerprint)
	}
}

// Message implements the catalogue's contract.
func (e *HostKeyError) Message() (string, map[string]string) {
	id := "host.key-unknown"
	if e.Changed {
		id = "host.key-changed"
	}
	if e.Revoked {
		id = "host.key-revoked"
	}
	return id, map[string]string{
		"Host": e.Host, "Offered": e.KeyType + " " + e.Fingerprint,
		"Known": strings.Join(e.Known, ", "), "Where": strings.Join(e.Places, ", "),
	}
}

// KnownHostsError: the key is unknown, and a known_hosts file, or a line about this host, cannot be read. Cause names
// file and line. Nobody is asked: what cannot be read may be what is known.
type KnownHostsError struct{ Cause error }

func (e *KnownHostsError) Error() string { return fmt.Sprintf("read known hosts: %v", e.Cause) }
func (e *KnownHostsError) Unwrap() error { return e.Cause }

// Message implements the catalogue's contract.
func (e *KnownHostsError) Message() (string, map[string]string) {
	return "host.known-hosts", map[string]string{"Why": e.Cause.Error()}
}

// keyCheck decides on the host key of one hop.
type keyCheck struct {
	settings settings
	ask      func(Question) (string, error)
	failed   error // what the callback refused, for the handshake wraps it
}

// algorithms is the order in which the host's keys are asked for.
func (k *keyCheck) algorithms() []string {
	files := slices.Concat(k.settings.userKnownHosts, k.settings.globalKnownHosts)
	return algorithmsFor(k.settings.hostKeyAlgorithms, readKnown(files, k.settings.knownName()).keys)
}

// check is the ssh.HostKeyCallback.
func (k *keyCheck) check(_ string, remote net.Addr, key ssh.PublicKey) error {
	k.failed = k.decide(remote, key)
	return k.failed
}

func (k *keyCheck) decide(remote net.Addr, offered ssh.PublicKey) error {
	judge := newJudge(k.settings, remote)
	decision, others := judge.judge(offered)
	key := offered
	if cert, ok := offered.(*ssh.Certificate); ok {
		key = cert.Key // it is the key that is shown and remembered, as in ssh
	}
	refused := &HostKeyError{Host: k.settings.alias, Fingerprint: ssh.FingerprintSHA256(key), KeyType: key.Type()}
	switch decision {
	case keyTrusted:
		return nil
	case keyRevoked:
		refused.Revoked = true
		return refused
	case keyChanged:
		refused.Changed = true
		for _, other := range others {
			refused.Known = append(refused.Known, other.key.Type()+" "+ssh.FingerprintSHA256(other.key))
			refused.Places = append(refused.Places, other.place)
		}
		return refused
	case keyUnknown:
	}
	if broken := judge.broken(); broken != nil {
		return &KnownHostsError{Cause: broken} // a line that cannot be read may be what is known of this host
	}
	if k.settings.strict || len(k.settings.userKnownHosts) == 0 {
		return refused
	}
	return k.accept(key, refused)
}

// accept asks a person, and remembers a "yes". "accept-new" and "no" of ssh_config ask too: a key is never accepted
// silently, and one that has changed is never asked about.
func (k *keyCheck) accept(key ssh.PublicKey, refused *HostKeyError) error {
	file := k.settings.userKnownHosts[0]
	answer, err := k.ask(Question{
		Kind: HostKey, Host: k.settings.alias, User: k.settings.user, Text: k.settings.address(), Echo: true,
		Fingerprint: refused.Fingerprint, KeyType: refused.KeyType, KnownHostsFile: file,
	})
	if errors.Is(err, errNobodyToAsk) || err == nil && answer != "yes" {
		return refused
	}
	if err != nil {
		return err
	}
	name := k.settings.knownName()
	if k.settings.hashKnownHosts {
		name = knownhosts.HashHostname(name)
	}
	return kept(file, remember(file, name+" "+strings.TrimSuffix(string(ssh.MarshalAuthorizedKey(key)), "\n")))
}

// remember appends a line to a known_hosts file, on a line of its own.
func remember(file, line string) (err error) {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return fmt.Errorf("remember host key: %w", err)
	}
	old, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("remember host key: %w", err)
	}
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("remember host key: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if len(old) > 0 && !bytes.HasSuffix(old, []byte("\n")) {
		line = "\n" + line
	}
	_, err = f.WriteString(line + "\n")
	return err
}

// errNobodyToAsk: the connection needs an answer and has no Asker.
var errNobodyToAsk = errors.New("nobody can be asked")

// asking puts questions with the clock of the handshake stopped.
func asking(ctx context.Context, asker Asker, clock *handshakeClock) func(Question) (string, error) {
	return func(q Question) (string, error) {
		if asker == nil {
			return "", errNobodyToAsk
		}
		clock.stop()
		defer clock.start()
		return asker.Ask(ctx, q)
	}
}
