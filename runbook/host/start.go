package host

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"paso/runbook/routine"
)

// Start runs the attempt, or follows it if it was started before: it never runs twice, however often and from however
// many places it is started. Prepare comes first. Errors: *AttemptError (another script under this id, no state to start
// from, a syntax error), *DirectoryError (no space: nothing was begun), *LinkLostError: it may or may not have begun,
// and starting it again with the same Attempt is safe.
func (h *Host) Start(ctx context.Context, a Attempt) (*Stream, error) {
	if err := a.validate(); err != nil {
		return nil, err
	}
	statements, parseErr := Statements(a.Script)
	if parseErr != nil {
		statements = nil // bash has the last word, and without a map statements are not marked
	}
	script, scope := guarded(a.Script), ""
	if h.scoped.Load() {
		scope = "systemd-run --user --scope --quiet --collect"
	}
	return h.follow(ctx, program{verb: "start", params: map[string]string{
		"attempt": a.ID,
		"script":  script, "digest": digest(a.Script),
		"step":    a.block(statements),
		"check":   yesNo(parseErr != nil),
		"state":   a.Base,
		"timeout": seconds(a.Timeout),
		"max_log": strconv.FormatInt((h.config.MaxLog+511)/512, 10),
		"rows":    strconv.Itoa(orDefault(a.Rows, 24)), "columns": strconv.Itoa(orDefault(a.Cols, 80)),
		"offset": "0",
		"scope":  scope,
	}}, 0, 0)
}

// Attach follows an attempt from a position: offset bytes of its log and that many events are known already. It works
// while the attempt runs and after its end.
func (h *Host) Attach(ctx context.Context, attempt string, offset int64, events int) (*Stream, error) {
	if !safeName.MatchString(attempt) {
		return nil, fmt.Errorf("attach: id %q cannot name a directory", attempt)
	}
	if offset < 0 || events < 0 {
		return nil, fmt.Errorf("attach %s: position %d, %d is negative", attempt, offset, events)
	}
	return h.follow(ctx, program{verb: "follow", params: map[string]string{
		"attempt": attempt, "offset": strconv.FormatInt(offset, 10),
	}}, offset, events)
}

// follow makes the call and waits until the host says that it was understood.
func (h *Host) follow(ctx context.Context, p program, offset int64, events int) (*Stream, error) {
	link, err := h.link()
	if err != nil {
		return nil, err
	}
	c, err := link.run(ctx)
	if err != nil {
		return nil, h.linkError(ctx, link, err)
	}
	mark := newNonce()
	s := newStream(h, link, c, offset, events)
	go routine.Guarded(func() { s.follow(mark) }, s.finish)()
	go routine.Guarded(func() {
		_, _ = c.stdin.Write(h.addressed(p).header(mark)) // what is not sent, the host does not understand: s.over
	}, s.finish)()
	select {
	case <-s.begun:
		return s, nil
	case <-s.over:
		return s.unlessRefused()
	case <-ctx.Done():
		_ = s.Close()
		return nil, ctx.Err()
	}
}

// unlessRefused tells a refusal from an error that came after the host had understood, which is Next's to tell.
func (s *Stream) unlessRefused() (*Stream, error) {
	select {
	case <-s.begun:
		return s, nil
	default:
		_ = s.Close()
		return nil, s.early
	}
}

// New says whether this Start began the attempt; false if it had begun before.
func (s *Stream) New() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.how == "new"
}

// seconds is a duration as sleep, timeout and flock of the host read it.
func seconds(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', -1, 64) }

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
