//go:build lab

package host

import (
	"fmt"
	"os/user"
	"strings"
	"testing"

	"paso/runbook/host/sshdtest"
)

// plain: keys by themselves.
func (b *hostKeyBench) plain() []agreement {
	s := b.several
	return []agreement{
		{name: "unknown", server: s},
		{name: "known", server: s, known: "NAME ED\n", trust: true},
		{name: "known by ed25519 only, as the staging server writes it", server: s, known: "NAME ED\n", trust: true},
		{name: "known by ecdsa only", server: s, known: "NAME EC\n", trust: true},
		{name: "known by rsa only", server: s, known: "NAME RSA\n", trust: true},
		{name: "known by all three", server: s, known: "NAME RSA\nNAME EC\nNAME ED\n", trust: true},
		{name: "known by rsa, and the server has it alone", server: b.onlyRSA, known: "NAME RSA\n", trust: true},
		{name: "known by ed25519, and the server offers rsa alone", server: b.onlyRSA, known: "NAME ED\n"},
		{name: "known by ed25519 and rsa, the server offers rsa alone", server: b.onlyRSA, known: "NAME ED\nNAME RSA\n", trust: true},
		{name: "changed", server: s, known: "NAME OTHER\n"},
		{name: "changed for ed25519, known by rsa", server: s, known: "NAME OTHER\nNAME RSA\n"},
		{name: "changed for ed25519, known by rsa, which it has alone", server: b.onlyRSA, known: "NAME OTHER\nNAME RSA\n", trust: true},
		{name: "an old key and the new one of a type", server: s, known: "NAME OTHER\nNAME ED\n", trust: true},
		{name: "several algorithms: + keeps what is known in front", server: s, known: "NAME RSA\n", config: "HostKeyAlgorithms +ssh-rsa", trust: true},
		{name: "several algorithms: - leaves the known one out", server: s, known: "NAME ED\n", config: "HostKeyAlgorithms -ssh-ed25519"},
		{name: "several algorithms: - with a pattern", server: s, known: "NAME RSA\n", config: "HostKeyAlgorithms -*ed25519*,ecdsa*", trust: true},
		{name: "several algorithms: ^ puts an unknown one in front", server: s, known: "NAME ED\n", config: "HostKeyAlgorithms ^rsa-sha2-512"},
		{name: "several algorithms: ^ puts the known one in front", server: s, known: "NAME RSA\n", config: "HostKeyAlgorithms ^rsa-sha2-512", trust: true},
		{name: "several algorithms: a list is taken in its order", server: s, known: "NAME RSA\n", config: "HostKeyAlgorithms ecdsa-sha2-nistp256,rsa-sha2-512"},
		{name: "several algorithms: a list with the known one alone", server: s, known: "NAME RSA\n", config: "HostKeyAlgorithms rsa-sha2-256", trust: true},
	}
}

