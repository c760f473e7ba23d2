package host

import (
	"bytes"
	"strings"
)

// A record is what the harness says about itself: a verb, fields, and one free text.
type record struct {
	verb   string
	reason string // the word behind the verb, where it is no field: "refused space -- …"
	fields map[string]string
	text   string
}

func (r record) yes(field string) bool { return r.fields[field] == "yes" }

const (
	recordSeparator = 0x1e
	maxRecord       = 64 << 10 // the harness writes at most 3 KiB
	maxLine         = 64 << 10
)

// parseRecord reads "verb [reason] key=value … -- text".
func parseRecord(s string) record {
	head, text, _ := strings.Cut(s, " -- ")
	words := strings.Fields(head)
	r := record{fields: map[string]string{}, text: text}
	if len(words) == 0 {
		return r
	}
	r.verb = words[0]
	for i, word := range words[1:] {
		key, value, found := strings.Cut(word, "=")
		if !found && i == 0 {
			r.reason = word
			continue
		}
		r.fields[key] = value
	}
	return r
}

// A splitter takes stderr of a call apart: records lie between two RS bytes and may interrupt a line of events. What
// comes before the record "mark NONCE" is noise. It keeps no more than one record and one line.
type splitter struct {
	mark     string
	marked   bool
	inRecord bool
	record   []byte
	line     []byte
}

// feed returns the pieces that the bytes complete, in order, through the two functions.
func (s *splitter) feed(p []byte, line func(string), rec func(record)) {
	for len(p) > 0 {
		i := bytes.IndexByte(p, recordSeparator)
		if i < 0 {
			s.take(p, line)
			return
		}
		s.take(p[:i], line)
		p = p[i+1:]
		if s.inRecord {
			s.endRecord(rec)
		}
		s.inRecord = !s.inRecord
	}
}

func (s *splitter) take(p []byte, line func(string)) {
	if s.inRecord {
		s.record = appendBounded(s.record, p, maxRecord)
		// noise may hold a lone RS; a mark that follows it must still be seen
		return
	}
	if !s.marked {
		return
	}
	for {
		i := bytes.IndexByte(p, '\n')
		if i < 0 {
			s.line = appendBounded(s.line, p, maxLine)
			return
		}
		s.line = appendBounded(s.line, p[:i], maxLine)
		line(string(s.line))
		s.line = s.line[:0]
		p = p[i+1:]
	}
}

func (s *splitter) endRecord(rec func(record)) {
	text := string(s.record)
	s.record = s.record[:0]
	switch {
	case s.marked:
		rec(parseRecord(text))
	case text == "mark "+s.mark:
		s.marked = true
	default:
		// this RS ended noise and may well begin the mark
		s.inRecord = false
	}
}

func appendBounded(to, p []byte, limit int) []byte {
	if room := limit - len(to); len(p) > room {
		p = p[:max(room, 0)]
	}
	return append(to, p...)
}

// A noiseFilter drops what stdout holds up to and with the mark.
type noiseFilter struct {
	mark    []byte
	pending []byte
	done    bool
}

func newNoiseFilter(mark string) *noiseFilter {
	return &noiseFilter{mark: []byte("\x1emark " + mark + "\x1e")}
}

// feed returns the part of p that belongs to the answer.
func (f *noiseFilter) feed(p []byte) []byte {
	if f.done {
		return p
	}
	f.pending = append(f.pending, p...)
	i := bytes.Index(f.pending, f.mark)
	if i < 0 {
		if keep := len(f.mark) - 1; len(f.pending) > keep {
			f.pending = append(f.pending[:0], f.pending[len(f.pending)-keep:]...)
		}
		return nil
	}
	f.done = true
	rest := f.pending[i+len(f.mark):]
	f.pending = nil
	return rest
}
