package ui

import (
	"strings"
	"testing"

	"paso/runbook"
	"paso/runbook/text"
)

// A control that a process has in its command line is none on any screen.
var rootTail = runbook.Process{PID: 4720, User: "root", Command: "tail -f \x1b]0;x\a/var/log/nginx/error.log"}

// What a cancel could not end is named where the operator decides what to do next.
func TestWhatACancelCouldNotEndIsNamed(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "running"), setup{w: 120, h: 40})
	s.p.stubborn = []runbook.Process{rootTail}
	s.keys("ctrl+c", "down", "enter").sees("cancelado por una persona", "No terminan", "4720 · root · tail -f", "sudo kill -KILL 4720").seesNot("\x1b]0;x")
}

func TestAnUnknownStepShowsWhatIsKnown(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "unknown"), setup{w: 120, h: 40})
	s.sees("Siguen vivos", "4711 · deploy", "Comprobado", "Todo está como lo deja el paso", "Applying permissions", "Verificar ahora", "Darlo por fallido")
	before := len(s.p.commands)
	s.keys("v").sees("▌ v").keys("enter").sees("no se sabe cómo terminó", "Siguen vivos")
	if len(s.p.commands) != before+1 {
		t.Errorf("commands %v", s.p.commands[before:])
	}
	s = at(t, realBook(t), momentNamed(t, "unknown"), setup{w: 120, h: 40})
	s.keys("f").sees("▌ f").keys("enter").sees("Motivo").write("la tabla no existe").keys("enter").sees("dado por fallido por Ana Ruiz", "la tabla no existe")
}

func TestTheLinesNameWhatIsAlive(t *testing.T) {
	var out strings.Builder
	n := newNarrator(plainCatalogue(t, text.ES), plainBook(), &out, plainNow)
	n.stayed(runbook.AttemptResult{Why: "cancel", Processes: []runbook.Process{rootTail}})
	n.stayed(runbook.AttemptResult{Processes: []runbook.Process{rootTail}})
	n.survivors(runbook.SurvivorsObserved{})
	n.survivors(runbook.SurvivorsObserved{Problem: runbook.Phrase{ID: "engine.lost.harness"}})
	for _, want := range []string{
		"no se han podido terminar", "4720 · root · tail -f", "sudo kill -KILL 4720", "ha dejado vivos", "No queda vivo ningún proceso", "No se pudo mirar",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("lacks %q:\n%s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "\x1b]") {
		t.Errorf("a control of a command line: %q", out.String())
	}
}
