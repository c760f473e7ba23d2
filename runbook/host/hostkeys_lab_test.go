//go:build lab

package host

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"paso/runbook/host/sshdtest"
)

// An agreement is one case in which paso and ssh must decide alike. In known and config NAME is what known_hosts calls
// the server, PORT its port; ED, EC, RSA are its keys, OTHER a key that it does not have, CA an authority's.
type agreement struct {
	name   string
	server *sshdtest.Server
	known  string // known_hosts
	second string // DIR/second
	config string // more lines of ssh_config; the first value counts
	trust  bool   // what both are expected to say
}

// TestHostKeysAsSSH puts every case to ssh -o StrictHostKeyChecking=yes and to paso, against the same real sshd.
func TestHostKeysAsSSH(t *testing.T) {
	b := newHostKeyBench(t)
	cases := slices.Concat(b.plain(), b.named(), b.marked(), b.certified(), b.broken(), b.filed(), b.reached(t))
	rows := make([]string, len(cases))
	var all sync.WaitGroup
	places := make(chan struct{}, 8) // a login is mostly waiting
	for i, c := range cases {
		config := b.write(t, t.TempDir(), c)
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			bySSH, said := sshTrusts(t, config)
			byPaso, err := pasoTrusts(t, config)
			rows[i] = fmt.Sprintf("%-62s %-7s %-7s", c.name, judged(bySSH), judged(byPaso))
			if bySSH != c.trust || byPaso != bySSH {
				t.Errorf("%s: wanted %s\nssh: %s\npaso: %v", c.name, judged(c.trust), said, err)
			}
		})
	}
	all.Wait()
	t.Logf("%-62s %-7s %-7s\n%s\n%d cases", "case", "ssh", "paso", strings.Join(rows, "\n"), len(cases))
}

func judged(trusted bool) string {
	if trusted {
		return "accept"
	}
	return "refuse"
}

// sshTrusts asks ssh. A refusal of anything but the host key is a fault of the test.
func sshTrusts(t *testing.T, config string) (trusted bool, said string) {
	t.Helper()
	out, err := exec.CommandContext(bounded(t), "ssh", "-F", config, "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes", sshdtest.Alias, "true").CombinedOutput()
	if err == nil {
		return true, string(out)
	}
	if !strings.Contains(string(out), "Host key verification failed") {
		t.Errorf("ssh did not judge the host key: %v\n%s", err, out)
	}
	return false, string(out)
}

// pasoTrusts asks paso, which may not put a question and may give no other reason either.
func pasoTrusts(t *testing.T, config string) (bool, error) {
	t.Helper()
	asker := says("yes")
	err := dialled(t, Config{Destination: sshdtest.Alias, SSHConfig: config, RunID: "run-1", Asker: asker})
	var key *HostKeyError
	var file *KnownHostsError
	if err != nil && !errors.As(err, &key) && !errors.As(err, &file) {
		t.Errorf("paso did not judge the host key: %v", err)
	}
	if asker.count() > 0 {
		t.Errorf("paso asked: %+v", asker.asked)
	}
	return err == nil, err
}

// A hostKeyBench is the servers and keys of the cases.
type hostKeyBench struct {
	ed, ec, rsa, other, ca, caRSA sshdtest.KeyPair

	several *sshdtest.Server // offers all three keys
	onlyRSA *sshdtest.Server
	onlyEC  *sshdtest.Server
	signed  map[string]*sshdtest.Server // by what is the matter with the certificate
	ip      string                      // of this machine, not loopback
}

