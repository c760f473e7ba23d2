package host

import "time"

// An Item is what a Stream tells next.
//
//sumtype:decl
type Item interface{ item() }

// Output is what the step wrote to its terminal: raw bytes, untrusted. Offset is the place of the first in the log.
// Bytes are valid until the next call of Next.
type Output struct {
	Offset int64
	Bytes  []byte
}

// StatementBegan: top-level statement N (of Statements) runs; N only grows. At is the host's clock.
type StatementBegan struct {
	N, Line int
	At      time.Time
}

// StatementFailed: a command failed and ends the script. Line is where it stands, in a function or subshell too.
type StatementFailed struct {
	Line, Code int
	Command    string // untrusted; may be cut
}

// Ended: the attempt is over, all its output and statements were told, and nothing follows.
type Ended struct{ Result Result }

func (Output) item()          {}
func (StatementBegan) item()  {}
func (StatementFailed) item() {}
func (Ended) item()           {}
