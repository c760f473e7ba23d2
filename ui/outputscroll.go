package ui

// start is where the pane begins to draw: the line and the row in it.
func (p *outputPane) start(w, h int) (lineAt, sub int) {
	n := p.count()
	if p.scrolls {
		at := p.at - p.lines.Dropped()
		if at >= 0 {
			lastAt, lastSub := p.lastStart(n, w, h)
			if at > lastAt || at == lastAt && p.sub > lastSub {
				return lastAt, lastSub
			}
			return at, p.sub
		}
		return 0, 0
	}
	return p.lastStart(n, w, h)
}

// lastStart is the start at which the last line is the last row.
func (p *outputPane) lastStart(n, w, h int) (lineAt, sub int) {
	left := h
	for i := n - 1; i >= 0; i-- {
		rows := len(p.rows(i, w))
		if rows >= left {
			return i, rows - left
		}
		left -= rows
	}
	return 0, 0
}

// move scrolls by rows; at the end it follows again.
func (p *outputPane) move(by, w, h int) {
	at, sub := p.start(w, h)
	n := p.count()
	for ; by < 0 && (at > 0 || sub > 0); by++ {
		switch {
		case sub > 0:
			sub--
		case at > 0:
			at--
			sub = len(p.rows(at, w)) - 1
		}
	}
	for ; by > 0 && at < n; by-- {
		if sub++; sub >= len(p.rows(at, w)) {
			at, sub = at+1, 0
		}
	}
	lastAt, lastSub := p.lastStart(n, w, h)
	p.scrolls = at < lastAt || at == lastAt && sub < lastSub
	p.at, p.sub = at+p.lines.Dropped(), sub
}

// aside scrolls by cells, as far as the widest line that shows goes.
func (p *outputPane) aside(by, w, h int) {
	p.col = min(max(0, p.col+by), max(0, p.widest(w, h)-w))
}

// widest is how wide the widest line is that shows.
func (p *outputPane) widest(w, h int) int {
	at, _ := p.start(w, h)
	widest := 0
	for i, n := at, min(at+h, p.count()); i < n; i++ {
		widest = max(widest, cells(p.plainText(i)))
	}
	return widest
}

func (p *outputPane) toTop()    { p.scrolls, p.at, p.sub = true, p.lines.Dropped(), 0 }
func (p *outputPane) toBottom() { p.scrolls, p.pointed = false, 0 }

// atTop and atBottom tell whether there is nothing more to scroll to.
func (p *outputPane) atTop(w, h int) bool {
	at, sub := p.start(w, h)
	return at == 0 && sub == 0
}

func (p *outputPane) atBottom(w, h int) bool {
	at, sub := p.start(w, h)
	lastAt, lastSub := p.lastStart(p.count(), w, h)
	return at == lastAt && sub == lastSub
}

// show puts a row of a line of the kept ones a third from the top.
func (p *outputPane) show(i, sub, w, h int) {
	for up := h / 3; up > 0 && (i > 0 || sub > 0); up-- {
		if sub--; sub < 0 {
			i--
			sub = len(p.rows(i, w)) - 1
		}
	}
	p.scrolls = p.wrap || p.count() > h
	p.at, p.sub = p.lines.Dropped()+i, sub
}