// named: by what name a line is found.
func (b *hostKeyBench) named() []agreement {
	s := b.several
	return []agreement{
		{name: "with port, in a list of names", server: s, known: "a.example,NAME,b.example ED\n", trust: true},
		{name: "without its port", server: s, known: "127.0.0.1 ED\n", trust: true},
		{name: "without its port, by another type", server: s, known: "127.0.0.1 RSA\n"},
		{name: "without its port, another key", server: s, known: "127.0.0.1 OTHER\n"},
		{name: "with its port changed, without it known", server: s, known: "NAME OTHER\n127.0.0.1 ED\n"},
		{name: "with another port", server: s, known: "[127.0.0.1]:1 ED\n"},
		{name: "hashed by ssh-keygen", server: s, known: "NAME ED\n", trust: true},
		{name: "hashed by ssh-keygen, without its port", server: s, known: "127.0.0.1 ED\n", trust: true},
		{name: "hashed by ssh-keygen, another host", server: s, known: "[127.0.0.2]:PORT ED\n"},
		{name: "hashed by ssh-keygen, changed", server: s, known: "NAME OTHER\n"},
		{name: "wildcard *", server: s, known: "* ED\n", trust: true},
		{name: "wildcard for any port", server: s, known: "[127.0.0.?]:* ED\n", trust: true},
		{name: "wildcard without port", server: s, known: "127.* ED\n", trust: true},
		{name: "wildcard that does not match", server: s, known: "10.* ED\n"},
		{name: "wildcard of another key, the host's own line known", server: s, known: "* OTHER\nNAME ED\n", trust: true},
		{name: "wildcard of another key", server: s, known: "* OTHER\n"},
		{name: "negated, with the port", server: s, known: "!NAME,* ED\n", trust: true}, // found again without it
		{name: "negated, with the port and without", server: s, known: "!NAME,!127.0.0.1,* ED\n"},
		{name: "negated behind", server: s, known: "*,!127.*,![127.* ED\n"},
		{name: "negated, without the port", server: s, known: "*,!127.0.0.1 ED\n", trust: true},
		{name: "negated another", server: s, known: "*,!10.0.0.1 ED\n", trust: true},
		{name: "negated alone", server: s, known: "!10.0.0.1 ED\n"},
		{name: "a name in capitals in the file", server: s, known: "[LocalHost]:PORT ED\n", config: "HostName localhost", trust: true},
		{name: "a name in capitals in ssh_config", server: s, known: "[localhost]:PORT ED\n", config: "HostName LocalHost", trust: true},
		{name: "HostKeyAlias", server: s, known: "the-real-name ED\n", config: "HostKeyAlias the-real-name", trust: true},
		{name: "HostKeyAlias in capitals", server: s, known: "the-real-name ED\n", config: "HostKeyAlias The-Real-Name", trust: true},
		{name: "HostKeyAlias, only the address known", server: s, known: "NAME ED\n", config: "HostKeyAlias the-real-name"},
		{name: "HostKeyAlias with the port in the file", server: s, known: "[the-real-name]:PORT ED\n", config: "HostKeyAlias the-real-name"},
		{name: "HostKeyAlias, changed", server: s, known: "the-real-name OTHER\nNAME ED\n", config: "HostKeyAlias the-real-name"},
		{name: "Windows line ends", server: s, known: "NAME ED\r\n", trust: true},
		{name: "tabs, blanks in front, a comment behind", server: s, known: "  NAME\tED\tana@laptop 2024\n", trust: true},
		{name: "no newline at the end", server: s, known: "NAME ED", trust: true},
		{name: "commented out", server: s, known: "#NAME ED\n"},
	}
}

// marked: @revoked.
func (b *hostKeyBench) marked() []agreement {
	s := b.several
	return []agreement{
		{name: "revoked", server: s, known: "NAME ED\n@revoked NAME ED\n"},
		{name: "revoked in front", server: s, known: "@revoked * ED\nNAME ED\n"},
		{name: "revoked for another host", server: s, known: "@revoked 10.0.0.1 ED\nNAME ED\n", trust: true},
		{name: "revoked without port, known with it", server: s, known: "@revoked 127.0.0.1 ED\nNAME ED\n", trust: true},
		{name: "revoked another key", server: s, known: "@revoked * OTHER\nNAME ED\n", trust: true},
		{name: "revoked one type, another known", server: s, known: "@revoked * ED\nNAME RSA\n", trust: true},
		{name: "revoked one type, that and another known", server: s, known: "NAME ED\nNAME RSA\n@revoked * ED\n", trust: true},
		{name: "revoked and nothing known", server: s, known: "@revoked * ED\n"},
		{name: "revoked in the second file", server: s, known: "NAME ED\n", second: "@revoked NAME ED\n", config: "UserKnownHostsFile DIR/known_hosts DIR/second"},
		{name: "revoked certificate's key", server: b.signed["right"], known: "@cert-authority * CA\n@revoked * ED\n"},
		{name: "revoked authority", server: b.signed["right"], known: "@cert-authority * CA\n@revoked * CA\n"},
		{name: "revoked authority, the key known by itself", server: b.signed["right"], known: "NAME ED\n@revoked * CA\n"},
	}
}

