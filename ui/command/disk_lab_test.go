//go:build lab && linux

package command

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// smallState is a paso whose runs lie on a small disk of their own; what a step leaves on this machine as its host lies
// beside it, on another. It needs root, and no server.
type smallState struct {
	t                 *testing.T
	paso, dir, disk   string
	trace             string // what each step writes at its begin and its end, on another disk
	owner             *syscall.Credential
	resumed, neverRan int
	said              map[string]int
}

const smallStateBook = `
id = "LOCAL"
title = "Despliegue"
version = "1"
language = "es"
[vars]
TRACE = "%s"
[targets.here]
local = true
[lock]
name = "here"
dir = "%s"
[[stage]]
title = "Una"
[[stage.step]]
id = "one"
title = "Uno"
success = "consta"
run = 'echo begin one >>"$TRACE"; echo uno; echo end one >>"$TRACE"'
[[stage.step]]
id = "two"
title = "Dos"
success = "consta"
run = 'echo begin two >>"$TRACE"; seq 2000; echo end two >>"$TRACE"'
[[stage.step]]
id = "three"
title = "Tres"
success = "consta"
run = 'echo begin three >>"$TRACE"; echo tres; echo end three >>"$TRACE"'
[report]
path = "DEPLOY-YYYY-MM-DD-HHMM.md"
`

func newSmallState(t *testing.T) *smallState {
	t.Helper()
	dir := t.TempDir()
	s := &smallState{t: t, paso: filepath.Join(dir, "paso"), dir: dir, disk: filepath.Join(dir, "state/paso/runs"), trace: filepath.Join(dir, "trace"), said: map[string]int{}}
	if out, err := exec.Command("go", "build", "-o", s.paso, "../..").CombinedOutput(); err != nil {
		t.Fatalf("build paso: %v\n%s", err, out)
	}
	book := fmt.Sprintf(smallStateBook, s.trace, filepath.Join(dir, "lock"))
	for name, content := range map[string]string{"book.toml": book, "answers.toml": "operator = \"Ana\"\n[confirm]\n\"*\" = true\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil { //nolint:gosec // another user reads it
			t.Fatal(err)
		}
	}
	if err := os.MkdirAll(s.disk, 0o700); err != nil {
		t.Fatal(err)
	}
	return s
}

// mount gives the state a disk with these options, and empties the trace.
func (s *smallState) mount(options string) (unmount func()) {
	s.t.Helper()
	// A tmpfs begins as /tmp does, open to all, and paso keeps no runs where others may change them.
	if err := syscall.Mount("tmpfs", s.disk, "tmpfs", 0, "mode=700,"+options); err != nil {
		s.t.Fatalf("mount a small disk (needs root): %v", err)
	}
	if err := errors.Join(os.WriteFile(s.trace, nil, 0o600), os.Chmod(s.trace, 0o666)); err != nil { //nolint:gosec // another user writes it
		s.t.Fatal(err)
	}
	return func() {
		if err := syscall.Unmount(s.disk, syscall.MNT_DETACH); err != nil {
			s.t.Error(err)
		}
	}
}

// run is paso headless; out is all that it said.
func (s *smallState) run(args ...string) (out string, code int) {
	s.t.Helper()
	cmd := exec.Command(s.paso, args...)
	cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+filepath.Join(s.dir, "state"), "HOME="+s.dir, "LANG=es_ES.UTF-8", "GITHUB_ACTIONS=")
	cmd.Dir = s.dir
	if s.owner != nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.owner}
	}
	said, err := cmd.CombinedOutput()
	return string(said), exitOf(err)
}

func (s *smallState) begin() (string, int) {
	return s.run("--headless", "--answers", "answers.toml", "book.toml")
}

func (s *smallState) traced() []string {
	s.t.Helper()
	return strings.Split(strings.TrimSuffix(string(mustRead(s.t, s.trace)), "\n"), "\n")
}

