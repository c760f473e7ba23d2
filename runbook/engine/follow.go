package engine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"paso/runbook"
	"paso/runbook/host"
)

// follower is one attempt on its way: what was ordered, where its stream is, and the
// log here that keeps it. It belongs to the worker that follows.
type follower struct {
	host         Host
	lease        host.Lease
	order        host.Attempt
	step         string
	n            int
	shell        bool
	acknowledged bool        // it is recorded that the host has it
	lines        map[int]int // statement to its first line

	log        *transcript
	stream     Stream
	generation int // of the connection that the stream is on
	restarts   int
	marked     int // highest statement that was told
}

// mostRestarts bounds how often a start that came to nothing is tried again by itself.
const mostRestarts = 3

// follower of the open attempt of a step.
func (e *Engine) follower(step string) *follower {
	p := e.run.Steps[step]
	a := p.Open()
	return &follower{
		host: e.host, lease: e.lease, order: e.order(p.Step, a), step: step, n: a.N,
		shell: a.Shell, acknowledged: a.Acknowledged, lines: firstLines(a.Script),
	}
}

// firstLines maps the number of a top-level statement to its first line.
func firstLines(script string) map[int]int {
	statements, err := host.Statements(script)
	if err != nil {
		return nil // bash has the last word; without a map its own lines are told
	}
	first := make(map[int]int, len(statements))
	for _, s := range statements {
		first[s.N] = s.First
	}
	return first
}

// line is the first line of a statement that bash saw at another.
func (f *follower) line(statement, seen int) int {
	if first, known := f.lines[statement]; known {
		return first
	}
	return seen
}

// follow reads an attempt to its end, over as many connections as that takes.
func (e *Engine) follow(ctx context.Context, f *follower) func() error {
	log, err := openTranscript(e.openLog, e.o.Dir, f.step, f.n, e.vault)
	if err != nil {
		return fails(err)
	}
	f.log = log
	defer log.close()
	e.replay(f)
	prompts := e.watchPrompts(ctx, f)
	defer prompts.stop()
	defer e.keys.detach()
	if f.stream == nil { // after a resume
		err = e.attach(ctx, f)
	}
	for {
		var ended *host.Result
		if err == nil {
			e.keys.attach(f)
			ended, err = e.read(ctx, f, prompts)
		}
		switch {
		case ctx.Err() != nil:
			return nil
		case ended != nil:
			return e.attemptEnded(f, *ended)
		}
		e.keys.detach()
		prompts.hide()
		if err = e.again(ctx, f, err); err != nil {
			return e.broken(ctx, f, err)
		}
		prompts.nudge()
	}
}

// replay shows a front end what an earlier paso had already read of the attempt.
func (e *Engine) replay(f *follower) {
	if f.log.offset == 0 {
		return
	}
	if read, err := ReadLog(e.o.Dir, f.step, f.n, 1<<20); err == nil {
		e.box.output(Chunk{Step: f.step, Attempt: f.n, Offset: f.log.offset - int64(len(read)), Bytes: read})
	}
}

// read takes the stream until the attempt ends or the stream does.
func (e *Engine) read(ctx context.Context, f *follower, prompts *prompts) (*host.Result, error) {
	for {
		item, err := f.stream.Next(ctx)
		if err != nil {
			return nil, err
		}
		switch item := item.(type) {
		case host.Output:
			if err := e.keep(f, item); err != nil {
				return nil, err
			}
			prompts.printed(item.Bytes)
		case host.StatementBegan:
			e.mark(f, item)
		case host.StatementFailed: // the result tells which of them mattered
		case host.Ended:
			return &item.Result, nil
		}
	}
}

// again goes on after what broke the stream, where it can: at the byte where the
// connection was lost, or with another start where the host says that it never began.
func (e *Engine) again(ctx context.Context, f *follower, err error) error {
	if f.stream != nil {
		_ = f.stream.Close()
	}
	if lost := lostLink(err); lost != nil {
		if err := e.reconnect(ctx, f.generation, lost); err != nil {
			return err
		}
		err = e.attach(ctx, f)
		if attemptReason(err) != host.AttemptUnstarted {
			return err
		}
	}
	if attemptReason(err) != host.AttemptUnstarted || f.restarts == mostRestarts {
		return err
	}
	f.restarts++
	_, err = e.start(ctx, f)
	return err
}

