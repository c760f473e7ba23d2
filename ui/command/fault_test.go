//go:build unix

package command

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"paso/ui/ttytest"
)

// The variables by which a test has the paso of this binary break: within a function, once a file is there.
const (
	breaksIn   = "PASO_TEST_BREAKS_IN"
	breaksWith = "PASO_TEST_BREAKS_WITH"
)

// brittleClock is time.Now, or a panic where the variables say so. Everything of paso asks for the time.
func brittleClock() time.Time {
	if within := os.Getenv(breaksIn); within != "" {
		if _, err := os.Stat(os.Getenv(breaksWith)); err == nil && calledFrom(within) {
			panic("roto a propósito")
		}
	}
	return time.Now()
}

func calledFrom(within string) bool {
	var callers [100]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(1, callers[:])])
	for {
		frame, more := frames.Next()
		if strings.Contains(frame.Function, within) {
			return true
		}
		if !more {
			return false
		}
	}
}

// breaking makes a machine whose paso breaks within a function, once breaks was called.
func breaking(t *testing.T, within string) (m *machine, breaks func()) {
	m = newMachine(t)
	armed := filepath.Join(t.TempDir(), "armed")
	m.env = append(m.env, breaksIn+"="+within, breaksWith+"="+armed)
	return m, func() {
		if err := os.WriteFile(armed, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// opens makes sure that the run which was left can be gone on with: its journal is whole, and nobody holds it.
func (m *machine) opens(until string) {
	m.t.Helper()
	for i, v := range m.env {
		if strings.HasPrefix(v, breaksIn+"=") {
			m.env[i] = breaksIn + "="
		}
	}
	x := m.types(false, "resume").Sees(until)
	if code := x.Signal(syscall.SIGTERM).Ends(); code != exitInterrupted {
		m.t.Errorf("gone on with, and interrupted: exit code %d", code)
	}
}

// A fault of paso in the screen, in the lines, in the engine: the terminal is as it was, the code is that of a failure, and
// the run can be gone on with.
func TestPtyPanic(t *testing.T) {
	t.Parallel()
	const asked = "¿Quién está al teclado?"
	for name, c := range map[string]struct {
		within string
		args   []string
		to     func(*ttytest.Terminal) *ttytest.Terminal
		then   string // where the run is gone on with
	}{
		"screen":              {"ui.(*model).Update", []string{"demo"}, begun, asked},
		"engine":              {"engine.(*Engine).recordAs", []string{"demo"}, begun, asked},
		"lines":               {"ui.(*plainFront).loop", []string{"demo", "--plain"}, begunLines, "Fuera de alcance"},
		"engine behind lines": {"engine.(*Engine).recordAs", []string{"demo", "--plain"}, begunLines, asked},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, breaks := breaking(t, c.within)
			x := c.to(m.types(false, c.args...))
			breaks()
			var code int
			if x.Types("1"+enter, "paso resume "); strings.Contains(x.Screen(), "q para salir") {
				code = x.Quits("q") // the screen tells it, until it was read
			} else {
				code = x.Ends()
			}
			if code != exitFailed {
				t.Errorf("exit code %d", code)
			}
			if after := x.Screen(); !strings.Contains(after, "roto a propósito") || strings.Contains(after, "goroutine ") {
				t.Errorf("the fault is not told in words:\n%s", after)
			}
			m.opens(c.then)
		})
	}
}

// begunLines goes past the start of the lines.
func begunLines(x *ttytest.Terminal) *ttytest.Terminal {
	return x.Sees("Número de 1 a").Types("1"+enter, "1. Ana Ruiz")
}

// Without anybody a fault is told in the log, with the same code.
func TestHeadlessPanic(t *testing.T) {
	t.Parallel()
	for _, within := range []string{"ui.(*headlessFront).loop", "engine.(*Engine).recordAs"} {
		m, breaks := breaking(t, within)
		breaks()
		paso := exec.Command(m.paso, "demo", "--headless")
		paso.Env = append([]string{"PASO_SANDBOX_FAST=1"}, m.env...)
		out, err := paso.CombinedOutput()
		var code *exec.ExitError
		if !errors.As(err, &code) || code.ExitCode() != exitFailed || !bytes.Contains(out, []byte("roto a propósito")) ||
			!bytes.Contains(out, []byte("paso resume ")) || bytes.Contains(out, []byte("goroutine ")) {
			t.Errorf("%s: %v\n%s", within, err, out)
		}
	}
}
