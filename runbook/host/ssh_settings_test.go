//go:build linux

package host

import (
	"errors"
	"net"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
	"time"
)

func TestSettings(t *testing.T) {
	home := localHome(t)
	path := filepath.Join(home, "config")
	write(t, path, `Host web
  HostName %h.example.com
  Port 2222
  User deploy
  IdentityFile ~/.ssh/%n-%r
  IdentityFile none
  UserKnownHostsFile ~/kh %d/kh2
Host *
  User fallback
  StrictHostKeyChecking yes
`)
	c, err := loadClientConfig(path)
	if err != nil {
		t.Fatal(err)
	}
	for destination, want := range map[string][3]string{
		"web":               {"web.example.com", "2222", "deploy"},
		"ana@web:99":        {"web.example.com", "99", "ana"},
		"other":             {"other", "22", "fallback"},
		"a@b@[::1]:2022":    {"::1", "2022", "a@b"},
		"::1":               {"::1", "22", "fallback"},
		"ssh://x@host:2000": {"host", "2000", "x"},
	} {
		s, err := c.lookup(destination)
		if err != nil || s.hostName != want[0] || s.port != want[1] || s.user != want[2] {
			t.Errorf("%s: %+v, %v", destination, s, err)
		}
	}
	s, err := c.lookup("web")
	if err != nil || !s.strict || !s.identitiesNamed ||
		!reflect.DeepEqual(s.identityFiles, []string{filepath.Join(home, ".ssh/web-deploy")}) ||
		!reflect.DeepEqual(s.userKnownHosts, []string{filepath.Join(home, "kh"), filepath.Join(home, "kh2")}) {
		t.Errorf("%+v, %v", s, err)
	}
	if s, err := c.lookup("other"); err != nil || s.identitiesNamed || len(s.identityFiles) != 3 {
		t.Errorf("%+v, %v", s, err)
	}
	if _, err := c.lookup("user@"); err == nil {
		t.Error("no host was taken")
	}
}

func TestSSHConfigThatCannotBeHonoured(t *testing.T) {
	home := localHome(t)
	for name, text := range map[string]string{
		"Match exec":   "Match exec \"true\"\n User x\n",
		"ProxyCommand": "Host *\n ProxyCommand nc %h %p\n",
		"missing":      "",
	} {
		path := filepath.Join(home, strings.ReplaceAll(name, " ", "-"))
		if text != "" {
			write(t, path, text)
		}
		_, err := Open(bounded(t), Config{Destination: "x", SSHConfig: path, RunID: "r"})
		var wrong *SSHConfigError
		if !errors.As(err, &wrong) || wrong.File != path {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAmend(t *testing.T) {
	const ed, ec, rsa = ssh.KeyAlgoED25519, ssh.KeyAlgoECDSA256, ssh.KeyAlgoRSASHA512
	for list, want := range map[string]string{
		rsa + ",sk-unheard-of," + ed: rsa + " " + ed, "+" + rsa: ed + " " + ec + " " + rsa, "+" + ed: ed + " " + ec,
		"^" + rsa: rsa + " " + ed + " " + ec, "-" + ed: ec, "-ssh-*": ec, "^ecdsa-*256": ec + " " + ed, "sk-unheard-of": "",
	} {
		if got := strings.Join(amend([]string{ed, ec}, list), " "); got != want {
			t.Errorf("%s: %s", list, got)
		}
	}
}

func TestUnreachable(t *testing.T) {
	a := newAccount(t)
	var unreachable *UnreachableError
	silent, err := net.Listen("tcp", "127.0.0.1:0") // accepts, and never says a word
	if err != nil {
		t.Fatal(err)
	}
	host, port, _ := net.SplitHostPort(silent.Addr().String())
	write(t, a.configFile, "Host *\n HostName "+host+"\n Port "+port+"\n")
	c := a.config(nil)
	c.ConnectTimeout = 50 * time.Millisecond
	if err := dialled(t, c); !errors.As(err, &unreachable) || unreachable.Address != silent.Addr().String() {
		t.Errorf("silent: %v", err)
	}
	if err := silent.Close(); err != nil {
		t.Fatal(err)
	}
	if err := dialled(t, a.config(nil)); !errors.As(err, &unreachable) || !strings.Contains(err.Error(), "refused") {
		t.Errorf("closed: %v", err)
	}
}
