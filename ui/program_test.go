package ui

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"paso/runbook"
	"paso/runbook/engine"
)

// While no clock runs no tick is asked for, and the frame stays the same to the byte.
func TestIdleScreenIsStill(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "success"), setup{})
	ticks := 0
	s.m.after = func(time.Duration, func(time.Time) tea.Msg) tea.Cmd { ticks++; return nil }
	before := strings.Join(s.m.frame().rows, "\n")
	s.p.now = s.p.now.Add(time.Hour)
	s.send(tickMsg{})
	if after := strings.Join(s.m.frame().rows, "\n"); after != before || ticks != 0 {
		t.Errorf("%d ticks; changed: %v", ticks, after != before)
	}
}

// At a gate only the cells of running clocks change from second to second.
func TestOnlyClocksTick(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "checklist"), setup{})
	before := strings.Split(s.screen(), "\n")
	s.p.now = s.p.now.Add(time.Second)
	s.send(tickMsg{})
	changed := 0
	for i, r := range strings.Split(s.screen(), "\n") {
		if r != before[i] {
			changed++
		}
	}
	if changed == 0 || changed > 2 { // the clocks' line, and the stage's time
		t.Errorf("%d rows changed", changed)
	}
}

func TestOneTickAtATime(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "running"), setup{})
	ticks := 0
	s.m.ticking = false
	s.m.after = func(d time.Duration, _ func(time.Time) tea.Msg) tea.Cmd {
		ticks++
		if d <= 0 || d > time.Second {
			t.Errorf("a tick after %s", d)
		}
		return nil
	}
	for range 5 {
		s.send(tea.FocusMsg{})
	}
	if ticks != 1 {
		t.Errorf("%d ticks under way", ticks)
	}
}

func TestBellOnlyWhenNobodyLooks(t *testing.T) {
	book := realBook(t)
	for _, blurred := range []bool{false, true} {
		s := newSession(t, book, setup{}, nil)
		if blurred {
			s.send(tea.BlurMsg{})
		}
		s.p.begin()
		rang := false
		for u, ok := s.p.take(); ok; u, ok = s.p.take() {
			_, cmd := s.m.Update(tookMsg{update: u, ok: true})
			rang = rang || hasBell(cmd)
		}
		if rang != blurred {
			t.Errorf("blurred %v, bell %v", blurred, rang)
		}
	}
}

func hasBell(cmd tea.Cmd) bool {
	if cmd == nil {
		return false
	}
	switch msg := cmd().(type) {
	case tea.BatchMsg:
		for _, c := range msg {
			if hasBell(c) {
				return true
			}
		}
	case tea.RawMsg:
		return msg.Msg == "\a"
	}
	return false
}

func TestViewTellsTheTerminal(t *testing.T) {
	for name, want := range map[string]struct {
		title string
		bar   tea.ProgressBarState
		state tea.ProgramState
	}{
		"running": {"▸ 3.2", tea.ProgressBarDefault, tea.ProgramStateWorking},
		"stage":   {"◆ le espera", tea.ProgressBarWarning, tea.ProgramStateBlocked},
		"failure": {"✗ 3.2", tea.ProgressBarError, tea.ProgramStateBlocked},
		"success": {"paso · SUCCESS", tea.ProgressBarNone, tea.ProgramStateDone},
		"aborted": {"paso · FAILED", tea.ProgressBarNone, tea.ProgramStateError},
	} {
		v := at(t, realBook(t), momentNamed(t, name), setup{}).m.View()
		if !strings.HasPrefix(v.WindowTitle, want.title) || v.ProgressBar.State != want.bar || v.ProgramStatus.State != want.state {
			t.Errorf("%s: %q %v %v", name, v.WindowTitle, v.ProgressBar.State, v.ProgramStatus.State)
		}
	}
}

func TestEngineStops(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "running"), setup{})
	s.send(tookMsg{update: engine.Update{Done: true, Err: errors.New("disk full")}, ok: true})
	s.sees("paso se ha detenido", "disk full", "PARADOS", "paso resume 20261123").keys("q")
	if !s.ended {
		t.Error("q does not leave")
	}
	s = at(t, realBook(t), momentNamed(t, "running"), setup{})
	s.send(tookMsg{})
	if !s.ended {
		t.Error("a paused engine leaves the screen open")
	}
}