// certified: @cert-authority. The servers hold ecdsa and rsa keys too, which nobody signed.
func (b *hostKeyBench) certified() []agreement {
	all := "@cert-authority * CA\n"
	return []agreement{
		{name: "CA-signed", server: b.signed["right"], known: "@cert-authority NAME CA\n", trust: true},
		{name: "CA-signed, CA known for *", server: b.signed["right"], known: all, trust: true},
		{name: "CA-signed, CA known without the port", server: b.signed["right"], known: "@cert-authority 127.0.0.* CA\n", trust: true},
		{name: "CA-signed, one of two principals", server: b.signed["two-names"], known: all, trust: true},
		{name: "CA-signed, for HostKeyAlias", server: b.signed["alias"], known: "@cert-authority the-real-* CA\n", config: "HostKeyAlias the-real-name", trust: true},
		{name: "CA-signed, principal is the alias and none is given", server: b.signed["alias"], known: all},
		{name: "CA-signed, wrong principal", server: b.signed["wrong"], known: all},
		{name: "CA-signed, wrong principal, its key known", server: b.signed["wrong"], known: all + "NAME ED\n", trust: true},
		{name: "CA-signed, wrong principal, its key changed", server: b.signed["wrong"], known: all + "NAME OTHER\n"},
		{name: "CA-signed, principal with a wildcard", server: b.signed["wildcard"], known: all},
		{name: "CA-signed, no principal", server: b.signed["nobody"], known: all, trust: true},
		{name: "CA-signed, expired", server: b.signed["expired"], known: all},
		{name: "CA-signed, not valid yet", server: b.signed["tomorrow"], known: all},
		{name: "CA-signed, a critical option", server: b.signed["option"], known: all},
		{name: "CA-signed, CA of another host", server: b.signed["right"], known: "@cert-authority *.example CA\n"},
		{name: "CA-signed, another CA", server: b.signed["right"], known: "@cert-authority * OTHER\n"},
		{name: "CA-signed, another CA, its key known", server: b.signed["right"], known: "@cert-authority * OTHER\nNAME ED\n", trust: true},
		{name: "CA-signed, nothing known", server: b.signed["right"]},
		{name: "CA-signed, its key known", server: b.signed["right"], known: "NAME ED\n", trust: true},
		{name: "CA-signed, the CA as if it were the host's key", server: b.signed["right"], known: "NAME CA\n"},
		{name: "CA-signed, the host's key as if it were a CA", server: b.several, known: "@cert-authority NAME ED\n"},
		{name: "CA-signed with rsa-sha2-512", server: b.signed["rsa-sha2"], known: "@cert-authority * CARSA\n", trust: true},
		{name: "CA-signed with SHA-1", server: b.signed["rsa-sha1"], known: "@cert-authority * CARSA\n"},
		{name: "CA known, the server has no certificate, its key known", server: b.several, known: all + "NAME ED\n", trust: true},
		{name: "CA known, the server has no certificate", server: b.several, known: all},
		{name: "CA-signed, certificates switched off, its key known", server: b.signed["right"], known: all + "NAME ED\n", config: "HostKeyAlgorithms -*cert*", trust: true},
		{name: "CA-signed, certificates switched off", server: b.signed["right"], known: all, config: "HostKeyAlgorithms -*cert*"},
	}
}

// broken: lines that cannot be read, alone and beside one that can.
func (b *hostKeyBench) broken() []agreement {
	var all []agreement
	for _, bad := range []struct{ name, line string }{
		{"words", "this is no line"},
		{"a name alone", "NAME"},
		{"a type alone", "NAME ssh-ed25519"},
		{"no base64", "NAME ssh-ed25519 %%%%"},
		{"a key cut short", "NAME " + b.ed.Public[:40]},
		{"the wrong type", "NAME " + strings.Replace(b.ed.Public, "ssh-ed25519", "ssh-rsa", 1)},
		{"an unknown marker", "@trusted NAME ED"},
		{"two markers", "@revoked @cert-authority NAME ED"},
		{"a marker alone", "@revoked"},
		{"@revoked cut short", "@revoked NAME ssh-ed25519"},
		{"a hash cut short", "|1|abc ED"},
		{"a hash of another kind", "|2|AAAA|AAAA ED"},
		{"NUL bytes", "\x00\x00\x00 ED"},
		{"a key of protocol 1", "NAME 1024 65537 1234567890"},
	} {
		all = append(all,
			agreement{name: "malformed: " + bad.name, server: b.several, known: bad.line + "\n"},
			agreement{name: "malformed: " + bad.name + ", a good line behind", server: b.several, known: bad.line + "\nNAME ED\n", trust: true},
			agreement{name: "malformed: " + bad.name + ", a changed key in front", server: b.several, known: "NAME OTHER\n" + bad.line + "\n"},
		)
	}
	return all
}

