//go:build linux

package host

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestStatementsAreMarked(t *testing.T) {
	localHome(t)
	h := openLocalHost(t)
	script := `for i in 1 2 3; do
  echo turn $i
done
echo one; echo two
cat <<END
doc
END
echo a \
  b
`
	e := run(t, h, Attempt{ID: "m-1", Script: script})
	if want := []int{1, 2, 3, 4}; !slices.Equal(e.began, want) {
		t.Errorf("began %v, want %v", e.began, want)
	}
	statements, err := Statements(script)
	if err != nil {
		t.Fatal(err)
	}
	for i, mark := range e.Statements {
		s := statements[i]
		if mark.N != s.N || mark.Line < s.First || mark.Line > s.Last || mark.At.IsZero() {
			t.Errorf("mark %+v of statement %+v", mark, s)
		}
	}
	wantOutput(t, e, "turn 1\nturn 2\nturn 3\none\ntwo\ndoc\na b\n")
}

func TestFailuresAreLocated(t *testing.T) {
	localHome(t)
	h := openLocalHost(t)
	const function = "check() {\n  echo in\n  ls /nonexistent 2>/dev/null\n  echo not here\n}\n"
	cases := []struct {
		name, script string
		exit, line   int
		command      string
		statement    int // of the last mark
		reached      bool
	}{
		{"command", "echo a\nfalse\necho b", 1, 2, "false", 2, false},
		{"last command", "echo a\nfalse", 1, 2, "false", 2, true},
		{"in a function", function + "echo x\ncheck\necho y\n", 2, 3, "ls /nonexistent 2> /dev/null", 3, false},
		{"pipeline", "false | cat\necho b", 1, 1, "cat", 1, false},
		{"subshell", "echo a\n(\n  false\n)\necho b", 1, 3, "false", 2, false},
		{"last subshell", "echo a\n( exit 3 )", 3, 2, "( exit 3 )", 2, true},
		{"own exit", "echo a\nexit 4\necho b", 4, 2, "", 2, true},
		{"own exit in a function", "f() {\n exit 5\n}\nf\necho b", 5, 2, "", 2, true},
		{"exit of a subshell is no exit", "(exit 4)\necho b", 4, 1, "( exit 4 )", 1, false},
		{"unbound variable", "set -u\necho $nothing\necho b", 1, 2, "", 2, false},
		{"on the last line of a pair", "true\nfalse; true", 1, 2, "false", 2, false},
		{"continued", "true\nls \\\n  /nonexistent 2>/dev/null\ntrue", 2, 3, "ls /nonexistent 2> /dev/null", 2, false},
		{"tolerated", "false || true\nif false; then :; fi\n! true\nx=$(false) || x=1\necho fine", 0, 0, "", 5, true},
		{"own ERR trap", "trap 'echo mine' ERR\nfalse\ntrue", 1, 2, "false", 2, false},
		{"return of a status", "f() { return 9; }\nf\necho b", 9, 2, "return 9", 2, false},
	}
	var attempts []Attempt
	for i, c := range cases {
		attempts = append(attempts, Attempt{ID: fmt.Sprintf("f-%d", i), Script: c.script})
	}
	ended := runAll(t, h, attempts)
	for i, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			e := ended[i]
			last := 0
			if n := len(e.Statements); n > 0 {
				last = e.Statements[n-1].N
			}
			if e.Exit != c.exit || e.FailedLine != c.line || e.FailedCommand != c.command || last != c.statement || e.Reached != c.reached {
				t.Errorf("exit %d at line %d %q in statement %d, reached %v; want %+v\noutput %q",
					e.Exit, e.FailedLine, e.FailedCommand, last, e.Reached, c, e.output)
			}
			if c.command != "" && (len(e.failed) != 1 || e.failed[0].Line != c.line) {
				t.Errorf("told %+v", e.failed)
			}
		})
	}
}

func TestOutputIsTheBytesOfTheStep(t *testing.T) {
	localHome(t)
	h := openLocalHost(t)
	var every []byte
	for i := range 256 {
		every = append(every, byte(i))
	}
	file := filepath.Join(t.TempDir(), "bytes")
	if err := os.WriteFile(file, every, 0o600); err != nil {
		t.Fatal(err)
	}
	e := run(t, h, Attempt{ID: "b-1", Script: "stty -opost\ncat " + file + "\nprintf 'no newline'"})
	if want := string(every) + "no newline"; e.output != want || e.Size != int64(len(want)) {
		t.Errorf("got %d bytes %q, size %d", len(e.output), e.output, e.Size)
	}
}

