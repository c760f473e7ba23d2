package main

// Characters that have to meet those beside them are drawn as shapes, so that no font can leave a gap or a step.

// strokes are the lines of a box-drawing character from the middle of its cell to
// the left, right, top and bottom: 0 none, 1 light, 2 heavy.
type strokes [4]byte

// boxes are the box-drawing characters. A round corner is drawn with a bow.
func boxes() map[rune]strokes {
	all := map[rune]strokes{}
	for chars, weights := range map[string][]strokes{
		"─━│┃":   {{1, 1}, {2, 2}, {0, 0, 1, 1}, {0, 0, 2, 2}},
		"┌┐└┘":   {{0, 1, 0, 1}, {1, 0, 0, 1}, {0, 1, 1}, {1, 0, 1}},
		"╭╮╰╯":   {{0, 1, 0, 1}, {1, 0, 0, 1}, {0, 1, 1}, {1, 0, 1}},
		"┏┓┗┛":   {{0, 2, 0, 2}, {2, 0, 0, 2}, {0, 2, 2}, {2, 0, 2}},
		"├┤┬┴┼":  {{0, 1, 1, 1}, {1, 0, 1, 1}, {1, 1, 0, 1}, {1, 1, 1}, {1, 1, 1, 1}},
		"┣┫┳┻╋":  {{0, 2, 2, 2}, {2, 0, 2, 2}, {2, 2, 0, 2}, {2, 2, 2}, {2, 2, 2, 2}},
		"┠┨┯┷┿╂": {{0, 1, 2, 2}, {1, 0, 2, 2}, {2, 2, 0, 1}, {2, 2, 1}, {2, 2, 1, 1}, {1, 1, 2, 2}},
		"┝┥┰┸":   {{0, 2, 1, 1}, {2, 0, 1, 1}, {1, 1, 0, 2}, {1, 1, 2}},
		"╴╵╶╷":   {{1}, {0, 0, 1}, {0, 1}, {0, 0, 0, 1}},
		"╸╹╺╻":   {{2}, {0, 0, 2}, {0, 2}, {0, 0, 0, 2}},
		"╼╽╾╿":   {{1, 2}, {0, 0, 1, 2}, {2, 1}, {0, 0, 2, 1}},
	} {
		for i, r := range []rune(chars) {
			all[r] = weights[i]
		}
	}
	return all
}

// dash is a broken line across a cell.
type dash struct {
	parts   int
	heavy   bool
	upright bool
}

func dashes() map[rune]dash {
	return map[rune]dash{
		'╌': {parts: 2}, '┄': {parts: 3}, '┈': {parts: 4}, '╍': {parts: 2, heavy: true}, '┅': {parts: 3, heavy: true}, '┉': {parts: 4, heavy: true},
		'╎': {parts: 2, upright: true}, '┆': {parts: 3, upright: true}, '┊': {parts: 4, upright: true},
		'╏': {parts: 2, heavy: true, upright: true}, '┇': {parts: 3, heavy: true, upright: true}, '┋': {parts: 4, heavy: true, upright: true},
	}
}

// slab is a filled part of a cell, in eighths of it; shade is how much of the ink it has, in quarters.
type slab struct{ x, y, w, h, shade int }

// slabs are the parts of a block element; none for any other character.
func slabs(r rune) []slab {
	switch {
	case r == '▀':
		return []slab{{0, 0, 8, 4, 4}}
	case r >= '▁' && r <= '█':
		n := int(r-'▁') + 1
		return []slab{{0, 8 - n, 8, n, 4}}
	case r > '█' && r <= '▏':
		return []slab{{0, 0, 7 - int(r-'▉'), 8, 4}}
	case r == '▐':
		return []slab{{4, 0, 4, 8, 4}}
	case r >= '░' && r <= '▓':
		return []slab{{0, 0, 8, 8, int(r-'░') + 1}}
	case r == '▔':
		return []slab{{0, 0, 8, 1, 4}}
	case r == '▕':
		return []slab{{7, 0, 1, 8, 4}}
	case r >= '▖' && r <= '▟':
		return quadrants(r)
	}
	return nil
}

// quadrants are the quarters of ▖ to ▟: bit 0 the upper left, then upper right, lower left, lower right.
func quadrants(r rune) []slab {
	masks := []int{0b0100, 0b1000, 0b0001, 0b1101, 0b1001, 0b0111, 0b1011, 0b0010, 0b0110, 0b1110}
	var all []slab
	for bit := range 4 {
		if masks[r-'▖']&(1<<bit) != 0 {
			all = append(all, slab{4 * (bit % 2), 4 * (bit / 2), 4, 4, 4})
		}
	}
	return all
}

func isRound(r rune) bool { return r >= '╭' && r <= '╰' }
