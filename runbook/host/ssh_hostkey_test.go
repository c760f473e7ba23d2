//go:build linux

package host

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"sync"
	"testing"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"
)

// answering is an Asker that remembers what it was asked.
type answering struct {
	mu     sync.Mutex
	asked  []Question
	answer func(Question) (string, error)
}

func (a *answering) Ask(_ context.Context, q Question) (string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.asked = append(a.asked, q)
	return a.answer(q)
}

func (a *answering) count() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.asked)
}

func says(answer string) *answering {
	return &answering{answer: func(Question) (string, error) { return answer, nil }}
}

func dialled(t *testing.T, c Config) error {
	t.Helper()
	h, err := Open(bounded(t), c)
	if err != nil {
		return err
	}
	if err := h.Close(); err != nil {
		t.Error(err)
	}
	return nil
}

func (a *account) config(asker Asker) Config {
	return Config{Destination: "staging", SSHConfig: a.configFile, RunID: "run-1", Asker: asker}
}

func TestUnknownHostKey(t *testing.T) {
	a := newAccount(t)
	server := startServer(t, anyKeyOf(a.signer.PublicKey()))
	a.configure(t, "staging", server, "")
	write(t, a.knownHosts, "# no newline at the end")
	fingerprint := ssh.FingerprintSHA256(server.hostKey.PublicKey())

	var unknown *HostKeyError
	for _, asker := range []Asker{nil, says("no"), says("")} {
		if err := dialled(t, a.config(asker)); !errors.As(err, &unknown) || unknown.Changed || unknown.Fingerprint != fingerprint {
			t.Errorf("error %v", err)
		}
	}
	yes := says("yes")
	if err := dialled(t, a.config(yes)); err != nil {
		t.Fatal(err)
	}
	q := yes.asked[0]
	if q.Kind != HostKey || q.Fingerprint != fingerprint || q.KeyType != "ssh-ed25519" || q.KnownHostsFile != a.knownHosts || q.Text != server.address || q.Host != "staging" {
		t.Errorf("%+v", q)
	}
	if err := dialled(t, a.config(nil)); err != nil {
		t.Errorf("it was accepted, and is asked again: %v", err)
	}
}

func TestStrictHostKeyCheckingAsksNobody(t *testing.T) {
	a := newAccount(t)
	server := startServer(t, anyKeyOf(a.signer.PublicKey()))
	a.configure(t, "staging", server, "StrictHostKeyChecking yes")
	yes := says("yes")
	var unknown *HostKeyError
	if err := dialled(t, a.config(yes)); !errors.As(err, &unknown) || yes.count() != 0 {
		t.Errorf("error %v, asked %d", err, yes.count())
	}
}

func TestChangedHostKey(t *testing.T) {
	a := newAccount(t)
	server := startServer(t, anyKeyOf(a.signer.PublicKey()))
	a.configure(t, "staging", server, "StrictHostKeyChecking no")
	old, _ := newKey(t)
	write(t, a.knownHosts, knownhosts.Line([]string{knownhosts.Normalize(server.address)}, old.PublicKey())+"\n")
	yes := says("yes")
	err := dialled(t, a.config(yes))
	var changed *HostKeyError
	if !errors.As(err, &changed) || !changed.Changed || yes.count() != 0 {
		t.Fatalf("error %v, asked %d", err, yes.count())
	}
	_, args := changed.Message()
	for _, want := range []string{ssh.FingerprintSHA256(server.hostKey.PublicKey()), ssh.FingerprintSHA256(old.PublicKey()), a.knownHosts + ":1"} {
		if !strings.Contains(fmt.Sprint(args), want) {
			t.Errorf("%v does not name %s", args, want)
		}
	}
}

