package host

import (
	"context"
	"fmt"
	"strings"

	"paso/runbook/routine"
)

// maxTypedLine is what a terminal in canonical mode takes of one line; it drops the rest without a word.
const maxTypedLine = 4095

// typedLine counts the bytes since the last end of line.
type typedLine struct{ length int }

// add says whether p may be sent behind what was typed before.
func (l *typedLine) add(p []byte) error {
	length := l.length
	for _, c := range p {
		switch c {
		case '\n', '\r', 3, 4, 21: // a line's end; ^C, ^D and ^U empty the terminal's line too
			length = 0
		default:
			length++
		}
		if length > maxTypedLine {
			return &InputTooLongError{Length: length}
		}
	}
	l.length = length
	return nil
}

// Write types p at the step's keyboard. Lines above 4095 bytes are refused whole, with *InputTooLongError. What was
// typed when a link is lost may or may not have arrived. One caller at a time.
func (s *Stream) Write(ctx context.Context, p []byte) error {
	s.mu.Lock()
	ended := s.ended || s.state.done
	var long error
	if !ended {
		long = s.typed.add(p)
	}
	s.mu.Unlock()
	if ended {
		return &AttemptError{Host: s.host.name(), Reason: AttemptEnded}
	}
	if long != nil {
		return long
	}
	written := make(chan error, 1)
	go routine.Guarded(func() {
		_, err := s.call.stdin.Write(p)
		written <- err
	}, func(err error) { written <- err })()
	select {
	case err := <-written:
		if err != nil {
			return s.host.linkError(ctx, s.link, err)
		}
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Secret types value and Enter, once and only while the step's terminal does not echo; it waits two seconds for that.
// Otherwise *AttemptError (echoes, ended), and nothing was sent.
func (h *Host) Secret(ctx context.Context, attempt, value string) error {
	if len(value) > maxTypedLine {
		return &InputTooLongError{Length: len(value)}
	}
	if strings.ContainsAny(value, "\x00\r\n") {
		return fmt.Errorf("send secret: it holds a line break or NUL")
	}
	_, err := h.attemptCall(ctx, "secret", attempt, map[string]string{"secret": value}, nil)
	return err
}

// A Terminal is the mode of a step's terminal. Canonical without Echo is how programs ask for a password.
type Terminal struct{ Echo, Canonical bool }

// Terminal asks how the step's terminal is set; *AttemptError (ended) when nothing runs.
func (h *Host) Terminal(ctx context.Context, attempt string) (Terminal, error) {
	out, err := h.attemptCall(ctx, "terminal_mode", attempt, nil, nil)
	if err != nil {
		return Terminal{}, err
	}
	return Terminal{Echo: out.yes("echo"), Canonical: out.yes("canonical")}, nil
}

// Resize sets the size of the step's terminal.
func (h *Host) Resize(ctx context.Context, attempt string, rows, cols int) error {
	if rows <= 0 || cols <= 0 || rows > 65535 || cols > 65535 {
		return fmt.Errorf("resize terminal: %dx%d", rows, cols)
	}
	_, err := h.attemptCall(ctx, "resize", attempt, map[string]string{
		"rows": fmt.Sprint(rows), "cols": fmt.Sprint(cols),
	}, nil)
	return err
}

// Cancel ends the attempt: INT, after two seconds TERM, after three more KILL, each told to progress before it is sent,
// on the caller's goroutine. It goes on if the link is lost meanwhile. left are processes that survived, such as root's.
func (h *Host) Cancel(ctx context.Context, attempt string, progress func(signal string)) (left []Process, err error) {
	out, err := h.attemptCall(ctx, "cancel", attempt, map[string]string{
		"why": "cancel", "int_wait": seconds(h.patience.int), "term_wait": seconds(h.patience.term),
	}, func(r record) {
		if r.verb == "signal" && progress != nil {
			progress(r.reason)
		}
	})
	if err != nil {
		return nil, err
	}
	return out.alive, nil
}

func (h *Host) attemptCall(ctx context.Context, verb, attempt string, params map[string]string, each func(record)) (*reply, error) {
	if !safeName.MatchString(attempt) {
		return nil, fmt.Errorf("%s: id %q cannot name a directory", verb, attempt)
	}
	all := map[string]string{"attempt": attempt}
	for name, value := range params {
		all[name] = value
	}
	return h.exchange(ctx, program{verb: verb, params: all}, nil, each)
}