// filed: where known_hosts is.
func (b *hostKeyBench) filed() []agreement {
	s := b.several
	return []agreement{
		{name: "several files, known in the second", server: s, second: "NAME ED\n", config: "UserKnownHostsFile DIR/known_hosts DIR/second", trust: true},
		{name: "several files, changed in the first, known in the second", server: s, known: "NAME OTHER\n", second: "NAME ED\n", config: "UserKnownHostsFile DIR/known_hosts DIR/second", trust: true},
		{name: "several files, the first is missing", server: s, second: "NAME ED\n", config: "UserKnownHostsFile DIR/missing DIR/second", trust: true},
		{name: "several files, the first is a directory", server: s, second: "NAME ED\n", config: "UserKnownHostsFile DIR DIR/second", trust: true},
		{name: "several files, the first cannot be opened", server: s, second: "NAME ED\n", config: "UserKnownHostsFile DIR/loop DIR/second", trust: true},
		{name: "GlobalKnownHostsFile", server: s, second: "NAME ED\n", config: "GlobalKnownHostsFile DIR/second", trust: true},
		{name: "GlobalKnownHostsFile changed, the user's known", server: s, known: "NAME ED\n", second: "NAME OTHER\n", config: "GlobalKnownHostsFile DIR/second", trust: true},
		{name: "GlobalKnownHostsFile revokes", server: s, known: "NAME ED\n", second: "@revoked * ED\n", config: "GlobalKnownHostsFile DIR/second"},
		{name: "UserKnownHostsFile none, known globally", server: s, second: "NAME ED\n", config: "UserKnownHostsFile none\nGlobalKnownHostsFile DIR/second", trust: true},
		{name: "UserKnownHostsFile none", server: s, known: "NAME ED\n", config: "UserKnownHostsFile none"},
		{name: "UserKnownHostsFile /dev/null", server: s, known: "NAME ED\n", config: "UserKnownHostsFile /dev/null"},
		{name: "UserKnownHostsFile missing", server: s, known: "NAME ED\n", config: "UserKnownHostsFile DIR/missing"},
		{name: "UserKnownHostsFile is a directory", server: s, known: "NAME ED\n", config: "UserKnownHostsFile DIR"},
		{name: "UserKnownHostsFile cannot be opened", server: s, known: "NAME ED\n", config: "UserKnownHostsFile DIR/loop"},
	}
}

