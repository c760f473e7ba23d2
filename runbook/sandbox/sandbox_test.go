package sandbox

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
)

func TestOpenTakesTheBoxUpAgain(t *testing.T) {
	t.Parallel()
	box := newBox(t, "")
	client := dial(t, box)
	remote(t, client, "sudo systemctl stop celery", "")
	remote(t, client, "mkfifo in out", "")
	session, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := session.Start("cat in >out"); err != nil {
		t.Fatal(err)
	}
	before := box.Target()
	if _, err := Open(t.Context(), box.Dir()); messageOf(err) != "sandbox.busy" {
		t.Errorf("a box in use opens: %v", err)
	}
	if err := box.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := ssh.Dial("tcp", loopback(box.config.SSHPort), &ssh.ClientConfig{HostKeyCallback: ssh.InsecureIgnoreHostKey()}); err == nil {
		t.Error("the SSH server goes on after Close")
	}
	wantHealth(t, box, http.StatusOK, "1.3.0")
	feedAcross(t, box)

	again, err := Open(t.Context(), box.Dir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := again.Close(); err != nil {
			t.Error(err)
		}
	}()
	if again.Target() != before {
		t.Errorf("target %+v, was %+v", again.Target(), before)
	}
	got := remote(t, dial(t, again), "systemctl is-active gunicorn celery nginx", "")
	if got.stdout != "active\ninactive\nactive\n" {
		t.Errorf("units after Open:\n%s", got.stdout)
	}
}

// feedAcross talks to the command that TestOpenTakesTheBoxUpAgain left running: only if it still runs, what goes in comes out.
func feedAcross(t *testing.T, box *Sandbox) {
	t.Helper()
	out, err := os.Open(filepath.Join(box.home(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(box.home(), "in"), []byte("still here"), 0); err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(out); err != nil || string(text) != "still here" {
		t.Errorf("the command did not outlive the connection: %q %v", text, err)
	}
	_ = out.Close()
}

func TestOpenStartsWhatARebootEnded(t *testing.T) {
	t.Parallel()
	box := newBox(t, "")
	if err := box.Close(); err != nil {
		t.Fatal(err)
	}
	if remaining := endAll(t.Context(), box.layout); remaining != "" {
		t.Fatalf("still there: %s", remaining)
	}
	wantHealth(t, box, 0, "")
	taken, err := net.Listen("tcp", loopback(box.config.SSHPort)) // by another program, meanwhile
	if err != nil {
		t.Fatal(err)
	}
	again, err := Open(t.Context(), box.Dir())
	if err != nil {
		t.Fatal(err)
	}
	wantHealth(t, again, http.StatusOK, "1.3.0")
	if again.Target() == box.Target() {
		t.Error("the port of another program is the target")
	}
	remote(t, dial(t, again), "true", "")
	if err := taken.Close(); err != nil {
		t.Error(err)
	}
	if err := again.Close(); err != nil {
		t.Error(err)
	}
}

func TestRemoveLeavesNothing(t *testing.T) {
	t.Parallel()
	box := newBox(t, "")
	client := dial(t, box)
	remote(t, client, "setsid -f sh -c 'trap \"\" TERM HUP; while :; do read -r _ <>wait; done' >/dev/null 2>&1; mkfifo wait", "")
	if n := len(processesOf(box.layout)); n < 4 {
		t.Fatalf("%d processes before", n)
	}
	if err := box.Remove(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left := processesOf(box.layout); len(left) != 0 {
		t.Errorf("processes left: %v", left)
	}
	if _, err := os.Stat(box.Dir()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("directory left: %v", err)
	}
	if err := box.Remove(t.Context()); err != nil {
		t.Errorf("a second Remove: %v", err)
	}
}

func TestTwoBoxesDoNotMeet(t *testing.T) {
	t.Parallel()
	one, two := newBox(t, ""), newBox(t, "")
	remote(t, dial(t, one), "systemctl stop gunicorn celery", "")
	wantHealth(t, one, 0, "")
	wantHealth(t, two, http.StatusOK, "1.3.0")
	key, err := readKey(one.clientKey())
	if err != nil {
		t.Fatal(err)
	}
	_, err = ssh.Dial("tcp", loopback(two.config.SSHPort), &ssh.ClientConfig{
		User: account, Auth: []ssh.AuthMethod{ssh.PublicKeys(key)}, HostKeyCallback: ssh.InsecureIgnoreHostKey(),
	})
	if err == nil {
		t.Error("the key of one box opens another")
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "mine"), []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Create(t.Context(), Options{Dir: full}); messageOf(err) != "sandbox.not-empty" {
		t.Errorf("Create in a directory with files: %v", err)
	}
	if _, err := Open(t.Context(), full); messageOf(err) != "sandbox.not-a-box" {
		t.Errorf("Open of any directory: %v", err)
	}
	if err := (&Sandbox{layout: layout(full)}).Remove(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(full, "mine")); err != nil {
		t.Errorf("Remove took what is not a box: %v", err)
	}
	dir := filepath.Join(t.TempDir(), "box")
	if _, err := Create(t.Context(), Options{Dir: dir, Executable: filepath.Join(full, "absent")}); messageOf(err) != "sandbox.cannot-build" {
		t.Errorf("Create without an executable: %v", err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a box that could not be made is still there: %v", err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Create(cancelled, Options{Dir: dir, Executable: executable}); messageOf(err) != "sandbox.cannot-build" {
		t.Errorf("Create after a cancel: %v", err)
	}
}

func messageOf(err error) string {
	var p *problem
	if !errors.As(err, &p) {
		return ""
	}
	id, _ := p.Message()
	return id
}

// TestNothingIsWrittenOutside looks for what a box leaves beside its directory.
func TestNothingIsWrittenOutside(t *testing.T) {
	t.Parallel()
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	parent := t.TempDir()
	box, err := Create(t.Context(), Options{Dir: filepath.Join(parent, "box"), Executable: executable})
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(box.Dir())
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("box is %v, %v", info.Mode(), err)
	}
	remote(t, dial(t, box), `bash -lc 'cd "$TMPDIR" && git -C `+quote(box.app())+` fetch -q && mktemp' && env`, "")
	entries, err := os.ReadDir(parent)
	if err != nil || len(entries) != 1 {
		t.Errorf("beside the box: %v %v", entries, err)
	}
	got := remote(t, dial(t, box), "env; git config --global user.name", "")
	for _, leak := range []string{"SSH_AUTH_SOCK", "GOPATH", "GOCACHE"} {
		if strings.Contains(got.stdout, leak+"=") {
			t.Errorf("%s of the caller reaches the box", leak)
		}
	}
	if !strings.HasSuffix(got.stdout, "Deploy Bot\n") {
		t.Errorf("git identity:\n%s", got.stdout)
	}
	if err := box.Remove(t.Context()); err != nil {
		t.Error(err)
	}
}
