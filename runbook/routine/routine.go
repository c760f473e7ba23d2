// Package routine makes goroutines that cannot end the program.
//
// A panic that nobody recovers ends paso in the middle of a screen, with Go's words and the exit code of a wrong command
// line, and only the goroutine in which it happens can recover it. So every goroutine of paso runs a function that Guarded
// has made, which says where its fault goes; a test of this package reads the source and finds those that do not. What
// other modules start is theirs.
//
// Who may import it: everybody. It imports nothing of ours.
package routine

import (
	"fmt"
	"runtime/debug"
)

// Panic is a fault of paso itself.
type Panic struct {
	Value any // what was panicked with; it may hold a secret
	Stack []byte
}

func (p *Panic) Error() string { return fmt.Sprintf("panic: %v", p.Value) }

// Message is the error for the catalogue: what was recorded is whole, the step goes on.
func (p *Panic) Message() (string, map[string]string) {
	return "engine.panic", map[string]string{"Value": fmt.Sprint(p.Value)}
}

// Guarded is do with a net below it: if it panics, broke gets a *Panic, on the same goroutine. It must reach somebody who
// ends what do was a part of; nothing is as it should be there any more.
func Guarded(do func(), broke func(error)) func() {
	return func() {
		if err := Recovered(func() error { do(); return nil }); err != nil {
			broke(err)
		}
	}
}

// Recovered is what do returns, or the *Panic that it ended with.
func Recovered(do func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &Panic{Value: v, Stack: debug.Stack()}
		}
	}()
	return do()
}
