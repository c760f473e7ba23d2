// Package ui is what a person sees and types: the Bubble Tea program of paso, and beside it the same run as lines of text.
//
// # Rules
//
// The screen looks and asks; it never does. Truth is the run, folded from the engine's records by runbook.Run.Apply, and the
// question that waits is derived from it by runbook.Next, with the same rules that the engine obeys. What the screen owns is
// focus, scroll, drafts and the open dialog, and losing them loses nothing.
//
//	engine ──Take──▶ tookMsg ──▶ scene (run, moment) ──▶ frame
//	   ▲                                                   │ drawn, never stored
//	   └──Do, Type, Answer── grant ◀── wishes ◀── asker ◀──┘ keys, clicks
//
// One command waits for the engine at any time (pull, not push): a flood of output costs a frame and not a message a line.
//
// There is one tea.Model. Its Update routes; its children are plain structs that draw themselves into a given size and turn
// a key into wishes (wish.go), which the model grants. A child does nothing by itself. View changes nothing: what a click
// means is asked of the same function that draws (frame), so it cannot go stale.
//
// Before a run there is the start (start.go): the model has a start and no engine until the operator has chosen what to
// begin. Begin makes the run as a command; then the same screen goes over to it. Nothing is made by looking.
//
// # What must stay true
//
//   - A gate that opens by itself swallows keys until the keyboard was quiet for 400 ms (guard.go). The first choice of a gate is the
//     safe one. A letter moves the cursor and never chooses; what cannot be taken back asks again, with "no" under the cursor.
//   - Nothing that a host or a runbook says reaches the terminal but through a span, whose text passes output.Sanitize, or
//     through output.Lines. Text is never put into an escape sequence by hand.
//   - Every row is exactly as wide as the screen, and there are exactly as many rows (line.go, box.go).
//   - A token says what a text means; only theme.go knows colours. State has a glyph, and a word where it matters.
//   - Texts come from the catalogue's area "screen" (of the lines: "plain"). Every key is a binding (keys.go), and the last line and the help are made of those.
//   - Nothing blinks or spins. While no clock runs, the frame does not change, and nothing is sent.
//   - The palette does what the keys do, by their code, and moves to a gate's choices without choosing. What it found when it
//     opened is looked at again before it happens (paletteact.go). A click chooses only what was under the cursor already, and what
//     opens under a click is not clicked by the rest of a double click (mouse.go).
//   - A secret is held by the field in which it is typed until it is given away, and shown as dots.
//
// # Without the screen
//
// plain*.go ask a person in lines, headless*.go log a run with nobody there; both are a narrator (plainnarrate.go), which folds
// the same records and says each once. Nothing is drawn twice, every state is a word. An empty line starts nothing; what cannot
// be taken back wants a reason, a yes, or both (plainsure.go); what goes to a script or is a secret is never taken for a word of
// ours. For GitHub Actions the log is folded and annotated, and nothing in it but what workflow.command and annotate write is
// obeyed by the runner (headlessgithub.go).
//
// # Words
//
// scene: what there is to see. asker: a gate or a dialog. wish: what a child wants to happen. span, line, pane, block: a
// piece of text with its meaning, a row, a box, and drawn rows with the zones that can be clicked.
//
// narrator: who tells a run in lines.
//
// May be imported by ui/command. Of the packages of this program only this one imports charm modules.
package ui
