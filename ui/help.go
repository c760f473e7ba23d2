package ui

// helpWide is how wide the help is where there is room: two columns of keys.
const helpWide = 132

// helpColumns is the width from which on it has two.
const helpColumns = 96

// helpSheet is made of the key map and nothing else. The keys of the place where it was
// opened stand first.
func helpSheet(s *scene, here []binding) asker {
	before := s.run.Records == 0 // on the start screen nothing else works yet
	return &sheet{title: s.t("help.title"), toggle: newKeymap().help, wide: helpWide, body: func(s *scene, w int) []line {
		lines := keyLines(s, group{"here", here}, w)
		if w >= helpColumns {
			half := group{"here", here[:(len(here)+1)/2]}
			rest := keyLines(s, group{"here", here[(len(here)+1)/2:]}, columnOf(w))[1:]
			lines = columns(s.th, keyLines(s, half, columnOf(w)), append([]line{blank()}, rest...), columnOf(w))
		}
		if before {
			return lines
		}
		return append(append(lines, blank()), helpLines(s, w)...)
	}}
}

func columnOf(w int) int { return (w - 4) / 2 }

// helpLines are all keys by place, in two columns where there is room for them.
func helpLines(s *scene, w int) []line {
	var left, right []line
	for _, g := range newKeymap().groups() {
		side := &left
		if w >= helpColumns && len(left) > len(right) {
			side = &right
		}
		if len(*side) > 0 {
			*side = append(*side, blank())
		}
		*side = append(*side, keyLines(s, g, w)...)
	}
	lines := left
	if w >= helpColumns {
		lines = columns(s.th, left, right, columnOf(w))
	}
	lines = append(lines, blank())
	return append(lines, wrapped(dim, s.t("help.mouse"), w)...)
}

// keyLines are the keys of one place.
func keyLines(s *scene, g group, w int) []line {
	const column = 18
	lines := []line{row(strong(dim, s.t("keys."+g.id)))}
	seen := map[string]bool{}
	for _, b := range g.all {
		keys := b.written(s)
		for _, more := range b.keys[1:] {
			keys += " " + more
		}
		if seen[b.id] {
			continue
		}
		seen[b.id] = true
		if w >= helpColumns {
			w = columnOf(w)
		}
		lines = append(lines, labelled(keys, column, wrapped(plain, s.t("help."+b.id), w-column-2))...)
	}
	for i, l := range lines[1:] {
		if len(l.spans) > 0 {
			l.spans[0] = strong(accent, "  "+l.spans[0].text)
		}
		lines[i+1] = l
	}
	return lines
}

// columns sets two lists of lines side by side.
func columns(th *theme, left, right []line, w int) []line {
	var lines []line
	for i := range max(len(left), len(right)) {
		var l, r line
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = right[i]
		}
		gap := th.render(say(plain, "    "), paper)
		lines = append(lines, row(span{text: l.render(th, w) + gap + r.render(th, w), raw: true}))
	}
	return lines
}
