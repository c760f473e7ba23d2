package ui

import "paso/runbook"

// wish is what a gate or a dialog wants to happen. Children never do anything: they
// return wishes, and the model grants them in order.
//
//sumtype:decl
type wish interface{ wish() }

// order is a command to the engine.
type order struct{ command runbook.Command }

// open puts a dialog on top.
type open struct{ dialog asker }

// dismiss takes the topmost dialog away.
type dismiss struct{}

// reply answers a prompt of the connection.
type reply struct {
	prompt int
	value  string
	ok     bool
}

// copied puts a text on the operator's clipboard.
type copied struct{ text string }

// tell shows a line until the next key.
type tell struct {
	text string
	tok  token
}

// pauseRun asks the engine to leave the run as it is, and then leaves.
type pauseRun struct{}

// perform does what was chosen in the palette.
type perform struct{ action action }

func (perform) wish()  {}
func (order) wish()    {}
func (open) wish()     {}
func (dismiss) wish()  {}
func (reply) wish()    {}
func (copied) wish()   {}
func (tell) wish()     {}
func (pauseRun) wish() {}

func orders(commands ...runbook.Command) []wish {
	wishes := make([]wish, len(commands))
	for i, c := range commands {
		wishes[i] = order{c}
	}
	return wishes
}
