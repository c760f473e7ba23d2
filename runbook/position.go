package runbook

import (
	"bytes"
	"errors"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// maxDepth is how deep tables and arrays may lie in each other. A runbook needs
// six; the limit keeps a hostile file from exhausting the stack of a parser.
const maxDepth = 16

// errTooDeep is a file that nests deeper than maxDepth, errTooMany one that holds more than MaxValues.
var (
	errTooDeep = errors.New("nested too deeply")
	errTooMany = errors.New("too many values")
)

// path names a place in a runbook: keys, and positions in arrays as numbers from 0.
type path []string

// to is the path of something below p. It never shares memory with p.
func (p path) to(names ...string) path { return slices.Concat(p, names) }

// at is the path of the i-th element below p.
func (p path) at(name string, i int) path { return p.to(name, strconv.Itoa(i)) }

// spot is where a value stands in the file: byte offsets of its key and of the
// value itself, which end there. A table has children by name, an array by number.
type spot struct {
	key, start, end int
	names           map[string]*spot
	items           []*spot
}

// positions knows where every value of a TOML file stands. Invariant: each path
// of the decoded tree has a spot.
type positions struct {
	data  []byte
	lines []int // offset of the first byte of each line
	root  *spot
	count int // of values, elements and tables so far
}

// full notes one value more, and tells whether it is one too many.
func (p *positions) full() bool {
	p.count++
	return p.count > MaxValues
}

// syntaxError is what a TOML parser has against a file, at a byte offset.
type syntaxError struct {
	offset  int
	message string
}

func (e *syntaxError) Error() string { return e.message }

// index finds the place of every key and value. The error is errTooDeep, errTooMany or a
// *syntaxError; what it found until then is good.
func index(data []byte) (*positions, error) {
	p := &positions{data: data, lines: []int{0}, root: &spot{}}
	for i, c := range data {
		if c == '\n' {
			p.lines = append(p.lines, i+1)
		}
	}
	var parser unstable.Parser
	parser.Reset(data)
	table, depth := p.root, 0
	for parser.NextExpression() {
		expression := parser.Expression()
		key := expression.Key()
		if p.full() {
			return p, errTooMany
		}
		switch expression.Kind {
		case unstable.Table, unstable.ArrayTable:
			table, depth = p.header(key, expression.Kind == unstable.ArrayTable)
		case unstable.KeyValue:
			if !p.value(table, key, expression.Value(), depth) {
				if p.count > MaxValues {
					return p, errTooMany
				}
				return p, errTooDeep
			}
		}
		if depth > maxDepth {
			return p, errTooDeep
		}
	}
	var broken *unstable.ParserError
	if err := parser.Error(); errors.As(err, &broken) {
		return p, &syntaxError{offset: int(parser.Range(broken.Highlight).Offset), message: broken.Message}
	} else if err != nil {
		return p, &syntaxError{message: err.Error()}
	}
	return p, nil
}

// header goes to the table that [a.b] or [[a.b]] opens.
func (p *positions) header(key unstable.Iterator, array bool) (*spot, int) {
	at, depth := p.root, 0
	for key.Next() && depth <= maxDepth {
		node := key.Node()
		at = at.last().child(node)
		depth++
		if array && !node.Next().Valid() {
			offset := int(node.Raw.Offset)
			at.items = append(at.items, &spot{key: offset, start: offset, end: offset})
			depth++
		}
	}
	return at.last(), depth
}

// value notes key = value below at. It is false where that lies too deep.
func (p *positions) value(at *spot, key unstable.Iterator, value *unstable.Node, depth int) bool {
	for key.Next() {
		at = at.child(key.Node())
		if depth++; depth > maxDepth {
			return false
		}
	}
	return p.fill(at, value, depth)
}

// fill notes what lies inside a value. It is false where that lies too deep, or is too much.
func (p *positions) fill(at *spot, value *unstable.Node, depth int) bool {
	if depth > maxDepth || p.full() {
		return false
	}
	if value.Raw.Length > 0 {
		at.start, at.end = int(value.Raw.Offset), int(value.Raw.Offset+value.Raw.Length)
	}
	children := value.Children()
	switch value.Kind {
	case unstable.Array:
		for children.Next() {
			// An array has no range of its own; its elements start from its place.
			item := &spot{key: at.start, start: at.start, end: at.start}
			if node := children.Node(); node.Raw.Length > 0 {
				item.key = int(node.Raw.Offset)
			}
			at.items = append(at.items, item)
			if !p.fill(item, children.Node(), depth+1) {
				return false
			}
		}
	case unstable.InlineTable:
		for children.Next() {
			pair := children.Node()
			if !p.value(at, pair.Key(), pair.Value(), depth) {
				return false
			}
		}
	}
	return true
}

// child is the value of a key below s, made where it is the first time that the key is seen.
func (s *spot) child(key *unstable.Node) *spot {
	name := string(key.Data)
	if known := s.names[name]; known != nil {
		return known
	}
	if s.names == nil {
		s.names = map[string]*spot{}
	}
	offset := int(key.Raw.Offset)
	made := &spot{key: offset, start: offset, end: offset}
	s.names[name] = made
	return made
}

// last is the table that a key after s belongs to: of an array of tables the newest.
func (s *spot) last() *spot {
	if n := len(s.items); n > 0 {
		return s.items[n-1]
	}
	return s
}

// find is the spot of a place, or of the nearest place around it that the file has.
func (p *positions) find(place path) (found *spot, exact bool) {
	at := p.root
	for _, name := range place {
		next := at.names[name]
		if i, err := strconv.Atoi(name); next == nil && err == nil && 0 <= i && i < len(at.items) {
			next = at.items[i]
		}
		if next == nil {
			return at, false
		}
		at = next
	}
	return at, true
}

// inOrder are the names below a place in the order of the file.
func (p *positions) inOrder(place path) []string {
	at, exact := p.find(place)
	if !exact {
		return nil
	}
	names := make([]string, 0, len(at.names))
	for name := range at.names {
		names = append(names, name)
	}
	sort.Slice(names, func(i, j int) bool { return at.names[names[i]].key < at.names[names[j]].key })
	return names
}

// position is the line and the column (in bytes) of an offset, both from 1.
func (p *positions) position(offset int) (line, column int) {
	line = sort.SearchInts(p.lines, offset+1)
	return line, offset - p.lines[line-1] + 1
}

// text is a value as the file has it, short enough for a message: a table or an array as its brackets.
func (p *positions) text(place path) string {
	at, exact := p.find(place)
	switch {
	case !exact:
		return ""
	case at.items != nil:
		return "[…]"
	case at.names != nil:
		return "{…}"
	case at.start == at.end:
		return "[]"
	}
	raw := p.data[at.start:at.end]
	if end := bytes.IndexByte(raw, '\n'); end >= 0 || len(raw) > 40 {
		if end < 0 || end > 40 {
			end = 40
		}
		return strings.ToValidUTF8(strings.TrimSpace(string(raw[:end])), "") + "…"
	}
	return string(raw)
}

// name writes a place as stage[2].step[1].check[0].min_size.
func (p *positions) name(place path) string {
	var b strings.Builder
	at := p.root
	for _, name := range place {
		var next *spot
		if at != nil {
			next = at.names[name]
		}
		if i, err := strconv.Atoi(name); next == nil && err == nil {
			b.WriteString("[" + name + "]")
			if at != nil && i >= 0 && i < len(at.items) {
				next = at.items[i]
			}
			at = next
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(bareOrQuoted(name))
		at = next
	}
	return b.String()
}

func bareOrQuoted(name string) string {
	if strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") == "" && name != "" {
		return name
	}
	return strconv.Quote(name)
}
