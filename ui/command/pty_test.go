//go:build unix

package command

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"paso/ui/ttytest"
)

const (
	enter  = "\r"
	second = "\x1b[B\r" // the first choice of a gate is the safe one
	all    = "a" + second + enter
)

// machine is where paso runs: its program, and its state, which outlives a process.
type machine struct {
	t    *testing.T
	paso string
	env  []string
}

// newMachine makes this test binary paso.
func newMachine(t *testing.T) *machine {
	t.Helper()
	procedure, err := filepath.Abs("../../runbook.toml")
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	paso := filepath.Join(t.TempDir(), "paso")
	if err := os.Symlink(self, paso); err != nil {
		t.Fatal(err)
	}
	state := t.TempDir()
	return &machine{t: t, paso: paso, env: []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + state, "XDG_STATE_HOME=" + state, "LANG=es_ES.UTF-8", "TERM=xterm-256color", "COLORTERM=truecolor",
		"PASO_PROCEDURE=" + procedure,
	}}
}

// types runs paso on a terminal. The embedded server answers at once, unless it is to take its time.
func (m *machine) types(slow bool, args ...string) *ttytest.Terminal {
	m.t.Helper()
	env := m.env
	if !slow {
		env = append([]string{"PASO_SANDBOX_FAST=1"}, env...)
	}
	return ttytest.Start(m.t, 120, 36, env, m.paso, args...)
}

// begun goes past the start screen.
func begun(x *ttytest.Terminal) *ttytest.Terminal {
	return x.Sees("¿Qué hacemos?").Types(enter, "¿Quién está al teclado?")
}

// toStage2 walks a demo up to where the services go down.
func toStage2(x *ttytest.Terminal) *ttytest.Terminal {
	return begun(x).Types(enter, "Fuera de alcance").Types(second, "Técnicos").Types(all, "Etapa 2:")
}

// leave is q, and the dialog's second choice.
func leave(x *ttytest.Terminal) int {
	return x.Types("q", "¿Salir?").Press(second).Ends()
}

// A run is left at a gate and while a script runs, and gone on with each time, to its end.
func TestPtyInterruptAndResume(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	x := toStage2(m.types(false, "demo"))
	if code := leave(x); code != exitWaiting {
		t.Fatalf("left at a gate: %d", code)
	}
	x = m.types(true, "resume").Sees("Etapa 2:").Types(second, "Applying permissions")
	if code := leave(x); code != exitWaiting || !strings.Contains(x.Wrote(), "Para seguir: paso resume ") {
		t.Fatalf("left at 3.2: %d\n%s", code, x.Screen())
	}
	x = m.types(false, "resume")
	x.Sees("Etapa 5:").Types(enter, "Marta Gil").Types(enter, "Luis Ortega").Types(enter, "Login de usuario").Types(all, "Aprobación: Validar")
	x.Types(second+enter, "Aprobación: Aprobar para QA").Types(second+enter, "Etapa 6:").Types(enter, "Carlos Vega").Types(enter, "Ya está enviado")
	x.Types("s"+enter, "Aprobación: Notificar").Types(second+enter, "S U C C E S S").Press("q")
	if code := x.Ends(); code != exitOK {
		t.Fatalf("ended: %d", code)
	}
	var told bytes.Buffer
	show := exec.Command(m.paso, "show")
	show.Env, show.Stdout = m.env, &told
	if err := show.Run(); err != nil || !strings.Contains(told.String(), "SUCCESS") {
		t.Fatalf("%v\n%s", err, told.String())
	}
}

// Whatever ends paso leaves the terminal as it was, and says how to come back.
func TestPtySignals(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]syscall.Signal{"TERM": syscall.SIGTERM, "HUP": syscall.SIGHUP, "INT": syscall.SIGINT} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := begun(newMachine(t).types(false, "demo"))
			if code := x.Signal(s).Ends(); code != exitInterrupted {
				t.Errorf("exit code %d", code)
			}
			if after := x.Screen(); !strings.Contains(after, "Ejecución interrumpida") || !strings.Contains(after, "paso resume ") {
				t.Errorf("how to come back is not on the screen:\n%s", after)
			}
		})
	}
}

// ^C on the terminal is a question, and not the end.
func TestPtyControlC(t *testing.T) {
	t.Parallel()
	x := begun(newMachine(t).types(false, "demo")).Types("\x03", "¿Salir?")
	if code := x.Press(second).Ends(); code != exitWaiting {
		t.Errorf("exit code %d", code)
	}
}

// A dumb terminal gets lines: no escape sequence reaches it.
func TestPtyDumb(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	for i, v := range m.env {
		if strings.HasPrefix(v, "TERM=") {
			m.env[i] = "TERM=dumb"
		}
	}
	x := m.types(false, "demo").Sees("Empezar")
	if strings.Contains(x.Wrote(), "\x1b") {
		t.Errorf("an escape sequence: %q", x.Wrote())
	}
	if code := x.Signal(syscall.SIGTERM).Ends(); code != exitInterrupted {
		t.Errorf("exit code %d", code)
	}
}

// Without a terminal there are lines too. When nobody answers the run waits and says how to go on.
func TestNoTerminal(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	var out, said bytes.Buffer
	paso := exec.Command(m.paso, "demo") // its input is the null device
	paso.Env, paso.Stdout, paso.Stderr = append([]string{"PASO_SANDBOX_FAST=1"}, m.env...), &out, &said
	var code *exec.ExitError
	if err := paso.Run(); !errors.As(err, &code) || code.ExitCode() != exitWaiting {
		t.Errorf("%v", err)
	}
	if told := out.String() + said.String(); strings.Contains(told, "\x1b") || !strings.Contains(told, "Empezar") || !strings.Contains(told, "no se ha empezado nada") {
		t.Errorf("%q\n%q", out.String(), said.String())
	}
}
