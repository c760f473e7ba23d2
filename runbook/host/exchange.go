package host

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"

	"paso/runbook/routine"
)

// A reply is what a call that ended told.
type reply struct {
	record   // the last: "done" or "refused"
	body     []byte
	lines    []string
	captures strings.Builder
	alive    []Process
	end      record // "end", where one came
}

// exchange makes a call and waits for its end. content follows the program on stdin. each, if given, gets the records
// as they come.
func (h *Host) exchange(ctx context.Context, p program, content []byte, each func(record)) (*reply, error) {
	link, err := h.link()
	if err != nil {
		return nil, err
	}
	select {
	case h.calls <- struct{}{}:
		defer func() { <-h.calls }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	p = h.addressed(p)
	c, err := link.run(ctx)
	if err != nil {
		return nil, h.linkError(ctx, link, err)
	}
	stop := context.AfterFunc(ctx, routine.Guarded(c.kill, link.broke))
	defer stop()
	defer c.kill()
	out, err := converse(c, p, content, each)
	if err != nil {
		return nil, h.linkError(ctx, link, err)
	}
	return out, h.refusal(out.record)
}

// converse sends the program and the content, and reads everything that comes back.
func converse(c *call, p program, content []byte, each func(record)) (*reply, error) {
	mark := newNonce()
	sent := make(chan error, 1)
	go routine.Guarded(func() {
		_, err := c.stdin.Write(append(p.header(mark), content...))
		if p.verb != "query" { // which ends with its stdin: what asks for nobody must not go on
			err = errors.Join(err, c.stdin.Close())
		}
		sent <- err
	}, func(err error) { sent <- err })()
	out := &reply{}
	read := make(chan error, 1)
	go routine.Guarded(func() {
		raw, _ := io.ReadAll(io.LimitReader(c.stdout, maxBody))
		out.body = newNoiseFilter(mark).feed(raw)
		read <- nil
	}, func(err error) { read <- err })()
	unmarked := readRecords(c.stderr, mark, func(line string) { out.lines = append(out.lines, line) }, func(r record) {
		out.add(r)
		if each != nil {
			each(r)
		}
	})
	if err := <-read; err != nil {
		return nil, err
	}
	exit, err := c.wait()
	if err != nil {
		return nil, err
	}
	if out.verb == "" {
		if err := <-sent; err != nil {
			var fault *routine.Panic
			if errors.As(err, &fault) {
				return nil, err
			}
			unmarked = append(unmarked, err.Error()...)
		}
		return nil, &BrokenHarnessError{Exit: exit, Said: string(bytes.TrimSpace(unmarked))}
	}
	return out, nil
}

const maxBody = 256 << 20

func (r *reply) add(rec record) {
	switch rec.verb {
	case "done", "refused":
		r.record = rec
	case "captures":
		r.captures.WriteString(rec.text)
	case "process":
		r.alive = append(r.alive, rec.process())
	case "end":
		r.end = rec
	}
}

// readRecords reads stderr to its end and returns the noise before the mark, bounded, if no mark came.
func readRecords(from io.Reader, mark string, line func(string), rec func(record)) []byte {
	s := splitter{mark: mark}
	var noise []byte
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		if !s.marked {
			noise = appendBounded(noise, buffer[:n], 2048)
		}
		s.feed(buffer[:n], line, rec)
		if err != nil {
			return noise
		}
	}
}

// addressed adds what every call of a run says.
func (h *Host) addressed(p program) program {
	params := map[string]string{"run": h.config.RunID, "base": h.config.Base}
	for key, value := range p.params {
		params[key] = value
	}
	p.params = params
	return p
}

// linkError tells a cancelled call from a lost link.
func (h *Host) linkError(ctx context.Context, link transport, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var broken *BrokenHarnessError
	if errors.As(err, &broken) {
		broken.Host = h.name()
		return err
	}
	cause := link.cause()
	var refused *ssh.OpenChannelError
	if cause == nil && errors.As(err, &refused) { // MaxSessions of sshd, say: the connection itself is well
		return fmt.Errorf("open a channel on %s: %w", h.name(), err)
	}
	if cause == nil {
		cause = verdict(link)
	}
	if cause != nil {
		err = cause
	}
	return h.lostBy(err)
}

// lostBy is a link that this made unusable. To a fault of paso itself another connection is no answer.
func (h *Host) lostBy(cause error) error {
	var fault *routine.Panic
	if errors.As(cause, &fault) {
		return fault
	}
	return &LinkLostError{Host: h.name(), Cause: cause}
}

// verdict is why the link is gone. A channel learns of the end of its connection a moment before the connection does, and of
// nothing but that; where the connection is well after all, nothing is to be learnt.
func verdict(link transport) error {
	moment := time.NewTimer(untilVerdict)
	defer moment.Stop()
	select {
	case <-link.lost():
	case <-moment.C:
	}
	return link.cause()
}

const untilVerdict = 250 * time.Millisecond
