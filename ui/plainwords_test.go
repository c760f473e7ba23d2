package ui

import (
	"strings"
	"testing"

	"paso/runbook"
	"paso/runbook/text"
)

func TestPlainWordsOfBothLanguagesAreUnderstood(t *testing.T) {
	es := plainFront{narrator: newNarrator(plainCatalogue(t, text.ES), plainBook(), nil, plainNow)}
	en := plainFront{narrator: newNarrator(plainCatalogue(t, text.EN), plainBook(), nil, plainNow)}
	for _, w := range append(plainWords(), wordYes) {
		for _, one := range es.synonyms(w) {
			if got := en.wordOf(" " + strings.ToUpper(one) + " "); got != w {
				t.Errorf("%q in English is %q, want %q", one, got, w)
			}
		}
		for _, one := range en.synonyms(w) {
			if got := es.wordOf(one); got != w {
				t.Errorf("%q in Spanish is %q, want %q", one, got, w)
			}
		}
	}
	if got := es.wordOf("salirse"); got != noWord {
		t.Errorf("a longer word is %q", got)
	}
}

func TestPlainWordsAtAMenu(t *testing.T) {
	atStage := typedStart
	for typed, want := range map[string]string{
		"?\n":                  "Help. At every question",
		"ayuda\n":              "Help. At every question",
		"status\n":             "Run 20251118-1430-ab12 on staging staging-server. Operator: Ana Ruiz\nStages ended: 1 of 2\n",
		"contactos\n":          "Contact: DevOps Lead, ext. 12",
		"nota\nvuelve Marta\n": "Note of Ana Ruiz: vuelve Marta",
		"rollback\nno sirve\n": "Plan of the rollback: Rollback. Nothing has started.",
	} {
		f, out := walk(t, text.EN, atStage+typed, nil)
		at := out[strings.Index(out, "Next: stage 2"):]
		if !strings.Contains(at, want) {
			t.Errorf("%q: no %q in\n%s", typed, want, at)
		}
		if !f.run.Stages[1].Started.IsZero() {
			t.Errorf("%q started the stage", typed)
		}
	}
}

func TestPlainAWordIsNotTakenFromATextOrASecret(t *testing.T) {
	f, _ := walk(t, text.EN, "1\nrollback\n:salir\n1\n1\n1\n", nil)
	if f.run.Values["TICKET"] != "rollback" && f.run.Given["TICKET"].Value != "rollback" {
		t.Errorf("given %+v", f.run.Given)
	}
	if !f.session.Secrets["DB_PASSWORD"] || f.run.Stages[0].Started.IsZero() {
		t.Error("a secret was taken for a word")
	}
}

func TestPlainAnEditedScriptIsVerbatim(t *testing.T) {
	f, _ := walk(t, text.EN, typedStart+typedStage2+"3\n:\nstatus\n?\n.\notro\ny\n", func(f *plainFake) {
		f.results["health"] = []runbook.AttemptResult{{Exit: 22}, {Reached: true, State: "ok"}}
	})
	if got := f.run.Steps["health"].Attempts; len(got) != 2 || got[1].Script != ":\nstatus\n?\n" {
		t.Errorf("attempts %+v", got)
	}
}

func TestPlainARollbackBeforeAnythingBegan(t *testing.T) {
	f, out := walk(t, text.EN, "1\n\nhunter22\nrollback\n", nil)
	if did[runbook.AskRollback](f, out) || !strings.Contains(out, "There is nothing to undo yet") {
		t.Errorf("got\n%s", tail(out))
	}
}

// An item's choices are said once at a list; help says them again, with the same numbers.
func TestPlainShortItemsKeepTheirChoices(t *testing.T) {
	f, out := walk(t, text.EN, typedStart+typedStage2+"1\n?\n5\n", nil)
	if got := strings.Count(out[strings.Index(out, "Checklist, item by item"):], "5. Pause and leave"); got != 2 {
		t.Errorf("said %d times, want at the first item and in the help:\n%s", got, tail(out))
	}
	if !leftByWord(f, out) {
		t.Error("a choice that was not listed does not work")
	}
}
