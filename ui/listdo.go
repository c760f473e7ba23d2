package ui

import (
	"strings"

	"paso/runbook"
)

// toggle says that an item is good, or takes that back. What its checks saw failing
// passes only with a reason.
func (l *list) toggle(s *scene, it entryItem) []wish {
	if it.verdict() == runbook.OK {
		return orders(l.tick(it, runbook.Unjudged, ""))
	}
	if it.seenBad() {
		return l.withReason(s, it, runbook.OK, s.t("list.against"), s.t("list.against.about"))
	}
	return orders(l.tick(it, runbook.OK, l.noteOf(it)))
}

func (l *list) withReason(s *scene, it entryItem, v runbook.Verdict, title, about string) []wish {
	return []wish{open{askReason(s, title, []string{it.title, about}, func(reason string) []wish {
		return orders(l.tick(it, v, reason))
	})}}
}

func (l *list) noteDialog(s *scene, it entryItem) []wish {
	if it.verdict() == runbook.Unjudged {
		return []wish{tell{s.t("list.note.first"), amber}}
	}
	return []wish{open{askReason(s, s.t("list.note.title"), []string{it.title}, func(note string) []wish {
		return orders(l.tick(it, it.verdict(), note))
	})}}
}

// remaining ticks what nobody has judged, after it has been named: what failed stays failed.
func (l *list) remaining(s *scene, items []entryItem) []wish {
	var ticks []wish
	var titles []string
	for _, it := range items {
		if it.verdict() == runbook.Unjudged {
			ticks = append(ticks, order{l.tick(it, runbook.OK, "")})
			titles = append(titles, "○ "+it.title)
		}
	}
	if len(ticks) < 2 {
		return ticks
	}
	about := []string{s.t("list.all.about", "Name", s.run.Operator.Name), strings.Join(titles, "\n")}
	return []wish{open{confirmDialog(s.plural("list.all", len(ticks)), about, s.t("list.all.yes"), ticks...)}}
}

// lookAgain has the checks of the item made again, or, on an item without, of all that failed.
func (l *list) lookAgain(s *scene, items []entryItem, it entryItem) []wish {
	if it.checked {
		return orders(runbook.RecheckPrerequisite{ID: it.id})
	}
	for _, other := range items {
		if other.checked && other.seenBad() {
			return orders(runbook.RecheckPrerequisite{ID: other.id})
		}
	}
	return []wish{tell{s.t("list.nochecks"), dim}}
}

// close stands behind the list. Whether it may be closed is for the rules to say, which
// also know the ticks that are still under way; the cursor goes to what seems open.
func (l *list) close(items []entryItem) []wish {
	for i := len(items) - 1; i >= 0; i-- {
		if items[i].verdict() == runbook.Unjudged {
			l.at = i
		}
	}
	return orders(runbook.CloseList{List: l.name})
}

// prerequisitesGate walks section 4; items with checks tick themselves.
func prerequisitesGate() asker {
	return &list{
		name:  runbook.ListPrerequisites,
		title: func(s *scene) string { return s.t("prereq.title") },
		about: func(s *scene, w int) []line { return wrapped(dim, s.t("prereq.about"), w) },
		looks: true,
		load: func(s *scene) []entryItem {
			items := make([]entryItem, len(s.book.Prerequisites))
			for i := range s.book.Prerequisites {
				p := &s.book.Prerequisites[i]
				items[i] = entryItem{id: p.ID, group: p.Group, title: p.Title, help: p.Help, checked: len(p.Checks) > 0, state: s.run.Prerequisites[p.ID]}
			}
			return items
		},
	}
}

// checklistGate walks a step's checklist.
func checklistGate(s *scene, g runbook.Gate) asker {
	p := s.run.Steps[g.Step]
	if p == nil {
		return nil
	}
	return &list{
		name:  g.Step,
		title: func(*scene) string { return numbered(p.Step) },
		about: func(s *scene, w int) []line {
			lines := wrapped(dim, s.t("checklist.about"), w)
			if p.Step.Success != "" {
				lines = append(lines, labelled(s.t("criterion"), 13, wrapped(plain, p.Step.Success, w-13))...)
			}
			return lines
		},
		load: func(s *scene) []entryItem {
			items := make([]entryItem, len(p.Step.Checklist))
			for i, item := range p.Step.Checklist {
				items[i] = entryItem{id: item.ID, title: item.Title, state: s.run.Steps[g.Step].Ticks[item.ID]}
			}
			return items
		},
	}
}

// criteriaGate has the criteria judged that only a person can judge (section 7).
func criteriaGate() asker {
	return &list{
		name:  runbook.ListCriteria,
		title: func(s *scene) string { return s.t("criteria.title") },
		about: func(s *scene, w int) []line { return wrapped(dim, s.t("criteria.about"), w) },
		load: func(s *scene) []entryItem {
			var items []entryItem
			for _, c := range s.book.Criteria {
				if c.Ask == "" {
					continue
				}
				it := entryItem{id: c.ID, group: c.Group, title: c.Title + " · " + s.role(c.Ask)}
				if judged, ok := s.run.Criteria[c.ID]; ok {
					it.state = &runbook.ListItem{Verdict: judged.Verdict, Note: judged.Evidence}
				}
				items = append(items, it)
			}
			return items
		},
	}
}
