package ui

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"paso/runbook"
)

// beforeRun is what the start screen is given at a moment of that name; nil for those of a run.
func beforeRun(name string, demo bool) func(*player) *Start {
	switch name {
	case "start":
		return func(p *player) *Start { return startOf(p, demo) }
	case "start-interrupted":
		return func(p *player) *Start {
			left := leftRun(p, demo, "20261123-1418-staging", (*player).window)
			p.now = left.Last.Add(12*time.Minute + 20*time.Second)
			st := startOf(p, demo)
			st.Interrupted, st.Past = []*runbook.Run{left}, []*runbook.Run{endedRun(p, demo)}
			return st
		}
	}
	return nil
}

func startOf(p *player, demo bool) *Start {
	st := &Start{
		Target: "staging", Destination: "staging-server", Asked: []string{"DB_PASSWORD"},
		Begin: func(_ context.Context, c Choice) (Begun, error) {
			return Begun{Engine: p, Book: p.run.Book, ResumeHint: "paso resume " + first(c.Resume, "nueva")}, nil
		},
		Report: func(run *runbook.Run) string { return "# Reporte de " + run.Info.ID },
	}
	if demo {
		st.Asked = nil
	}
	return st
}

// leftRun is a run that somebody left with 3.2 running and services down.
func leftRun(like *player, demo bool, id string, walk func(*player)) *runbook.Run {
	p := newPlayer(like.run.Book, demo)
	p.run.Info.ID = id
	p.hold["migrate"] = true
	walk(p)
	p.Do(runbook.Pause{Why: "operator"})
	return p.run
}

func endedRun(like *player, demo bool) *runbook.Run {
	p := newPlayer(like.run.Book, demo)
	p.success()
	p.run.Info.ID = "20261123-1418-antes"
	return p.run
}

func TestStartBegins(t *testing.T) {
	s := newSession(t, realBook(t), setup{start: beforeRun("start", false)}, nil)
	s.sees("Deployment a Staging", "PROCED-BACK-002", "staging-server", "vencida el 2026-02-18", "DB_PASSWORD", "de 2.1 a 4.4", "1h20m", "▌ s  Empezar")
	s.seesNot("interrumpida", "Historial")
	s.keys("enter").sees("¿Quién está al teclado?")
	if s.m.start != nil || s.m.o.Engine == nil || s.p.cols == 0 {
		t.Error("the run has not taken the screen, or its engine does not know the size")
	}
}

func TestStartLeaves(t *testing.T) {
	for _, keys := range [][]string{{"q"}, {"ctrl+c"}, {"down", "enter"}} {
		s := newSession(t, realBook(t), setup{start: beforeRun("start", false)}, nil)
		s.m.start.o.Begin = func(context.Context, Choice) (Begun, error) { t.Error("begun"); return Begun{}, nil }
		if s.keys(keys...); !s.ended {
			t.Errorf("%v does not leave", keys)
		}
	}
}

// chosen gives the session's choices instead of beginning them.
func (s *session) chosen() *[]Choice {
	var all []Choice
	begin := s.m.start.o.Begin
	s.m.start.o.Begin = func(ctx context.Context, c Choice) (Begun, error) {
		all = append(all, c)
		return begin(ctx, c)
	}
	return &all
}

func TestStartResumesFirst(t *testing.T) {
	s := newSession(t, realBook(t), setup{start: beforeRun("start-interrupted", false)}, nil)
	all := s.chosen()
	s.sees("Hay una ejecución interrumpida", "3.2 Ejecutar Migraciones", "hace 12 min", "PARADOS desde", "3.2 sigue en el servidor", "Ana Ruiz")
	s.keys("enter").seesNot("¿Qué hacemos?")
	if !slices.Equal(*all, []Choice{{Resume: "20261123-1418-staging"}}) {
		t.Errorf("⏎ chose %+v", *all)
	}
	if s.m.s.resume != "paso resume 20261123-1418-staging" {
		t.Errorf("to come back: %q", s.m.s.resume)
	}
}

