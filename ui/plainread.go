package ui

import (
	"bufio"
	"io"
	"os"

	"golang.org/x/term"

	"paso/runbook/routine"
)

// maxLine is the longest line that is read; a longer one ends the input.
const maxLine = 1 << 20

// heard is a line that was read, or why there was none.
type heard struct {
	text string
	err  error // io.EOF at the end of the input
}

// lineReader reads a line when it is asked to, and only then: what a pipe holds stays there until its question comes. One
// read at a time is under way; it cannot be taken back, so a read that nobody waits for any more ends with the
// process.
type lineReader struct {
	lines    chan heard
	want     chan bool // true: without echo
	busy     bool
	terminal bool // a person types; otherwise the input was written before
	fd       int  // of the terminal
	hushed   bool // it does not show what is typed
}

// newLineReader reads from in. secret reads a line without echo; nil takes the terminal that in is, or an ordinary
// line where it is none.
func newLineReader(in io.Reader, secret func() (string, error)) *lineReader {
	r := &lineReader{lines: make(chan heard, 1), want: make(chan bool, 1)}
	if file, ok := in.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		r.terminal, r.fd = true, int(file.Fd())
		if secret == nil {
			secret = func() (string, error) {
				raw, err := term.ReadPassword(int(file.Fd()))
				return string(raw), err
			}
		}
	}
	scanner := bufio.NewScanner(in)
	scanner.Buffer(make([]byte, 0, 4096), maxLine)
	go routine.Guarded(func() { r.read(scanner, secret) }, func(fault error) { r.lines <- heard{err: fault} })()
	return r
}

func (r *lineReader) read(scanner *bufio.Scanner, secret func() (string, error)) {
	for quiet := range r.want {
		if quiet && secret != nil {
			text, err := secret()
			r.lines <- heard{text, err}
			continue
		}
		if scanner.Scan() {
			r.lines <- heard{text: scanner.Text()}
			continue
		}
		err := scanner.Err()
		if err == nil {
			err = io.EOF
		}
		r.lines <- heard{err: err}
	}
}

// request asks for a line unless one is on its way.
func (r *lineReader) request(secret bool) {
	if !r.busy {
		r.busy = true
		r.want <- secret
	}
}

// discard forgets what was typed before a question stood there: a line typed too early must not answer it.
func (r *lineReader) discard() {
	if r.terminal {
		forgetTyped(r.fd)
	}
}

// hush keeps the terminal from showing what is typed, or ends that. It comes before a secret's question is written: who
// answers at once must not be shown either.
func (r *lineReader) hush(quiet bool) {
	if r.terminal && r.hushed != quiet {
		r.hushed = quiet
		setEcho(r.fd, !quiet)
	}
}

// close ends the reader once its read has ended.
func (r *lineReader) close() {
	r.hush(false)
	close(r.want)
}
