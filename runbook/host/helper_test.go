//go:build linux

package host

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// localHome makes a home of its own, so that start-up files and state are the test's.
func localHome(t testing.TB) string {
	t.Helper()
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_STATE_HOME", "")
	t.Setenv("SSH_AUTH_SOCK", "")
	t.Cleanup(func() { endAllBelow(filepath.Dir(home)) })
	return home
}

// endAllBelow ends what the test's steps have left behind, a daemon that is meant to stay as much as what a test that failed
// did not get to: a process with a file of the test in its command line or its environment. It would hold the test's output
// open for ever, or stay on the machine.
func endAllBelow(dir string) {
	processes, _ := filepath.Glob("/proc/[0-9]*")
	for _, process := range processes {
		pid, err := strconv.Atoi(filepath.Base(process))
		if err != nil || pid == os.Getpid() {
			continue
		}
		line, _ := os.ReadFile(filepath.Join(process, "cmdline")) // what is gone by now has none
		environ, _ := os.ReadFile(filepath.Join(process, "environ"))
		if strings.Contains(string(line), dir+"/") || strings.Contains(string(environ), dir+"/") {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	}
}

// openLocalHost is a prepared local host.
func openLocalHost(t testing.TB) *Host {
	t.Helper()
	return prepared(t, Config{Local: true, RunID: "run-1"})
}

func prepared(t testing.TB, c Config) *Host {
	t.Helper()
	h := opened(t, c)
	if _, err := h.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	return h
}

func opened(t testing.TB, c Config) *Host {
	t.Helper()
	h, err := Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

// An ending is everything that a stream told.
type ending struct {
	Result
	output string
	began  []int
	failed []StatementFailed
}

// bounded is a deadline against a hang; no test waits for it in order to pass.
func bounded(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}

func run(t testing.TB, h *Host, a Attempt) ending {
	t.Helper()
	s, err := h.Start(bounded(t), a)
	if err != nil {
		t.Fatalf("start %s: %v", a.ID, err)
	}
	return drain(t, s)
}

// runAll runs attempts that know nothing of each other, at the same time.
func runAll(t testing.TB, h *Host, attempts []Attempt) []ending {
	t.Helper()
	ended := make([]ending, len(attempts))
	var all sync.WaitGroup
	for i, a := range attempts {
		all.Go(func() {
			s, err := h.Start(bounded(t), a)
			if err == nil {
				ended[i], err = drainUntilError(t, s)
			}
			if err != nil {
				t.Errorf("%s: %v", a.ID, err)
			}
		})
	}
	all.Wait()
	return ended
}

func drain(t testing.TB, s *Stream) ending {
	t.Helper()
	e, err := drainUntilError(t, s)
	if err != nil {
		t.Fatalf("stream: %v\noutput so far: %q", err, e.output)
	}
	return e
}

func drainUntilError(t testing.TB, s *Stream) (e ending, err error) {
	t.Helper()
	ctx := bounded(t)
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	var output strings.Builder
	for {
		item, err := s.Next(ctx)
		if errors.Is(err, io.EOF) {
			e.output = output.String()
			return e, nil
		}
		if err != nil {
			e.output = output.String()
			return e, err
		}
		switch item := item.(type) {
		case Output:
			output.Write(item.Bytes)
		case StatementBegan:
			e.began = append(e.began, item.N)
		case StatementFailed:
			e.failed = append(e.failed, item)
		case Ended:
			e.Result = item.Result
		}
	}
}

// readUntil reads the stream's output until it contains want.
func readUntil(t testing.TB, s *Stream, want string) string {
	t.Helper()
	ctx := bounded(t)
	var output strings.Builder
	for !strings.Contains(output.String(), want) {
		item, err := s.Next(ctx)
		if err != nil {
			t.Fatalf("wait for %q: %v; output so far: %q", want, err, output.String())
		}
		if o, ok := item.(Output); ok {
			output.Write(o.Bytes)
		}
	}
	return output.String()
}

func mustRead(t testing.TB, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func wantOutput(t testing.TB, got ending, want string) {
	t.Helper()
	if got.output != strings.ReplaceAll(want, "\n", "\r\n") {
		t.Errorf("output %q, want %q", got.output, want)
	}
}

// A gate is a FIFO at which a script waits: "read -r _ <$GATE".
type gate struct {
	t    testing.TB
	path string
}

func newGate(t testing.TB) gate {
	t.Helper()
	path := filepath.Join(t.TempDir(), "gate")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	return gate{t, path}
}

// open lets one reader pass; it blocks until there is one.
func (g gate) open() {
	g.t.Helper()
	f, err := os.OpenFile(g.path, os.O_WRONLY, 0)
	if err != nil {
		g.t.Fatal(err)
	}
	_, err = f.WriteString("go\n")
	if err := errors.Join(err, f.Close()); err != nil {
		g.t.Fatal(err)
	}
}

func (g gate) vars() map[string]string { return map[string]string{"GATE": g.path} }

func currentUmask() int {
	mask := syscall.Umask(0)
	syscall.Umask(mask)
	return mask
}
