//go:build lab

package host

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"paso/runbook/host/sshdtest"
)

const nobody = 65534

// asNobody runs a command as another account of this machine.
func asNobody(t *testing.T, script string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(bounded(t), "sh", "-c", script)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// onRealServer is a host by way of a real sshd, and the home of its account. It needs root, for a second account.
func onRealServer(t *testing.T) (*Host, string) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Fatal("this test needs root: it acts as a second account")
	}
	s := sshdtest.Start(t)
	for dir := s.Home; dir != "/tmp" && dir != "/"; dir = filepath.Dir(dir) { // the second account comes as far as the home
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return opened(t, Config{Destination: sshdtest.Alias, SSHConfig: s.SSHConfig, RunID: "run-1"}), s.Home
}

// TestDirectoriesOfAnotherAccountAreRefused: of each directory of a run, and of one above.
func TestDirectoriesOfAnotherAccountAreRefused(t *testing.T) {
	for _, place := range []string{".local", ".local/state", ".local/state/paso", ".local/state/paso/run-1", ".local/state/paso/run-1/attempts"} {
		h, home := onRealServer(t)
		path := filepath.Join(home, place)
		if err := errors.Join(os.MkdirAll(path, 0o755), os.Chown(path, nobody, nobody)); err != nil {
			t.Fatal(err)
		}
		_, err := h.Prepare(bounded(t))
		refusedAs(t, err, path, "owner")
		var unsafe *DirectoryError
		if errors.As(err, &unsafe) {
			id, args := unsafe.Message()
			t.Logf("%-36s %s, owner %s, mode %s", place, id, args["Owner"], args["Mode"])
		}
	}
}

// TestAnotherAccountCannotReadNorSteer: while a step runs, and after it, another account of the target sees nothing of it and
// can send it nothing.
func TestAnotherAccountCannotReadNorSteer(t *testing.T) {
	h, _ := onRealServer(t)
	prepared, err := h.Prepare(bounded(t))
	if err != nil {
		t.Fatal(err)
	}
	s, err := h.Start(bounded(t), Attempt{ID: "1-1", Script: "umask 000; echo waiting; read -r line; echo got $line"})
	if err != nil {
		t.Fatal(err)
	}
	readUntil(t, s, "waiting")
	run, tries := prepared.Directory, 0
	attempts := []string{
		"ls RUN", "ls RUN/attempts", "cat RUN/attempts/1-1/log", "cat RUN/attempts/1-1/script", "cat RUN/attempts/1-1/state", "echo hello >RUN/attempts/1-1/in",
		"echo cancel >RUN/attempts/1-1/why", "flock -n RUN/attempts/1-1/lock true", "mkdir RUN/attempts/2-1", "ln -s /tmp RUN/attempts/2-1", "mv RUN RUN-away",
		"rm -rf RUN", "chmod 777 RUN", "echo evil >>$(echo RUN/harness-*.sh)", "mv RUN/attempts RUN/gone", "touch BASE/run-2",
		"kill -TERM $(cut -d' ' -f1 RUN/attempts/1-1/session)",
	}
	for _, attack := range attempts {
		attack = strings.NewReplacer("RUN", run, "BASE", filepath.Dir(run)).Replace(attack)
		if said, err := asNobody(t, attack); err == nil {
			t.Errorf("%s: done: %s", attack, said)
		}
		tries++
	}
	if err := s.Write(bounded(t), []byte("fine\n")); err != nil {
		t.Fatal(err)
	}
	if e := drain(t, s); e.Exit != 0 || !strings.Contains(e.output, "got fine") {
		t.Errorf("%+v", e)
	}
	files := wantClosed(t, run)
	t.Logf("%d attacks by another account, all refused; %d files and directories, all closed", tries, files)
}

// TestLocksOfAHostileAccount: another account fills the shared directory with what it can; it is told, never followed.
func TestLocksOfAHostileAccount(t *testing.T) {
	type outcome struct{ plant, why string }
	for _, c := range []outcome{
		{"mkfifo -m 666 DIR/staging.1", "planted"},
		{"mkdir DIR/staging.1", "planted"},
		{"ln -s /etc/shadow DIR/staging.1", "planted"},
		{"ln -s VICTIM DIR/staging.1", "planted"},
		{"echo 'free 1' >DIR/staging.999999999", "planted"},
		{"(umask 777; echo held >DIR/staging.1)", "held"},
		{"echo held >DIR/staging.5; chmod 000 DIR/staging.5", "held"},
		{"ln VICTIM DIR/staging.1 2>/dev/null || ln -s VICTIM DIR/staging.1", "either"},
	} {
		h, home := onRealServer(t)
		victim := filepath.Join(home, "victim")
		write(t, victim, "untouched")
		mine := LockRequest{Dir: filepath.Join(home, "locks"), Name: "staging", Owner: "ana@laptop", Run: "run-1"}
		if err := errors.Join(os.Mkdir(mine.Dir, 0o700), os.Chmod(mine.Dir, 0o777|os.ModeSticky)); err != nil {
			t.Fatal(err)
		}
		if said, err := asNobody(t, strings.NewReplacer("DIR", mine.Dir, "VICTIM", victim).Replace(c.plant)); err != nil {
			t.Fatalf("%s: %s", c.plant, said)
		}
		_, err := h.Lock(bounded(t), mine)
		var unsafe *DirectoryError
		var locked *LockedError
		switch {
		case errors.As(err, &unsafe) && unsafe.Why == "planted" && (unsafe.Owner == "nobody" || c.why == "either"):
		case errors.As(err, &locked) && (c.why == "held" && locked.Account == "nobody" || c.why == "either"):
		default:
			t.Errorf("%s: %v", c.plant, err)
		}
		if mustRead(t, victim) != "untouched" {
			t.Errorf("%s: written through", c.plant)
		}
		t.Logf("%-62s %v", c.plant, err)
	}
	h, home := onRealServer(t)
	theirs := filepath.Join(home, "locks")
	if err := errors.Join(os.Mkdir(theirs, 0o777), os.Chmod(theirs, 0o777|os.ModeSticky), os.Chown(theirs, nobody, nobody)); err != nil {
		t.Fatal(err)
	}
	_, err := h.Lock(bounded(t), LockRequest{Dir: theirs, Name: "staging", Owner: "ana@laptop", Run: "run-1"})
	refusedAs(t, err, theirs, "owner")
}
