//go:build unix

package ui

import (
	"errors"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/creack/pty"
)

const (
	enter = "\r"
	down  = "\x1b[B"
)

func TestPtyStartToSuccess(t *testing.T) {
	x := openTerminal(t, false, nil)
	x.sees("DEMO").sees("¿Quién está al teclado?").types(enter).sees("DB_PASSWORD").types("secreta" + enter).sees("Fuera de alcance")
	x.types(down + enter).sees("Técnicos").types("a").sees("responde de haber").types(down + enter + enter).sees("Etapa 2").types(down + enter).sees("Etapa 5").types(enter)
	x.sees("Marta Gil").types(enter).sees("Luis Ortega").types(enter).sees("Login de usuario").types("a").sees("responde de haber").types(down + enter + enter)
	x.sees("Aprobación: Validar").types(down + enter).sees("Comentario").types(enter).sees("Aprobación: Aprobar para QA").types(down + enter).sees("Comentario").types(enter).sees("Etapa 6").types(enter)
	x.sees("Carlos Vega").types(enter).sees("Ya está enviado").types("s" + enter).sees("Aprobación: Notificar").types(down + enter).sees("Comentario").types(enter)
	x.sees("S U C C E S S").types("q")
	if err := x.clean(); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(x.raw.String(), "secreta") {
		t.Error("the secret was written to the terminal")
	}
}

func TestPtyFailureToRollback(t *testing.T) {
	x := openTerminal(t, false, func(p *player) { p.fails["migrate"] = 1; p.window() })
	x.sees("ha fallado").types(enter).sees("Plan de rollback").types(down + enter).sees("rollback entero").types(down + enter)
	x.sees("Rollback en STAGING").types("s" + enter).sees("R O L L B A C K").types("q")
	if err := x.clean(); err != nil {
		t.Fatal(err)
	}
}

func TestPtyLeave(t *testing.T) {
	x := openTerminal(t, false, func(p *player) { p.hold["migrate"] = true; p.window() })
	x.sees("3.2 Ejecutar").types("q").sees("¿Salir?").types(down + enter)
	if err := x.clean(); err == nil || err.Error() != "paused" || x.e.p.run.Paused == nil {
		t.Fatal(err, x.e.p.run.Paused)
	}
}

func TestPtyResizeDuringOutput(t *testing.T) {
	// The emulated screen keeps the largest size: bytes for the old size that are still
	// under way would make it panic.
	x := openTerminalOf(t, 200, 60, false, func(p *player) { p.hold["migrate"] = true; p.window() })
	x.sees("Etapas")
	for _, size := range [][2]int{{80, 24}, {60, 20}, {200, 60}, {80, 24}} {
		x.e.do(func(p *player) { p.print("migrate", 1, strings.Repeat("日本語 \x1b[31mlinea\x1b[0m ", 40)+"\n") })
		if err := pty.Setsize(x.master, &pty.Winsize{Rows: uint16(size[1]), Cols: uint16(size[0])}); err != nil {
			t.Fatal(err)
		}
		if err := syscall.Kill(os.Getpid(), syscall.SIGWINCH); err != nil {
			t.Fatal(err)
		}
		want := "3.2 Ejecutar"
		if size[0] < leastWidth {
			want = "paso necesita"
		}
		x.sees(want)
	}
	x.sees("日本語").types("q").sees("¿Salir?").types(down + enter)
	if err := x.clean(); err == nil || err.Error() != "paused" {
		t.Fatal(err)
	}
}

func TestPtyPanicLeavesTheTerminalClean(t *testing.T) {
	x := openTerminal(t, false, nil)
	x.sees("¿Quién está al teclado?")
	x.e.panic = true
	var broken *PanicError
	if err := x.types(enter).clean(); !errors.As(err, &broken) || broken.Value != "the screen broke" {
		t.Fatal(err)
	}
}

func TestPtyCancelled(t *testing.T) {
	x := openTerminal(t, false, nil)
	x.sees("¿Quién está al teclado?")
	hangup := errors.New("hangup")
	x.cancel(hangup)
	if err := x.clean(); !errors.Is(err, hangup) {
		t.Fatal(err)
	}
}

func TestPtyNoColor(t *testing.T) {
	x := openTerminal(t, true, func(p *player) { p.fails["migrate"], p.said["migrate!"] = 1, broken; p.window() })
	x.sees("ha fallado")
	for _, part := range strings.Split(x.raw.String(), "\x1b[")[1:] {
		code, _, found := strings.Cut(part, "m")
		if found && !strings.ContainsAny(code, "ABCDEFGHJKLMPSTXhlnrtuq?>=$ ") && strings.ContainsAny(code, "3459") {
			t.Fatalf("a colour without colours: %q", code)
		}
	}
	x.types("q").sees("¿Salir?").types(down + enter)
	if err := x.clean(); err == nil || err.Error() != "paused" {
		t.Fatal(err)
	}
}
