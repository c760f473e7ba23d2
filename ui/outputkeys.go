package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
)

// outputKey is what concerns the output, wherever the focus is.
func (m *model) outputKey(k tea.KeyPressMsg) (tea.Cmd, bool) {
	out := m.output()
	if out == nil || m.showsSummary() {
		return nil, false
	}
	keys := newKeymap()
	switch {
	case keys.full.hit(k):
		if m.full = !m.full; m.full {
			m.focus = onOutput
		}
	case keys.search.hit(k):
		m.full = m.full || !m.outputShows()
		m.search = &field{}
		m.focus = onOutput
	case keys.failed.hit(k) && out.count() > 0:
		m.full = m.full || !m.outputShows()
		m.goToTrouble(out)
	case keys.copy.hit(k) && out.count() > 0:
		return m.copyOutput(out), true
	case keys.logPath.hit(k):
		return m.copyPath()
	case keys.typing.hit(k) && m.typing.open(&m.s):
		m.lookAt("") // that is where the line is
		m.focus = onOutput
	default:
		if !m.outputShows() {
			return nil, false
		}
		return m.outputMove(out, k)
	}
	return nil, true
}

// outputShows tells whether the output has a place on the screen now.
func (m *model) outputShows() bool { return m.output() != nil && m.geometry().output > 0 }

// outputMove is what moves in an output that shows.
func (m *model) outputMove(out *outputPane, k tea.KeyPressMsg) (tea.Cmd, bool) {
	keys := newKeymap()
	w, h := max(1, m.outCols), max(1, m.outRows)
	switch {
	case keys.back.hit(k) && out.find.on():
		out.seek("")
	case keys.back.hit(k) && m.full:
		m.full = false
	case keys.nextHit.hit(k) && out.find.on():
		out.step(1, w, h)
	case keys.prevHit.hit(k) && out.find.on():
		out.step(-1, w, h)
	case keys.wrap.hit(k):
		out.wrap, out.sub = !out.wrap, 0
	case keys.left.hit(k) && !out.wrap:
		out.aside(-asideBy(k, w), w, h)
	case keys.right.hit(k) && !out.wrap:
		out.aside(asideBy(k, w), w, h)
	case keys.follow.hit(k), keys.bottom.hit(k):
		m.newest()
	case keys.top.hit(k):
		if cmd, turned := m.older(out, w, h); turned {
			return cmd, true
		}
		if !out.atTop(w, h) { // else it would stop to follow
			out.toTop()
		}
	case keys.pageUp.hit(k):
		return m.scrollOutput(out, -max(1, h-1)), true
	case keys.pageDown.hit(k):
		return m.scrollOutput(out, max(1, h-1)), true
	default:
		return nil, false
	}
	return nil, true
}

// asideBy is how many cells a key goes to the side: a few, or with shift a page.
func asideBy(k tea.KeyPressMsg, w int) int {
	if strings.HasPrefix(k.String(), "shift+") {
		return max(1, w-1) // the last cell of a row may be an ellipsis
	}
	return 8
}

// goToTrouble shows what went wrong, and says what it took for that.
func (m *model) goToTrouble(out *outputPane) {
	at, why := out.trouble()
	if at < 0 {
		return
	}
	out.show(at, 0, max(1, m.outCols), max(1, m.outRows))
	out.pointed = out.lines.Dropped() + at + 1
	m.toast = tell{why.words(&m.s), dim}
}

// clipboardMost is what a clipboard is given at most: terminals take no more by OSC 52.
const clipboardMost = 64 << 10

// copyOutput copies the output, or its end, and says which.
func (m *model) copyOutput(out *outputPane) tea.Cmd {
	text, lines := out.plainTail(clipboardMost)
	whole := lines == out.count() && out.before() == 0 && out.gaps == 0 && !m.onPage(out)
	size := m.s.say.Bytes(int64(len(text)))
	m.toast = tell{m.s.plural("output.copied.end", lines, "Size", size), amber}
	if whole {
		m.toast = tell{m.s.plural("output.copied", lines, "Size", size), good}
	}
	return tea.SetClipboard(text)
}

// copyPath copies where the whole log is.
func (m *model) copyPath() (tea.Cmd, bool) {
	path := m.logPath()
	if path == "" {
		return nil, false
	}
	m.toast = tell{m.s.t("output.copied.path", "Path", path), good}
	return tea.SetClipboard(path), true
}

// logPath is where the log of the attempt that shows is, or "".
func (m *model) logPath() string {
	key, ok := m.shownAttempt()
	if !ok || m.o.LogPath == nil {
		return ""
	}
	return m.o.LogPath(key.step, key.n)
}
