package host

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sync"

	"paso/runbook/routine"
)

// A Stream follows one attempt. Next has one caller at a time; Write and Close may come from others. What is not taken
// with Next waits on the host, and the step does not wait for it.
type Stream struct {
	host *Host
	link transport
	call *call

	items  chan told
	spare  chan []byte // room for output that was taken
	lent   []byte      // of the last output that Next returned
	closed chan struct{}
	close  sync.Once
	typed  typedLine

	mu     sync.Mutex
	state  progress
	offset int64 // position after the last item that Next returned
	events int
	ended  bool
	how    string        // "new" or "existing", of a Start
	begun  chan struct{} // closed when the host has understood
	over   chan struct{} // closed when the stream came to an error
	early  error         // that error
	failed error         // and the same, once Next has told it
}

// told is an item on its way to Next, or the stream's end, with the position after it.
type told struct {
	item   Item
	err    error
	offset int64
	events int
}

// progress is what was read of the call, ahead of Next.
type progress struct {
	size     int64 // bytes of the log
	lines    int   // events
	skip     int   // events which the caller knows already
	tale     *tale
	captures bytes.Buffer
	alive    []Process
	end      *record
	done     bool
}

const readSize = 32 << 10

func newStream(h *Host, link transport, c *call, offset int64, events int) *Stream {
	return &Stream{
		host: h, link: link, call: c,
		items: make(chan told, 16), spare: make(chan []byte, 16), closed: make(chan struct{}), begun: make(chan struct{}), over: make(chan struct{}),
		state:  progress{size: offset, skip: events, tale: newTale()},
		offset: offset, events: events,
	}
}