// ballast fills the disk but for so many bytes.
func (s *smallState) ballast(size int) string {
	s.t.Helper()
	name := filepath.Join(s.disk, "ballast")
	if err := os.WriteFile(name, make([]byte, size), 0o600); err != nil {
		s.t.Fatal(err)
	}
	return name
}

// fails wants words for the disk, in the operator's language, and no step begun after the one that ran.
func (s *smallState) fails(out string, code int) {
	s.t.Helper()
	if code == exitOK || strings.Contains(out, "no space left") || !strings.Contains(out, "no queda espacio en el disco") {
		s.t.Fatalf("exit code %d\n%s", code, out)
	}
	for line := range strings.Lines(out) {
		if strings.HasPrefix(line, "paso: ") && strings.Contains(line, "no queda espacio") {
			before, _, _ := strings.Cut(regexp.MustCompile(`/\S+`).ReplaceAllString(line, "…"), "no queda espacio")
			s.said[before]++
		}
	}
}

// again ends the run on a disk that has room: every step ran once, and everything is as it was written.
func (s *smallState) again() {
	s.t.Helper()
	out, code := s.run("resume", "--headless", "--answers", "answers.toml")
	if code == exitUsage && strings.Contains(out, "paso") && len(s.traced()) == 1 && s.traced()[0] == "" {
		s.neverRan++
		out, code = s.begin()
	} else {
		s.resumed++
	}
	if code != exitOK {
		s.t.Fatalf("on a disk with room: exit code %d\n%s", code, out)
	}
	want := []string{"begin one", "end one", "begin two", "end two", "begin three", "end three"}
	if got := s.traced(); !slices.Equal(got, want) {
		s.t.Fatalf("ran %q\n%s", got, out)
	}
	if out, code := s.run("verify"); code != exitOK {
		s.t.Fatalf("verify: exit code %d\n%s", code, out)
	}
}

// A real disk that fills up at each page and at each file that a run takes: paso stops before its next command, says so,
// and goes on where it was once there is room. Each step runs once.
func TestLabDiskHereFillsUp(t *testing.T) {
	s := newSmallState(t)
	const page, pages = 4096, 64
	stopped, reports := 0, 0
	// try begins a run on a disk that has little left; false where it was enough.
	try := func(unmount, free func()) bool {
		defer unmount()
		out, code := s.begin()
		switch {
		case code != exitOK:
			s.fails(out, code)
			stopped++
			free()
			s.again()
		case strings.Contains(out, "no queda espacio"):
			reports++ // it was the report alone, which the deployment does not wait for
		default:
			return false
		}
		return true
	}
	for left := 0; ; left++ {
		unmount := s.mount(fmt.Sprintf("size=%d", pages*page))
		file := s.ballast((pages - left) * page)
		if !try(unmount, func() {
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
		}) {
			break
		}
	}
	for left := 2; ; left++ {
		unmount := s.mount(fmt.Sprintf("size=4m,nr_inodes=%d", left))
		if !try(unmount, func() {
			if err := syscall.Mount("tmpfs", s.disk, "tmpfs", syscall.MS_REMOUNT, "nr_inodes=1000"); err != nil {
				t.Fatal(err)
			}
		}) {
			break
		}
	}
	t.Logf("the disk was full at %d pages and files: %d stopped before their next command and went on (%d resumed, %d had never begun), %d lost the report alone",
		stopped+reports, stopped, s.resumed, s.neverRan, reports)
	for said, n := range s.said {
		t.Logf("%3d  %sno queda espacio en el disco", n, said)
	}
	if stopped < 10 || s.resumed < 5 {
		t.Error("the disk was hardly ever full")
	}
}

