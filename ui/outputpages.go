package ui

import (
	"errors"
	"io/fs"

	tea "charm.land/bubbletea/v2"

	"paso/runbook/engine"
	"paso/runbook/output"
)

// olderPage is a part of a log that lies before what is kept of it. One is held at a
// time: scrolling over an end reads the next.
type olderPage struct {
	key  attemptKey
	pane *outputPane
	// newer are the bytes at which the pages end that were gone through on the way here,
	// this one's last; the first ends where what is kept begins.
	newer []int64
}

// pageLines is more than the engine gives at once has lines, so that a page drops none.
const pageLines = 1 << 20

// pageStep is how far the next page goes where nobody has been: less than the engine
// gives at once, so that no line between two pages is lost.
const pageStep = 960 << 10

// read asks for the part of a log that ends at byte before; 0: at its end.
func (m *model) read(key attemptKey, before int64) tea.Cmd {
	e := m.o.Engine
	return func() tea.Msg {
		log, err := e.Output(key.step, key.n, before)
		return outputMsg{key: key, before: before, log: log, err: err}
	}
}

// loaded takes a part of a log that was read.
func (m *model) loaded(msg outputMsg) {
	switch {
	case errors.Is(msg.err, fs.ErrNotExist) && msg.before == 0: // nothing was printed
	case msg.err != nil:
		m.toast = tell{m.s.say.Error(msg.err), bad}
	case msg.before == 0:
		m.s.outs.load(msg.key, msg.log, m.s.marks[msg.key])
	default:
		m.turned(msg.key, msg.before, msg.log)
	}
}

// turned shows a page that was asked for: its end when it was come to from below, else its beginning.
func (m *model) turned(key attemptKey, before int64, log engine.Log) {
	if now, ok := m.shownAttempt(); !ok || now != key {
		return // looked away meanwhile
	}
	from := m.output()
	o := m.s.outs
	if o.older == nil || o.older.key != key {
		o.older = &olderPage{key: key}
	}
	page := o.older
	back := page.forward(before)
	page.pane = &outputPane{lines: output.NewLines(pageLines), from: log.From, next: log.From, wrap: from.wrap, col: from.col, find: newFind(from.find.needle)}
	page.pane.write(log.Bytes)
	page.pane.lines.Finish()
	if back {
		page.pane.toTop()
	}
}

// forward goes to the page that ends at byte before, and tells whether that is nearer to the end of the log.
func (p *olderPage) forward(before int64) (back bool) {
	for n := len(p.newer); n > 0 && p.newer[n-1] < before; n-- {
		p.newer, back = p.newer[:n-1], true
	}
	if n := len(p.newer); n == 0 || p.newer[n-1] != before {
		p.newer = append(p.newer, before)
	}
	return back
}

// older asks for what lies before the pane that shows, when it stands at its top.
func (m *model) older(out *outputPane, w, h int) (tea.Cmd, bool) {
	key, ok := m.shownAttempt()
	if !ok || out.before() == 0 || !out.atTop(w, h) {
		return nil, false
	}
	return m.read(key, out.before()), true
}

// newer goes back towards the end of the log, when an older page stands at its bottom.
func (m *model) newer(out *outputPane, w, h int) (tea.Cmd, bool) {
	page := m.s.outs.older
	if page == nil || page.pane != out || !out.atBottom(w, h) {
		return nil, false
	}
	n := len(page.newer)
	if n > 1 {
		return m.read(page.key, page.newer[n-2]), true
	}
	if kept := m.s.outs.of(page.key).before(); kept > page.newer[0] { // the run has printed on, and lines were dropped
		return m.read(page.key, min(kept, page.newer[0]+pageStep)), true
	}
	m.s.outs.older = nil
	m.output().toTop()
	return nil, true
}

// newest leaves the older pages, and follows again.
func (m *model) newest() {
	m.s.outs.older = nil
	if out := m.output(); out != nil {
		out.toBottom()
	}
}

// onPage tells whether what shows is not the end of the log.
func (m *model) onPage(out *outputPane) bool {
	return m.s.outs.older != nil && m.s.outs.older.pane == out
}

// scrollOutput moves the output by rows, over the ends of what is kept too.
func (m *model) scrollOutput(out *outputPane, by int) tea.Cmd {
	w, h := max(1, m.outCols), max(1, m.outRows)
	if by < 0 {
		if cmd, turned := m.older(out, w, h); turned {
			return cmd
		}
	} else if cmd, turned := m.newer(out, w, h); turned {
		return cmd
	}
	out.move(by, w, h)
	return nil
}