// Next waits for the next item. After Ended it returns io.EOF. Errors: *LinkLostError, which is never a guess about the
// step; *AttemptError when there is nothing to follow: unstarted, lost (ask Status), absent.
func (s *Stream) Next(ctx context.Context) (Item, error) {
	s.mu.Lock()
	ended, failed := s.ended, s.failed
	s.mu.Unlock()
	if failed != nil {
		return nil, failed
	}
	if ended {
		return nil, io.EOF
	}
	select {
	case t := <-s.items:
		return s.deliver(t)
	case <-s.closed:
		return nil, errStreamClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

var errStreamClosed = errors.New("the stream was closed")

func (s *Stream) deliver(t told) (Item, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.giveBack()
	if o, is := t.item.(Output); is {
		s.lent = o.Bytes
	}
	if t.err != nil {
		s.failed = t.err
		return nil, t.err
	}
	s.offset, s.events = max(s.offset, t.offset), max(s.events, t.events)
	_, s.ended = t.item.(Ended)
	return t.item, nil
}

// Position is what to hand to Attach to go on behind the last item that Next returned.
func (s *Stream) Position() (offset int64, events int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.offset, s.events
}

// Close detaches. The step goes on.
func (s *Stream) Close() error {
	s.close.Do(func() {
		close(s.closed)
		_ = s.call.stdin.Close() // the follower on the host ends with its stdin
		s.call.kill()
	})
	return nil
}

// follow reads the call until its end. It runs in a goroutine of its own for the stream's life.
func (s *Stream) follow(mark string) {
	var readers sync.WaitGroup
	readers.Go(routine.Guarded(func() { s.readOutput(mark) }, s.finish))
	var noise []byte
	readers.Go(routine.Guarded(func() { noise = s.readControl(mark) }, s.finish))
	readers.Wait()
	exit, err := s.call.wait()
	s.mu.Lock()
	done, marked := s.state.done, s.state.end != nil || s.state.lines > 0
	s.mu.Unlock()
	if done {
		return
	}
	if err == nil && exit != 0 && !marked && len(noise) > 0 {
		err = &BrokenHarnessError{Exit: exit, Said: string(bytes.TrimSpace(noise))}
	}
	if err == nil {
		err = errNoExit
	}
	s.finish(s.host.linkError(context.Background(), s.link, err))
}

func (s *Stream) readOutput(mark string) {
	filter := newNoiseFilter(mark)
	buffer := make([]byte, readSize)
	for {
		n, err := s.call.stdout.Read(buffer)
		if p := filter.feed(buffer[:n]); len(p) > 0 {
			s.mu.Lock()
			at := s.state.size
			s.mu.Unlock()
			s.push(told{item: Output{Offset: at, Bytes: append(s.room(), p...)}, offset: at + int64(len(p))})
			s.mu.Lock()
			s.state.size = at + int64(len(p)) // counted when it is on its way: the end, which the other reader tells, comes after it
			s.mu.Unlock()
			s.complete()
		}
		if err != nil {
			return
		}
	}
}

func (s *Stream) readControl(mark string) []byte {
	return readRecords(s.call.stderr, mark, s.takeLine, func(r record) {
		switch r.verb {
		case "begun":
			s.begin(r.fields["how"])
		case "refused":
			s.finish(s.host.refusal(r))
		case "captures":
			s.mu.Lock()
			s.state.captures.WriteString(r.text)
			s.mu.Unlock()
		case "process":
			s.mu.Lock()
			s.state.alive = append(s.state.alive, r.process())
			s.mu.Unlock()
		case "end":
			s.mu.Lock()
			s.state.end = &r
			s.mu.Unlock()
		}
		s.complete()
	})
}

func (s *Stream) takeLine(line string) {
	item, events, known := s.counted(line)
	if item != nil && !known {
		s.push(told{item: item, events: events})
	}
	s.mu.Lock()
	s.state.lines = events // as with output: not before it is on its way
	s.mu.Unlock()
	s.complete()
}

// counted takes a line into the tale; known is one that the caller has had already.
func (s *Stream) counted(line string) (item Item, events int, known bool) {
	s.mu.Lock()
	defer s.mu.Unlock() // what takes bytes of a host apart may panic
	events = s.state.lines + 1
	return s.state.tale.take(line), events, events <= s.state.skip
}

func (s *Stream) begin(how string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.how == "" {
		s.how = how
		close(s.begun)
	}
}

// complete tells the end once the record "end" was read with all the bytes and lines that it counts.
func (s *Stream) complete() {
	switch last, why := s.ending(); {
	case why != nil:
		s.finish(why)
	case last.item != nil:
		s.push(last)
		_ = s.call.stdin.Close()
	}
}

// ending is the end of the attempt once all of it was read, or why there will be none.
func (s *Stream) ending() (last told, why error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	end := s.state.end
	if end == nil || s.state.done {
		return told{}, nil
	}
	if how := end.fields["how"]; how != "finished" {
		return told{}, &AttemptError{Host: s.host.name(), Reason: AttemptReason(how)}
	}
	if s.state.size < int64(atoi(end.fields["size"])) || s.state.lines < atoi(end.fields["events"]) {
		return told{}, nil
	}
	result := s.state.tale.result(*end, s.state.captures.String())
	result.Processes = s.state.alive
	s.state.done = true
	return told{item: Ended{Result: result}, offset: s.state.size, events: s.state.lines}, nil
}

// finish ends the stream with an error, unless it has ended.
func (s *Stream) finish(err error) {
	s.mu.Lock()
	if s.state.done {
		s.mu.Unlock()
		return
	}
	s.state.done, s.early = true, err
	close(s.over)
	s.mu.Unlock()
	s.push(told{err: err})
	_ = s.call.stdin.Close()
}

// room is memory for output, used again if some was given back.
func (s *Stream) room() []byte {
	select {
	case used := <-s.spare:
		return used[:0]
	default:
		return make([]byte, 0, readSize)
	}
}

// giveBack ends the life of the output that Next returned last.
func (s *Stream) giveBack() {
	if s.lent == nil {
		return
	}
	select {
	case s.spare <- s.lent:
	default:
	}
	s.lent = nil
}

func (s *Stream) push(t told) {
	select {
	case s.items <- t:
	case <-s.closed:
	}
}
