package output

// parameter is one number of a control sequence; -1 stands for one that is out of range.
type parameter struct {
	n    int
	tied bool // to the one before, by a colon
}

// appendParameters reads "1;38:5:9;;4" into its numbers. An empty one is 0.
func appendParameters(all []parameter, text []byte) []parameter {
	all = append(all, parameter{})
	for _, b := range text {
		last := &all[len(all)-1]
		switch {
		case b == ';' || b == ':':
			all = append(all, parameter{tied: b == ':'})
		case last.n > 999:
			last.n = -1
		case last.n >= 0:
			last.n = last.n*10 + int(b-'0')
		}
	}
	return all
}

// apply returns the style after an SGR sequence with these parameters. What is not known, or would hide text, changes nothing.
func (s style) apply(params []parameter) style {
	for len(params) > 0 {
		group := 1 // the first number and those that are tied to it
		for group < len(params) && params[group].tied {
			group++
		}
		code := params[0].n
		if code != 38 && code != 48 && code != 58 {
			s = s.simple(params[:group])
			params = params[group:]
			continue
		}
		c, ok, used := extended(params[1:group], params[group:])
		switch {
		case !ok:
		case code == 38:
			s.fg = c
		case code == 48:
			s.bg = c
		}
		params = params[group+used:]
	}
	return s
}

// simple applies a code that stands alone.
func (s style) simple(code []parameter) style {
	switch n := code[0].n; {
	case n == 0:
		return style{}
	case n == 4 && len(code) > 1 && code[1].n == 0, n == 24:
		s.attrs &^= underline
	case n == 4, n == 21:
		s.attrs |= underline
	case n == 22:
		s.attrs &^= bold | faint
	case n == 23:
		s.attrs &^= italic
	case n == 27:
		s.attrs &^= reverse
	case n == 29:
		s.attrs &^= strike
	case n == 39:
		s.fg = 0
	case n == 49:
		s.bg = 0
	case 30 <= n && n <= 37:
		s.fg = paletteColour | colour(n-30)
	case 40 <= n && n <= 47:
		s.bg = paletteColour | colour(n-40)
	case 90 <= n && n <= 97:
		s.fg = paletteColour | colour(n-90+8)
	case 100 <= n && n <= 107:
		s.bg = paletteColour | colour(n-100+8)
	default:
		s.attrs |= switchedOn(n)
	}
	return s
}

// switchedOn is the attribute that a code turns on, 0 for one that is not taken over: 5 and 6 blink, 8 conceals.
func switchedOn(code int) attr {
	switch code {
	case 1:
		return bold
	case 2:
		return faint
	case 3:
		return italic
	case 7:
		return reverse
	case 9:
		return strike
	}
	return 0
}

// extended reads the colour behind a 38, 48 or 58: the numbers tied to it, or else 5;N or 2;R;G;B at the front of those that follow,
// and says how many of these it used.
func extended(tied, following []parameter) (c colour, ok bool, used int) {
	if len(tied) == 5 && tied[0].n == 2 { // 2:SPACE:R:G:B
		c, ok, _ = numbered(2, tied[2:])
		return c, ok, 0
	}
	if len(tied) > 0 {
		c, ok, _ = numbered(tied[0].n, tied[1:])
		return c, ok, 0
	}
	if len(following) == 0 {
		return 0, false, 0
	}
	c, ok, used = numbered(following[0].n, following[1:])
	return c, ok, 1 + used
}

// numbered reads a colour of a kind: 5 has a number in the palette, 2 has red, green and blue. It says how many numbers it used.
func numbered(kind int, numbers []parameter) (c colour, ok bool, used int) {
	switch {
	case kind == 5 && len(numbers) >= 1:
		n := numbers[0].n
		return paletteColour | colour(n&0xff), inByte(n), 1
	case kind == 2 && len(numbers) >= 3:
		r, g, b := numbers[0].n, numbers[1].n, numbers[2].n
		return directColour | colour(r&0xff<<16|g&0xff<<8|b&0xff), inByte(r) && inByte(g) && inByte(b), 3
	}
	return 0, false, min(len(numbers), 3)
}

func inByte(n int) bool { return 0 <= n && n <= 255 }
