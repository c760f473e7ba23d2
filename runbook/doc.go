// Package runbook is the core of paso: the procedure, what has happened in a run of
// it, and every rule between the two. It is pure. It has no clock, no I/O and no
// goroutine; what it knows of the world comes in as events and values.
//
// # Words
//
// A [Runbook] is a procedure as its file says it: [Stage] > [Step]. A step may have,
// always in this order, a script, checks, a checklist, an approval. A [Run] is what has
// happened, folded from records ([Run.Apply]). An [Event] is a fact in the past tense; a
// [Command] is what an operator asks for; an [Action] is what the engine has to do next; a
// [Gate] is a place where the run waits for a person. A [Deviation] is anything not by the
// book; it has a reason and an author and reaches the report.
//
// # Where the rules are
//
//	next.go, nextstep.go    the order of things: what is to be done now (Next)
//	decide*.go              what an operator may do now, and what facts it makes (Decide)
//	gate.go                 the gates, and the choices at a failure
//	raci.go                 who does, approves, is asked and told (section 3.1)
//	ahead.go                where the run will wait for a person next, and what runs next
//	clock.go                what a clock measures (section 7.1)
//	waiting.go, timeline.go when people were waited for; a run laid out in time
//	criteria.go, measure.go how section 7 is judged, and by which numbers
//	deviation.go            what is not by the book, and which outcome a run deserves
//	apply*.go               what each fact changes
//	legal*.go               whether the facts of a journal could have come about so
//	answers*.go             answers in place of a person, for --headless
//	load*.go, lint*.go      the file: schema, positions, problems with file and line
//
// Both the engine and the front ends ask [Next], each over a run that it folded itself,
// so a gate is never sent: it follows from the facts. [Session] is the one thing beside
// them, what is true of this process only: a connection, a secret in memory.
//
// # Who may import it
//
// Everybody. It imports nothing of ours.
package runbook