// A line that cannot be read is skipped, as ssh does; but where nothing else is known of the host nobody is asked.
func TestMalformedKnownHosts(t *testing.T) {
	a := newAccount(t)
	server := startServer(t, anyKeyOf(a.signer.PublicKey()))
	a.configure(t, "staging", server, "")
	name := knownName("127.0.0.1", portOf(t, server.address))
	write(t, a.knownHosts, "# about this host:\n"+name+" ssh-ed25519 AAAA\n")
	yes := says("yes")
	err := dialled(t, a.config(yes))
	var malformed *KnownHostsError
	if !errors.As(err, &malformed) || !strings.Contains(err.Error(), a.knownHosts+":2: ") || yes.count() != 0 {
		t.Errorf("error %v", err)
	}
	appendTo(t, a.knownHosts, knownhosts.Line([]string{server.address}, server.hostKey.PublicKey())+"\n")
	if err := dialled(t, a.config(nil)); err != nil {
		t.Errorf("a good line beside it: %v", err)
	}
	write(t, a.knownHosts, "another.example ssh-ed25519 AAAA\n")
	if err := dialled(t, a.config(yes)); err != nil || yes.count() != 1 {
		t.Errorf("a line about another host: %v, asked %d", err, yes.count())
	}
}

// A known_hosts that cannot be read may say anything: nobody is asked to accept a key.
func TestUnreadableKnownHosts(t *testing.T) {
	a := newAccount(t)
	server := startServer(t, anyKeyOf(a.signer.PublicKey()))
	a.configure(t, "staging", server, "")
	if err := os.Mkdir(a.knownHosts, 0o700); err != nil {
		t.Fatal(err)
	}
	yes := says("yes")
	var unreadable *KnownHostsError
	if err := dialled(t, a.config(yes)); !errors.As(err, &unreadable) || !strings.Contains(err.Error(), a.knownHosts) || yes.count() != 0 {
		t.Errorf("error %v, asked %d", err, yes.count())
	}
}

// What StrictHostKeyChecking says decides whether a person is asked, and never makes paso accept by itself.
func TestStrictHostKeyCheckingNeverAcceptsSilently(t *testing.T) {
	for value, asks := range map[string]int{"no": 1, "off": 1, "accept-new": 1, "ask": 1, "yes": 0} {
		a := newAccount(t)
		server := startServer(t, anyKeyOf(a.signer.PublicKey()))
		a.configure(t, "staging", server, "StrictHostKeyChecking "+value)
		no := says("no")
		var unknown *HostKeyError
		if err := dialled(t, a.config(no)); !errors.As(err, &unknown) || unknown.Changed || no.count() != asks {
			t.Errorf("%s: error %v, asked %d", value, err, no.count())
		}
	}
}

func TestRevokedHostKeysFileIsNotIgnored(t *testing.T) {
	a := newAccount(t)
	server := startServer(t, anyKeyOf(a.signer.PublicKey()))
	a.knows(t, "staging", server, "RevokedHostKeys /etc/ssh/revoked")
	var config *SSHConfigError
	if err := dialled(t, a.config(nil)); !errors.As(err, &config) {
		t.Errorf("error %v", err)
	}
}

func TestRevokedHostKey(t *testing.T) {
	a := newAccount(t)
	server := startServer(t, anyKeyOf(a.signer.PublicKey()))
	a.knows(t, "staging", server, "")
	appendTo(t, a.knownHosts, "@revoked * "+string(ssh.MarshalAuthorizedKey(server.hostKey.PublicKey())))
	var revoked *HostKeyError
	if err := dialled(t, a.config(says("yes"))); !errors.As(err, &revoked) || !revoked.Revoked {
		t.Errorf("error %v", err)
	}
}

func TestHostKeyAlias(t *testing.T) {
	a := newAccount(t)
	server := startServer(t, anyKeyOf(a.signer.PublicKey()))
	a.configure(t, "staging", server, "HostKeyAlias the-real-name")
	write(t, a.knownHosts, knownhosts.Line([]string{"the-real-name"}, server.hostKey.PublicKey())+"\n")
	if err := dialled(t, a.config(nil)); err != nil {
		t.Error(err)
	}
}

func TestAskingCanBeCancelled(t *testing.T) {
	a := newAccount(t)
	server := startServer(t, anyKeyOf(a.signer.PublicKey()))
	a.configure(t, "staging", server, "")
	ctx, cancel := context.WithCancel(bounded(t))
	_, err := Open(ctx, a.config(&answering{answer: func(Question) (string, error) {
		cancel()
		return "", ctx.Err()
	}}))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func portOf(t *testing.T, address string) string {
	t.Helper()
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	return port
}
