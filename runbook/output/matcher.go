package output

import (
	"bytes"
	"slices"
)

// maxRows bounds the states that have a whole row of transitions, 1 KiB each.
const maxRows = 1024

// matcher is an Aho-Corasick automaton: it finds every pattern in one pass over the bytes. Line ends do not move it, so a
// pattern that is broken over lines is found.
//
// State 0 is the root. States are numbered breadth first: the first maxRows, the shallow ones, in which nearly all bytes
// are spent, have a row for all 256 bytes; the deep ones of long secrets have a list of children and a way back.
type matcher struct {
	rows    []int32 // state<<8 | byte → state, for the states below dense
	dense   int32
	nodes   []node  // the trie
	matched []int32 // per state: bytes of the longest pattern that ends here, 0 for none
	open    []int32 // per state: how many of the last bytes may yet become a pattern, or a longer one
	longest int     // bytes of the longest pattern
}

// node is a state's place in the trie.
type node struct {
	child   int32 // the first, 0 for none
	sibling int32 // the next child of the same parent, 0 for none
	fail    int32 // the state of the longest proper suffix
	label   byte  // on the way from the parent
}

func newMatcher(patterns [][]byte) *matcher {
	slices.SortFunc(patterns, bytes.Compare)
	m := &matcher{}
	m.build(slices.CompactFunc(patterns, bytes.Equal))
	m.link()
	m.fill()
	return m
}

// build makes the trie of sorted patterns, level by level, so that states are numbered breadth first.
func (m *matcher) build(patterns [][]byte) {
	type branch struct {
		patterns [][]byte // those that share the way to the state
		state    int32
	}
	m.nodes, m.matched, m.open = make([]node, 1), make([]int32, 1), make([]int32, 1)
	queue := []branch{{patterns: patterns}}
	for len(queue) > 0 {
		b := queue[0]
		queue = queue[1:]
		depth := int(m.open[b.state])
		last := int32(0)
		for len(b.patterns) > 0 {
			if len(b.patterns[0]) == depth { // ends here; sorted, so it is the first
				m.matched[b.state] = int32(depth)
				m.longest = max(m.longest, depth)
				b.patterns = b.patterns[1:]
				continue
			}
			label := b.patterns[0][depth]
			n := 1
			for n < len(b.patterns) && b.patterns[n][depth] == label {
				n++
			}
			state := int32(len(m.nodes))
			m.nodes = append(m.nodes, node{label: label})
			m.matched, m.open = append(m.matched, 0), append(m.open, int32(depth+1))
			if last == 0 {
				m.nodes[b.state].child = state
			} else {
				m.nodes[last].sibling = state
			}
			last = state
			queue = append(queue, branch{patterns: b.patterns[:n], state: state})
			b.patterns = b.patterns[n:]
		}
	}
}

// link sets the way back of each state, shallow states first, what matches there too, and what is settled.
func (m *matcher) link() {
	for parent := range m.nodes {
		for child := m.nodes[parent].child; child != 0; child = m.nodes[child].sibling {
			if parent == 0 {
				continue
			}
			label := m.nodes[child].label
			back := m.nodes[parent].fail
			for back != 0 && m.step(back, label) == 0 {
				back = m.nodes[back].fail
			}
			back = m.step(back, label)
			m.nodes[child].fail = back
			m.matched[child] = max(m.matched[child], m.matched[back])
			if m.nodes[child].child == 0 {
				m.open[child] = 0 // all of it is a match, so settled, even if it begins another
			}
		}
	}
}

// step returns the child of state by label, 0 for none.
func (m *matcher) step(state int32, label byte) int32 {
	child := m.nodes[state].child
	for child != 0 && m.nodes[child].label != label {
		child = m.nodes[child].sibling
	}
	return child
}

// fill makes the rows. A state's way back is shallower, so its row is there already.
func (m *matcher) fill() {
	m.dense = int32(min(len(m.nodes), maxRows))
	m.rows = make([]int32, int(m.dense)<<8)
	for state := range m.dense {
		row := m.rows[state<<8 : (state+1)<<8]
		if state != 0 {
			back := m.nodes[state].fail
			copy(row, m.rows[back<<8:(back+1)<<8])
		}
		for child := m.nodes[state].child; child != 0; child = m.nodes[child].sibling {
			row[m.nodes[child].label] = child
		}
		row['\n'], row['\r'] = state, state
	}
}

// scan goes over buf from a position on, starting in state, and adds what it finds to spans. It returns the state at the end.
func (m *matcher) scan(buf []byte, from int, state int32, spans []span) (int32, []span) {
	rows, dense, matched := m.rows, m.dense, m.matched // once, not per byte
	for i := from; i < len(buf); i++ {
		b := buf[i]
		if state < dense {
			state = rows[int(state)<<8|int(b)]
		} else {
			state = m.deep(state, b)
		}
		if size := matched[state]; size > 0 && !lineEnd(b) {
			spans = append(spans, span{from: back(buf, i+1, int(size)), to: i + 1})
		}
	}
	return state, spans
}

// next returns the state after one more byte.
func (m *matcher) next(state int32, b byte) int32 {
	if state < m.dense {
		return m.rows[int(state)<<8|int(b)]
	}
	return m.deep(state, b)
}

// deep returns the state after one more byte, from a state without a row.
func (m *matcher) deep(state int32, b byte) int32 {
	if lineEnd(b) {
		return state
	}
	for state >= m.dense {
		if child := m.step(state, b); child != 0 {
			return child
		}
		state = m.nodes[state].fail
	}
	return m.rows[state<<8|int32(b)]
}
