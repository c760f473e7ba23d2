//go:build lab && linux

package host

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

const labSudoPassword = "staging-pw"

// labHost is a prepared host of the lab, removed at the end.
func labHost(t testing.TB, alias string, change func(*Config)) *Host {
	t.Helper()
	file := os.Getenv("PASO_LAB_SSH_CONFIG")
	if file == "" {
		t.Fatal("PASO_LAB_SSH_CONFIG must name the ssh_config of the lab (hosts staging-server and staging-server-pw)")
	}
	c := Config{
		Destination: alias, SSHConfig: file, RunID: fmt.Sprintf("lab-%d", time.Now().UnixNano()),
		Asker: &answering{answer: func(q Question) (string, error) {
			switch q.Kind {
			case HostKey:
				return "yes", nil
			case Password:
				return labSudoPassword, nil
			default:
				return "", fmt.Errorf("unexpected question %+v", q)
			}
		}},
	}
	if change != nil {
		change(&c)
	}
	h := prepared(t, c)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := h.Reconnect(ctx); err != nil {
			t.Error(err)
		}
		if err := h.Remove(ctx); err != nil {
			t.Error(err)
		}
	})
	return h
}

func TestLabSteps(t *testing.T) {
	h := labHost(t, "staging-server", nil)
	facts, err := h.Probe(bounded(t))
	if err != nil || facts.User != "deploy" || len(facts.Missing) != 0 {
		t.Errorf("%+v, %v", facts, err)
	}
	e := run(t, h, Attempt{ID: "s-1", Script: "cd /tmp\nX=1\nf() { echo f $X; }\n[ -t 0 ] && echo tty"})
	wantOutput(t, e, "tty\n")
	e = run(t, h, Attempt{ID: "s-2", Base: "s-1", Script: "f; pwd\nfalse\ntrue"})
	wantOutput(t, e, "f 1\n/tmp\n")
	if e.Exit != 1 || e.FailedLine != 2 || e.Reached {
		t.Errorf("%+v", e.Result)
	}
}

// The connection is cut while output flows; both halves are exact.
func TestLabCutAndAttach(t *testing.T) {
	w := newWire()
	h := labHost(t, "staging-server", func(c *Config) {
		c.Dial, c.KeepAlive, c.KeepAliveDeadline = w.dial, 200*time.Millisecond, 2*time.Second
	})
	s, err := h.Start(bounded(t), Attempt{ID: "c-1", Script: "for i in {1..40}; do echo line $i; sleep 0.05; done\nexit 7"})
	if err != nil {
		t.Fatal(err)
	}
	soFar := readUntil(t, s, "line 5\r\n")
	w.blackhole()
	soFar += lose(t, s)
	output, e := resume(t, h, "c-1", s, soFar)
	var want strings.Builder
	for i := range 40 {
		fmt.Fprintf(&want, "line %d\r\n", i+1)
	}
	if output != want.String() || e.Exit != 7 {
		t.Errorf("%q, %+v", output, e.Result)
	}
}

func TestLabConcurrentStarts(t *testing.T) {
	first := labHost(t, "staging-server", nil)
	hosts := []*Host{first}
	for range 3 {
		hosts = append(hosts, opened(t, first.config))
	}
	a := Attempt{ID: "c-1", Script: "echo $RANDOM$RANDOM$RANDOM"}
	var all sync.WaitGroup
	outputs := make([]string, 20)
	for i := range outputs {
		all.Go(func() {
			s, err := hosts[i%4].Start(bounded(t), a)
			if err != nil {
				t.Error(err)
				return
			}
			e, err := drainUntilError(t, s)
			if err != nil {
				t.Error(err)
			}
			outputs[i] = e.output
		})
	}
	all.Wait()
	for _, o := range outputs {
		if o == "" || o != outputs[0] {
			t.Errorf("different runs: %q", outputs)
			break
		}
	}
}

