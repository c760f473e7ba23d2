package ui

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"paso/runbook"
	"paso/runbook/engine"
	"paso/runbook/text"
)

// The moments of a run that a run without trouble does not have, each as a person hears it.
func TestPlainMoments(t *testing.T) {
	for _, lang := range text.Languages() {
		for name, tell := range map[string]func(*testing.T, text.Lang) string{
			"failed-item": failedItem, "rejected": rejected, "resumed": resumedWhileDown, "link-and-budget": linkAndBudget, "help-and-status": helpAndStatus,
			"left-while-down": leftWhileDown, "unreachable": unreachableTarget, "preflight": badPreflight,
		} {
			t.Run(name+"."+string(lang), func(t *testing.T) {
				out := tell(t, lang)
				if strings.Contains(out, "⟦") {
					t.Error("a text is missing")
				}
				golden.RequireEqual(t, out)
			})
		}
	}
}

// since is what was told from the first line on that holds a text.
func since(t *testing.T, out, from string) string {
	t.Helper()
	at := strings.Index(out, from)
	if at < 0 {
		t.Fatalf("no %q in\n%s", from, out)
	}
	return out[strings.LastIndex(out[:at], "\n")+1:]
}

func failedItem(t *testing.T, lang text.Lang) string {
	_, out := walk(t, lang, typedStart+typedStage2+"1\n2\nda 500\n1\n", nil)
	return since(t, out, "Login funcional\n")
}

func rejected(t *testing.T, lang text.Lang) string {
	_, out := walk(t, lang, typedStart+typedStage2+"1\n"+typedList+"2\n1\nfalta el informe\n", nil)
	return since(t, out, "2. Panel de admin")
}

func leftWhileDown(t *testing.T, lang text.Lang) string {
	_, out := walk(t, lang, typedStart+typedStage2+"\nno\nsalir\nsí\n", brokenHealth)
	return since(t, out, "DevOps Lead, ext")
}

func unreachableTarget(t *testing.T, lang text.Lang) string {
	_, out := walk(t, lang, "1\n\nhunter22\n1\n\n", func(f *plainFake) { f.unreachable = 9 })
	return out
}

func badPreflight(t *testing.T, lang text.Lang) string {
	_, out := walk(t, lang, "1\n\nhunter22\n2\npor consola\n\n2\npor consola\nsí\n", func(f *plainFake) { f.preflight = runbook.Failed })
	return out
}

func helpAndStatus(t *testing.T, lang text.Lang) string {
	_, out := walk(t, lang, typedStart+"?\nestado\ncontacts\nnota\nvuelve Marta\n", nil)
	return since(t, out, "2.1 Detener Servicios\n- 2.2")
}

// resumedWhileDown is a run that another paso left with services down.
func resumedWhileDown(t *testing.T, lang text.Lang) string {
	f := newPlainFake(t, plainBook(), func(f *plainFake) {
		brokenHealth(f)
		f.now = plainStart().Add(-time.Hour)
	})
	for _, e := range []runbook.Event{
		runbook.OperatorNamed{Name: "Ana Ruiz", Kind: runbook.Asserted}, runbook.StageStarted{Stage: 1}, runbook.StepStarted{Step: "backup"}, runbook.StepPassed{Step: "backup"},
		runbook.StageEnded{Stage: 1}, runbook.StageStarted{Stage: 2}, runbook.StepStarted{Step: "stop"}, runbook.Paused{Why: "operator"}, runbook.Resumed{Machine: "laptop"},
	} {
		f.record(runbook.Paso, e)
	}
	var out strings.Builder
	err := Plain(context.Background(), PlainOptions{
		Engine: f, Book: f.run.Book, Catalogue: plainCatalogue(t, lang), In: strings.NewReader(""), Out: &out, Now: plainNow, Tick: never(), ResumeHint: "paso resume x",
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// linkAndBudget is a step that outlives the connection and its budget.
func linkAndBudget(t *testing.T, lang text.Lang) string {
	var out strings.Builder
	n := newNarrator(plainCatalogue(t, lang), plainBook(), &out, plainNow)
	n.gaps, n.resume, n.begun = true, "paso resume x", plainStart()
	tells(t, n, plainStart(), toStop()...)
	n.quiet(plainStart().Add(38 * time.Second))
	tells(t, n, plainStart().Add(100*time.Second), runbook.LinkLost{Why: runbook.Phrase{ID: "host.link-lost.cut", Args: map[string]string{"Host": "staging-server"}}}, runbook.LinkRestored{})
	if err := n.take(engine.Update{Output: []engine.Chunk{{Step: "stop", Attempt: 1, Bytes: []byte("stopped\n")}}}); err != nil {
		t.Fatal(err)
	}
	tells(t, n, plainStart().Add(3*time.Minute), runbook.AttemptEnded{Step: "stop", Attempt: 1, Result: runbook.AttemptResult{Reached: true, State: "ok"}}, runbook.StepPassed{Step: "stop"})
	return out.String()
}
