package ui

import (
	tea "charm.land/bubbletea/v2"
)

// item is one thing that can be chosen.
type item struct {
	id     string
	letter string // moves the cursor there; it never chooses
	label  string
	detail string
	tok    token
	group  string // heading above it, where there is room for headings
}

// menu is a cursor over items. The first item is always the safe one: it is where
// the cursor stands when a gate opens.
type menu struct{ at int }

// key moves, and gives the id of an item that was chosen.
func (m *menu) key(k tea.KeyPressMsg, items []item) (chosen string, moved bool) {
	keys := newKeymap()
	switch {
	case len(items) == 0:
		return "", false
	case keys.up.hit(k):
		m.at = (m.at + len(items) - 1) % len(items)
		return "", true
	case keys.down.hit(k):
		m.at = (m.at + 1) % len(items)
		return "", true
	case keys.choose.hit(k):
		return items[min(m.at, len(items)-1)].id, true
	}
	for i, it := range items {
		if it.letter != "" && it.letter == k.String() {
			m.at = i
			return "", true
		}
	}
	return "", false
}

// click moves the cursor to an item.
func (m *menu) click(id string, items []item) {
	for i, it := range items {
		if "item:"+it.id == id {
			m.at = i
		}
	}
}

// lettered gives items that have no letter of their own a digit.
func lettered(items []item) []item {
	for i := range items {
		if items[i].letter == "" && i < 9 && len(items) > 1 {
			items[i].letter = itoa(i + 1)
		}
	}
	return items
}

// headings is how many rows the groups of the items need besides the items.
func headings(items []item) int {
	n, group := 0, ""
	for _, it := range items {
		if it.group != group {
			n, group = n+1, it.group
		}
	}
	return n
}

// lines draw the items; details stand in a column of their own, and are left out where there is none.
func (m menu) lines(items []item, grouped bool, w int) []line {
	column := 0
	for _, it := range items {
		column = max(column, widthOf([]span{{text: it.label}}))
	}
	column += 3
	letters := false
	for _, it := range items {
		letters = letters || it.letter != ""
	}
	var lines []line
	group := ""
	for i, it := range items {
		if it.group != group && grouped {
			lines = append(lines, row(say(dim, "  "+it.group)))
		}
		group = it.group
		mark := say(plain, "  ")
		if i == m.at {
			mark = strong(accent, "▌ ")
		}
		head := []span{mark}
		used := 2
		if letters {
			head = append(head, strong(accent, padded(it.letter, 3)))
			used += 3
		}
		label := span{text: it.label, tok: it.tok, bold: i == m.at}
		head = append(head, label)
		if it.detail != "" && w-used-column >= 20 {
			head = append(head, say(plain, spaces(column-widthOf([]span{label}))), say(dim, it.detail))
		}
		lines = append(lines, line{spans: head, id: "item:" + it.id, selected: i == m.at})
	}
	return lines
}

func spaces(n int) string {
	const some = "                                                                "
	for n > len(some) {
		return some + spaces(n-len(some))
	}
	return some[:max(0, n)]
}