// reached: how the server is reached: through jumps, by IPv6, by a name (an alias: no resolver is needed) whose address is
// known as well.
func (b *hostKeyBench) reached(t *testing.T) []agreement {
	t.Helper()
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	six := sshdtest.NewNetworkAt(t, "::1", b.several.Addr())
	own := sshdtest.NewNetworkAt(t, b.ip, b.several.Addr())
	hop := func(name string, port int, rest string) string {
		return fmt.Sprintf("ProxyJump %s\nHost %s\n  HostName 127.0.0.1\n  Port %d\n  User %s\n  IdentityFile %s\n  IdentitiesOnly yes\n  GlobalKnownHostsFile none\n  UserKnownHostsFile DIR/known_hosts\n  StrictHostKeyChecking yes\n%s\nHost %s\n",
			name, name, port, me.Username, b.onlyEC.Identity, rest, sshdtest.Alias)
	}
	jump := fmt.Sprintf("[127.0.0.1]:%d ", b.onlyEC.Port)
	one := hop("jump", b.onlyEC.Port, "")
	far := fmt.Sprintf("[127.0.0.1]:%d ", b.onlyRSA.Port)
	two := hop("jump", b.onlyEC.Port, hop("far", b.onlyRSA.Port, "  IdentityFile "+b.onlyRSA.Identity))
	v6 := fmt.Sprintf("[::1]:%d ", six.Port)
	toSix := fmt.Sprintf("HostName ::1\nPort %d", six.Port)
	toOwn := fmt.Sprintf("HostName %s\nPort %d\nHostKeyAlias the-name\n", b.ip, own.Port)
	certified := sshdtest.NewNetworkAt(t, b.ip, b.signed["alias"].Addr())
	toCertified := fmt.Sprintf("HostName %s\nPort %d\nHostKeyAlias the-real-name\n", b.ip, certified.Port)
	certAddress := fmt.Sprintf("[ADDRESS]:%d ", certified.Port)
	address := fmt.Sprintf("[ADDRESS]:%d ", own.Port)
	s := b.several
	return []agreement{
		{name: "jump host known, target known", server: s, known: "NAME ED\n" + jump + "EC\n", config: one, trust: true},
		{name: "jump host unknown", server: s, known: "NAME ED\n", config: one},
		{name: "jump host changed", server: s, known: "NAME ED\n" + jump + "OTHER\n", config: one},
		{name: "jump host revoked", server: s, known: "NAME ED\n" + jump + "EC\n@revoked * EC\n", config: one},
		{name: "jump host known, target unknown", server: s, known: jump + "EC\n", config: one},
		{name: "jump host known, target changed", server: s, known: "NAME OTHER\n" + jump + "EC\n", config: one},
		{name: "two jump hosts, all known", server: s, known: "NAME ED\n" + jump + "EC\n" + far + "RSA\n", config: two, trust: true},
		{name: "two jump hosts, the far one unknown", server: s, known: "NAME ED\n" + jump + "EC\n", config: two},
		{name: "two jump hosts, the far one changed", server: s, known: "NAME ED\n" + jump + "EC\n" + far + "OTHER\n", config: two},
		{name: "two jump hosts, the near one unknown", server: s, known: "NAME ED\n" + far + "RSA\n", config: two},
		{name: "IPv6 known", server: s, known: v6 + "ED\n", config: toSix, trust: true},
		{name: "IPv6 known without port", server: s, known: "::1 ED\n", config: toSix, trust: true},
		{name: "IPv6 unknown", server: s, config: toSix},
		{name: "IPv6 changed", server: s, known: v6 + "OTHER\n", config: toSix},
		{name: "CheckHostIP yes, address unknown", server: s, known: "the-name ED\n", config: toOwn + "CheckHostIP yes", trust: true},
		{name: "CheckHostIP yes, address known", server: s, known: "the-name ED\n" + address + "ED\n", config: toOwn + "CheckHostIP yes", trust: true},
		{name: "CheckHostIP yes, address has another key", server: s, known: "the-name ED\n" + address + "OTHER\n", config: toOwn + "CheckHostIP yes"},
		{name: "CheckHostIP yes, address has another key, and this one", server: s, known: "the-name ED\n" + address + "OTHER\n" + address + "ED\n", config: toOwn + "CheckHostIP yes", trust: true},
		{name: "CheckHostIP yes, address has a key of another type", server: s, known: "the-name ED\n" + address + "RSA\n", config: toOwn + "CheckHostIP yes"},
		{name: "CheckHostIP yes, key revoked for the address", server: s, known: "the-name ED\n@revoked " + address + "ED\n", config: toOwn + "CheckHostIP yes", trust: true},
		{name: "CheckHostIP yes, only the address known", server: s, known: address + "ED\n", config: toOwn + "CheckHostIP yes"},
		{name: "CheckHostIP yes, only the address known without port", server: s, known: "ADDRESS ED\n", config: toOwn + "CheckHostIP yes"},
		{name: "CheckHostIP yes, the name certified, the address changed", server: b.signed["alias"], known: "@cert-authority the-real-name CA\n" + certAddress + "OTHER\n", config: toCertified + "CheckHostIP yes", trust: true},
		{name: "CheckHostIP by default, address has another key", server: s, known: "the-name ED\n" + address + "OTHER\n", config: toOwn, trust: true},
		{name: "CheckHostIP yes, a loopback address has another key", server: s, known: "the-name ED\nNAME OTHER\n", config: "HostKeyAlias the-name\nCheckHostIP yes", trust: true},
		{name: "CheckHostIP yes through a jump, its address has another key", server: s, known: "the-name ED\n" + jump + "EC\n" + address + "OTHER\n", config: toOwn + "CheckHostIP yes\n" + one, trust: true},
	}
}
