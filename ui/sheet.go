package ui

import (
	tea "charm.land/bubbletea/v2"

	"paso/runbook"
)

// sheet is a dialog to read: it scrolls and closes.
type sheet struct {
	still
	title  string
	body   func(s *scene, w int) []line
	scroll scroller
	toggle binding // a key that closes it too
	full   bool    // it takes the whole body
	wide   int     // cells that it takes where there are so many; 0: as any dialog
	extra  binding // a key of its own
	press  func(s *scene)
}

// size is how wide and how high a sheet may be.
func (d *sheet) size(s *scene) (w, h int) {
	if d.full {
		return s.w - 2, s.h - len(header(s, s.w)) - 1
	}
	return max(dialogWidth(s), min(d.wide, s.w-4)), s.h - 4
}

// wheel scrolls.
func (d *sheet) wheel(s *scene, by, w, h int) {
	d.scroll.move(by, len(d.body(s, max(1, w-4))), max(1, h-2))
}

func (d *sheet) view(s *scene, w, h int) pane {
	lines := d.body(s, max(1, w-4))
	shown, top := d.scroll.window(lines, max(0, h-2))
	return pane{title: []span{strong(plain, d.title)}, body: shown, foot: more(top, len(shown), len(lines)), thumb: thumb{top: top, shown: len(shown), total: len(lines)}, tone: accent}
}

func (d *sheet) key(s *scene, k tea.KeyPressMsg) ([]wish, bool) {
	keys := newKeymap()
	w, h := d.size(s)
	total, room := len(d.body(s, max(1, w-4))), max(1, h-2)
	switch {
	case keys.dismiss.hit(k), keys.quit.hit(k), keys.choose.hit(k), d.toggle.hit(k):
		return []wish{dismiss{}}, true
	case d.press != nil && d.extra.hit(k):
		d.press(s)
	default:
		d.scroll.key(k, total, room)
	}
	return nil, true
}

func (d *sheet) keys(*scene) []binding {
	keys := newKeymap()
	if d.press != nil {
		return []binding{keys.move(), d.extra, keys.dismiss}
	}
	return []binding{keys.move(), keys.dismiss}
}

// contactsSheet is who to call, what can go wrong at the step, and what else there is to read.
func contactsSheet(s *scene, step string) asker {
	return &sheet{title: s.t("contacts.title"), toggle: newKeymap().contacts, body: func(s *scene, w int) []line {
		const column = 18
		var lines []line
		for _, c := range s.book.Contacts {
			lines = append(lines, labelled(c.Title, column, wrapped(plain, c.How, w-column))...)
		}
		lines = append(lines, blank(), row(strong(dim, s.t(risksTitle(step)))))
		found := false
		for _, r := range s.book.Risks {
			if step == "" || contains(r.Steps, step) {
				lines = append(lines, riskLines(s, r, w)...)
				found = true
			}
		}
		if !found {
			lines = append(lines, row(say(dim, s.t("risks.none"))))
		}
		if len(s.book.Endpoints) > 0 {
			lines = append(lines, blank(), row(strong(dim, s.t("endpoints.title"))))
			for _, e := range s.book.Endpoints {
				lines = append(lines, labelled(e.Title, column, wrapped(accent, s.expand(e.URL), w-column))...)
			}
		}
		return lines
	}}
}

func riskLines(s *scene, r runbook.Risk, w int) []line {
	const column = 18
	lines := []line{ends([]span{say(plain, r.Title)}, say(amber, r.Probability+" · "+r.Impact))}
	add := func(label, text string) {
		if text != "" {
			lines = append(lines, indented(labelled(label, column-2, wrapped(dim, text, w-column)), 2)...)
		}
	}
	add(s.t("risk.mitigation"), r.Mitigation)
	add(s.t("risk.contingency"), r.Contingency)
	return lines
}

func risksTitle(step string) string {
	if step == "" {
		return "risks.all"
	}
	return "risks.title"
}
