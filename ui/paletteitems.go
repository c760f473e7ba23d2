package ui

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"paso/runbook"
	"paso/runbook/text"
)

// paletteItems are everything that can be done or looked at now, what is closest first.
func (m *model) paletteItems() []paletteItem {
	all := m.gateItems()
	all = append(all, m.keyItems()...)
	all = append(all, m.stepItems()...)
	all = append(all, m.valueItems()...)
	all = append(all, m.peopleItems()...)
	return append(all, m.lookItems()...)
}

// gateItems are the choices of the open gate, to go to, and what can be done with the items of an open list.
func (m *model) gateItems() []paletteItem {
	s := &m.s
	if m.ask == nil || s.gate == nil {
		return nil
	}
	var all []paletteItem
	group := s.t("palette.gate")
	switch ask := m.ask.(type) {
	case *question:
		for _, it := range lettered(ask.items(s)) {
			all = append(all, paletteItem{group: group, sign: sign{"◆", amber}, label: it.label, detail: it.detail, key: it.letter, do: action{kind: pointAt, arg: it.id, from: m.askID}})
		}
	case *list:
		// To go to an item comes first: what stands under the cursor when the palette opens changes nothing.
		for _, open := range []bool{true, false} {
			for _, it := range ask.load(s) {
				if open == (it.verdict() == runbook.Unjudged) {
					all = append(all, paletteItem{group: group, sign: verdictSign(it.verdict()), label: it.title, detail: it.group, do: action{kind: pointAt, arg: it.id, from: m.askID}})
				}
			}
		}
		for _, b := range ask.keys(s) {
			if b.id != newKeymap().move().id {
				all = append(all, paletteItem{group: group, label: capital(s.t("help." + b.id)), key: b.written(s), do: action{kind: answerKey, key: b, from: m.askID}})
			}
		}
	}
	return all
}

// keyItems are the keys that do something now, those of the last line first.
func (m *model) keyItems() []paletteItem {
	s := &m.s
	near := map[string]bool{}
	for _, b := range m.footerKeys() {
		near[b.id] = true
	}
	var first, rest []paletteItem
	for _, g := range newKeymap().groups() {
		for _, b := range g.all {
			if !m.offers(g.id, b) {
				continue
			}
			it := paletteItem{group: s.t("palette.actions"), label: capital(s.t("help." + b.id)), detail: s.t("key." + b.id), hidden: true, key: b.written(s), do: action{kind: pressKey, key: b, from: g.id}}
			if near[b.id] {
				first = append(first, it)
				continue
			}
			rest = append(rest, it)
		}
	}
	return append(first, rest...)
}

// stepItems are the steps, those of a rollback once it has begun.
func (m *model) stepItems() []paletteItem {
	s := &m.s
	var all []paletteItem
	add := func(id string) {
		p := s.run.Steps[id]
		waiting := s.waitsAt(id)
		all = append(all, paletteItem{
			group: s.t("palette.steps"), sign: signOf(p.State, waiting), label: numbered(p.Step), detail: s.stateWord(p, waiting),
			do: action{kind: lookAtStep, arg: id},
		})
	}
	for _, step := range s.book.AllSteps {
		add(step.ID)
	}
	if s.run.RollingBack() {
		for i := range s.book.Rollback.Steps {
			add(s.book.Rollback.Steps[i].ID)
		}
	}
	return all
}

func (m *model) valueItems() []paletteItem {
	var all []paletteItem
	for _, v := range runValues(&m.s) {
		all = append(all, paletteItem{group: m.s.t("palette.values"), label: v.name, detail: oneLine(v.shown()), do: action{kind: showValue, arg: v.name}})
	}
	return all
}

func (m *model) peopleItems() []paletteItem {
	s := &m.s
	var all []paletteItem
	add := func(group, label, detail string) {
		all = append(all, paletteItem{group: group, label: label, detail: detail, do: action{kind: showContacts}})
	}
	for _, c := range s.book.Contacts {
		add(s.t("contacts"), c.Title, c.How)
	}
	for _, r := range s.book.Risks {
		add(s.t("palette.risks"), r.Title, r.Contingency)
	}
	return all
}

// lookItems are the themes and the languages.
func (m *model) lookItems() []paletteItem {
	s := &m.s
	var all []paletteItem
	add := func(label string, now bool, do action) {
		it := paletteItem{group: s.t("palette.look"), sign: sign{"○", faint}, label: label, do: do}
		if now {
			it.sign, it.detail = sign{"●", good}, s.t("palette.now")
		}
		all = append(all, it)
	}
	for _, name := range themeNames() {
		add(s.t("palette.theme", "Name", s.t("theme."+string(name))), s.th.name == name, action{kind: useTheme, arg: string(name)})
	}
	for _, lang := range slices.Sorted(slices.Values(text.Languages())) {
		add(s.t("palette.language", "Name", s.t("language."+string(lang))), s.say.Lang() == lang, action{kind: useLanguage, arg: string(lang)})
	}
	return all
}

// capital begins a text with a capital letter.
func capital(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(r)) + text[size:]
}
