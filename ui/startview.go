package ui

import (
	"strings"

	"paso/runbook"
)

// The start screen is never wider than this: what belongs together stays in one look.
const startWidth = 124

// draw is the start screen without its last line: who we are, what is about to be
// done, the plan as a picture, and the choice. What does not fit gives way from the
// top: air first, then the picture; never the choice.
func (st *start) draw(s *scene, w, h int) block {
	inner := min(w-2, startWidth)
	brand, facts := st.brand(s, inner), st.facts(s, inner-2)
	choice := st.pane(s, inner, max(7, h-len(brand)-len(facts))-2)
	menu := len(choice.body) + 2
	room := h - menu - len(brand) - len(facts)
	plan := planPicture(s, inner, room)
	air := max(0, room-len(plan.rows))
	gap := func(wanted bool) block {
		if !wanted || air == 0 {
			return block{w: inner}
		}
		air--
		return draw(s.th, nil, inner, 1)
	}
	all := below(
		draw(s.th, brand, inner, len(brand)), gap(true),
		draw(s.th, indented(facts, 2), inner, len(facts)), gap(len(plan.rows) > 1), // in one line it is a fact like the others
		plan, gap(true), choice.draw(s.th, inner, menu),
	)
	if over := len(all.rows) - h; over > 0 { // a screen that is too low for all: the choice stays
		all.rows = all.rows[over:]
		for i := range all.zones {
			all.zones[i].y -= over
		}
	}
	return over(draw(s.th, nil, w, h), all, (w-inner)/2, (h-len(all.rows))/3)
}

// wordmark is the name, three rows high.
func wordmark() [3]string {
	return [3]string{"┏━┓┏━┓┏━┓┏━┓", "┣━┛┣━┫┗━┓┃ ┃", "╹  ╹ ╹┗━┛┗━┛"}
}

// brand is the wordmark, and beside it which procedure goes where.
func (st *start) brand(s *scene, w int) []line {
	b := s.book
	mark := wordmark()
	head := func(i int, spans ...span) []span {
		return append([]span{strong(accent, " "+mark[i]), say(plain, "   ")}, spans...)
	}
	kind := b.ID + "  v" + b.Version
	if b.Status != "" {
		kind += " · " + b.Status
	}
	purpose := strings.Join(strings.Fields(b.About.Purpose), " ")
	return []line{
		ends(head(0, strong(plain, b.Title)), strong(accent, first(st.o.Destination, "—")), say(plain, " ")),
		ends(head(1, say(dim, kind)), say(dim, st.o.Target+" ")),
		ends(head(2, say(dim, atWord(purpose, w-20)))),
	}
}

// atWord shortens a text to w cells at a word.
func atWord(text string, w int) string {
	lines := wrapped(plain, text, max(1, w-2))
	if len(lines) < 2 {
		return text
	}
	return strings.TrimRight(lines[0].spans[0].text, " .,;:") + " …"
}

// facts are what the operator should know before anything begins.
func (st *start) facts(s *scene, w int) []line {
	const column = 14 // so that it stands below the title
	var lines []line
	add := func(label string, tok token, text string) {
		if text == "" {
			return
		}
		wrappedText := wrapped(tok, text, w-column)
		lines = append(lines, labelled(s.t("start."+label), column, wrappedText)...)
	}
	who, tone := s.t("start.who.asked"), dim
	if p := st.o.Operator; p.Name != "" {
		who, tone = p.Name, plain
		if len(p.Roles) > 0 {
			who += " (" + s.roles(p.Roles) + ")"
		}
	}
	add("who", tone, who)
	add("stops", plain, st.stops(s, w >= wideFrom))
	for _, name := range sortedClocks(s.book) {
		clock := s.book.Clocks[name]
		if window := s.book.Window(clock); len(window) > 0 {
			add("window", amber, s.t("start.window.text", "From", window[0].Number, "To", window[len(window)-1].Number, "Budget", planned(clock.Budget)))
		}
	}
	add("values", plain, st.values(s))
	if next := s.book.NextReview; !next.IsZero() && s.now.After(next) {
		add("review", amber, s.t("start.review.overdue", "Date", s.say.Date(next)))
	}
	if st.o.Fail != nil {
		add("fails", bad, s.t("start.fails.text", "Step", numbered(st.o.Fail)))
	}
	if n := len(st.o.Unreadable); n > 0 {
		add("unreadable", amber, s.plural("start.unreadable.text", n, "Run", st.o.Unreadable[0]))
	}
	return lines
}

// values are the variables that will be asked.
func (st *start) values(s *scene) string {
	switch {
	case len(st.o.Asked) > 0:
		return s.t("start.values.asked", "Names", strings.Join(st.o.Asked, ", "))
	case s.demo:
		return s.t("start.values.demo")
	}
	return ""
}

