package ui

import (
	"context"
	"errors"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"paso/runbook/routine"
)

// fps is how many frames a second are written at most.
const fps = 45

// Run shows the run until the operator leaves, the engine ends with nothing left to
// read, or ctx is done, whose cause it then returns. The terminal is as it was
// before, whatever happens: a panic is recovered, the terminal reset, and a
// *PanicError returned. An error that made the engine stop is returned too.
func Run(ctx context.Context, o Options) error {
	inner, stop := context.WithCancel(ctx)
	defer stop() // the command that waits for the engine ends with the program
	m := newModel(inner, o)
	top := &guarded{model: m}
	program := tea.NewProgram(top,
		tea.WithInput(o.In),
		tea.WithOutput(o.Out),
		tea.WithoutSignalHandler(),
		tea.WithFPS(fps),
	)
	top.quit = program.Quit
	// It asks for the end and has nothing of ours in it that could break.
	// Not tea.WithContext: it leaves without waiting for its own reader of the terminal.
	defer context.AfterFunc(ctx, routine.Guarded(program.Quit, func(error) {}))()
	watchSuspend(inner, program)
	_, err := program.Run()
	switch {
	case top.broken != nil:
		return top.broken
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil:
		return fmt.Errorf("show the run: %w", err)
	}
	return m.s.err
}

// PanicError is a fault of the screen itself. The run is not touched by it: the
// engine goes on, and a step keeps running on its host.
type PanicError = routine.Panic

func isFault(err error) bool {
	var fault *PanicError
	return errors.As(err, &fault)
}

// guarded is the model with a net below it: a panic ends the program in order, so
// that the terminal is reset, and nothing is written over it.
type guarded struct {
	*model
	broken error
	quit   func()
}

// faultMsg is a panic of a command, which ran on a goroutine of its own.
type faultMsg struct{ err error }

// fell keeps the first fault. It is called where the screen is updated or drawn.
func (g *guarded) fell(err error) {
	if g.broken == nil {
		g.broken = err
	}
}

// Init is the model's.
func (g *guarded) Init() tea.Cmd { return caught(g.model.Init()) }

// Update is the model's, or the end after a panic.
func (g *guarded) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if fault, is := msg.(faultMsg); is {
		g.fell(fault.err)
	}
	if g.broken != nil {
		return g, tea.Quit
	}
	var cmd tea.Cmd
	if err := routine.Recovered(func() error { _, cmd = g.model.Update(msg); return nil }); err != nil {
		g.fell(err)
		return g, tea.Quit
	}
	return g, caught(cmd)
}

// View is the model's, or nothing after a panic.
func (g *guarded) View() (view tea.View) {
	if g.broken != nil {
		return tea.View{}
	}
	if err := routine.Recovered(func() error { view = g.model.View(); return nil }); err != nil {
		g.fell(err)
		go routine.Guarded(g.quit, func(error) {})() // it waits for the loop that is drawing; that it is broken is known
		return tea.View{}
	}
	return view
}

// caught is a command with a net below it, and those that it makes. Bubble Tea has one too, but that one writes the stack
// over the terminal and forgets the value.
func caught(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		if err := routine.Recovered(func() error { msg = cmd(); return nil }); err != nil {
			return faultMsg{err}
		}
		if batch, is := msg.(tea.BatchMsg); is {
			for i := range batch {
				batch[i] = caught(batch[i])
			}
		}
		return msg
	}
}