// The script's text and the variables cross several shells; each must leave every byte alone.
func TestTextsCrossUnharmed(t *testing.T) {
	localHome(t)
	h := openLocalHost(t)
	var every strings.Builder
	for i := 1; i < 256; i++ {
		every.WriteByte(byte(i))
	}
	nasty := every.String() + "'\"\\$(date)`id` \n\n"
	e := run(t, h, Attempt{
		ID: "t-1", Script: "COPY=$NASTY\nDOC=" + quote(nasty) + "\n", Vars: map[string]string{"NASTY": nasty},
		Captures: []string{"COPY", "DOC"},
	})
	if e.Captures["COPY"] != nasty {
		t.Errorf("variable %q", e.Captures["COPY"])
	}
	if e.Captures["DOC"] != nasty {
		t.Errorf("script text %q", e.Captures["DOC"])
	}
}

func TestEnds(t *testing.T) {
	localHome(t)
	h := openLocalHost(t)
	cases := []struct {
		name, script, output string
		exit                 int
		signal               string
		state                State
	}{
		{"exec", "A=1\nexec sh -c 'echo replaced; exit 3'", "replaced\n", 3, "", StateNone},
		{"exit trap", "trap 'echo bye $?' EXIT\necho hi\nexit 6", "hi\nbye 6\n", 6, "", StateOK},
		{"exit trap that exits", "trap 'exit 8' EXIT\ntrue", "", 8, "", StateOK},
		{"no final newline", "echo a\necho b", "a\nb\n", 0, "", StateOK},
		{"empty", "", "", 0, "", StateOK},
		{"comment", "# nothing", "", 0, "", StateOK},
		{"kills itself", "kill -9 $$", "", 137, "KILL", StateNone},
		{"terminates itself", "kill -TERM $$\necho not here", "", 143, "TERM", StateOK},
		{"shebang", "#!/bin/bash\necho $LINENO", "2\n", 0, "", StateOK},
		{"heredoc on the first line", "cat <<E\nin\nE\n", "in\n", 0, "", StateOK},
	}
	var attempts []Attempt
	for i, c := range cases {
		attempts = append(attempts, Attempt{ID: fmt.Sprintf("e-%d", i), Script: c.script})
	}
	ended := runAll(t, h, attempts)
	for i, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			e := ended[i]
			wantOutput(t, e, c.output)
			if e.Exit != c.exit || e.Signal != c.signal || e.State != c.state {
				t.Errorf("exit %d signal %q state %s, want %+v", e.Exit, e.Signal, e.State, c)
			}
		})
	}
}

func TestEnvironmentOfAStep(t *testing.T) {
	home := localHome(t)
	h := openLocalHost(t)
	write(t, filepath.Join(home, ".bash_profile"), "export FROM_PROFILE=yes\necho noise of the profile >&2\n")
	script := `echo $FROM_PROFILE $PAGER $GIT_PAGER [$SYSTEMD_PAGER] $TERM $EXTRA $PWD
stty size
bash -c 'echo child [$PLAIN] $EXTRA ${BASH_ENV-none} ${PASO_RUN-none}'
[ -t 0 ] && [ -t 1 ] && echo tty
umask
ls /proc/self/fd | grep -x '[89]' || true
echo $0`
	e := run(t, h, Attempt{
		ID: "v-1", Script: script, Rows: 33, Cols: 101, Vars: map[string]string{"PLAIN": "p"}, Env: map[string]string{"EXTRA": "x"},
	})
	umask := fmt.Sprintf("%04o", currentUmask())
	want := "noise of the profile\nyes cat cat [] xterm-256color x " + home + "\n33 101\nchild [] x none none\ntty\n" + umask + "\n"
	wantOutput(t, e, want+home+"/.local/state/paso/run-1/attempts/v-1/script\n")
}

// A profile that turns BASH_ENV to its own ends must not make the script run without set -e.
func TestProfileThatSetsBashEnv(t *testing.T) {
	home := localHome(t)
	h := openLocalHost(t)
	write(t, filepath.Join(home, "module.sh"), "MODULE=loaded\n")
	write(t, filepath.Join(home, ".bash_profile"), "export BASH_ENV=$HOME/module.sh\n")
	e := run(t, h, Attempt{ID: "p-1", Script: "bash -c 'echo $MODULE' && echo $MINE\nfalse\necho not here", Vars: map[string]string{"MINE": "m"}})
	wantOutput(t, e, "loaded\nm\n")
	if e.Exit != 1 || e.FailedLine != 2 || e.State != StateOK {
		t.Errorf("%+v", e.Result)
	}
}

