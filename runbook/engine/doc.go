// Package engine makes things happen: it is the one goroutine that asks the rules
// what is next, records it, and only then does it. It is the only writer of a run.
//
//	front end ──commands──▶ ┌────────┐ ──append, fsync──▶ journal
//	                        │ engine │ ──start, follow──▶ host
//	front end ◀──mailbox─── └────────┘ ──observe────────▶ checks
//
// # The loop
//
// runbook.Next says what to do; the engine has a worker do it and waits meanwhile for
// commands (runbook.Decide) and for what workers hand back. Whatever comes is recorded
// first, folded, and only then put into the mailbox. Workers never touch the run: they
// get values, and hand back a function that is called on the engine's goroutine.
//
// # What holds
//
//   - Record before act. A fact that could not be written is not acted upon: whoever
//     handed it over gets the error and stops, and so does the engine.
//   - An attempt is sent again only where the host says for certain that it never
//     began (fate.go). Everything else that is not known is a person's to decide.
//   - Before an attempt is sent, the host confirms that the lock is still ours.
//   - A lost connection is made again, at a gate too, and says nothing of a step.
//   - Nothing that the front end does or leaves undone can hold the engine up.
//   - A panic anywhere ends the run as a PanicError, with the journal closed.
//
// # The mailbox
//
// It coalesces. A front end takes everything that gathered since it looked last, so a
// flood of output costs it one frame and not a message a line; output that nobody took
// in time is dropped from the mailbox's front but never from the log file.
//
// # Secrets
//
// They live here (vault), in memory: the values that were given, for the steps that
// name them, and the sudo password if the operator lets paso keep it. Output passes
// the mask before it reaches a file or the mailbox (transcript.go), and so does every
// text of the host or of a person before it is recorded (censor.go).
//
// Who may import it: ui (its types, through an interface of its own) and ui/command.
package engine