// A new run beside an interrupted one is asked about once more, with "no" under the cursor.
func TestStartAsksTwiceForAnother(t *testing.T) {
	s := newSession(t, realBook(t), setup{start: beforeRun("start-interrupted", false)}, nil)
	all := s.chosen()
	s.keys("s", "enter").sees("¿Empezar otra ejecución?", "PARADOS", "bloqueo del servidor").keys("enter").sees("Retomar")
	if len(*all) != 0 {
		t.Fatalf("without a yes: %+v", *all)
	}
	s.keys("enter", "down", "enter").sees("¿Quién está al teclado?")
	if !slices.Equal(*all, []Choice{{}}) {
		t.Errorf("chosen: %+v", *all)
	}
}

// Keys that were typed before the screen was there begin nothing.
func TestStartSwallowsKeys(t *testing.T) {
	s := newSession(t, realBook(t), setup{start: beforeRun("start", false)}, nil)
	if s.hasty("enter", "enter", "q"); s.ended || s.m.start == nil {
		t.Error("keys typed for the shell were taken")
	}
}

// What could not be begun is told, and the choice can be made again.
func TestStartTellsWhy(t *testing.T) {
	s := newSession(t, realBook(t), setup{start: beforeRun("start-interrupted", false)}, nil)
	begin := s.m.start.o.Begin
	s.m.start.o.Begin = func(context.Context, Choice) (Begun, error) { return Begun{}, errors.New("otro paso la tiene") }
	s.keys("enter").sees("✗ otro paso la tiene", "Retomar")
	s.m.start.o.Begin = begin
	s.keys("enter").seesNot("otro paso", "¿Qué hacemos?")
}

// While something is being begun nothing else can be chosen; leaving waits for its end.
func TestStartGivesUp(t *testing.T) {
	s := newSession(t, realBook(t), setup{start: beforeRun("start", false)}, nil)
	var asked context.Context
	s.m.start.o.Begin = func(ctx context.Context, _ Choice) (Begun, error) { asked = ctx; return Begun{}, ctx.Err() }
	s.p.now = s.p.now.Add(quiet)
	_, cmd := s.m.Update(keyOf("enter"))
	s.sees("Abriendo una ejecución nueva")
	s.send(keyOf("enter"))
	if s.send(keyOf("q")); s.ended || s.m.start == nil {
		t.Fatal("left before its end was known")
	}
	s.obey(cmd)
	if !s.ended || asked.Err() == nil {
		t.Errorf("ended %v, told to give up: %v", s.ended, asked.Err())
	}
}

// However many were interrupted, what is under the cursor shows.
func TestStartWithManyInterrupted(t *testing.T) {
	with := setup{w: 80, h: 24, start: func(p *player) *Start {
		st := beforeRun("start-interrupted", false)(p)
		for len(st.Interrupted) < 12 {
			st.Interrupted = append(st.Interrupted, st.Interrupted[0])
		}
		return st
	}}
	s := newSession(t, realBook(t), with, nil)
	s.sees("▌ 1  Retomar", "PARADOS desde", "↓", "Deployment a Staging")
	for range len(s.m.start.items(&s.m.s)) {
		s.sees("▌ ").keys("down")
	}
	s.keys("up").sees("▌ h  Historial", "↑").keys("s").sees("▌ s  Empezar otra")
	s.m.start.wrong = "otro paso la tiene"
	s.sees("▌ s  Empezar otra", "✗ otro paso la tiene")
}

// A run that nobody paused may be open elsewhere: that is said before it is chosen.
func TestStartWarnsOfAnOpenRun(t *testing.T) {
	s := newSession(t, realBook(t), setup{start: beforeRun("start-interrupted", false)}, nil)
	s.seesNot("otra terminal")
	s.m.start.o.Interrupted[0].Paused = nil
	s.sees("! nadie la pausó", "otra terminal")
}

