package output

// sequence is where in a control sequence a stream is: ESC, "[", anything up to a byte from @ to ~.
type sequence byte

const (
	seqNone   sequence = iota
	seqEscape          // behind ESC
	seqBody            // behind ESC [
)

// next takes one byte, and tells whether it is part of a sequence. An ESC always begins anew.
func (s sequence) next(b byte) (sequence, bool) {
	switch {
	case b == esc:
		return seqEscape, true
	case s == seqEscape && b == '[':
		return seqBody, true
	case s == seqBody:
		if final(b) {
			return seqNone, true
		}
		return seqBody, true
	default:
		return seqNone, false
	}
}

func final(b byte) bool { return '@' <= b && b <= '~' }

// scanBare is matcher.scan over what is left of the new bytes without their control sequences.
func (m *Mask) scanBare() {
	for i := m.held; i < len(m.buf); i++ {
		var part bool
		if m.seq, part = m.seq.next(m.buf[i]); part {
			continue
		}
		m.bare = m.secrets.next(m.bare, m.buf[i])
		if size := m.secrets.matched[m.bare]; size > 0 && !lineEnd(m.buf[i]) {
			m.spans = append(m.spans, span{from: backBare(m.buf, i+1, int(size)), to: i + 1, dressed: true})
		}
	}
}

// backBare is back, which passes over control sequences too. What is before end must not be a part of one.
func backBare(buf []byte, end, n int) int {
	for n > 0 && end > 0 {
		if whole := sequenceBefore(buf, end); whole > 0 {
			end -= whole
			continue
		}
		end--
		if !lineEnd(buf[end]) {
			n--
		}
	}
	return end
}

// sequenceBefore is how many bytes a sequence has that ends before end, 0 for none: a whole one, or one that was cut off by
// the next ESC.
func sequenceBefore(buf []byte, end int) int {
	from := end - 1
	if buf[from] == esc {
		return 1
	}
	if final(buf[from]) {
		from--
	}
	for from >= 0 && !final(buf[from]) && buf[from] != esc {
		from--
	}
	whole := from >= 1 && buf[from] == '[' && buf[from-1] == esc
	if whole && (final(buf[end-1]) || end < len(buf) && buf[end] == esc) {
		return end - from + 1
	}
	if end >= 2 && buf[end-1] == '[' && buf[end-2] == esc {
		return 2
	}
	return 0
}
