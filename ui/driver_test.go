package ui

import (
	"context"
	"fmt"
	"os"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	tea "charm.land/bubbletea/v2"

	"paso/runbook"
	"paso/runbook/text"
)

// session is a person at the real model and the real key map, with a player behind
// it. After each key everything that follows from it has happened.
type session struct {
	tb     testing.TB
	m      *model
	p      *player
	copied string
	ended  bool
}

// catalogues are loaded once; they never change.
var catalogues = sync.OnceValues(func() (map[text.Lang]*text.Catalogue, error) {
	all := map[text.Lang]*text.Catalogue{}
	for _, lang := range text.Languages() {
		c, err := text.For(lang)
		if err != nil {
			return nil, err
		}
		all[lang] = c
	}
	return all, nil
})

func catalogue(tb testing.TB, lang text.Lang) *text.Catalogue {
	tb.Helper()
	all, err := catalogues()
	if err != nil {
		tb.Fatal(err)
	}
	return all[lang]
}

// loadBook reads the runbook once; no test changes it.
var loadBook = sync.OnceValues(func() (*runbook.Runbook, error) {
	data, err := os.ReadFile("../runbook.toml")
	if err != nil {
		return nil, err
	}
	book, problems := runbook.Load("runbook.toml", data)
	if book == nil {
		return nil, fmt.Errorf("runbook.toml: %v", problems)
	}
	return book, nil
})

func realBook(tb testing.TB) *runbook.Runbook {
	tb.Helper()
	book, err := loadBook()
	if err != nil {
		tb.Fatal(err)
	}
	return book
}

type setup struct {
	w, h  int
	lang  text.Lang
	theme themeName
	demo  bool
	start func(*player) *Start // what comes before the run; nil: it has begun
}

func newSession(tb testing.TB, book *runbook.Runbook, with setup, prepare func(*player)) *session {
	tb.Helper()
	if with.w == 0 {
		with.w, with.h = 120, 36
	}
	if with.lang == "" {
		with.lang = text.ES
	}
	c := catalogue(tb, with.lang)
	p := newPlayer(book, with.demo)
	if prepare != nil {
		prepare(p)
	}
	s := &session{tb: tb, p: p}
	o := Options{
		Engine: p, Book: book, Catalogue: c, Now: func() time.Time { return p.now }, Demo: with.demo, ResumeHint: "paso resume 20261123-1418-staging",
		Report: func(*runbook.Run) (string, string) {
			return "# Reporte\n\n## Commits\n\n- uno\n", "docs/DEPLOY.md"
		},
	}
	if with.start != nil {
		o.Engine, o.Start = nil, with.start(p)
	}
	s.m = newModel(context.Background(), o)
	s.m.after = func(time.Duration, func(time.Time) tea.Msg) tea.Cmd { return nil }
	if with.theme != "" {
		s.m.s.th = newTheme(with.theme, false)
		s.m.themeSet = true
	}
	s.send(tea.WindowSizeMsg{Width: with.w, Height: with.h})
	s.settle()
	return s
}

// settle lets the model take until nothing is new.
func (s *session) settle() {
	for range 1000 {
		if s.m.start != nil {
			return // no engine yet
		}
		u, ok := s.p.take()
		if !ok {
			return
		}
		s.send(tookMsg{update: u, ok: true})
	}
	s.tb.Fatal("the model never comes to rest")
}

// send delivers a message and runs the commands that end at once by themselves.
func (s *session) send(msg tea.Msg) {
	_, cmd := s.m.Update(msg)
	s.obey(cmd)
	s.intact()
}

// obey runs a command. The clock's ticks are the driver's own, and an update is taken by settle.
func (s *session) obey(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case tea.BatchMsg:
		for _, c := range msg {
			s.obey(c)
		}
	case tea.QuitMsg:
		s.ended = true
	case outputMsg, reportMsg, startMsg:
		s.send(msg)
	case tookMsg, nil:
	default:
		if reflect.TypeOf(msg).Kind() == reflect.String {
			s.copied = fmt.Sprint(msg) // the clipboard's message has no name outside
		}
	}
}

// keys types, with a quiet moment before each key, as a person at a gate does.
func (s *session) keys(names ...string) *session {
	s.tb.Helper()
	for _, name := range names {
		s.p.now = s.p.now.Add(quiet)
		s.send(keyOf(name))
		s.settle()
	}
	return s
}

// hasty types without any pause.
func (s *session) hasty(names ...string) *session {
	for _, name := range names {
		s.send(keyOf(name))
		s.settle()
	}
	return s
}

// write types a text letter by letter.
func (s *session) write(text string) *session {
	for _, r := range text {
		name := string(r)
		if r == ' ' {
			name = "space"
		}
		s.keys(name)
	}
	return s
}

// screen is the frame as text.
func (s *session) screen() string { return ansi.Strip(strings.Join(s.m.frame().rows, "\n")) }

func (s *session) sees(parts ...string) *session {
	s.tb.Helper()
	screen := s.screen()
	for _, part := range parts {
		if !strings.Contains(screen, part) {
			s.tb.Fatalf("%q is not on the screen:\n%s", part, screen)
		}
	}
	return s
}

func (s *session) seesNot(parts ...string) *session {
	s.tb.Helper()
	screen := s.screen()
	for _, part := range parts {
		if strings.Contains(screen, part) {
			s.tb.Fatalf("%q is on the screen:\n%s", part, screen)
		}
	}
	return s
}

// intact holds of every frame: exactly as many rows as the screen, each exactly as wide.
func (s *session) intact() {
	s.tb.Helper()
	f := s.m.frame()
	if len(f.rows) != s.m.s.h {
		s.tb.Fatalf("%d rows on a screen of %d:\n%s", len(f.rows), s.m.s.h, strings.Join(f.rows, "\n"))
	}
	for i, r := range f.rows {
		if w := ansi.StringWidth(r); w != s.m.s.w {
			s.tb.Fatalf("row %d is %d cells wide on a screen of %d: %q", i, w, s.m.s.w, r)
		}
		// Terminals count by characters or by what they show; the renderer counts as its terminal does.
		if w := ansi.StringWidthWc(r); w != s.m.s.w {
			s.tb.Fatalf("row %d is %d cells wide where characters are counted, on a screen of %d: %q", i, w, s.m.s.w, r)
		}
	}
	if strings.Contains(ansi.Strip(strings.Join(f.rows, "\n")), "⟦") {
		s.tb.Fatalf("a text is missing:\n%s", s.screen())
	}
}
