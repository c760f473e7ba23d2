package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"paso/runbook"
	"paso/runbook/engine"
	"paso/runbook/text"
)

// focus is the pane to which the arrows go.
type focus uint8

const (
	onMain   focus = iota // the gate, or the step
	onOutput              // the output
	onStages              // the stages
)

// model is the one tea.Model. It routes: what came goes to the child that it is for,
// and what the child wishes is granted. It owns focus, scroll, the open dialogs and
// the drafts in them; the truth is in the scene, folded from the engine's records.
type model struct {
	ctx   context.Context //nolint:containedctx // of the program: Bubble Tea hands a command none
	o     Options
	s     scene
	langs map[text.Lang]*text.Catalogue

	ask      asker // of the open gate
	askID    string
	askSince time.Time        // when the engine recorded that it opened
	drafts   map[string]asker // of gates that may come back
	dialogs  []asker
	prompt   asker // of the connection
	guard    guard
	seen     bool  // the open gate has been on the screen
	bounce   guard // swallows what is left of an ⏎ that opened or closed a dialog
	clicks   guard // swallows what is left of a double click
	typing   typing
	start    *start // until a run has begun; nil where one was given
	search   *field
	toast    tell
	summary  summary

	look     string // step that is looked at; "": the live one
	attempt  int    // of that step; 0: the newest
	focus    focus
	full     bool // the output has the whole screen
	scroll   scroller
	scrolled bool // the step's pane was moved by hand
	wanted   map[attemptKey]bool

	blurred  bool // the terminal has not the focus
	ticking  bool
	themeSet bool                                                 // by the operator; the terminal's background no longer decides
	after    func(time.Duration, func(time.Time) tea.Msg) tea.Cmd // tea.Tick
	told     [2]int                                               // rows and columns that the engine knows
	outRows  int
	outCols  int
}

type (
	tookMsg struct {
		update engine.Update
		ok     bool
	}
	tickMsg   struct{}
	reportMsg struct{ markdown, path string }
	outputMsg struct {
		key    attemptKey
		before int64 // what it ends at; 0: the end of the log
		log    engine.Log
		err    error
	}
)

func newModel(ctx context.Context, o Options) *model {
	m := &model{
		ctx: ctx, o: o, langs: map[text.Lang]*text.Catalogue{o.Catalogue.Lang(): o.Catalogue},
		drafts: map[string]asker{}, wanted: map[attemptKey]bool{}, after: tea.Tick,
	}
	m.s = scene{
		book: o.Book, run: runbook.NewRun(o.Book), say: o.Catalogue, own: o.Catalogue, th: newTheme(firstTheme(o), false), now: o.Now(),
		demo: o.Demo, resume: o.ResumeHint, marks: map[attemptKey][]engine.Mark{}, outs: newOutputs(), w: 80, h: 24,
		titles: longestTitle(o.Book), sudo: o.Book.UsesSudo(),
	}
	if o.Start != nil {
		m.start = &start{o: o.Start}
		m.guard.arm(m.s.now) // what was typed for the shell is not for us
	}
	return m
}

// firstTheme is the theme until the terminal has told its background.
func firstTheme(o Options) themeName {
	if o.NoColor || o.Env != nil && o.Env("NO_COLOR") != "" {
		return plainTheme
	}
	return darkTheme
}

// Init asks for the terminal's background and for the first update.
func (m *model) Init() tea.Cmd {
	if m.start != nil {
		return tea.RequestBackgroundColor
	}
	return tea.Batch(m.take, tea.RequestBackgroundColor)
}

// take is the one outstanding command that waits for the engine.
func (m *model) take() tea.Msg {
	update, ok := m.o.Engine.Take(m.ctx)
	return tookMsg{update: update, ok: ok}
}

// Update routes.
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	m.s.now = m.s.run.At(m.o.Now())
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.s.w, m.s.h = msg.Width, msg.Height
	case tea.KeyPressMsg:
		cmd = m.press(msg)
	case tea.PasteMsg:
		m.paste(msg.Content)
	case tea.MouseClickMsg:
		if msg.Button == tea.MouseLeft {
			cmd = m.click(msg.X, msg.Y)
		}
	case tea.MouseWheelMsg:
		cmd = m.wheel(msg)
	case tookMsg:
		cmd = m.took(msg)
	case startMsg:
		cmd = m.started(msg)
	case tickMsg:
		m.ticking = false
	case outputMsg:
		m.loaded(msg)
	case reportMsg:
		m.summary.read(msg)
	case tea.BackgroundColorMsg:
		m.background(msg)
	case tea.FocusMsg:
		m.blurred = false
	case tea.BlurMsg:
		m.blurred = true
	}
	m.tidy()
	m.measure()
	return m, tea.Batch(cmd, m.tick(), m.missing())
}

// background chooses the theme after the terminal's, unless the operator has chosen.
func (m *model) background(msg tea.BackgroundColorMsg) {
	if m.themeSet || m.s.th.name == plainTheme {
		return
	}
	name := lightTheme
	if msg.IsDark() {
		name = darkTheme
	}
	m.s.th = newTheme(name, false)
	m.s.th.under = msg.Color
}

// tick keeps one tick under way while a clock runs, and none otherwise.
func (m *model) tick() tea.Cmd {
	if m.ticking || !m.s.ticking() {
		return nil
	}
	m.ticking = true
	return m.after(time.Second-time.Duration(m.s.now.Nanosecond()), func(time.Time) tea.Msg { return tickMsg{} })
}

// missing reads the log of an attempt that is looked at and not here.
func (m *model) missing() tea.Cmd {
	key, ok := m.shownAttempt()
	for _, gone := range m.s.outs.trim(func(k attemptKey) bool { return k == key || m.s.runs(k) }) {
		delete(m.wanted, gone)
	}
	if !ok || m.wanted[key] || m.s.outs.has(key) || m.s.runs(key) {
		return nil
	}
	m.wanted[key] = true
	return m.read(key, 0)
}

// shownStep is the step whose panes show.
func (m *model) shownStep() *runbook.Progress {
	if m.look != "" {
		return m.s.run.Steps[m.look]
	}
	return m.s.run.Current()
}

// shownAttempt is the attempt whose output shows: the newest, a shell included while it runs.
func (m *model) shownAttempt() (attemptKey, bool) {
	p := m.shownStep()
	if p == nil {
		return attemptKey{}, false
	}
	if m.attempt > 0 && m.attempt <= len(p.Attempts) {
		return attemptKey{p.Step.ID, m.attempt}, true
	}
	if a := p.Open(); a != nil {
		return attemptKey{p.Step.ID, a.N}, true
	}
	if a := p.Current(); a != nil {
		return attemptKey{p.Step.ID, a.N}, true
	}
	return attemptKey{}, false
}

// scriptAttempt is the attempt whose script shows: a shell's is that of the step.
func (m *model) scriptAttempt() *runbook.Attempt {
	p := m.shownStep()
	if p == nil {
		return nil
	}
	if m.attempt > 0 && m.attempt <= len(p.Attempts) {
		return p.Attempts[m.attempt-1]
	}
	return p.Current()
}

// output is the pane that shows, or nil.
func (m *model) output() *outputPane {
	key, ok := m.shownAttempt()
	if !ok {
		return nil
	}
	if page := m.s.outs.older; page != nil && page.key == key {
		return page.pane
	}
	return m.s.outs.of(key)
}
