//go:build lab && linux

package host

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

func labDo(t testing.TB, args ...string) string {
	t.Helper()
	sh := os.Getenv("PASO_LAB_SH")
	if sh == "" {
		t.Fatal("PASO_LAB_SH must name the lab's lab.sh")
	}
	out, err := exec.Command(sh, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("lab.sh %v: %v\n%s", args, err, out)
	}
	return string(out)
}

// A root child that hears of nothing cannot be ended by the account: it is named, with its user and its command line.
func TestLabRootChildThatCannotBeEndedIsNamed(t *testing.T) {
	for _, alias := range []string{"staging-server", "staging-server-pw"} {
		for name, script := range map[string]string{
			"deaf":      "trap '' INT TERM HUP QUIT\nsudo tail -f -n 0 /etc/hostname",
			"orphan":    "sudo -v\n(trap '' INT TERM HUP QUIT; sudo -n tail -f -n 0 /etc/hostname >/dev/null 2>&1 </dev/null &)\nsleep 1000",
			"obedient":  "sudo tail -f -n 0 /etc/hostname",
			"in a tree": "trap '' INT TERM HUP\nsh -c 'sh -c \"sudo tail -f -n 0 /etc/hostname; true\"; true'",
		} {
			t.Run(alias+"/"+name, func(t *testing.T) {
				h := labHost(t, alias, nil)
				h.patience = patience{int: time.Second, term: time.Second}
				s, err := h.Start(bounded(t), Attempt{ID: "r-1", Script: script, SudoPrompt: "PROMPT "})
				if err != nil {
					t.Fatal(err)
				}
				if alias == "staging-server-pw" {
					readUntil(t, s, "PROMPT ")
					if err := h.Secret(bounded(t), "r-1", labSudoPassword); err != nil {
						t.Fatal(err)
					}
				}
				root := func(p Process) bool { return p.User == "root" && strings.HasPrefix(p.Command, "tail -f -n 0") }
				eventually(t, func() error {
					alive, err := h.Processes(bounded(t), "r-1")
					for _, p := range alive {
						if root(p) {
							return nil
						}
					}
					return fmt.Errorf("no tail of root among %+v, %v", alive, err)
				})
				left, err := h.Cancel(bounded(t), "r-1", nil)
				if err != nil {
					t.Fatal(err)
				}
				e := drain(t, s)
				t.Logf("left %+v", left)
				named := 0
				for _, p := range e.Processes {
					if root(p) {
						named++
					}
					labDo(t, "exec", "kill", "-KILL", fmt.Sprint(p.PID))
				}
				if obedient := name == "obedient"; obedient != (named == 0) || obedient != (len(e.Left) == 0) || e.Why != "cancel" {
					t.Errorf("named %d, %+v", named, e.Result)
				}
				for _, p := range e.Processes {
					if p.User != "root" {
						t.Errorf("it could have been ended: %+v", p)
					}
				}
			})
		}
	}
}

// Where logind ends what a session leaves running, that is known before the run; with lingering a step outlives the connection.
func TestLabStepOutlivesTheSession(t *testing.T) {
	labDo(t, "variant", "killuser", "on")
	t.Cleanup(func() {
		labDo(t, "variant", "linger", "off")
		labDo(t, "variant", "killuser", "off")
	})
	h := labHost(t, "staging-server", nil)
	if facts, err := h.Probe(bounded(t)); err != nil || facts.KillUserProcesses != "yes" {
		t.Errorf("%+v, %v", facts, err)
	}
	labDo(t, "variant", "linger", "on")
	h = labHost(t, "staging-server", nil)
	if facts, err := h.Probe(bounded(t)); err != nil || facts.KillUserProcesses != "scope" {
		t.Errorf("%+v, %v", facts, err)
	}
	s, err := h.Start(bounded(t), Attempt{ID: "l-1", Script: "for i in {1..100}; do echo line $i; sleep 0.1; done\nexit 7"})
	if err != nil {
		t.Fatal(err)
	}
	soFar := readUntil(t, s, "line 5\r\n")
	session := strings.TrimSpace(string(asked(t, h, Query{Script: "echo $XDG_SESSION_ID"}).Stdout))
	link, err := h.link()
	if err != nil {
		t.Fatal(err)
	}
	_ = link.close() // the connection is cut, and sshd ends the session
	soFar += lose(t, s)
	eventually(t, func() error { // logind has ended the session
		for line := range strings.Lines(labDo(t, "exec", "loginctl", "list-sessions", "--no-legend")) {
			if fields := strings.Fields(line); len(fields) > 0 && fields[0] == session {
				return fmt.Errorf("session %s is there", session)
			}
		}
		return nil
	})
	output, e := resume(t, h, "l-1", s, soFar)
	if e.Exit != 7 || strings.Count(output, "line ") != 100 {
		t.Errorf("%q, %+v", output, e.Result)
	}
}
