//go:build unix

package ui

import (
	"context"
	"strings"
	"testing"

	"paso/runbook"
)

// asked makes a terminal open on the start screen. What is chosen is at the terminal's engine.
func asked(interrupted ...*runbook.Run) func(*terminal, *Options) {
	return func(x *terminal, o *Options) {
		st := startOf(x.e.p, true)
		st.Interrupted = interrupted
		st.Begin = func(context.Context, Choice) (Begun, error) {
			return Begun{Engine: x.e, Book: o.Book, ResumeHint: o.ResumeHint, Report: o.Report}, nil
		}
		o.Engine, o.Start = nil, st
	}
}

// Begin, leave while 3.2 runs and services are down, come back, go on: on one screen each.
func TestPtyInterruptAndResume(t *testing.T) {
	first := openTerminalWith(t, 120, 36, false, func(p *player) { p.hold["migrate"] = true; p.window() }, asked())
	first.sees("DEMO").sees("Lo que viene").sees("Empezar").types(enter).sees("3.2 Ejecutar").types("q").sees("¿Salir?").types(down + enter)
	if err := first.clean(); err == nil || err.Error() != "paused" {
		t.Fatal(err)
	}
	left := first.e.p.run
	second := openTerminalWith(t, 120, 36, false, func(p *player) {
		p.hold["migrate"] = true
		p.window()
		p.record(runbook.Paso, runbook.Paused{Why: "operator"})
		p.record(runbook.Paso, runbook.Resumed{Machine: "portatil"})
	}, asked(left))
	second.sees("Hay una ejecución interrumpida").sees("servicios PARADOS desde").sees("3.2 sigue en el servidor").types(enter).sees("Sin servicios, sin preguntas").sees("3.2 Ejecutar")
	second.e.do(func(p *player) { p.end(0, ""); p.advance() })
	second.sees("Etapa 5").types("q").sees("¿Salir?").types(down + enter)
	if err := second.clean(); err == nil || err.Error() != "paused" {
		t.Fatal(err)
	}
	for _, x := range []*terminal{first, second} {
		if n := strings.Count(x.raw.String(), "\x1b[?1049h"); n != 1 {
			t.Errorf("%d alternate screens from the start to the end", n)
		}
	}
}

// Who leaves the start screen has begun nothing, and that is no error.
func TestPtyLeavesTheStart(t *testing.T) {
	x := openTerminalWith(t, 80, 24, false, nil, asked())
	x.sees("Salir").types("q")
	if err := x.clean(); err != nil || len(x.e.p.commands) != 0 {
		t.Fatal(err, x.e.p.commands)
	}
}
