package ui

import (
	"context"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/creack/pty"

	"paso/runbook/text"
)

// ttySession is a person at a terminal: it waits until something is on the screen before it types.
type ttySession struct {
	t      *testing.T
	keys   *os.File
	screen strings.Builder
	seen   int
}

func (s *ttySession) until(want string) {
	s.t.Helper()
	buffer := make([]byte, 4096)
	for !strings.Contains(s.screen.String()[s.seen:], want) {
		n, err := s.keys.Read(buffer)
		if err != nil {
			s.t.Fatalf("waiting for %q: %v\n%s", want, err, s.screen.String())
		}
		s.screen.Write(buffer[:n])
	}
	s.seen += strings.Index(s.screen.String()[s.seen:], want) + len(want)
}

func (s *ttySession) types(line string) {
	s.t.Helper()
	if _, err := io.WriteString(s.keys, line+"\n"); err != nil {
		s.t.Fatal(err)
	}
}

func TestPlainOnATerminal(t *testing.T) {
	keys, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = keys.Close(); _ = tty.Close() }()
	f := newPlainFake(t, plainBook(), nil)
	done := make(chan error, 1)
	go func() {
		done <- Plain(context.Background(), PlainOptions{Engine: f, Book: f.run.Book, Catalogue: plainCatalogue(t, text.EN), In: tty, Out: tty, Now: plainClock(), Tick: never()})
	}()
	s := &ttySession{t: t, keys: keys}
	s.until("from 1 to 2 (")
	s.types("1")
	s.until("Ticket (empty line: OPS-1")
	s.types("")
	s.until("(will not be shown):")
	s.types("")
	s.until("anything else: no):")
	s.types("hunter22") // too early
	s.until("(will not be shown):")
	s.types("hunter22")
	s.until("from 1 to 4 (")
	s.types("4")
	s.until("Outcome: not finished")
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if strings.Contains(s.screen.String(), "hunter22") {
		t.Errorf("the password was echoed:\n%s", s.screen.String())
	}
	if f.run.Paused == nil || f.run.Paused.Why != "operator" || !f.session.Secrets["DB_PASSWORD"] {
		t.Errorf("paused %+v", f.run.Paused)
	}
}
