package ui

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"paso/runbook"
	"paso/runbook/text"
)

// askedToStart opens the front end of lines on a choice, with these lines typed; an interrupted run beside it if left.
func askedToStart(t *testing.T, lang text.Lang, typed string, left bool, refuse error) ([]Choice, string, error) {
	t.Helper()
	book := realBook(t)
	p := newPlayer(book, false)
	st := startOf(p, false)
	if left {
		st.Interrupted = []*runbook.Run{leftRun(p, false, "20261123-1418-staging", (*player).window)}
	}
	var all []Choice
	st.Begin = func(_ context.Context, c Choice) (Begun, error) {
		all = append(all, c)
		if refuse != nil && len(all) == 1 {
			return Begun{}, refuse
		}
		f := newPlainFake(t, plainBook(), nil)
		return Begun{Engine: f, Book: f.run.Book, ResumeHint: "paso resume X"}, nil
	}
	var out strings.Builder
	err := Plain(context.Background(), PlainOptions{
		Start: st, Book: book, Catalogue: plainCatalogue(t, lang), In: strings.NewReader(typed), Out: &out, Now: plainClock(),
	})
	if strings.Contains(out.String(), "⟦") {
		t.Errorf("a text is missing:\n%s", out.String())
	}
	return all, out.String(), err
}

func TestPlainStartGoldens(t *testing.T) {
	for _, lang := range text.Languages() {
		t.Run(string(lang), func(t *testing.T) {
			_, out, err := askedToStart(t, lang, "7\n2\n1\n3\n", true, nil)
			if err != nil {
				t.Error(err)
			}
			golden.RequireEqual(t, out)
		})
	}
}

func TestPlainStartChooses(t *testing.T) {
	resumed := Choice{Resume: "20261123-1418-staging"}
	for _, c := range []struct {
		typed string
		left  bool
		want  []Choice
	}{
		{"1\n", false, []Choice{{}}},
		{"\n", false, nil},
		{"2\n", false, nil},
		{"1\n", true, []Choice{resumed}},
		{"\n", true, nil},
		{"2\n\n\n", true, nil}, // not sure, and then nothing
		{"2\n2\n", true, []Choice{{}}},
		{"3\n", true, nil},
		{"salir\n", false, nil},
		{"2\nquit\n1\n", true, nil}, // leaves at the second question too, and does not ask the first again
		{"?\n1\n", false, []Choice{{}}},
	} {
		all, out, err := askedToStart(t, text.ES, c.typed, c.left, nil)
		if !slices.Equal(all, c.want) {
			t.Errorf("%q began %+v, want %+v:\n%s", c.typed, all, c.want, out)
		}
		if strings.Contains(c.typed, "?") && (!strings.Contains(out, "«salir» sale") || strings.Contains(out, "No es ninguna")) {
			t.Errorf("%q: no help:\n%s", c.typed, out)
		}
		if c.want == nil && (err != nil || !strings.Contains(out, "No se ha empezado nada.")) {
			t.Errorf("%q: %v\n%s", c.typed, err, out)
		}
	}
}

// Nobody is there: that is no success, and nothing begins.
func TestPlainStartNobody(t *testing.T) {
	all, out, err := askedToStart(t, text.EN, "", true, nil)
	if !errors.Is(err, ErrNobody) || len(all) != 0 || !strings.Contains(out, "Exit code 3") {
		t.Errorf("%v, %+v\n%s", err, all, out)
	}
}

func TestPlainStartTellsWhyAndAsksAgain(t *testing.T) {
	all, out, _ := askedToStart(t, text.EN, "1\n1\n", false, errors.New("somebody holds it"))
	if len(all) != 2 || !strings.Contains(out, "somebody holds it") {
		t.Errorf("%+v\n%s", all, out)
	}
}

// Ctrl-C and a signal begin nothing, and are told apart from leaving.
func TestPlainStartInterrupted(t *testing.T) {
	for _, signal := range []bool{false, true} {
		st := startOf(newPlayer(realBook(t), false), false)
		st.Begin = func(context.Context, Choice) (Begun, error) { t.Error("begun"); return Begun{}, nil }
		ctx, cancel := context.WithCancel(context.Background())
		interrupt := make(chan struct{}, 1)
		if signal {
			cancel()
		} else {
			interrupt <- struct{}{}
		}
		silent, _ := io.Pipe()
		err := Plain(ctx, PlainOptions{Start: st, Book: realBook(t), Catalogue: plainCatalogue(t, text.EN), In: silent, Out: io.Discard, Now: plainClock(), Interrupt: interrupt})
		cancel()
		if !errors.Is(err, context.Canceled) {
			t.Errorf("signal %v: %v", signal, err)
		}
	}
}

// Who presses ^C while something is being begun wants out, whatever the begin says of its end.
func TestPlainStartGivesUp(t *testing.T) {
	st := startOf(newPlayer(realBook(t), false), false)
	interrupt := make(chan struct{}, 1)
	st.Begin = func(ctx context.Context, _ Choice) (Begun, error) {
		interrupt <- struct{}{}
		return Begun{}, errors.New("git: signal: interrupt")
	}
	var out strings.Builder
	err := Plain(context.Background(), PlainOptions{
		Start: st, Book: realBook(t), Catalogue: plainCatalogue(t, text.EN), In: strings.NewReader("1\n1\n"), Out: &out, Now: plainClock(), Interrupt: interrupt,
	})
	if !errors.Is(err, context.Canceled) || strings.Contains(out.String(), "signal: interrupt") {
		t.Errorf("%v\n%s", err, out.String())
	}
}
