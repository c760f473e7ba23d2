package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"paso/runbook/engine"
)

// footer is the keys that do something on this screen, what matters most first.
// Each can be clicked.
func (m *model) footer(w int) block {
	s := &m.s
	keys := newKeymap()
	last := []binding{keys.palette, keys.help, keys.quit}
	if m.start != nil {
		last = last[1:] // nothing runs yet on which something could be done
	}
	if m.top() != nil || m.search != nil || m.isTyping() || m.asks() && m.ask.editing() && m.focus == onMain {
		last = nil // those keys are letters there, or mean nothing
	}
	right, tone := "", busy
	switch {
	case (m.look != "" || m.full) && (s.gate != nil || s.input != nil):
		right, tone = "◆ "+s.t("stages.waits")+" · "+s.t("stages.back"), amber
	case s.doing != "" && s.doing != engine.DoingStep:
		right = s.t("doing." + string(s.doing))
	}
	room := w - 1 - widthOf([]span{{text: right}})
	if right != "" {
		room -= 2
	}
	tail := 0
	for _, b := range last {
		tail += m.keyWidth(b)
	}
	var b block
	var spans []span
	x := 1
	add := func(k binding) {
		width := m.keyWidth(k)
		spans = append(spans, strong(accent, k.written(s)), say(dim, " "+s.t("key."+k.id)+m.keyGap()))
		b.zones = append(b.zones, zone{x: x, w: width - len(m.keyGap()), id: "key:" + k.keys[0]})
		x += width
	}
	spans = append(spans, say(plain, " "))
	for _, k := range m.footerKeys() {
		if x+m.keyWidth(k)+tail > room {
			break
		}
		add(k)
	}
	for _, k := range last {
		add(k)
	}
	l := ends(spans)
	if right != "" {
		l.right = []span{say(tone, right+" ")}
		if m.look != "" {
			width := widthOf(l.right)
			b.zones = append(b.zones, zone{x: w - width, w: width, id: "live:"})
		}
	}
	b.rows, b.w = []string{l.render(s.th, w)}, w
	return b
}

// keyGap is what stands between two keys: less where the screen is narrow.
func (m *model) keyGap() string {
	if m.s.w < wideFrom {
		return "  "
	}
	return "   "
}

func (m *model) keyWidth(k binding) int {
	return widthOf([]span{{text: k.written(&m.s)}, {text: " " + m.s.t("key."+k.id) + m.keyGap()}})
}

// footerKeys are the bindings of the place where the focus is.
func (m *model) footerKeys() []binding {
	if m.top() == nil && m.s.reconnects() {
		return append([]binding{newKeymap().reconnect}, m.keysHere()...)
	}
	return m.keysHere()
}

// keysHere are those of what has the focus.
func (m *model) keysHere() []binding {
	keys := newKeymap()
	s := &m.s
	var all []binding
	if top := m.top(); top != nil {
		return top.keys(s)
	}
	switch {
	case m.start != nil:
		return m.start.keys()
	case m.search != nil:
		return []binding{keys.submit, keys.dismiss}
	case m.isTyping():
		all = []binding{keys.submit}
		if s.input != nil && s.input.Sudo {
			all = append(all, keys.keep)
		}
		return append(all, keys.cancel, keys.back, keys.nextPane)
	case m.showsSummary():
		return m.summary.keys(m)
	case m.look != "":
		all = append(all, keys.back, keys.prevStep, keys.nextStep)
		if p := m.shownStep(); p != nil && len(p.Attempts) > 1 {
			all = append(all, keys.prevTry, keys.nextTry)
		}
	case m.asks() && m.focus == onMain && m.ask.editing():
		return append(m.ask.keys(s), keys.cancel, keys.nextPane)
	case m.asks() && m.focus == onMain:
		return append(m.ask.keys(s), m.elsewhere()...)
	case m.focus == onStages:
		all = append(all, keys.move(), keys.choose)
	}
	if m.typing.open(s) {
		all = append(all, keys.typing)
	}
	if out := m.output(); out != nil {
		if out.find.on() {
			all = append(all, keys.nextHit, keys.prevHit)
		}
		if m.full && m.look == "" {
			all = append(all, keys.back)
		} else if !m.full {
			all = append(all, keys.full)
		}
		all = append(all, keys.search)
		if m.full || m.focus == onOutput {
			all = append(all, keys.wrap, keys.copy, keys.failed, keys.bottom)
		}
	}
	return append(all, m.everywhere()...)
}

// everywhere is what can be done on any screen of a run.
func (m *model) everywhere() []binding {
	keys := newKeymap()
	all := []binding{keys.nextPane}
	if m.offers("global", keys.note) {
		all = append(all, keys.note)
	}
	all = append(all, keys.timeline, keys.contacts)
	if m.s.run.CanRollBack() {
		all = append(all, keys.rollback)
	}
	return append(all, keys.language, keys.theme)
}

// elsewhere is that without the keys which the open question takes for itself.
func (m *model) elsewhere() []binding {
	keys := newKeymap()
	var left []binding
	for _, b := range append([]binding{keys.full}, m.everywhere()...) {
		if !takes(&m.s, m.ask, b.keys[0]) && (b.id != keys.full.id || m.output() != nil) {
			left = append(left, b)
		}
	}
	return left
}

// takes tells whether a question has a meaning of its own for a key.
func takes(s *scene, a asker, key string) bool {
	for _, b := range a.keys(s) {
		if slices.Contains(b.keys, key) {
			return true
		}
	}
	if q, ok := a.(*question); ok {
		for _, it := range lettered(q.items(s)) {
			if it.letter == key {
				return true
			}
		}
	}
	return false
}

// keyOf is the key press that a binding names.
func keyOf(name string) tea.KeyPressMsg {
	special := map[string]rune{
		"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "space": tea.KeySpace, "up": tea.KeyUp, "down": tea.KeyDown,
		"pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "home": tea.KeyHome, "end": tea.KeyEnd, "backspace": tea.KeyBackspace,
		"left": tea.KeyLeft, "right": tea.KeyRight, "delete": tea.KeyDelete, "f1": tea.KeyF1,
	}
	if code, ok := special[name]; ok {
		k := tea.KeyPressMsg{Code: code}
		if name == "space" {
			k.Text = " "
		}
		return k
	}
	if rest, ok := strings.CutPrefix(name, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: []rune(rest)[0], Mod: tea.ModCtrl}
	}
	if rest, ok := strings.CutPrefix(name, "shift+"); ok {
		return tea.KeyPressMsg{Code: special[rest], Mod: tea.ModShift}
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

// paste gives pasted text to where letters go.
func (m *model) paste(text string) {
	switch top := m.top(); {
	case m.geometry().small, m.unseen():
	case top != nil:
		top.paste(text)
	case m.search != nil:
		m.search.insert(text)
		if out := m.output(); out != nil {
			m.seek(out)
		}
	case m.isTyping():
		m.typing.field.insert(text)
	case m.asks() && m.focus == onMain:
		m.ask.paste(text)
	}
}
