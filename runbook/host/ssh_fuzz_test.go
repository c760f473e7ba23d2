package host

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kevinburke/ssh_config"

	"paso/runbook/fuzztest"
)

// FuzzSSHConfig: whatever an ssh_config holds, it is refused or every destination gets settings that can be used.
func FuzzSSHConfig(f *testing.F) {
	f.Add("Host web *.example !old\n  HostName %h.example\n  Port 2222\n  IdentityFile ~/.ssh/%n-%r\nHost *\n  ProxyJump a,b@c:1\n", "web")
	f.Add("Match host x\n User y\n", "a@x:9")
	f.Add("HostKeyAlgorithms +ssh-rsa\nUserKnownHostsFile \"~/a b\" %d/c %%\nGlobalKnownHostsFile none\n", "[::1]:22")
	f.Add("Host \"a b\" c=\"d\" # e\nUser=\"x\ty\"\n\tPort = 1\r\n", "ssh://u@h")
	f.Add("Host "+strings.Repeat("*", 60)+"a\n User x\n", strings.Repeat("a", 60))
	f.Add("Host x\n  Include nowhere\n", "x")
	home := f.TempDir()
	f.Setenv("HOME", home)
	f.Fuzz(func(t *testing.T, text, destination string) {
		if includes(text) {
			return // a file of this machine is no input
		}
		var s settings
		var err error
		fuzztest.Quick(t, func() {
			var parsed *ssh_config.Config
			if parsed, err = parseSSHConfig([]byte(text)); err != nil {
				return
			}
			c := clientConfig{files: []*ssh_config.Config{parsed}, names: []string{"config"}, home: home, me: "me"}
			s, err = c.lookup(destination)
		})
		if err != nil {
			return
		}
		if s.hostName == "" || s.port == "" || s.user == "" {
			t.Fatalf("no destination: %+v", s)
		}
		if s.hostKeyAlgorithms != "" {
			algorithmsFor(s.hostKeyAlgorithms, nil)
		}
	})
}

// includes holds where a text names another file, in any spelling.
func includes(text string) bool {
	return strings.Contains(strings.ToLower(text), "include ") && !strings.Contains(text, "Include nowhere\n")
}

// FuzzKnownHosts: whatever known_hosts holds, it is refused as such or asked about a host without a panic.
func FuzzKnownHosts(f *testing.F) {
	key := "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ5bMK2SFXh7xv3dvHwbtsKFr/0PVMsAc0xJYGKbxoVD"
	for _, line := range []string{
		"host,[10.0.0.1]:2222 " + key, "@revoked * " + key, "@cert-authority *.example,!a.example " + key + " comment",
		"|1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|3988QV0VE8wmZL7suNrYQLITLCg= " + key, "|1|x|y " + key, "# c\n\nhost ssh-rsa AAAA",
		strings.Repeat("*", 40) + "b " + key,
	} {
		f.Add(line+"\n", "host")
	}
	file := filepath.Join(f.TempDir(), "known_hosts")
	f.Fuzz(func(t *testing.T, text, alias string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		fuzztest.Quick(t, func() {
			k := keyCheck{settings: settings{alias: alias, hostName: alias, port: "22", userKnownHosts: []string{file}, strict: true}}
			k.algorithms()
		})
	})
}
