package sandbox

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"fmt"
	"os"
	"strings"

	"golang.org/x/crypto/ssh"
)

// newKey makes an ed25519 key, private part in the OpenSSH format beside a .pub file.
func newKey(path, comment string) error {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	block, err := ssh.MarshalPrivateKey(private, comment)
	if err != nil {
		return err
	}
	if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
		return err
	}
	key, err := ssh.NewPublicKey(public)
	if err != nil {
		return err
	}
	line := strings.TrimSuffix(string(ssh.MarshalAuthorizedKey(key)), "\n") + " " + comment + "\n"
	return os.WriteFile(path+".pub", []byte(line), 0o600)
}

func readKey(path string) (ssh.Signer, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return ssh.ParsePrivateKey(raw)
}

// writeClientConfig writes what an SSH client needs to reach the box with strict checking of the host key.
func writeClientConfig(l layout, port int, host ssh.PublicKey) error {
	known := fmt.Sprintf("[127.0.0.1]:%d %s", port, ssh.MarshalAuthorizedKey(host))
	if err := replace(l.knownHosts(), []byte(known), 0o600); err != nil {
		return err
	}
	config := fmt.Sprintf(`Host %s 127.0.0.1
  HostName 127.0.0.1
  Port %d
  User %s
  IdentityFile %s
  IdentitiesOnly yes
  IdentityAgent none
  UserKnownHostsFile %s
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking yes
`, Alias, port, account, sshQuote(l.clientKey()), sshQuote(l.knownHosts()))
	return replace(l.sshConfig(), []byte(config), 0o600)
}

// sshQuote writes a path for ssh_config, where % is special; in quotes only if they are needed, as not every parser takes them.
func sshQuote(path string) string {
	path = strings.ReplaceAll(path, "%", "%%")
	if strings.ContainsAny(path, " \t#") {
		return `"` + path + `"`
	}
	return path
}