// What a login shell does as it ends is not part of a step.
func TestLogoutFileIsLeftAlone(t *testing.T) {
	home := localHome(t)
	h := openLocalHost(t)
	write(t, filepath.Join(home, ".bash_logout"), "echo logout\nfalse\n")
	e := run(t, h, Attempt{ID: "p-1", Script: "echo a\nexit 7"})
	wantOutput(t, e, "a\n")
	if e.Exit != 7 || e.State != StateOK {
		t.Errorf("%+v", e.Result)
	}
}

// With POSIXLY_CORRECT bash would not read the prelude by itself.
func TestPosixlyCorrect(t *testing.T) {
	h, server := openSSHHost(t, nil)
	server.shell = []string{"/usr/bin/env", "POSIXLY_CORRECT=1", "/bin/bash", "-c"}
	e := run(t, h, Attempt{ID: "p-1", Script: "echo $MINE\nfalse\necho not here", Vars: map[string]string{"MINE": "m"}})
	wantOutput(t, e, "m\n")
	if e.Exit != 1 || e.FailedLine != 2 {
		t.Errorf("%+v", e.Result)
	}
}

func TestInterruptIsNotIgnored(t *testing.T) {
	localHome(t)
	h := openLocalHost(t)
	e := run(t, h, Attempt{ID: "i-1", Script: "grep SigIgn /proc/self/status"})
	if !bytes.Contains([]byte(e.output), []byte("SigIgn:\t0000000000000000")) {
		t.Errorf("a step must get INT: %q", e.output)
	}
}

func TestDaemonsOfAStep(t *testing.T) {
	localHome(t)
	h := openLocalHost(t)
	g, other := newGate(t), newGate(t) // a gate each: two readers of one would take bytes from each other
	done := newGate(t)
	e := run(t, h, Attempt{
		ID: "d-1", Script: `setsid -f sh -c 'read -r _ <'$GATE'; echo over >'$DONE
nohup sh -c 'echo up >'$UP'; read -r _ <'$OTHER >/dev/null 2>&1 &
read -r _ <$UP
echo started`,
		Vars: map[string]string{"GATE": g.path, "OTHER": other.path, "DONE": done.path, "UP": newGate(t).path},
	})
	if e.Exit != 0 || len(e.Left) != 1 {
		t.Errorf("exit %d, left %v: the daemon is nobody's, the nohup is told", e.Exit, e.Left)
	}
	g.open()
	other.open()
	if got := mustRead(t, done.path); got != "over\n" {
		t.Errorf("the daemon said %q", got)
	}
}

func TestLogHasALimit(t *testing.T) {
	localHome(t)
	h := prepared(t, Config{Local: true, RunID: "run-1", MaxLog: 4096})
	e := run(t, h, Attempt{ID: "l-1", Script: "for i in {1..500}; do echo 0123456789012345678901234567890123456789; done\nMARK=end", Captures: []string{"MARK"}})
	if e.Exit != 0 || !e.Truncated || e.Size != 4096 || e.Captures["MARK"] != "end" || e.State != StateOK {
		t.Errorf("%+v", e.Result)
	}
}

// On other systems sh is a bash.
func TestHarnessInBash(t *testing.T) {
	bin := t.TempDir()
	if err := os.Symlink("/bin/bash", filepath.Join(bin, "sh")); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+":"+os.Getenv("PATH"))
	t.Run("log", TestLogHasALimit)
	t.Run("texts", TestTextsCrossUnharmed)
	t.Run("supervisor", TestSupervisorKilled)
}

func TestOddHome(t *testing.T) {
	home := filepath.Join(localHome(t), "it's $a \"home\"")
	if err := os.Mkdir(home, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("HOME", home)
	h := openLocalHost(t)
	run(t, h, Attempt{ID: "o-1", Script: "A=1"})
	wantOutput(t, run(t, h, Attempt{ID: "o-2", Base: "o-1", Script: "echo $A; pwd"}), "1\n"+home+"\n")
	if a := asked(t, h, Query{State: "o-2", Script: "echo $A"}); string(a.Stdout) != "1\n" {
		t.Errorf("%+v", a)
	}
}

func TestQuickStepsLoseNothing(t *testing.T) {
	localHome(t)
	quickSteps(t, openLocalHost(t), 12)
}

func quickSteps(t *testing.T, h *Host, rounds int) {
	t.Helper()
	for i := range rounds {
		n := 1 + i*20000/rounds
		e := run(t, h, Attempt{ID: fmt.Sprintf("q-%d", i), Script: fmt.Sprintf("head -c %d /dev/zero | tr '\\0' x\nexit %d", n, i%5)})
		if len(e.output) != n || strings.Trim(e.output, "x") != "" || e.Exit != i%5 {
			t.Errorf("round %d: %d bytes of %d, want exit %d: %+v", i, len(e.output), n, i%5, e.Result)
		}
	}
}
