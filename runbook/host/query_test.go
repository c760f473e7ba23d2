//go:build linux

package host

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func asked(t *testing.T, h *Host, q Query) Answer {
	t.Helper()
	a, err := h.Query(bounded(t), q)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestQuerySeesTheStateAndChangesNothing(t *testing.T) {
	home := localHome(t)
	h := openLocalHost(t)
	run(t, h, Attempt{ID: "s-1", Script: "mkdir app; cd app\nA=1\nf() { echo from f; }\nset -u"})
	a := asked(t, h, Query{State: "s-1", Vars: map[string]string{"B": "b'\n"}, Script: `pwd; echo $A; f; echo "$B"; A=2; cd /; echo err >&2; [ -t 0 ] || echo no tty; exit 3`})
	if want := home + "/app\n1\nfrom f\nb'\n\nno tty\n"; string(a.Stdout) != want || string(a.Stderr) != "err\n" || a.Exit != 3 || a.TimedOut || a.Truncated {
		t.Errorf("%q %q %+v", a.Stdout, a.Stderr, a)
	}
	if a = asked(t, h, Query{State: "s-1", Script: "echo $A"}); string(a.Stdout) != "1\n" {
		t.Errorf("the query changed the state: %q", a.Stdout)
	}
	if left, _ := filepath.Glob(filepath.Join(home, ".local/state/paso/run-1/query.*")); len(left) != 0 {
		t.Errorf("left behind %v", left)
	}
	_, err := h.Query(bounded(t), Query{State: "none", Script: "true"})
	wantReason(t, err, AttemptNoState)
}

func TestQueryInALoginShell(t *testing.T) {
	home := localHome(t)
	h := openLocalHost(t)
	write(t, filepath.Join(home, ".bash_profile"), "export FROM_PROFILE=yes\n")
	a := asked(t, h, Query{Script: "echo $FROM_PROFILE $PWD; false; echo on; read x; echo read $?"})
	if want := "yes " + home + "\non\nread 1\n"; string(a.Stdout) != want || a.Exit != 0 {
		t.Errorf("%q %+v", a.Stdout, a)
	}
}

func TestQueryIsBounded(t *testing.T) {
	localHome(t)
	h := openLocalHost(t)
	a := asked(t, h, Query{Script: "head -c 5000 /dev/zero; head -c 10 /dev/zero >&2", MaxOutput: 1000})
	if len(a.Stdout) != 1000 || len(a.Stderr) != 10 || !a.Truncated {
		t.Errorf("%d %d %v", len(a.Stdout), len(a.Stderr), a.Truncated)
	}
	a = asked(t, h, Query{Script: "echo begun; sleep 1000", Timeout: 500 * time.Millisecond})
	if !a.TimedOut {
		t.Errorf("%+v", a)
	}
	a = asked(t, h, Query{Script: "setsid -f sleep 20; echo over"}) // a daemon that holds the output does not hold the answer
	if string(a.Stdout) != "over\n" || a.TimedOut {
		t.Errorf("%q %+v", a.Stdout, a)
	}
	if a = asked(t, h, Query{Script: "exit 124"}); a.Exit != 124 || a.TimedOut {
		t.Errorf("%+v", a)
	}
	if a = asked(t, h, Query{Script: "kill -9 $$"}); a.Exit != 137 || a.TimedOut {
		t.Errorf("%+v", a)
	}
}

// fakeSudo stands for sudo: it wants the password "right" unless a ticket is there, and tells how it was called.
const fakeSudo = `#!/bin/bash
ticket=$HOME/ticket
while [[ $1 == -* ]]; do
  case $1 in -S) S=1 ;; -n) N=1 ;; -v) V=1 ;; -k) rm -f "$ticket" ;; -p) shift ;; esac
  shift
done
if [[ ! -e $ticket ]]; then
  [[ ! $N ]] || { echo "sudo: a password is required" >&2; exit 1; }
  [[ $S ]] && IFS= read -r p && [[ $p == right ]] || { echo "Sorry, try again." >&2; exit 1; }
  touch "$ticket"
fi
[[ $V ]] || exec "$@"
`

func TestSudoOfAQuery(t *testing.T) {
	home := localHome(t)
	bin := filepath.Join(home, "bin")
	if err := os.Mkdir(bin, 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(bin, "sudo"), fakeSudo)
	if err := os.Chmod(filepath.Join(bin, "sudo"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+":"+os.Getenv("PATH"))
	write(t, filepath.Join(home, ".bash_profile"), "PATH="+bin+":$PATH\n")
	h := openLocalHost(t)
	if err := h.VerifySudo(bounded(t), "wrong"); err == nil || !strings.Contains(err.Error(), "try again") {
		t.Errorf("a wrong password: %v", err)
	}
	if err := h.VerifySudo(bounded(t), "right"); err != nil {
		t.Error(err)
	}
	if err := os.Remove(filepath.Join(home, "ticket")); err != nil {
		t.Fatal(err)
	}
	a := asked(t, h, Query{Script: "sudo cat"})
	if a.Exit != 1 || !strings.Contains(string(a.Stderr), "password is required") {
		t.Errorf("without a password: %+v %s", a, a.Stderr)
	}
	for range 2 { // without and with a ticket: the command must never read the password
		a = asked(t, h, Query{Script: "sudo cat; sudo echo two", SudoPassword: "right"})
		if string(a.Stdout) != "two\n" || a.Exit != 0 {
			t.Errorf("%q %q", a.Stdout, a.Stderr)
		}
	}
}
