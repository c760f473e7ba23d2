package ui

import (
	"strings"
	"testing"
	"time"

	"paso/runbook"
	"paso/runbook/engine"
	"paso/runbook/text"
)

// linkDown has the engine say that the link is down since a while, and when it tries again.
func (s *session) linkDown(since time.Duration, tries int, next time.Duration) *session {
	s.tb.Helper()
	s.p.box.Link = engine.Link{Down: true, Since: s.p.now.Add(-since), Tries: tries}
	if next > 0 {
		s.p.box.Link.Next = s.p.now.Add(next)
	}
	s.p.fresh = true
	s.settle()
	return s
}

// While the link is gone the screen says for how long, that the step goes on, and when the next try comes; a key tries at once,
// wherever the keyboard is.
func TestOutageOnTheScreen(t *testing.T) {
	for _, c := range []struct {
		lang text.Lang
		w, h int
		want []string
	}{
		{text.ES, 80, 24, []string{"✗ Sin conexión 00:12 · 3.2 sigue en el servidor · intento 4 en 5 s", "^R reconectar ya"}},
		{text.ES, 120, 36, []string{"✗ Sin conexión desde hace 00:12 · el paso 3.2 sigue ejecutándose en el servidor · intento 4 en 5 s", "^R reconectar ya"}},
		{text.EN, 80, 24, []string{"✗ No connection 00:12 · 3.2 goes on at the server · try 4 in 5 s", "^R reconnect now"}},
		{text.EN, 120, 36, []string{"✗ No connection for 00:12 · step 3.2 goes on at the server · try 4 in 5 s", "^R reconnect now"}},
	} {
		s := at(t, realBook(t), momentNamed(t, "running"), setup{lang: c.lang, w: c.w, h: c.h})
		s.linkDown(12*time.Second, 3, 5*time.Second).sees(c.want...)
		before := len(s.p.commands)
		s.keys("ctrl+r")
		if got := s.p.commands[before:]; len(got) != 1 || got[0] != (runbook.Reconnect{}) {
			t.Errorf("%s %d: ^R gave %#v", c.lang, c.w, got)
		}
	}
}

// The time without a link runs on the screen, though no clock of the runbook does.
func TestOutageTicks(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "scope"), setup{w: 120, h: 36})
	s.linkDown(4*time.Second, 0, 0).sees("Sin conexión desde hace 00:04 · intento 1 en marcha").seesNot("sigue ejecutándose")
	if !s.m.s.ticking() {
		t.Error("no tick is under way: the time would stand still")
	}
	before := s.m.s // before the first record no clock can run
	before.run = runbook.NewRun(before.book)
	if !before.ticking() {
		t.Error("without a clock no tick is under way")
	}
	s.p.now = s.p.now.Add(3 * time.Second)
	s.send(tickMsg{})
	s.sees("desde hace 00:07")
	s.keys("ctrl+r")
	if got := s.p.commands[len(s.p.commands)-1]; got != (runbook.Reconnect{}) {
		t.Errorf("at a gate ^R gave %#v", got)
	}
}

// The key is nothing while the link is up, and is not on the last line then.
func TestReconnectOnlyWhileTheLinkIsDown(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "running"), setup{w: 120, h: 36})
	before := len(s.p.commands)
	s.seesNot("^R").keys("ctrl+r")
	if got := s.p.commands[before:]; len(got) != 0 {
		t.Errorf("%#v", got)
	}
}

// The lines say it too: after ten seconds, and then every thirty; at the end how long it was.
func TestOutageInLines(t *testing.T) {
	for lang, want := range map[text.Lang][]string{
		text.ES: {
			"Se cortó la conexión con staging-server. Lo que se ejecuta en el servidor sigue su curso; paso volverá a conectarse y continuará desde donde iba.",
			"Sin conexión desde hace 10 segundos. El paso 2.1 Detener Servicios sigue ejecutándose en el servidor. Intento 3 dentro de 4 segundos.",
			"Conexión recuperada tras un minuto",
		},
		text.EN: {
			"The connection to staging-server was cut. What runs on the server goes on; paso will reconnect and continue from where it was.",
			"No connection for 10 seconds. Step 2.1 Detener Servicios goes on at the server. Try 3 in 4 seconds.",
			"Connection restored after one minute",
		},
	} {
		var out strings.Builder
		n := newNarrator(plainCatalogue(t, lang), plainBook(), &out, plainNow)
		n.begun = plainStart()
		tells(t, n, plainStart(), toStop()...)
		lost := plainStart().Add(time.Minute)
		tells(t, n, lost, runbook.LinkLost{Why: runbook.Phrase{ID: "host.link-lost.cut", Args: map[string]string{"Host": "staging-server"}}})
		var told []int
		for second := range 60 {
			now := lost.Add(time.Duration(second) * time.Second)
			n.link = engine.Link{Down: true, Since: lost, Tries: 2, Next: now.Add(4 * time.Second)}
			before := out.Len()
			if n.quiet(now); out.Len() > before {
				told = append(told, second)
			}
		}
		if len(told) != 2 || told[0] != 10 || told[1] != 40 {
			t.Errorf("%s: told at %v, want 10, 40", lang, told)
		}
		tells(t, n, lost.Add(time.Minute), runbook.LinkRestored{})
		for _, line := range want {
			if !strings.Contains(out.String(), line) {
				t.Errorf("%s: no %q in\n%s", lang, line, out.String())
			}
		}
	}
}