// A disk that fills up while a step runs: the step goes on to its end, nothing follows it, and its whole output is
// here after the resume.
func TestLabDiskHereFillsUpDuringAStep(t *testing.T) {
	s := newSmallState(t)
	defer s.mount("size=256k")()
	ballast := filepath.Join(s.disk, "ballast")
	book := strings.Replace(string(mustRead(t, filepath.Join(s.dir, "book.toml"))), "seq 2000;",
		"test -e "+ballast+" || head -c 1000000 /dev/zero >"+ballast+" || true; seq 2000;", 1)
	if err := os.WriteFile(filepath.Join(s.dir, "book.toml"), []byte(book), 0o600); err != nil {
		t.Fatal(err)
	}
	out, code := s.begin()
	s.fails(out, code)
	if got := s.traced(); slices.Contains(got, "begin three") {
		t.Fatalf("went on after the disk was full: %q", got)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	s.again()
	logs, err := filepath.Glob(filepath.Join(s.disk, "*/output/two.1.log"))
	if err != nil || len(logs) != 1 {
		t.Fatal(logs, err)
	}
	if got := strings.Count(string(mustRead(t, logs[0])), "\n"); got < 2000 {
		t.Errorf("%d lines of the step's output are here", got)
	}
}

// State that is read-only or another user's: said so, in words, and nothing is begun.
func TestLabStateThatIsNotOurs(t *testing.T) {
	s := newSmallState(t)
	if err := os.Chmod(filepath.Dir(s.dir), 0o755); err != nil { //nolint:gosec // another user looks for its own there
		t.Fatal(err)
	}
	for _, dir := range []string{s.dir, filepath.Join(s.dir, "state"), filepath.Join(s.dir, "state/paso")} {
		if err := os.Chown(dir, 65534, 65534); err != nil { // an account with a home of its own
			t.Fatal(err)
		}
	}
	unmount := s.mount("size=4m,uid=65534,gid=65534")
	defer unmount()
	refused := func(what, words string, args ...string) {
		t.Helper()
		out, code := s.run(args...)
		if code == exitOK || !strings.Contains(out, words) || strings.Contains(out, "denied") || strings.Contains(out, "read-only") {
			t.Errorf("%s: exit code %d\n%s", what, code, out)
		}
		if got := s.traced(); got[0] != "" {
			t.Errorf("%s: ran %q", what, got)
		}
	}
	begin := []string{"--headless", "--answers", "answers.toml", "book.toml"}
	s.owner = &syscall.Credential{Uid: 65534, Gid: 65534}
	mode := func(name string, mode os.FileMode) {
		t.Helper()
		if err := os.Chmod(name, mode); err != nil {
			t.Fatal(err)
		}
	}
	mode(s.disk, 0o555)
	refused("a directory that is not writable", "permiso denegado", begin...)
	mode(s.disk, 0o700)
	if out, code := s.run("--headless", "book.toml"); code != exitWaiting { // it waits for who operates
		t.Fatalf("exit code %d\n%s", code, out)
	}
	journals, err := filepath.Glob(filepath.Join(s.disk, "*/journal.jsonl"))
	if err != nil || len(journals) != 1 {
		t.Fatal(journals, err)
	}
	resume := []string{"resume", "--headless", "--answers", "answers.toml"}
	mode(journals[0], 0o400)
	refused("a journal that is not writable", "permiso denegado", resume...)
	mode(journals[0], 0o000)
	refused("a journal that is not readable", "permiso denegado", "verify")
	mode(journals[0], 0o600)
	mode(s.disk, 0o000)
	refused("runs that are not readable", "permiso denegado", "runs")
	refused("runs that are not readable", "permiso denegado", begin...)
	mode(s.disk, 0o700)
	if err := syscall.Mount("tmpfs", s.disk, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	refused("a read-only disk", "el disco es de solo lectura", begin...)
	refused("a read-only disk", "el disco es de solo lectura", resume...)
	if err := syscall.Mount("tmpfs", s.disk, "tmpfs", syscall.MS_REMOUNT, ""); err != nil {
		t.Fatal(err)
	}
	s.again()
}
