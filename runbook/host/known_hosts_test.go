package host

import (
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
)

// The whole decision is held against ssh by TestHostKeysAsSSH, of which these are the parts.

func TestPatterns(t *testing.T) {
	for _, c := range []struct {
		list, name string
		want       bool
	}{
		{"*", "[127.0.0.1]:22022", true},
		{"a.example,B.example", "b.Example", true},
		{"*.example,!bad.example", "bad.example", false},
		{"!bad.example,*.example", "good.example", true},
		{"!bad.example", "good.example", false},
		{"host?", "host", false},
		{"host?", "host1", true},
		{"*a*b", "xxaxxb", true},
		{"*a*b", "xxaxxbc", false},
		{"", "host", false},
		{"**", "", true},
	} {
		if got := patternsMatch(c.list, c.name); got != c.want {
			t.Errorf("%q matches %q: %v", c.list, c.name, got)
		}
	}
	if wildcard(strings.Repeat("*a", 2000), strings.Repeat("a", 1000)+"b") { // exponential, if done badly
		t.Error("it matches")
	}
}

func TestAlgorithmsForAnUnknownHost(t *testing.T) {
	var plain []string
	for _, name := range algorithmsFor("", nil) {
		if !isCertificate(name) {
			plain = append(plain, name)
		}
	}
	if plain[0] != ssh.KeyAlgoED25519 || plain[1] != ssh.KeyAlgoECDSA256 || plain[4] != ssh.KeyAlgoRSASHA512 {
		t.Errorf("%v", plain)
	}
	for _, name := range plain {
		if name == ssh.KeyAlgoRSA {
			t.Error("SHA-1 by default")
		}
	}
}

// FuzzKnownLine: a line of known_hosts is no error that ends the program, and never a key without a line that says so.
func FuzzKnownLine(f *testing.F) {
	key := "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHPMN1v4+tYJXrPzoFMNxaBgQGbpCHIbCo1qUsYbYA4N"
	for _, line := range []string{
		"host " + key, "@revoked * " + key, "@cert-authority *,!host " + key, "|1|abc|def " + key, "host ssh-rsa AAAA",
		"@", "@a @b", "|", "|1||", " \t# comment", "host", "host\tssh-ed25519\tAAAA\t", strings.Repeat("*", 99) + " " + key,
	} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		found, about, err := parseKnownLine(line, "host")
		if err == nil && about && (found.key == nil || !strings.Contains(line, strings.Fields(string(ssh.MarshalAuthorizedKey(found.key)))[0])) {
			t.Errorf("%q: %+v", line, found)
		}
		if !about && found.key != nil {
			t.Errorf("%q: a key of another host", line)
		}
	})
}