func TestLabSudo(t *testing.T) {
	h := labHost(t, "staging-server-pw", nil)
	var refused *SudoError
	if err := h.VerifySudo(bounded(t), "wrong"); !errors.As(err, &refused) {
		t.Errorf("error %v", err)
	}
	if err := h.VerifySudo(bounded(t), labSudoPassword); err != nil {
		t.Error(err)
	}
	a := asked(t, h, Query{Script: "sudo id -u"})
	if a.Exit == 0 {
		t.Errorf("sudo without a password: %+v", a)
	}
	a = asked(t, h, Query{Script: "sudo id -u; sudo cat; x=$(sudo id -un); echo $x", SudoPassword: labSudoPassword})
	if string(a.Stdout) != "0\nroot\n" {
		t.Errorf("%q %q", a.Stdout, a.Stderr)
	}
	const prompt = "paso-4711-prompt: "
	s, err := h.Start(bounded(t), Attempt{ID: "s-1", Script: "sudo id -u", SudoPrompt: prompt})
	if err != nil {
		t.Fatal(err)
	}
	readUntil(t, s, prompt)
	if mode, err := h.Terminal(bounded(t), "s-1"); err != nil || mode.Echo {
		t.Errorf("%+v, %v", mode, err)
	}
	if err := h.Secret(bounded(t), "s-1", labSudoPassword); err != nil {
		t.Fatal(err)
	}
	if e := drain(t, s); e.Exit != 0 || !strings.HasSuffix(e.output, "0\r\n") {
		t.Errorf("%q %+v", e.output, e.Result)
	}
}

// Root's processes get the ^C of the terminal, though the account could not signal them.
func TestLabCancelOfRootsProcess(t *testing.T) {
	h := labHost(t, "staging-server-pw", nil)
	s, err := h.Start(bounded(t), Attempt{ID: "c-1", Script: "sudo sh -c 'echo rooted; exec sleep 1000'", SudoPrompt: "give: "})
	if err != nil {
		t.Fatal(err)
	}
	readUntil(t, s, "give: ")
	if err := h.Secret(bounded(t), "c-1", labSudoPassword); err != nil {
		t.Fatal(err)
	}
	readUntil(t, s, "rooted")
	left, err := h.Cancel(bounded(t), "c-1", nil)
	if err != nil || len(left) != 0 {
		t.Errorf("left %v, %v", left, err)
	}
	if e := drain(t, s); e.Why != "cancel" {
		t.Errorf("%+v", e.Result)
	}
}

// Two accounts see, and can take over, the same lock.
func TestLabLockOfTwoAccounts(t *testing.T) {
	deploy, other := labHost(t, "staging-server", nil), labHost(t, "staging-server-pw", nil)
	name := fmt.Sprintf("lab-%d", time.Now().UnixNano())
	lease, err := deploy.Lock(bounded(t), LockRequest{Name: name, Owner: "ana", Run: "1"})
	if err != nil {
		t.Fatal(err)
	}
	theirs := LockRequest{Name: name, Owner: "luis", Run: "2"}
	var locked *LockedError
	if _, err := other.Lock(bounded(t), theirs); !errors.As(err, &locked) || locked.Account != "deploy" || locked.Owner != "ana" {
		t.Fatalf("error %v", err)
	}
	theirs.TakeFrom = &locked.Holder
	taken, err := other.Lock(bounded(t), theirs)
	if err != nil || taken.Epoch != lease.Epoch+1 {
		t.Fatalf("%+v, %v", taken, err)
	}
	var gone *LockLostError
	if err := deploy.Heartbeat(bounded(t), lease); !errors.As(err, &gone) {
		t.Errorf("error %v", err)
	}
	held, err := deploy.LockStatus(bounded(t), "", name)
	if err != nil || held == nil || held.Account != "deploypw" {
		t.Fatalf("%+v, %v", held, err)
	}
	if err := deploy.BreakLock(bounded(t), "", name, *held, false, "ana", "end of the test"); err != nil {
		t.Error(err)
	}
	if held, err := other.LockStatus(bounded(t), "", name); err != nil || held != nil {
		t.Errorf("%+v, %v", held, err)
	}
}

func TestLabQuickStepsLoseNothing(t *testing.T) {
	h := labHost(t, "staging-server", nil)
	quickSteps(t, h, countOr(100))
}

func BenchmarkLabStep(b *testing.B) { benchmarkStep(b, labHost(b, "staging-server", nil), "") }
