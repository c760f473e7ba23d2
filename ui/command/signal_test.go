//go:build unix

package command

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"paso/ui/ttytest"
)

// interrupted makes sure that a run was left by a signal, and says so.
func interrupted(t *testing.T, x *ttytest.Terminal) {
	t.Helper()
	if code := x.Ends(); code != exitInterrupted {
		t.Errorf("exit code %d", code)
	}
	if after := x.Screen(); !strings.Contains(after, "paso resume ") {
		t.Errorf("how to come back is not on the screen:\n%s", after)
	}
}

// QUIT ends paso as TERM does, and not as Go does; in lines every signal does what it does on the screen.
func TestPtySignalsElsewhere(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		signal syscall.Signal
		args   []string
		to     func(*ttytest.Terminal) *ttytest.Terminal
	}{
		"QUIT on the screen": {syscall.SIGQUIT, []string{"demo"}, begun},
		"QUIT in lines":      {syscall.SIGQUIT, []string{"demo", "--plain"}, begunLines},
		"TERM in lines":      {syscall.SIGTERM, []string{"demo", "--plain"}, begunLines},
		"HUP in lines":       {syscall.SIGHUP, []string{"demo", "--plain"}, begunLines},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			interrupted(t, c.to(newMachine(t).types(false, c.args...)).Signal(c.signal))
		})
	}
}

// The window of the terminal is closed: nobody hears anything any more, and the run is left in order.
func TestPtyWindowClosed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args []string
		to   func(*ttytest.Terminal) *ttytest.Terminal
	}{"screen": {[]string{"demo"}, begun}, "lines": {[]string{"demo", "--plain"}, begunLines}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMachine(t)
			if code := c.to(m.types(false, c.args...)).HangUp(); code != exitInterrupted && code != exitWaiting {
				t.Errorf("exit code %d", code)
			}
			if !strings.Contains(m.journal(), `"Paused"`) {
				t.Errorf("it is not recorded that the run was left:\n%s", m.journal())
			}
			m.opens("¿Quién está al teclado?")
		})
	}
}

func (m *machine) journal() string {
	m.t.Helper()
	names, err := filepath.Glob(filepath.Join(m.state(), "paso/runs/*/journal.jsonl"))
	if err != nil || len(names) != 1 {
		m.t.Fatalf("journals: %v, %v", names, err)
	}
	content, err := os.ReadFile(names[0])
	if err != nil {
		m.t.Fatal(err)
	}
	return string(content)
}

func (m *machine) state() string {
	for _, v := range m.env {
		if dir, is := strings.CutPrefix(v, "XDG_STATE_HOME="); is {
			return dir
		}
	}
	m.t.Fatal("no state")
	return ""
}

// While a secret is typed the terminal does not echo; a signal then leaves it echoing.
func TestPtySignalWhileASecretIsTyped(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	book := filepath.Join(t.TempDir(), "runbook.toml")
	if err := os.WriteFile(book, []byte(secretBook), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, s := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT} {
		x := m.types(false, "run", book, "--plain", "--as", "Ana").Sees("Número de 1 a")
		x.Types("1"+enter, "La contraseña")
		x.Press("a medias")
		interrupted(t, x.Signal(s))
		if strings.Contains(x.Wrote(), "a medias") {
			t.Error("what was typed was shown")
		}
		if err := os.RemoveAll(filepath.Join(m.state(), "paso")); err != nil {
			t.Fatal(err)
		}
	}
}

const secretBook = `
id = "S"
title = "Secreto"
version = "1"
language = "es"
[vars]
WORD = { secret = true, ask = "La contraseña" }
[targets.here]
local = true
[lock]
name = "secret"
[roles]
ops = "Operaciones"
[[people]]
name = "Ana"
roles = ["ops"]
[[raci]]
activity = "Hacer"
roles = { ops = "R" }
[[stage]]
title = "Una"
[[stage.step]]
id = "one"
title = "Uno"
activity = "Hacer"
success = "hecho"
secrets = ["WORD"]
run = 'true'
`

// A signal while the demo's server is built, or while a step runs without anybody: nothing half made is left, or a run that
// can be gone on with. A second signal changes nothing of that.
func TestSignalsWithoutAnybody(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		until   string
		signals []syscall.Signal
		begun   bool
	}{
		"building": {"Preparando el servidor", []syscall.Signal{syscall.SIGTERM}, false},
		"QUIT":     {"Paso 1.1", []syscall.Signal{syscall.SIGQUIT}, true},
		"twice":    {"Paso 1.1", []syscall.Signal{syscall.SIGINT, syscall.SIGINT}, true},
		"HUP":      {"Paso 1.1", []syscall.Signal{syscall.SIGHUP}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMachine(t)
			paso := exec.Command(m.paso, "demo", "--headless")
			paso.Env = append([]string{"PASO_SANDBOX_FAST=1"}, m.env...)
			out := &watched{until: c.until, seen: make(chan struct{})}
			paso.Stdout, paso.Stderr = out, out
			if err := paso.Start(); err != nil {
				t.Fatal(err)
			}
			<-out.seen
			for _, s := range c.signals {
				if err := paso.Process.Signal(s); err != nil {
					t.Fatal(err)
				}
			}
			_ = paso.Wait() // told by the code
			if code := paso.ProcessState.ExitCode(); code != exitInterrupted {
				t.Errorf("exit code %d\n%s", code, out.text.String())
			}
			if told := strings.Contains(out.text.String(), "paso resume "); told != c.begun {
				t.Errorf("how to come back is told: %v\n%s", told, out.text.String())
			}
			left, err := filepath.Glob(filepath.Join(m.state(), "paso/demo/*"))
			if err != nil || (len(left) > 0) != c.begun {
				t.Errorf("left: %v, %v", left, err)
			}
		})
	}
}

// watched is an output that tells when a text came.
type watched struct {
	until string
	text  bytes.Buffer
	seen  chan struct{}
	told  bool
}

func (w *watched) Write(p []byte) (int, error) {
	n, err := w.text.Write(p)
	if !w.told && strings.Contains(w.text.String(), w.until) {
		w.told = true
		close(w.seen)
	}
	return n, err
}

// Told to stop, the screen is put away and the shell has its terminal; told to go on, it is drawn again as it was.
func TestPtyStopAndContinue(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Fatal(err)
	}
	env := append([]string{"PASO_SANDBOX_FAST=1", "PS1=shell$ ", "LC_ALL=C", "PASO=" + m.paso}, m.env...)
	x := ttytest.Start(t, 120, 36, env, bash, "--norc", "--noprofile", "-i")
	x.Sees("shell$").Types(`"$PASO" demo`+enter, "¿Qué hacemos?").Types(enter, "¿Quién está al teclado?")
	x.SignalForeground(syscall.SIGTSTP).Sees("Stopped")
	if left := ttytest.LeftOn(x.Wrote()); len(left) > 0 && strings.Contains(strings.Join(left, " "), "1049") {
		t.Errorf("stopped, and left in the terminal: %q", left)
	}
	x.Types("fg"+enter, "¿Quién está al teclado?")
	x.SignalForeground(syscall.SIGTERM).Sees("paso resume ")
	if code := x.Press("exit 7" + enter).Ends(); code != 7 {
		t.Errorf("the shell ended with %d", code)
	}
}
