package ui

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"paso/runbook/engine"
)

// The output of a statement begins where the log was when the statement did, also
// within a chunk, and when chunk and mark come in two updates.
func TestStatementStarts(t *testing.T) {
	o := newOutputs()
	key := attemptKey{"a", 1}
	o.began(engine.Mark{Step: "a", Attempt: 1, N: 1})
	o.began(engine.Mark{Step: "a", Attempt: 1, N: 2, Offset: 8})
	o.take(engine.Chunk{Step: "a", Attempt: 1, Bytes: []byte("uno\ndos\nerror: malo\n")})
	o.began(engine.Mark{Step: "a", Attempt: 1, N: 3, Offset: 20})
	p := o.of(key)
	if p.starts[0].line != 0 || p.starts[1].line != 2 {
		t.Error(p.starts)
	}
	if at, why := p.trouble(); at != 2 || why != lastError { // the third has printed nothing
		t.Error(at, why)
	}
	o.take(engine.Chunk{Step: "a", Attempt: 1, Offset: 20, Bytes: []byte("bien\n10 errors\n0 errors\n")})
	if at, why := p.trouble(); at != 4 || why != firstError {
		t.Error(at, why)
	}
	o.began(engine.Mark{Step: "a", Attempt: 1, N: 4, Offset: p.next})
	o.take(engine.Chunk{Step: "a", Attempt: 1, Offset: p.next, Bytes: []byte("nada\nno errors\n")})
	if at, why := p.trouble(); at != 6 || why != firstLine {
		t.Error(at, why)
	}
}

func TestJumpToTrouble(t *testing.T) {
	s := newSession(t, realBook(t), setup{}, func(p *player) {
		p.fails["migrate"], p.said["migrate!"] = 1, strings.Repeat("preparado\n", 60)+broken+strings.Repeat("después\n", 60)
	})
	s.p.window()
	s.settle()
	s.keys("o", "e").sees("preparado", "Traceback", "aspecto de error").keys("G").seesNot("Traceback")
}

// long is a step that waits, with a log of many times what the player gives at once.
func long(t *testing.T, lines int) *session {
	t.Helper()
	s := at(t, realBook(t), momentNamed(t, "running"), setup{})
	s.m.o.LogPath = func(step string, n int) string { return fmt.Sprintf("/var/paso/%s.%d.log", step, n) }
	var b strings.Builder
	b.WriteByte('\n')
	for i := range lines {
		fmt.Fprintf(&b, "printed %05d\n", i)
	}
	s.p.print("migrate", 1, b.String())
	s.settle()
	return s
}

// Of a log that is longer than what is kept, scrolling over the top shows the rest, page
// by page without a hole, and over the bottom the way back.
func TestOlderPages(t *testing.T) {
	s := long(t, 11_000)
	s.keys("o").sees("printed 10999", "siguiendo").keys("g").sees("antes de esto", "/var/paso/migrate.1.log", "printed 01000").seesNot("printed 00999")
	s.keys("pgup").sees("parte anterior del log")
	seen := map[int]bool{}
	note := func() {
		for _, found := range regexp.MustCompile(`printed (\d{5})`).FindAllStringSubmatch(s.screen(), -1) {
			i, _ := strconv.Atoi(found[1])
			seen[i] = true
		}
	}
	for range 60 {
		note()
		s.keys("pgup")
	}
	for i := range 1000 {
		if !seen[i] {
			t.Fatalf("line %d is nowhere to be seen", i)
		}
	}
	s.keys("g").sees("Operations to perform").seesNot("antes de esto")
	for range 80 {
		s.keys("pgdown")
	}
	s.seesNot("parte anterior del log").keys("g", "g").sees("parte anterior del log").keys("f").sees("printed 10999", "siguiendo")
}

func TestCopySaysWhat(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "running"), setup{})
	s.keys("o", "y").sees("toda la salida")
	if !strings.HasSuffix(s.copied, "permissions.0004_permission_index...") || !strings.HasPrefix(s.copied, "Operations") {
		t.Errorf("%q", s.copied)
	}
	s = long(t, 11_000)
	s.keys("o", "y").sees("Copiadas solo las últimas", "KiB")
	if len(s.copied) > clipboardMost || !strings.HasSuffix(s.copied, "printed 10999") {
		t.Error(len(s.copied))
	}
	if s.keys("Y").sees("Ruta del log completo"); s.copied != "/var/paso/migrate.1.log" {
		t.Errorf("%q", s.copied)
	}
}

// Of a Python traceback the line to look at is the one that says what happened, also in the excerpt of the failure.
func TestTroubleIsTheEndOfATraceback(t *testing.T) {
	const trace = "Running migrations:\n  Applying permissions.0004...Traceback (most recent call last):\n  File \"a.py\", line 22, in <module>\n    main()\n" +
		"django.db.utils.OperationalError: canceling statement due to lock timeout\nCONTEXT:  while updating tuple\n"
	s := newSession(t, realBook(t), setup{w: 80, h: 24}, func(p *player) { p.fails["migrate"], p.said["migrate!"] = 1, trace })
	s.p.window()
	s.settle()
	s.sees("OperationalError: canceling", "CONTEXT")
	if got := s.m.s.outs.trouble(attemptKey{"migrate", 1}); !strings.HasPrefix(got, "django.db.utils.OperationalError") {
		t.Errorf("the trouble is %q", got)
	}
}

// Where nothing looks like an error, nothing is said to be the trouble; least of all where nobody knows how a step ended.
func TestNoTroubleIsMadeUp(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "unknown"), setup{})
	if got := s.m.s.outs.trouble(attemptKey{"migrate", 1}); got != "" {
		t.Errorf("the trouble is %q", got)
	}
}