func TestStartHistoryAndPlan(t *testing.T) {
	s := newSession(t, realBook(t), setup{start: beforeRun("start-interrupted", false)}, nil)
	s.keys("v", "enter").sees("3.2", "aprueba").keys("esc")
	s.keys("h", "enter").sees("2026-11-23 14:18", "SUCCESS", "Downtime 01:").keys("enter").sees("Reporte de 20261123-1418-antes").keys("esc", "esc").sees("Retomar")
}

func TestStartByMouse(t *testing.T) {
	s := newSession(t, realBook(t), setup{start: beforeRun("start", false)}, nil)
	s.p.now = s.p.now.Add(quiet)
	f := s.m.frame()
	for _, z := range f.zones {
		if z.id == "item:"+choosesOut {
			s.send(tea.MouseClickMsg{X: z.x + 3, Y: z.y, Button: tea.MouseLeft})
		}
	}
	s.sees("▌ x  Salir").keys("enter")
	if !s.ended {
		t.Error("a click did not move the cursor")
	}
}

// A long history fits on the smallest screen, to its last line.
func TestStartLongHistory(t *testing.T) {
	with := setup{w: 80, h: 24, start: func(p *player) *Start {
		st := beforeRun("start-interrupted", false)(p)
		for len(st.Past) < 40 {
			st.Past = append(st.Past, st.Past[0])
		}
		return st
	}}
	s := newSession(t, realBook(t), with, nil)
	s.keys("h", "enter").sees("▌ 1  2026-11-23 14:18").keys("up").sees("▌    2026-11-23 14:18")
}

// An interrupted run is of its own copy of the runbook: the stages' pane is as wide as that one's titles need.
func TestStartTakesTheRunsOwnBook(t *testing.T) {
	s := newSession(t, realBook(t), setup{start: beforeRun("start-interrupted", false)}, nil)
	own := plainBook()
	before := s.m.s.titles
	s.m.start.stop = func() {}
	s.m.begun(begunMsg{begun: Begun{Engine: s.p, Book: own}})
	if s.m.s.book != own || s.m.s.titles != longestTitle(own) || s.m.s.titles == before {
		t.Errorf("titles of %d cells, want %d", s.m.s.titles, longestTitle(own))
	}
}

// On a screen too small to show what a key would do, none does anything; leaving is always possible.
func TestTooSmallAnswersNothing(t *testing.T) {
	s := newSession(t, realBook(t), setup{w: 79, h: 24, start: beforeRun("start-interrupted", false)}, nil)
	all := s.chosen()
	s.sees("^C sale").keys("enter", "q", "down")
	if len(*all) != 0 || s.ended || s.m.start.menu.at != 0 {
		t.Errorf("blindly: chosen %+v, ended %v, the cursor at %d", *all, s.ended, s.m.start.menu.at)
	}
	if s.keys("ctrl+c"); !s.ended {
		t.Error("no way out")
	}
	s = at(t, realBook(t), momentNamed(t, "approval"), setup{w: 80, h: 23})
	before := len(s.p.commands)
	s.keys("down", "enter", "enter")
	s.send(tea.PasteMsg{Content: "x"})
	if got := s.p.commands[before:]; len(got) != 0 {
		t.Errorf("answered blindly: %+v", got)
	}
	s.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	s.sees("▌").hasty("enter")
	if got := s.p.commands[before:]; len(got) != 0 || len(s.m.dialogs) != 0 {
		t.Errorf("answered by what was typed blindly: %+v", got)
	}
	s.send(tea.WindowSizeMsg{Width: 80, Height: 23})
	s.keys("ctrl+c")
	if got := s.p.commands[before:]; !slices.Equal(got, []runbook.Command{runbook.Pause{Why: "operator"}}) {
		t.Errorf("^C came to %+v", got)
	}
}
