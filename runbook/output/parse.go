package output

import (
	"bytes"
	"slices"
	"unicode/utf8"
)

// The most bytes that a sequence may have; a longer one is shown.
const (
	maxControl = 128  // ESC and CSI
	maxString  = 4096 // OSC, DCS, APC, PM, SOS: an OSC 8 link holds a whole URL
)

const esc = 0x1b

// mode is where in a sequence the parser is.
type mode uint8

const (
	ground    mode = iota // in text
	escape                // after ESC
	control               // after ESC [
	command               // in an OSC, which BEL ends too
	text                  // in a DCS, APC, PM or SOS
	stringEnd             // after ESC in a command or text
)

// parser turns bytes into display lines. It holds no more than one line, one sequence and one rune.
type parser struct {
	emit func(line string)
	row  row
	pen  style // as the host set it
	ink  style // the pen as it is drawn
	mode mode
	seq  []byte // the sequence so far, from its ESC on
	rune []byte // the beginning of a rune that is not whole yet
	out  []byte // room for render

	params []parameter // room for act
}

// write takes the next bytes of the stream.
func (p *parser) write(data []byte) {
	data = p.finishRune(data)
	for len(data) > 0 {
		if p.mode == ground && p.row.empty() {
			if data = p.easyLines(data); len(data) == 0 {
				return
			}
		}
		switch b := data[0]; {
		case p.mode != ground:
			if p.sequence(b) {
				data = data[1:]
			}
		case 0x20 <= b && b < 0x7f:
			data = data[p.row.run(data, p.ink):]
		case b < utf8.RuneSelf:
			p.ascii(b)
			data = data[1:]
		case !utf8.FullRune(data):
			p.rune = append(p.rune, data...)
			return
		default:
			r, size := utf8.DecodeRune(data)
			p.row.put(r, p.ink)
			data = data[size:]
		}
	}
}

// easyLines emits the lines at the front of data that need no cells, and returns the rest. Most output is such lines.
func (p *parser) easyLines(data []byte) []byte {
	for {
		end := bytes.IndexByte(data[:min(len(data), p.row.limit)], '\n')
		if end < 0 {
			return data
		}
		line := bytes.TrimSuffix(data[:end], []byte("\r"))
		if !easyLine(line) {
			return data
		}
		p.emit(p.styled(line))
		data = data[end+1:]
	}
}

// styled is a line in ink.
func (p *parser) styled(line []byte) string {
	if p.ink == (style{}) || len(line) == 0 {
		return string(line)
	}
	p.out = append(p.ink.appendTo(p.out[:0]), line...)
	return string(append(p.out, reset...))
}

// finishRune completes the rune that the last write left unfinished, and returns what is left of data.
func (p *parser) finishRune(data []byte) []byte {
	for len(p.rune) > 0 && len(data) > 0 {
		both := append(slices.Clip(p.rune), data[:min(len(data), utf8.UTFMax)]...)
		if !utf8.FullRune(both) {
			p.rune = both
			return nil
		}
		r, size := utf8.DecodeRune(both)
		p.row.put(r, p.ink)
		if size <= len(p.rune) {
			p.rune = p.rune[size:]
			continue
		}
		data = data[size-len(p.rune):]
		p.rune = nil
	}
	return data
}

// ascii takes a byte of text below 0x80.
func (p *parser) ascii(b byte) {
	switch b {
	case '\n':
		p.endLine()
	case '\r':
		p.row.move(0)
	case '\b':
		p.row.move(p.row.col - 1)
	case '\t':
		p.row.tab()
	case esc:
		p.mode, p.seq = escape, append(p.seq[:0], b)
	default:
		p.row.put(rune(b), p.ink)
	}
}

func (p *parser) endLine() {
	p.out = p.row.render(p.out[:0])
	p.row.clear()
	p.emit(string(p.out))
}