func newHostKeyBench(t *testing.T) *hostKeyBench {
	t.Helper()
	t.Setenv("HOME", t.TempDir())
	t.Setenv("SSH_AUTH_SOCK", "")
	pair := func(kind string) sshdtest.KeyPair { return sshdtest.NewKeyPair(t, kind) }
	b := &hostKeyBench{ed: pair("ed25519"), ec: pair("ecdsa"), rsa: pair("rsa"), other: pair("ed25519"), ca: pair("ed25519"), caRSA: pair("rsa"), signed: map[string]*sshdtest.Server{}}
	keys := []string{"HostKey " + b.ed.Path, "HostKey " + b.ec.Path, "HostKey " + b.rsa.Path}
	with := func(lines ...string) *sshdtest.Server { return sshdtest.Start(t, slices.Concat(lines, keys)...) }
	b.several = with("HostKeyAlgorithms ssh-ed25519,ecdsa-sha2-nistp256,rsa-sha2-512,rsa-sha2-256")
	b.onlyRSA = with("HostKeyAlgorithms rsa-sha2-512,rsa-sha2-256")
	b.onlyEC = with("HostKeyAlgorithms ecdsa-sha2-nistp256")
	for what, args := range map[string][]string{
		"right":     {"-n", "127.0.0.1"},
		"alias":     {"-n", "the-real-name"},
		"wrong":     {"-n", "another.example"},
		"wildcard":  {"-n", "127.*"},
		"nobody":    {},
		"expired":   {"-n", "127.0.0.1", "-V", "20200101:20200102"},
		"tomorrow":  {"-n", "127.0.0.1", "-V", "+1d:+2d"},
		"option":    {"-n", "127.0.0.1", "-O", "critical:unheard-of=1"},
		"rsa-sha2":  {"-n", "127.0.0.1", "-t", "rsa-sha2-512"},
		"rsa-sha1":  {"-n", "127.0.0.1", "-t", "ssh-rsa"},
		"two-names": {"-n", "another.example,127.0.0.1"},
	} {
		authority := b.ca
		if strings.HasPrefix(what, "rsa") {
			authority = b.caRSA
		}
		b.signed[what] = with("HostCertificate " + b.ed.Certificate(t, authority, args...))
	}
	b.ip = ownIPv4(t)
	return b
}

func ownIPv4(t *testing.T) string {
	t.Helper()
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range addresses {
		if n, ok := a.(*net.IPNet); ok && n.IP.To4() != nil && !n.IP.IsLoopback() {
			return n.IP.String()
		}
	}
	t.Fatal("this test needs an IPv4 address that is not loopback")
	return ""
}

// write makes ssh_config and known_hosts of a case.
func (b *hostKeyBench) write(t *testing.T, dir string, c agreement) string {
	t.Helper()
	port := fmt.Sprint(c.server.Port)
	fill := strings.NewReplacer("NAME", "[127.0.0.1]:"+port, "PORT", port, "DIR", dir, "ADDRESS", b.ip, "OTHER", b.other.Public,
		"CARSA", b.caRSA.Public, "CA", b.ca.Public, "ED", b.ed.Public, "EC", b.ec.Public, "RSA", b.rsa.Public)
	known, config := filepath.Join(dir, "known_hosts"), filepath.Join(dir, "ssh_config")
	write(t, known, fill.Replace(c.known))
	write(t, filepath.Join(dir, "second"), fill.Replace(c.second))
	if err := os.Symlink("loop", filepath.Join(dir, "loop")); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(c.name, "hashed by ssh-keygen") {
		write(t, known, sshdtest.Hashed(t, mustRead(t, known)))
	}
	base := mustRead(t, c.server.SSHConfig)
	base = strings.Replace(base, "  UserKnownHostsFile "+c.server.Known, "  UserKnownHostsFile "+known+"\n  UpdateHostKeys no", 1)
	extra := strings.NewReplacer("PORT", port, "DIR", dir).Replace(c.config)
	head, rest, _ := strings.Cut(base, "\n")
	write(t, config, head+"\n"+extra+"\n"+rest)
	return config
}

// shownBySSH is what ssh tells of the server's key when nothing is known.
func shownBySSH(t *testing.T, config string) string {
	t.Helper()
	out, _ := exec.CommandContext(bounded(t), "ssh", "-v", "-F", config, "-o", "BatchMode=yes", "-o", "UserKnownHostsFile=/dev/null", "-o", "StrictHostKeyChecking=yes", sshdtest.Alias, "true").CombinedOutput()
	return string(out)
}
