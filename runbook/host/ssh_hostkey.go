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

	"github.com/skeema/knownhosts"
	"golang.org/x/crypto/ssh"
	xknownhosts "golang.org/x/crypto/ssh/knownhosts"
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

// KnownHostsError: a known_hosts file that cannot be read. Cause names file and line. No key is accepted without it.
type KnownHostsError struct{ Cause error }

func (e *KnownHostsError) Error() string { return fmt.Sprintf("read known hosts: %v", e.Cause) }
func (e *KnownHostsError) Unwrap() error { return e.Cause }

// Message implements the catalogue's contract.
func (e *KnownHostsError) Message() (string, map[string]string) {
	return "host.known-hosts", map[string]string{"Why": strings.TrimPrefix(e.Cause.Error(), "knownhosts: ")}
}

// keyCheck decides on the host key of one hop.
type keyCheck struct {
	settings settings
	db       *knownhosts.HostKeyDB
	ask      func(Question) (string, error)
	failed   error // what the callback refused, for the handshake wraps it
}

func newKeyCheck(s settings, ask func(Question) (string, error)) (*keyCheck, error) {
	var files []string
	for _, name := range slices.Concat(s.userKnownHosts, s.globalKnownHosts) {
		if _, err := os.Stat(name); err == nil {
			if err := patternsInBounds(name); err != nil {
				return nil, &KnownHostsError{Cause: err}
			}
			files = append(files, name)
		}
	}
	db, err := knownhosts.NewDB(files...)
	if err != nil {
		return nil, &KnownHostsError{Cause: err}
	}
	return &keyCheck{settings: s, db: db, ask: ask}, nil
}

// place is the address under which the key is known.
func (k *keyCheck) place() string {
	if k.settings.hostKeyAlias != "" {
		return k.settings.hostKeyAlias + ":22"
	}
	return k.settings.address()
}

// algorithms prefers those of which a key is known, as ssh does: another type would look like a changed key.
func (k *keyCheck) algorithms() []string {
	all := ssh.SupportedAlgorithms().HostKeys
	if list := k.settings.hostKeyAlgorithms; list != "" {
		all = amend(all, list)
	}
	known := slices.DeleteFunc(k.db.HostKeyAlgorithms(k.place()), func(a string) bool { return !slices.Contains(all, a) })
	for _, a := range all {
		if !slices.Contains(known, a) {
			known = append(known, a)
		}
	}
	return known
}

// amend applies a list of ssh_config, which may begin with + (append), ^ (put in front) or - (leave out).
func amend(defaults []string, list string) []string {
	names := strings.Split(strings.TrimLeft(list, "+-^"), ",")
	switch list[0] {
	case '+':
		return slices.Concat(defaults, names)
	case '^':
		return slices.Concat(names, defaults)
	case '-':
		return slices.DeleteFunc(slices.Clone(defaults), func(a string) bool { return slices.Contains(names, a) })
	default:
		return names
	}
}

// check is the ssh.HostKeyCallback.
func (k *keyCheck) check(_ string, remote net.Addr, key ssh.PublicKey) error {
	k.failed = k.decide(remote, key)
	return k.failed
}

func (k *keyCheck) decide(remote net.Addr, key ssh.PublicKey) error {
	err := k.db.HostKeyCallback()(k.place(), remote, key)
	if err == nil {
		return nil
	}
	refused := &HostKeyError{Host: k.settings.alias, Fingerprint: ssh.FingerprintSHA256(key), KeyType: key.Type()}
	var mismatch *xknownhosts.KeyError
	var revoked *xknownhosts.RevokedError
	switch {
	case errors.As(err, &revoked):
		refused.Revoked = true
		return refused
	case !errors.As(err, &mismatch):
		return err // a certificate that does not hold
	case len(mismatch.Want) > 0:
		refused.Changed = true
		for _, want := range mismatch.Want {
			refused.Known = append(refused.Known, want.Key.Type()+" "+ssh.FingerprintSHA256(want.Key))
			refused.Places = append(refused.Places, fmt.Sprintf("%s:%d", want.Filename, want.Line))
		}
		return refused
	case k.settings.strict || len(k.settings.userKnownHosts) == 0:
		return refused
	}
	return k.accept(key, refused)
}

// accept asks a person, and remembers a "yes". "accept-new" and "no" of ssh_config ask too: a key is never accepted silently.
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
	return kept(file, remember(file, knownhosts.Line([]string{knownhosts.Normalize(k.place())}, key)))
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
