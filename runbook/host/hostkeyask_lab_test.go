//go:build lab

package host

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"paso/runbook/host/sshdtest"
)

// TestAcceptedKeyIsOneThatSSHTakes: paso asks about the key that ssh would show, and what "yes" writes is known to ssh.
func TestAcceptedKeyIsOneThatSSHTakes(t *testing.T) {
	b := newHostKeyBench(t)
	for _, c := range []struct {
		name, config, kind, known string
		server                    *sshdtest.Server
	}{
		{name: "three keys", server: b.several, kind: "ssh-ed25519", known: "[127.0.0.1]:PORT ssh-ed25519"},
		{name: "rsa alone", server: b.onlyRSA, kind: "ssh-rsa", known: "[127.0.0.1]:PORT ssh-rsa"},
		{name: "hashed", server: b.several, config: "HashKnownHosts yes", kind: "ssh-ed25519", known: "|1|"},
		{name: "an alias", server: b.several, config: "HostKeyAlias Real", kind: "ssh-ed25519", known: "real ssh-ed25519"},
		{name: "a certificate of nobody known", server: b.signed["right"], kind: "ssh-ed25519", known: "[127.0.0.1]:PORT ssh-ed25519"},
	} {
		dir := t.TempDir()
		config := b.write(t, dir, agreement{server: c.server, known: "# no newline", config: "StrictHostKeyChecking ask\n" + c.config})
		if trusted, _ := sshTrusts(t, config); trusted {
			t.Fatalf("%s: ssh trusts it already", c.name)
		}
		yes := says("yes")
		if err := dialled(t, Config{Destination: sshdtest.Alias, SSHConfig: config, RunID: "run-1", Asker: yes}); err != nil || yes.count() != 1 {
			t.Fatalf("%s: %v, asked %d", c.name, err, yes.count())
		}
		if q := yes.asked[0]; q.KeyType != c.kind || !strings.HasPrefix(q.Fingerprint, "SHA256:") || !strings.Contains(shownBySSH(t, config), q.Fingerprint) {
			t.Errorf("%s: asked %+v\nssh shows %s", c.name, q, shownBySSH(t, config))
		}
		known := mustRead(t, filepath.Join(dir, "known_hosts"))
		if want := strings.Replace(c.known, "PORT", fmt.Sprint(c.server.Port), 1); !strings.HasPrefix(known, "# no newline\n"+want) {
			t.Errorf("%s: wrote %q", c.name, known)
		}
		trusted, said := sshTrusts(t, config)
		if !trusted {
			t.Errorf("%s: ssh does not take %q: %s", c.name, known, said)
		}
		t.Logf("%-30s asked by %-12s ssh afterwards: %s", c.name, yes.asked[0].KeyType, judged(trusted))
	}
}
