package ui

import (
	"context"
	"fmt"
	"runtime/debug"

	tea "charm.land/bubbletea/v2"
)

// fps is how many frames a second are written at most.
const fps = 30

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
	// Not tea.WithContext: it leaves without waiting for its own reader of the terminal.
	defer context.AfterFunc(ctx, program.Quit)()
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
type PanicError struct {
	Value any // what was panicked with
	Stack []byte
}

// Message is the error for the catalogue: what was recorded is whole, the step goes on.
func (e *PanicError) Message() (string, map[string]string) {
	return "engine.panic", map[string]string{"Value": fmt.Sprint(e.Value)}
}

func (e *PanicError) Error() string { return fmt.Sprintf("show the run: %v", e.Value) }

// guarded is the model with a net below it: a panic ends the program in order, so
// that the terminal is reset, and nothing is written over it.
type guarded struct {
	*model
	broken *PanicError
	quit   func()
}

// Update is the model's, or the end after a panic.
func (g *guarded) Update(msg tea.Msg) (next tea.Model, cmd tea.Cmd) {
	defer func() {
		if v := recover(); v != nil {
			g.broken = &PanicError{Value: v, Stack: debug.Stack()}
			next, cmd = g, tea.Quit
		}
	}()
	if g.broken != nil {
		return g, tea.Quit
	}
	_, cmd = g.model.Update(msg)
	return g, cmd
}

// View is the model's, or nothing after a panic.
func (g *guarded) View() (view tea.View) {
	defer func() {
		if v := recover(); v != nil {
			g.broken = &PanicError{Value: v, Stack: debug.Stack()}
			go g.quit() // it waits for the loop that is drawing
			view = tea.View{}
		}
	}()
	if g.broken != nil {
		return tea.View{}
	}
	return g.model.View()
}