// attach opens the stream at the first byte that is not here. All events come again: a
// front end that has just been started shows them too.
func (e *Engine) attach(ctx context.Context, f *follower) error {
	return e.linked(ctx, func() error {
		f.generation = e.link.current()
		stream, err := f.host.Attach(ctx, f.order.ID, f.log.wants(), 0)
		f.stream = stream
		return err
	})
}

// broken ends what cannot be followed any further.
func (e *Engine) broken(ctx context.Context, f *follower, err error) func() error {
	if ctx.Err() != nil {
		return nil
	}
	switch {
	case attemptReason(err) == host.AttemptLost:
	case attemptReason(err) == host.AttemptAbsent, attemptReason(err) == host.AttemptGone, errors.Is(err, fs.ErrNotExist), directoryGone(err):
		return e.lost(f, lostBecause("vanished"))
	default:
		return fails(err)
	}
	safe, err := f.log.finish()
	if err != nil {
		return fails(err)
	}
	e.tell(f, safe)
	return e.lost(f, e.inquest(ctx, f))
}

// inquest is what the host knows of an attempt whose outcome it lost.
func (e *Engine) inquest(ctx context.Context, f *follower) runbook.Phrase {
	var status host.Status
	err := e.linked(ctx, func() (err error) {
		status, err = f.host.Status(ctx, f.order.ID)
		return err
	})
	lost, is := status.(host.Lost)
	switch {
	case err != nil || !is:
		return lostBecause("harness")
	case lost.BootChanged:
		return lostBecause("rebooted")
	case len(lost.Survivors) > 0:
		why := lostBecause("survivors")
		why.Args = map[string]string{"Processes": numbers(lost.Survivors)}
		return why
	}
	return lostBecause("harness")
}

func numbers(all []host.Process) string {
	words := make([]string, len(all))
	for i, p := range all {
		words[i] = strconv.Itoa(p.PID)
	}
	return strings.Join(words, ", ")
}

func (e *Engine) mark(f *follower, s host.StatementBegan) {
	if s.N <= f.marked {
		return
	}
	f.marked = s.N
	m := Mark{Step: f.step, Attempt: f.n, N: s.N, Line: f.line(s.N, s.Line), At: s.At, Offset: f.log.wants()}
	e.box.put(func(u *Update) { u.Marks = append(u.Marks, m) })
}

// keep puts output through the mask into the log and the mailbox. What is here already
// is passed over; a gap is never closed by guessing.
func (e *Engine) keep(f *follower, o host.Output) error {
	wants := f.log.wants()
	known := wants - o.Offset
	switch {
	case known < 0:
		return &LogError{Step: f.step, Cause: fmt.Errorf("the host sent byte %d after byte %d", o.Offset, wants)}
	case known >= int64(len(o.Bytes)):
		return nil
	}
	safe, err := f.log.write(o.Bytes[known:])
	if err != nil {
		return err
	}
	e.tell(f, safe)
	return nil
}

// tell shows output that was just written to the end of the log.
func (e *Engine) tell(f *follower, safe []byte) {
	if len(safe) > 0 {
		e.box.output(Chunk{Step: f.step, Attempt: f.n, Offset: f.log.offset - int64(len(safe)), Bytes: bytes.Clone(safe)})
	}
}

// attemptEnded records the end once the whole log is on disk here.
func (e *Engine) attemptEnded(f *follower, r host.Result) func() error {
	safe, err := f.log.finish()
	if err != nil {
		return fails(err)
	}
	e.tell(f, safe)
	result := runbook.AttemptResult{
		Exit: r.Exit, Signal: r.Signal, Why: r.Why, Line: r.FailedLine, Command: r.FailedCommand, Reached: r.Reached,
		Captures: r.Captures, Unset: unsetOf(f.order.Captures, r), State: string(r.State), Size: r.Size, Truncated: r.Truncated, Left: r.Left,
		Processes: processes(r.Processes),
	}
	for _, s := range r.Statements {
		result.Statements = append(result.Statements, runbook.Statement{N: s.N, Line: f.line(s.N, s.Line), At: s.At})
	}
	kept := f.log.kept()
	return func() error {
		return e.recordAs(runbook.Paso, runbook.AttemptEnded{Step: f.step, Attempt: f.n, Result: result, Log: kept})
	}
}