// stops are the places where the run waits for people; named says them all, and who approves.
func (st *start) stops(s *scene, named bool) string {
	var parts []string
	add := func(id string, n int) {
		if n > 0 {
			parts = append(parts, s.plural("start.stops."+id, n))
		}
	}
	add("prerequisites", len(s.book.Prerequisites))
	var stages, lists, notices int
	var roles []string
	approvals := 0
	for i := range s.book.Stages {
		if stageStops(s.book, i) {
			stages++
		}
		for j := range s.book.Stages[i].Steps {
			step := &s.book.Stages[i].Steps[j]
			for _, activity := range s.book.ApprovalsOf(step) {
				approvals++
				if role := s.role(s.book.Row(activity).With("A")); !contains(roles, role) {
					roles = append(roles, role)
				}
			}
			if len(step.Checklist) > 0 {
				lists++
			}
			if step.Notify != "" {
				notices++
			}
		}
	}
	add("stages", stages)
	add("lists", lists)
	if approvals > 0 {
		text := s.plural("start.stops.approvals", approvals)
		if named {
			text += " (" + strings.Join(roles, ", ") + ")"
		}
		parts = append(parts, text)
	}
	if named { // a narrow screen says what decides
		add("notices", notices)
	}
	return strings.Join(parts, " · ")
}

// stageStops tells whether the operator will be asked before a stage: the first
// follows from the prerequisites, and inside a window nothing asks.
func stageStops(b *runbook.Runbook, i int) bool {
	stage := &b.Stages[i]
	if stage.Advance == "auto" || i == 0 && len(b.Prerequisites) > 0 || len(stage.Steps) == 0 {
		return false
	}
	for _, clock := range b.Clocks {
		for j, step := range b.Window(clock) {
			if j > 0 && step.ID == stage.Steps[0].ID {
				return false
			}
		}
	}
	return true
}

// pane is the choice: what was interrupted, what can be begun, what can be looked at.
// It has no more than so many rows.
func (st *start) pane(s *scene, w, rows int) pane {
	p := pane{title: []span{strong(plain, s.t("start.title"))}, tone: accent}
	if n := len(st.o.Interrupted); n > 0 {
		p.title = []span{strong(amber, "◆ "+s.plural("start.interrupted", n))}
		p.tone = amber
		for _, run := range st.o.Interrupted {
			if run.WindowOpen() {
				p.tone = bad
			}
		}
	}
	if st.opening != "" {
		p.tone = busy
		p.body = append(p.body, row(strong(busy, "▸ "+st.opening)), blank())
		return p
	}
	wrong := st.wrongLines(w - 4)
	room := max(1, rows-len(wrong))
	lines, at := st.menuLines(s, w-4, true)
	if len(lines) > room { // many were interrupted: only the one under the cursor tells what it has left
		lines, at = st.menuLines(s, w-4, false)
	}
	shown, top := scroller{}.show(at[1], len(lines), room).show(at[0], len(lines), room).window(lines, room)
	p.body, p.foot = append(shown[:len(shown):len(shown)], wrong...), more(top, len(shown), len(lines))
	return p
}

// wrongLines say why the last choice could not be begun.
func (st *start) wrongLines(w int) []line {
	if st.wrong == "" {
		return nil
	}
	lines := []line{blank()}
	for i, l := range wrapped(bad, st.wrong, w-2) {
		mark := "  "
		if i == 0 {
			mark = "✗ "
		}
		l.spans = append([]span{strong(bad, mark)}, l.spans...)
		lines = append(lines, l)
	}
	return lines
}

// menuLines are the choices, and the first and last line of the one under the cursor.
// Below an interrupted run stands what it has left, below all of them or only there.
func (st *start) menuLines(s *scene, w int, all bool) (out []line, at [2]int) {
	items := st.items(s)
	lines := st.menu.lines(items, false, w)
	column := 0
	for _, it := range items {
		column = max(column, widthOf([]span{{text: it.label}}))
	}
	for i, l := range lines {
		from := len(out)
		out = append(out, l)
		if i < len(st.o.Interrupted) && (all || i == st.menu.at) {
			out = append(out, indented(st.state(s, st.o.Interrupted[i], w-column-8), column+8)...)
		}
		if i == st.menu.at {
			at = [2]int{from, len(out) - 1}
		}
		if i == len(st.o.Interrupted)-1 {
			out = append(out, blank())
		}
	}
	return out, at
}

// state is what an interrupted run has left: services, a step, and who was at it.
func (st *start) state(s *scene, run *runbook.Run, w int) []line {
	var lines []line
	if since := run.DownSince(); !since.IsZero() {
		lines = append(lines, wrapped(bad, "✗ "+s.t("start.down", "Since", s.moment(since)), w)...)
	}
	if p := run.Current(); p != nil && p.Open() != nil {
		lines = append(lines, wrapped(busy, "▸ "+s.t("start.goeson", "Step", p.Step.Number), w)...)
	}
	if run.Paused == nil && !run.Over() {
		lines = append(lines, wrapped(amber, "! "+s.t("start.open"), w)...)
	}
	who := first(run.Operator.Name, s.t("start.nobody"))
	text := s.t("start.by", "Who", who, "Begun", s.moment(run.Started), "Run", run.Info.ID)
	return append(lines, wrapped(dim, text, w)...)
}
