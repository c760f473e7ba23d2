package engine

import (
	"fmt"

	"paso/runbook/output"
)

// mostPrinted is how much of an attempt's output its checks look at: the end of it.
const mostPrinted = 4 << 20

// printed is the text of an attempt's output without colour or control characters, and
// why it is not the whole of it, where it is not.
type printed struct {
	text string
	cut  error
}

func readPrinted(dir, step string, attempt int) printed {
	log, err := readLog(dir, step, attempt, 0, mostPrinted)
	switch {
	case err != nil:
		return printed{cut: &OutputError{Step: step, Why: "unread", Cause: err}}
	case log.From > 0:
		return printed{text: output.StripToText(log.Bytes), cut: &OutputError{Step: step, Why: "long"}}
	}
	return printed{text: output.StripToText(log.Bytes)}
}

// OutputError says that what a step printed cannot be looked through, or not all of it:
// nobody knows what the rest says.
type OutputError struct {
	Step  string
	Why   string // the catalogue's word: unread, long
	Cause error
}

func (e *OutputError) Error() string {
	if e.Cause == nil {
		return fmt.Sprintf("look through output of %s: only its last %d MiB are looked through", e.Step, mostPrinted>>20)
	}
	return fmt.Sprintf("look through output of %s: %v", e.Step, e.Cause)
}

func (e *OutputError) Unwrap() error { return e.Cause }

// Message is the error for the catalogue.
func (e *OutputError) Message() (string, map[string]string) {
	args := map[string]string{"Size": fmt.Sprintf("%d MiB", mostPrinted>>20)}
	if e.Cause != nil {
		args["Why"] = e.Cause.Error()
	}
	return "engine.output." + e.Why, args
}
