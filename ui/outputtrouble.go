package ui

import (
	"strings"
)

// clue is why a line is the one to look at after a failure.
type clue uint8

const (
	firstError clue = iota // it looks like an error, the first in what the last statement printed
	lastError              // the last such line of all: where the statement began is not known
	firstLine              // the first that the last statement printed; none looks like an error
	lastLine               // the last there is
)

// trouble is the line to look at after a failure, among those that are kept; -1: there is none.
func (p *outputPane) trouble() (at int, why clue) {
	n := p.count()
	if from := p.lastBegan(); from >= 0 {
		for i := from; i < n; i++ {
			if looksBad(p.plainText(i)) {
				return p.endOfTrace(i), firstError
			}
		}
		return from, firstLine
	}
	for i := n - 1; i >= 0; i-- {
		if looksBad(p.plainText(i)) {
			return i, lastError
		}
	}
	return n - 1, lastLine
}

// endOfTrace is the line that says what happened, where a line ends in the head of a Python
// traceback: the first below it that is not indented.
func (p *outputPane) endOfTrace(at int) int {
	if !strings.Contains(p.plainText(at), "Traceback (") {
		return at
	}
	for i := at + 1; i < p.count(); i++ {
		if text := p.plainText(i); text != "" && text[0] != ' ' && text[0] != '\t' {
			return i
		}
	}
	return at
}

func (c clue) words(s *scene) string {
	switch c {
	case firstError:
		return s.t("output.trouble")
	case lastError:
		return s.t("output.trouble.last")
	case firstLine:
		return s.t("output.trouble.none")
	case lastLine:
	}
	return s.t("output.trouble.end")
}

// lastBegan is the first line of the last statement's output, or -1 where it is not known, gone, or empty.
func (p *outputPane) lastBegan() int {
	if len(p.starts) == 0 {
		return -1
	}
	at := p.starts[len(p.starts)-1].line - p.lines.Dropped()
	if at < 0 || at >= p.count() {
		return -1
	}
	return at
}

// looksBad tells whether a line looks like what went wrong. "0 errors" does not.
func looksBad(text string) bool {
	text = strings.ToLower(text)
	for _, none := range []string{"0 error", "0 fail", "no error", "without error"} {
		if i := strings.Index(text, none); i == 0 || i > 0 && (text[i-1] < '0' || text[i-1] > '9') {
			return false
		}
	}
	for _, word := range []string{"error", "fatal", "traceback", "exception", "failed", "denied", "refused", "cannot", "no such", "not found", "panic:"} {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}
