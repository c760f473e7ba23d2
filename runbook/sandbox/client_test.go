package sandbox

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"
)

// newBox makes a box for a test, in a directory whose name has a blank in it, and removes it in the end.
func newBox(t *testing.T, fail string) *Sandbox {
	t.Helper()
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	box, err := Create(t.Context(), Options{Dir: filepath.Join(t.TempDir(), "demo server"), Fail: fail, Executable: executable})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := box.Remove(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return box
}

// dial connects as a client with strict checking of the host key does.
func dial(t *testing.T, box *Sandbox) *ssh.Client {
	t.Helper()
	key, err := readKey(box.clientKey())
	if err != nil {
		t.Fatal(err)
	}
	check, err := knownhosts.New(box.knownHosts())
	if err != nil {
		t.Fatal(err)
	}
	client, err := ssh.Dial("tcp", loopback(box.config.SSHPort), &ssh.ClientConfig{
		User: account, Auth: []ssh.AuthMethod{ssh.PublicKeys(key)}, HostKeyCallback: check,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	return client
}

// outcome is what a command over SSH came to.
type outcome struct {
	stdout, stderr string
	code           int
	signal         string
}

// remote runs a command on the box with an input.
func remote(t *testing.T, client *ssh.Client, command, input string) outcome {
	t.Helper()
	session, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = session.Close() }()
	var stdout, stderr bytes.Buffer
	session.Stdin, session.Stdout, session.Stderr = bytes.NewBufferString(input), &stdout, &stderr
	err = session.Run(command)
	o := outcome{stdout: stdout.String(), stderr: stderr.String()}
	var exit *ssh.ExitError
	if errors.As(err, &exit) {
		o.code, o.signal = exit.ExitStatus(), exit.Signal()
	} else if err != nil && !errors.Is(err, io.EOF) { // EOF: it ended well before it had read its input
		t.Fatalf("%s: %v", command, err)
	}
	return o
}
