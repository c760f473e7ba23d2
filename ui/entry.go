package ui

import (
	tea "charm.land/bubbletea/v2"
)

// entry is an asker with a line to type: a value, a secret, a reason, a note.
type entry struct {
	title  string
	head   func(s *scene, w int) []line
	label  string
	field  field
	tone   token
	submit func(s *scene, value string) []wish // nil: not yet, problem says why
	leave  []wish                              // on esc; nil: there is no way back
	check  func(s *scene, value string) string // what is wrong with the value, or ""
	wrong  string
}

func (e *entry) paste(text string) { e.field.insert(text) }
func (e *entry) editing() bool     { return true }

func (e *entry) click(*scene, string) []wish { return nil }

func (e *entry) view(s *scene, w, h int) pane {
	inner := readable(w - 4)
	var head []line
	if e.head != nil {
		head = e.head(s, inner)
	}
	tail := []line{blank()}
	if e.label != "" {
		tail = append(tail, strongly(wrapped(accent, e.label, inner))...)
	}
	tail = append(tail, row(append([]span{strong(accent, "❯ ")}, e.field.boxed(min(inner-3, 72))...)...))
	if e.wrong != "" {
		tail = append(tail, wrapped(bad, e.wrong, inner)...)
	}
	room := max(0, h-2-len(tail))
	if len(head) > room {
		head = head[:room]
	}
	if len(head) < room && len(head) > 0 {
		head = append([]line{blank()}, head...)
	}
	return pane{title: []span{strong(plain, e.title)}, body: append(head, tail...), tone: e.tone}
}

func (e *entry) key(s *scene, k tea.KeyPressMsg) ([]wish, bool) {
	keys := newKeymap()
	switch {
	case keys.submit.hit(k):
		value := e.field.value()
		if e.check != nil {
			if e.wrong = e.check(s, value); e.wrong != "" {
				return nil, true
			}
		}
		wishes := e.submit(s, value)
		if e.field.hidden {
			e.field.wipe()
		}
		return wishes, true
	case keys.dismiss.hit(k):
		return e.leave, e.leave != nil
	}
	if !e.field.key(k) {
		return nil, false
	}
	e.wrong = ""
	return nil, true
}

func (e *entry) keys(*scene) []binding {
	keys := newKeymap()
	all := []binding{keys.submit, keys.clear}
	if e.leave != nil {
		all = append(all, keys.dismiss)
	}
	return all
}

// askReason is a dialog for a reason, which is never empty.
func askReason(s *scene, title string, about []string, then func(reason string) []wish) *entry {
	return &entry{
		title: title,
		tone:  amber,
		label: s.t("reason.label"),
		head: func(_ *scene, w int) []line {
			var lines []line
			for _, text := range about {
				lines = append(lines, wrapped(dim, text, w)...)
			}
			return lines
		},
		check: func(s *scene, value string) string {
			if isBlank(value) {
				return s.t("reason.missing")
			}
			return ""
		},
		submit: func(_ *scene, value string) []wish { return append([]wish{dismiss{}}, then(value)...) },
		leave:  []wish{dismiss{}},
	}
}

func isBlank(text string) bool {
	for _, r := range text {
		if r != ' ' && r != '\t' && r != '\n' {
			return false
		}
	}
	return true
}

// height is how many rows the entry wants.
func (e *entry) height(s *scene, w int) int {
	rows := 2
	if e.head != nil {
		rows += len(e.head(s, w)) + 1
	}
	if e.label != "" {
		rows += len(wrapped(dim, e.label, w))
	}
	if e.wrong != "" {
		rows += len(wrapped(bad, e.wrong, w))
	}
	return rows
}