// sequence takes a byte while in a sequence, and reports whether it belonged there. What does not breaks the sequence off: that is
// shown, and the byte is to be looked at again.
func (p *parser) sequence(b byte) bool {
	switch p.mode {
	case escape:
		return p.escape(b)
	case control:
		return p.control(b)
	case command, text:
		return p.string(b)
	case stringEnd:
		if b == '\\' {
			p.mode = ground
			return true
		}
		p.show()
		p.mode, p.seq = escape, append(p.seq[:0], esc)
	case ground:
	}
	return false
}

func (p *parser) escape(b byte) bool {
	introducer := len(p.seq) == 1
	switch {
	case introducer && b == '[':
		return p.collect(b, control)
	case introducer && b == ']':
		return p.collect(b, command)
	case introducer && (b == 'P' || b == 'X' || b == '^' || b == '_'):
		return p.collect(b, text)
	case 0x20 <= b && b < 0x30:
		return p.collect(b, escape)
	case 0x30 <= b && b < 0x7f:
		p.mode = ground
		return true
	}
	return p.breakOff()
}

func (p *parser) control(b byte) bool {
	switch {
	case 0x20 <= b && b < 0x40:
		return p.collect(b, control)
	case 0x40 <= b && b < 0x7f:
		p.mode = ground
		p.act(p.seq[2:], b)
		return true
	}
	return p.breakOff()
}

func (p *parser) string(b byte) bool {
	switch {
	case b == '\a' && p.mode == command:
		p.mode = ground
		return true
	case b == esc:
		p.mode = stringEnd
		return true
	case b < 0x20 || b == 0x7f:
		return p.breakOff()
	}
	return p.collect(b, p.mode)
}

// collect adds a byte to the sequence, which goes on in mode next, or is shown where it has grown too long.
func (p *parser) collect(b byte, next mode) bool {
	p.seq, p.mode = append(p.seq, b), next
	most := maxControl
	if next == command || next == text {
		most = maxString
	}
	if len(p.seq) > most {
		p.breakOff()
	}
	return true
}

// breakOff ends a sequence that is none, and shows it.
func (p *parser) breakOff() bool {
	p.mode = ground
	p.show()
	return false
}

// show writes the sequence so far as text.
func (p *parser) show() {
	for _, r := range string(p.seq) {
		p.row.put(r, p.ink)
	}
}

// act does the few control sequences that stay within text and colour of one line.
func (p *parser) act(params []byte, final byte) {
	for _, b := range params {
		if b < '0' || b > ';' {
			return // private, or with intermediates
		}
	}
	p.params = appendParameters(p.params[:0], params)
	first := p.params[0].n
	switch final {
	case 'm':
		p.pen = p.pen.apply(p.params)
		p.ink = p.pen.drawn()
	case 'K':
		p.row.erase(first)
	case 'G':
		p.row.move(first - 1)
	case 'C':
		p.row.move(p.row.col + max(1, first))
	case 'D':
		p.row.move(p.row.col - max(1, first))
	}
}

// partial returns the line that has no end yet, with a sequence that has none shown.
func (p *parser) partial() string {
	if p.mode == ground {
		return string(p.row.render(nil))
	}
	shown := parser{row: p.row, ink: p.ink, mode: p.mode, seq: slices.Clone(p.seq)}
	shown.row.cells = slices.Clone(p.row.cells)
	shown.cutOff()
	return string(shown.row.render(nil))
}

// finish ends the stream: what is not whole is shown, and the last line emitted even without its newline.
func (p *parser) finish() {
	p.cutOff()
	for range p.rune {
		p.row.put(utf8.RuneError, p.ink)
	}
	p.rune = nil
	if !p.row.empty() {
		p.endLine()
	}
}

// cutOff shows the sequence in which the stream has stopped, if it is in one.
func (p *parser) cutOff() {
	switch p.mode {
	case ground:
		return
	case stringEnd:
		p.seq = append(p.seq, esc)
	case escape, control, command, text:
	}
	p.breakOff()
}
