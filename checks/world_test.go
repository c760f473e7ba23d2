package checks

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// fakeWorld answers from a function and has a clock that only Wait and the tests move.
type fakeWorld struct {
	run     func(script string) (Output, error)
	clock   time.Time
	waits   []time.Duration
	waitErr error
	client  *http.Client
}

// answering is a world whose target gives these answers, the last one for ever.
func answering(outs ...Output) *fakeWorld {
	w := &fakeWorld{clock: time.Unix(1_700_000_000, 0)}
	asked := 0
	w.run = func(string) (Output, error) {
		out := outs[min(asked, len(outs)-1)]
		asked++
		return out, nil
	}
	return w
}

// printing is answering with standard output alone.
func printing(texts ...string) *fakeWorld {
	outs := make([]Output, len(texts))
	for i, text := range texts {
		outs[i] = Output{Stdout: []byte(text)}
	}
	return answering(outs...)
}

var errLost = errors.New("connection lost")

// unreachable is a world whose target cannot be asked.
func unreachable() *fakeWorld {
	return &fakeWorld{run: func(string) (Output, error) { return Output{}, errLost }}
}

func (w *fakeWorld) Run(_ context.Context, script string) (Output, error) { return w.run(script) }
func (w *fakeWorld) Now() time.Time                                       { return w.clock }
func (w *fakeWorld) Client() *http.Client                                 { return w.client }

func (w *fakeWorld) Wait(_ context.Context, d time.Duration) error {
	w.waits = append(w.waits, d)
	w.clock = w.clock.Add(d)
	return w.waitErr
}

// bashWorld really runs the scripts, with bash on this machine. Programs put into bin come first in the PATH.
type bashWorld struct {
	fakeWorld
	dir   string // where the step left the shell
	bin   string
	state string // bash that the step is taken to have left: set -e, aliases, exports
	sudo  string // body of the function sudo
}

func newBashWorld(t *testing.T) *bashWorld {
	t.Helper()
	w := &bashWorld{dir: t.TempDir(), bin: t.TempDir(), sudo: `echo 'sudo: a password is required' >&2; return 1`}
	w.clock = time.Unix(1_700_000_000, 0)
	w.run = func(script string) (Output, error) { return w.bash(t, script) }
	return w
}

func (w *bashWorld) bash(t *testing.T, script string) (Output, error) {
	file := filepath.Join(t.TempDir(), "script")
	text := "sudo() { " + w.sudo + "; }\n" + w.state + "\n" + script
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		return Output{}, err
	}
	var stdout, stderr bytes.Buffer
	cmd := exec.Command("bash", file)
	cmd.Dir, cmd.Stdout, cmd.Stderr = w.dir, &stdout, &stderr
	cmd.Env = append(os.Environ(), "PATH="+w.bin+":"+os.Getenv("PATH"))
	var failed *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &failed) {
		return Output{}, err
	}
	return Output{Stdout: stdout.Bytes(), Stderr: stderr.Bytes(), Exit: cmd.ProcessState.ExitCode()}, nil
}

// install puts a bash script on the PATH of the target.
func (w *bashWorld) install(t *testing.T, name, script string) {
	t.Helper()
	write(t, filepath.Join(w.bin, name), "#!/bin/bash\n"+script+"\n")
	if err := os.Chmod(filepath.Join(w.bin, name), 0o755); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// hostile is a shell state in which a careless script goes wrong.
const hostile = `set -euf -o pipefail -o noclobber
shopt -s nullglob nocasematch expand_aliases
alias stat='echo aliased' tail='echo aliased' df='echo aliased'
IFS=/
export LC_ALL=en_US.UTF-8 CDPATH=/ POSIXLY_CORRECT=1`

// want fails the test unless the result is as said. It also reads every phrase in both languages.
func want(t *testing.T, r Result, v Verdict, observed string) {
	t.Helper()
	said := spanish(t, r.Observed)
	if r.Verdict != v || !strings.Contains(said, observed) {
		t.Errorf("got %v %q (wanted phrase %q, evidence %q), want %v %q",
			r.Verdict, said, spanish(t, r.Wanted), r.Evidence, v, observed)
	}
}

// observe makes the check and reads all its phrases.
func observe(t *testing.T, c Check, w World) Result {
	t.Helper()
	r := c.Observe(t.Context(), w)
	for _, p := range []Phrase{c.Title(), r.Wanted, r.Observed, r.Verdict.Phrase()} {
		spoken(t, "es", p)
		spoken(t, "en", p)
	}
	if lines := strings.Count(r.Evidence, "\n") + 1; lines > maxEvidenceLines || len(r.Evidence) > maxEvidenceBytes {
		t.Errorf("evidence has %d lines, %d bytes", lines, len(r.Evidence))
	}
	return r
}
