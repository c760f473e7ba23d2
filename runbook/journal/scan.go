package journal

import (
	"bytes"
	"errors"
	"io"
	"runtime"

	"paso/runbook/routine"
)

const (
	// firstBlock is how much of a file is read at first, in bytes; each block is twice the one before, up to mostBlock.
	firstBlock = 4 << 10
	mostBlock  = 512 << 10
	// ownProcessor is the size of a block from which on another processor takes it apart: fewer bytes are done sooner here.
	ownProcessor = 128 << 10
)

// scanned is what a whole file holds.
type scanned struct {
	records []Record
	end     cursor // behind the last record
	tail    []byte // what follows there: the beginning of a line without its newline
}

// block is a part of a file that ends with a line.
type block struct {
	data   []byte
	claims []claim
	damage Damage        // of the line behind the claims, if any
	done   chan struct{} // closed once it was taken apart; nil: it is
	fault  error         // of paso, meanwhile
}

// takeApart reads the lines, each by itself, as far as nothing is wrong with them.
func (b *block) takeApart() {
	b.claims = make([]claim, 0, len(b.data)/200+1)
	for rest := b.data; len(rest) > 0; {
		line, after, _ := bytes.Cut(rest, []byte("\n"))
		c, damage := claimed(line)
		if damage != "" {
			b.damage = damage
			return
		}
		b.claims, rest = append(b.claims, c), after
	}
}

// scanner reads a journal in blocks. What a line says of itself is worked out on every processor; that each follows from
// the one before is looked at in order, here. So damage is that of the first line which is wrong in any way.
type scanner struct {
	name    string
	found   scanned
	pending []*block // in the order of the file
	free    chan struct{}
}

// scan reads a journal to its end. On damage nothing is returned but the *DamageError.
func scan(r io.Reader, name string) (scanned, error) { return scanFrom(start(), r, name) }

// scanFrom is scan of the lines that stand behind a place.
func scanFrom(at cursor, r io.Reader, name string) (scanned, error) {
	s := &scanner{name: name, found: scanned{end: at}, free: make(chan struct{}, runtime.GOMAXPROCS(0))}
	tail, err := s.blocks(r)
	if damage := s.collect(0); damage != nil {
		return scanned{}, damage
	}
	switch {
	case err != nil:
		return scanned{}, &FileError{File: name, Op: OpRead, Err: err}
	case len(tail) > MaxLine:
		return scanned{}, s.damaged(DamageLength)
	}
	s.found.tail = bytes.Clone(tail)
	return s.found, nil
}

// blocks reads the file to its end, or to where its damage is known, and gives what is left behind the last newline.
func (s *scanner) blocks(r io.Reader) (tail []byte, err error) {
	for size := firstBlock; ; size = min(2*size, mostBlock) {
		buffer := make([]byte, len(tail)+size)
		n, err := io.ReadFull(r, buffer[copy(buffer, tail):])
		data := buffer[:len(tail)+n]
		lines := bytes.LastIndexByte(data, '\n') + 1
		tail = data[lines:]
		if lines > 0 && !s.hand(&block{data: data[:lines]}) {
			return nil, nil // what is wrong, collect says again
		}
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return tail, nil
		case err != nil:
			return nil, err
		case len(tail) > MaxLine:
			return tail, nil
		}
	}
}

// hand has a block taken apart, and collects what was before it gets too much; false once something is wrong.
func (s *scanner) hand(b *block) bool {
	s.pending = append(s.pending, b)
	if len(b.data) < ownProcessor {
		b.takeApart()
		return s.collect(cap(s.free)) == nil
	}
	b.done = make(chan struct{})
	s.free <- struct{}{}
	go routine.Guarded(func() {
		defer func() { <-s.free; close(b.done) }()
		b.fault = routine.Recovered(func() error { b.takeApart(); return nil })
	}, func(error) {})() // it is kept
	return s.collect(2*cap(s.free)) == nil
}

// collect makes records of the blocks in order, until no more than this many are left.
func (s *scanner) collect(left int) error {
	for len(s.pending) > left {
		b := s.pending[0]
		if b.done != nil {
			<-b.done
		}
		if b.fault != nil {
			return b.fault
		}
		for len(b.claims) > 0 {
			record, damage := s.found.end.accept(b.claims[0])
			if damage != "" {
				return s.damaged(damage)
			}
			s.found.records = append(s.found.records, record)
			s.found.end = s.found.end.after(record, b.claims[0].size)
			b.claims = b.claims[1:]
		}
		if b.damage != "" {
			return s.damaged(b.damage)
		}
		s.pending = s.pending[1:]
	}
	return nil
}

// damaged names the line behind the last good one.
func (s *scanner) damaged(damage Damage) error {
	return &DamageError{File: s.name, Line: int(s.found.end.seq) + 1, Offset: s.found.end.offset, Damage: damage} //nolint:gosec // lines are counted
}