func TestRefusalIsShownUntilTheNextKey(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "stage"), setup{})
	s.p.Do(runbook.Cancel{})
	s.settle()
	s.sees("No hay nada en marcha").keys("up").seesNot("No hay nada en marcha")
}

// A secret that was typed is nowhere in the model once it was given away.
func TestSecretIsForgotten(t *testing.T) {
	s := newSession(t, realBook(t), setup{}, nil)
	s.keys("enter").write("xyzzy-secret").keys("enter")
	for id, a := range s.m.drafts {
		if e, ok := a.(*entry); ok && e.field.value() != "" && strings.Contains(e.field.value(), "xyzzy") {
			t.Errorf("%s still holds it", id)
		}
	}
	given := false
	for _, c := range s.p.commands {
		if v, ok := c.(runbook.GiveValue); ok && v.Value == "xyzzy-secret" {
			given = true
		}
	}
	if !given {
		t.Error("not given to the engine")
	}
}

// Every gate has an asker, and every choice a text.
func TestEveryGateAsks(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "failure"), setup{})
	for _, g := range []runbook.Gate{
		{Kind: runbook.GateOperator}, {Kind: runbook.GateValue, Subject: "DB_PASSWORD"}, {Kind: runbook.GateUnreachable}, {Kind: runbook.GateLocked}, {Kind: runbook.GatePreflight},
		{Kind: runbook.GateScope}, {Kind: runbook.GatePrerequisites}, {Kind: runbook.GateStage, Stage: 3, Subject: "3"},
		{Kind: runbook.GateResponsible, Activity: "Ejecutar smoke tests", Role: "qa"}, {Kind: runbook.GateStep, Step: "backup", Choices: []runbook.Choice{runbook.ChooseSkip}},
		{Kind: runbook.GateNotice, Subject: "deployed"}, {Kind: runbook.GateChecklist, Step: "functional"},
		{Kind: runbook.GateApproval, Step: "functional", Activity: "Validar deployment", Role: "qa"},
		{Kind: runbook.GateFailure, Step: "migrate", Choices: []runbook.Choice{
			runbook.ChooseRetry, runbook.ChooseEdit, runbook.ChooseRecheck, runbook.ChooseMark, runbook.ChooseSkip, runbook.ChooseShell, runbook.ChooseRollback, runbook.ChoosePause, runbook.ChooseAbort,
		}},
		{Kind: runbook.GateUnknown, Step: "migrate", Choices: []runbook.Choice{runbook.ChoosePause}}, {Kind: runbook.GateRollbackPlan}, {Kind: runbook.GateCriteria},
	} {
		a := newGate(&s.m.s, g)
		if a == nil || reflect.ValueOf(a).IsNil() {
			t.Errorf("%s: nobody asks", g.Kind)
			continue
		}
		for _, size := range [][2]int{{80, 24}, {120, 36}, {30, 8}, {5, 3}} {
			b := a.view(&s.m.s, size[0], size[1]).draw(s.m.s.th, size[0], size[1])
			if len(b.rows) != size[1] {
				t.Errorf("%s: %d rows of %d", g.Kind, len(b.rows), size[1])
			}
			if strings.Contains(strings.Join(b.rows, ""), "⟦") {
				t.Errorf("%s: a text is missing", g.Kind)
			}
		}
	}
}

// The engine knows the size of the output before the first step runs, and a look at
// the full screen does not change the terminal of a script.
func TestEngineKnowsTheSize(t *testing.T) {
	s := newSession(t, realBook(t), setup{w: 120, h: 36}, nil)
	if s.p.cols != 120-s.m.s.stagesWidth()-4 || s.p.rows < 5 {
		t.Errorf("%dx%d before the first step", s.p.cols, s.p.rows)
	}
	s = at(t, realBook(t), momentNamed(t, "running"), setup{w: 120, h: 36})
	rows, cols := s.p.rows, s.p.cols
	if s.keys("o"); s.p.rows != rows || s.p.cols != cols {
		t.Errorf("%dx%d on the full screen, %dx%d before", s.p.cols, s.p.rows, cols, rows)
	}
	if s.send(tea.WindowSizeMsg{Width: 100, Height: 30}); s.m.full && s.p.cols != cols {
		t.Error("told while the full screen shows")
	}
	if s.keys("o"); s.p.cols != 100-s.m.s.stagesWidth()-4 {
		t.Errorf("%d columns after a resize", s.p.cols)
	}
}
