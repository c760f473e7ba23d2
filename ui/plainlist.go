package ui

import (
	"strconv"
	"strings"

	"paso/runbook"
)

// plainItem is a line of a list as it stands.
type plainItem struct {
	id, title, help string
	verdict         runbook.Verdict
	note            string
	against         bool // its checks say otherwise: to pass it takes a reason
	checked         bool // it has checks, so paso can look again
}

// listed are the items of the list at a gate, and the list's name.
func (p *plainFront) listed(g runbook.Gate) (string, []plainItem) {
	var items []plainItem
	switch g.Kind {
	case runbook.GatePrerequisites:
		for _, q := range p.run.Book.Prerequisites {
			item := plainItem{id: q.ID, title: q.Title, help: q.Help, checked: len(q.Checks) > 0}
			if at := p.run.Prerequisites[q.ID]; at != nil {
				item.verdict, item.note = at.Verdict, at.Note
				item.against = !runbook.AllOK(at.Results)
			}
			items = append(items, item)
		}
		return runbook.ListPrerequisites, items
	case runbook.GateCriteria:
		for _, c := range p.run.Book.Criteria {
			if c.Ask != "" {
				judged := p.run.Criteria[c.ID]
				items = append(items, plainItem{id: c.ID, title: c.Title, verdict: judged.Verdict, note: judged.Evidence})
			}
		}
		return runbook.ListCriteria, items
	default:
		at := p.run.Steps[g.Step]
		for _, one := range at.Step.Checklist {
			item := plainItem{id: one.ID, title: one.Title}
			if t := at.Ticks[one.ID]; t != nil {
				item.verdict, item.note = t.Verdict, t.Note
			}
			items = append(items, item)
		}
		return g.Step, items
	}
}

// list asks for the first item without a verdict, and for the whole list once there is none. A prerequisite that does
// not hold is asked about until it does, for the list cannot be closed with it.
func (p *plainFront) list(g runbook.Gate) *plainQuestion {
	name, items := p.listed(g)
	for i, item := range items {
		if item.verdict == runbook.Unjudged || item.verdict == runbook.Failed && g.Kind == runbook.GatePrerequisites {
			return p.item(g, name, items, i)
		}
	}
	return p.closing(g, name, items)
}

func (p *plainFront) item(g runbook.Gate, name string, items []plainItem, i int) *plainQuestion {
	item := items[i]
	key := g.Key() + "/" + item.id
	head := func() {
		if p.headed != g.Key() {
			p.headed = g.Key()
			p.gap()
			p.say("list." + string(g.Kind))
		}
		p.say("item", "N", strconv.Itoa(i+1), "Of", strconv.Itoa(len(items)), "Title", item.title)
		if item.help != "" {
			p.say("item.help", "Text", item.help)
		}
		if item.verdict == runbook.Failed {
			p.say("item.failed", "Verdict", p.judged(item.verdict, item.note))
		}
	}
	tick := func(v runbook.Verdict) func(string) *plainQuestion {
		return func(note string) *plainQuestion {
			return p.do(runbook.Tick{List: name, Item: item.id, Verdict: v, Note: note})
		}
	}
	again := func() *plainQuestion { return p.item(g, name, items, i) }
	ok := plainOption{"option.ok", func() *plainQuestion { return tick(runbook.OK)("") }}
	if item.against {
		ok = plainOption{"option.ok.against", func() *plainQuestion { return p.reason("against", again(), tick(runbook.OK)) }}
	}
	options := []plainOption{ok,
		{"option.failed", func() *plainQuestion { return p.entry(key, "note.optional", nil, nil, tick(runbook.Failed)) }},
		{"option.na", func() *plainQuestion { return p.reason("na", again(), tick(runbook.NotApplicable)) }},
	}
	if item.checked {
		options = append(options, plainOption{"option.recheck", func() *plainQuestion { return p.do(runbook.RecheckPrerequisite{ID: item.id}) }})
	}
	if g.Kind == runbook.GatePrerequisites {
		options = append(options, p.abortOption(g))
	}
	q := p.chooser(key, g.Step, false, head, options...)
	if !item.checked && !item.against {
		p.shorten(q, g, head)
	}
	return q
}

// shorten says the choices of an item in one line, once the whole of them was said at this list; help says them again. The
// numbers stay the same.
func (p *plainFront) shorten(q *plainQuestion, g runbook.Gate, head func()) {
	q.whole = q.print
	q.print = func() {
		if p.spelled != g.Key() {
			p.spelled = g.Key()
			q.whole()
			return
		}
		head()
		p.asks("choose.item")
	}
}

// closing shows the whole list and asks a person to stand behind it.
func (p *plainFront) closing(g runbook.Gate, name string, items []plainItem) *plainQuestion {
	head := func() {
		p.gap()
		p.say("list.done")
		for i, item := range items {
			p.say("list.row", "N", strconv.Itoa(i+1), "Verdict", p.judged(item.verdict, item.note), "Title", item.title)
		}
	}
	var ask *plainQuestion
	ask = p.chooser(g.Key()+"/", g.Step, false, head,
		plainOption{"option.close", func() *plainQuestion { return p.do(runbook.CloseList{List: name}) }},
		plainOption{"option.change", func() *plainQuestion {
			return p.entry("", "list.which", []string{"Most", strconv.Itoa(len(items))}, p.list(g), func(line string) *plainQuestion {
				n, err := strconv.Atoi(strings.TrimSpace(line))
				if err != nil || n < 1 || n > len(items) {
					p.say("choose.wrong", "Most", strconv.Itoa(len(items)))
					return ask
				}
				return p.item(g, name, items, n-1)
			})
		}})
	return ask
}
