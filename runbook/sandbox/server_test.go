package sandbox

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

func TestServerRunsCommands(t *testing.T) {
	t.Parallel()
	box := newBox(t, "")
	client := dial(t, box)
	for _, test := range []struct {
		name, command, input string
		want                 outcome
	}{
		{"output", "echo out; echo err >&2", "", outcome{stdout: "out\n", stderr: "err\n"}},
		{"exit code", "exit 7", "", outcome{code: 7}},
		{"end of input", "cat; echo end", "given", outcome{stdout: "givenend\n"}},
		{"signal", "kill -TERM $$", "", outcome{signal: "TERM", code: 143}},
		{"home", `[ "$PWD" = "$HOME" ] && echo "$USER"`, "", outcome{stdout: "deploy\n"}},
		{"input that nobody reads", "exec <&-; echo done", strings.Repeat("x", 1<<20), outcome{stdout: "done\n"}},
		{"login shell", `bash -lc 'echo $DJANGO_SETTINGS_MODULE'`, "", outcome{stdout: "iact.settings.staging\n"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := remote(t, client, test.command, test.input); got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

// TestServerPassesSignalsOn sends one to a command with a child: both are meant, as a client knows of no processes.
func TestServerPassesSignalsOn(t *testing.T) {
	t.Parallel()
	box := newBox(t, "")
	session, err := dial(t, box).NewSession()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := session.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := session.StdinPipe(); err != nil { // stays open: cat must not end by itself
		t.Fatal(err)
	}
	if err := session.Start("cat <&0 & echo up; wait"); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(stdout, make([]byte, len("up\n"))); err != nil {
		t.Fatal(err)
	}
	if err := session.Signal(ssh.SIGTERM); err != nil {
		t.Fatal(err)
	}
	guard := time.AfterFunc(20*time.Second, func() { _ = session.Close() })
	defer guard.Stop()
	var exit *ssh.ExitError
	if err := session.Wait(); !errors.As(err, &exit) || exit.Signal() != "TERM" {
		t.Errorf("the command ended with %v", err)
	}
}

func TestServerRefuses(t *testing.T) {
	t.Parallel()
	box := newBox(t, "")
	client := dial(t, box)
	if ok, _, err := client.SendRequest("keepalive@openssh.com", true, nil); ok || err != nil {
		t.Errorf("keepalive: %v %v, sshd says no, and says it", ok, err)
	}
	if _, err := client.Dial("tcp", loopback(box.config.AppPort)); err == nil {
		t.Error("the server forwards connections")
	}
	session, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := session.RequestPty("xterm", 24, 80, nil); err == nil {
		t.Error("the server promises a terminal that it does not give")
	}
	if err := session.Setenv("LD_PRELOAD", "x"); err == nil {
		t.Error("the server takes any variable")
	}
	if err := session.Setenv("LC_TIME", "C"); err != nil {
		t.Error(err)
	}
	key, err := readKey(box.clientKey())
	if err != nil {
		t.Fatal(err)
	}
	for user, auth := range map[string]ssh.AuthMethod{"root": ssh.PublicKeys(key), account: ssh.Password("any")} {
		_, err := ssh.Dial("tcp", loopback(box.config.SSHPort), &ssh.ClientConfig{User: user, Auth: []ssh.AuthMethod{auth}, HostKeyCallback: ssh.InsecureIgnoreHostKey()})
		if err == nil {
			t.Errorf("%s comes in", user)
		}
	}
}
