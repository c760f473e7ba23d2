//go:build linux

package host

import (
	"errors"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// resume reconnects and follows the attempt from where the stream was lost to its end.
func resume(t *testing.T, h *Host, attempt string, s *Stream, soFar string) (string, ending) {
	t.Helper()
	if err := h.Reconnect(bounded(t)); err != nil {
		t.Fatal(err)
	}
	offset, events := s.Position()
	if int(offset) != len(soFar) {
		t.Fatalf("position %d after %d bytes", offset, len(soFar))
	}
	next, err := h.Attach(bounded(t), attempt, offset, events)
	if err != nil {
		t.Fatal(err)
	}
	e := drain(t, next)
	return soFar + e.output, e
}

// lose reads until the link is lost, and returns what came.
func lose(t *testing.T, s *Stream) string {
	t.Helper()
	var output strings.Builder
	for {
		item, err := s.Next(bounded(t))
		var lost *LinkLostError
		if errors.As(err, &lost) {
			return output.String()
		}
		if err != nil {
			t.Fatalf("error %v, want a lost link", err)
		}
		if o, ok := item.(Output); ok {
			output.Write(o.Bytes)
		}
	}
}

const longScript = `echo x >>$MARKS
for i in {1..200}; do echo line $i; done
echo ready
read -r _ <$GATE
for i in {201..400}; do echo line $i; done
exit 7
`

func wantLongOutput(t *testing.T, output string, e ending, marks string) {
	t.Helper()
	var want strings.Builder
	for i := range 400 {
		want.WriteString("line " + strconv.Itoa(i+1) + "\r\n")
		if i == 199 {
			want.WriteString("ready\r\n")
		}
	}
	if output != want.String() {
		t.Errorf("output is not exact: %d bytes of %d", len(output), want.Len())
	}
	if e.Exit != 7 || len(e.Statements) != 6 || e.Size != int64(want.Len()) {
		t.Errorf("%+v", e.Result)
	}
	if got := mustRead(t, marks); got != "x\n" {
		t.Errorf("it ran %d times", strings.Count(got, "x"))
	}
}

func TestLinkCutAndAttachedAgain(t *testing.T) {
	h, server := openSSHHost(t, nil)
	g, marks := newGate(t), filepath.Join(t.TempDir(), "marks")
	s, err := h.Start(bounded(t), Attempt{ID: "l-1", Script: longScript, Vars: map[string]string{"GATE": g.path, "MARKS": marks}})
	if err != nil {
		t.Fatal(err)
	}
	soFar := readUntil(t, s, "ready\r\n")
	server.cutAll()
	soFar += lose(t, s)
	if _, err := h.Status(bounded(t), "l-1"); !isLost(err) {
		t.Errorf("error %v: everything fails until Reconnect", err)
	}
	g.open()
	output, e := resume(t, h, "l-1", s, soFar)
	wantLongOutput(t, output, e, marks)
}

// A VPN that is down sends no error: the keepalive notices.
func TestLinkBlackholed(t *testing.T) {
	w := newWire()
	h, _ := openSSHHost(t, func(c *Config) {
		c.Dial, c.KeepAlive, c.KeepAliveDeadline = w.dial, 200*time.Millisecond, 2*time.Second
	})
	g, marks := newGate(t), filepath.Join(t.TempDir(), "marks")
	s, err := h.Start(bounded(t), Attempt{ID: "l-1", Script: longScript, Vars: map[string]string{"GATE": g.path, "MARKS": marks}})
	if err != nil {
		t.Fatal(err)
	}
	soFar := readUntil(t, s, "ready\r\n")
	w.blackhole()
	g.open()
	soFar += lose(t, s)
	output, e := resume(t, h, "l-1", s, soFar)
	wantLongOutput(t, output, e, marks)
}

// The keepalive must not take a silent but living host for a dead one.
func TestQuietLinkLives(t *testing.T) {
	h, _ := openSSHHost(t, func(c *Config) { c.KeepAlive, c.KeepAliveDeadline = 20*time.Millisecond, 10*time.Second })
	e := run(t, h, Attempt{ID: "q-1", Script: "sleep 0.3\necho still here"})
	wantOutput(t, e, "still here\n")
}

func isLost(err error) bool {
	var lost *LinkLostError
	return errors.As(err, &lost)
}

// What the account's start-up files print, or try to look like, is not the step's.
func TestNoisyStartUpFiles(t *testing.T) {
	for _, shell := range []string{"/bin/bash", "/bin/sh"} {
		t.Run(filepath.Base(shell), func(t *testing.T) {
			h, server := openSSHHost(t, nil)
			server.shell = []string{shell, "-c"}
			noise := "echo welcome; printf '\\036mark 0123\\036 \\036done\\036 \\036end how=finished\\036\\036' >&2; printf '\\036mark\\036\\036'; echo more\n"
			write(t, filepath.Join(filepath.Dir(h.config.SSHConfig), ".bashrc"), noise)
			server.shell = []string{shell, "-c", ". $HOME/.bashrc; eval \"$0\""}
			e := run(t, h, Attempt{ID: "n-1", Script: "echo mine"})
			wantOutput(t, e, "mine\n")
			answer, err := h.Query(bounded(t), Query{Script: "echo out; echo err >&2"})
			if err != nil || string(answer.Stdout) != "out\n" || string(answer.Stderr) != "err\n" {
				t.Errorf("%+v, %v", answer, err)
			}
		})
	}
}

func TestHostThatDoesNotRunSh(t *testing.T) {
	a := newAccount(t)
	server := startServer(t, anyKeyOf(a.signer.PublicKey()))
	server.shell = []string{"/bin/sh", "-c", "echo This account is not available >&2; exit 1"}
	a.knows(t, "staging", server, "")
	h := opened(t, Config{Destination: "staging", SSHConfig: a.configFile, RunID: "run-1"})
	_, err := h.Prepare(bounded(t))
	var broken *BrokenHarnessError
	if !errors.As(err, &broken) || broken.Exit != 1 || !strings.Contains(broken.Said, "not available") {
		t.Errorf("error %v", err)
	}
	if _, err := h.Start(bounded(t), Attempt{ID: "a-1", Script: "true"}); !errors.As(err, &broken) {
		t.Errorf("start: %v", err)
	}
}

func TestTwoWatchersSeeTheSame(t *testing.T) {
	h, _ := openSSHHost(t, nil)
	g, marks := newGate(t), filepath.Join(t.TempDir(), "marks")
	s, err := h.Start(bounded(t), Attempt{ID: "l-1", Script: longScript, Vars: map[string]string{"GATE": g.path, "MARKS": marks}})
	if err != nil {
		t.Fatal(err)
	}
	watcher, err := h.Attach(bounded(t), "l-1", 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	g.open()
	first, second := drain(t, s), drain(t, watcher)
	wantLongOutput(t, first.output, first, marks)
	wantLongOutput(t, second.output, second, marks)
	late, err := h.Attach(bounded(t), "l-1", 5, 3)
	if err != nil {
		t.Fatal(err)
	}
	e := drain(t, late)
	wantLongOutput(t, first.output[:5]+e.output, e, marks)
	if len(e.began) != 4 {
		t.Errorf("told %v again to who knew 3 events (start, two statements)", e.began)
	}
}

func TestStreamAfterItsEnd(t *testing.T) {
	localHome(t)
	h := openLocalHost(t)
	s, err := h.Start(bounded(t), Attempt{ID: "a-1", Script: "echo a"})
	if err != nil {
		t.Fatal(err)
	}
	drain(t, s)
	if _, err := s.Next(bounded(t)); !errors.Is(err, io.EOF) {
		t.Errorf("Next after Ended: %v", err)
	}
	wantReason(t, s.Write(bounded(t), []byte("x")), AttemptEnded)
}

func TestClosedHost(t *testing.T) {
	h, _ := openSSHHost(t, nil)
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Probe(bounded(t)); err == nil {
		t.Error("a closed host answers")
	}
	if err := h.Reconnect(bounded(t)); err == nil {
		t.Error("a closed host reconnects")
	}
}
