package report

import (
	"strings"

	"paso/runbook"
)

// people says who did what and who approved it (3.1), and how it is known who they are.
func (p *page) people() {
	p.heading("people")
	var rows [][]string
	for _, row := range p.run.Book.RACI {
		if r, named := p.run.Responsible[row.Activity]; named {
			rows = append(rows, []string{row.Activity, "R", r.Person, p.role(r.Role), p.identity(r.Kind), "—", ""})
		}
	}
	p.eachStep(func(at *runbook.Progress) {
		for _, a := range at.Approvals {
			answer := "report.approved"
			if a.No {
				answer = "report.rejected"
			}
			rows = append(rows, []string{a.Activity, "A", a.Person, p.role(a.Role), p.identity(a.Kind), p.clock(a.At), p.noted(p.c.Say(answer), a.Note)})
		}
	})
	if len(rows) == 0 {
		p.none("people")
		return
	}
	p.table([]string{"activity", "letter", "person", "role", "identity", "time", "answer"}, rows)
}

func (p *page) noted(said, note string) string {
	if strings.TrimSpace(note) == "" {
		return said
	}
	return said + ": " + note
}

// prerequisites is section 4 as it was judged.
func (p *page) prerequisites() {
	if len(p.run.Book.Prerequisites) == 0 {
		return
	}
	p.heading("prerequisites")
	var rows [][]string
	for _, q := range p.run.Book.Prerequisites {
		rows = append(rows, append([]string{q.Group}, p.item(q.Title, p.run.Prerequisites[q.ID])...))
	}
	p.table([]string{"group", "item", "verdict", "by", "time", "note"}, rows)
}

func (p *page) item(title string, item *runbook.ListItem) []string {
	if item == nil {
		return []string{title, p.verdict(runbook.Unjudged), "—", "—", ""}
	}
	return []string{title, p.verdict(item.Verdict), item.By, p.clock(item.At), item.Note}
}

// checklists are those of the steps.
func (p *page) checklists() {
	var rows [][]string
	p.eachStep(func(at *runbook.Progress) {
		if p.outside(at) {
			return
		}
		for _, item := range at.Step.Checklist {
			rows = append(rows, append([]string{name(at.Step)}, p.item(item.Title, at.Ticks[item.ID])...))
		}
	})
	if len(rows) == 0 {
		return
	}
	p.heading("checklists")
	p.table([]string{"step", "item", "verdict", "by", "time", "note"}, rows)
}

// criteria is section 7 with the evidence of each verdict.
func (p *page) criteria() {
	if len(p.run.Book.Criteria) == 0 {
		return
	}
	p.heading("criteria")
	var rows [][]string
	for _, c := range p.run.Book.Criteria {
		judged := p.run.Criteria[c.ID]
		rows = append(rows, []string{c.Group, c.Title, p.verdict(judged.Verdict), judged.By, judged.Evidence})
	}
	p.table([]string{"group", "criterion", "verdict", "by", "evidence"}, rows)
}

// deviations always appear, if only to say that there are none (11.2).
func (p *page) deviations() {
	p.heading("deviations")
	if len(p.run.Deviations) == 0 {
		p.none("deviations")
		return
	}
	for _, d := range p.run.Deviations {
		p.bullet(p.deviation(p.c, d))
	}
	for _, d := range p.run.Deviations {
		if d.Kind == runbook.DeviationEdit {
			p.WriteString("\n" + p.c.Say("report.edited", "Step", inline(p.stepName(d.Step))) + "\n\n" + fenced([]byte(d.Detail)))
		}
	}
}

func (p *page) notes() {
	if len(p.run.Notes) == 0 {
		return
	}
	p.heading("notes")
	for _, n := range p.run.Notes {
		where := ""
		if n.Step != "" {
			where = " (" + inline(p.stepName(n.Step)) + ")"
		}
		p.bullet(p.clock(n.At) + " " + inline(n.By) + where + ": " + inline(n.Text))
	}
}

// absences are times without a connection and times without a paso, and when the clock was set by which all of it is told.
func (p *page) absences() {
	if len(p.run.Outages) == 0 && len(p.run.Away) == 0 && len(p.run.Jumps) == 0 {
		return
	}
	p.heading("absences")
	say := func(id string, spans []runbook.Outage) {
		for _, s := range spans {
			p.bullet(p.c.Say("report.absence."+id) + ": " + p.clock(s.From) + " – " + p.clock(s.To) + " (" + p.span(s.From, s.To) + ")" + p.because(s.Why))
		}
	}
	say("link", p.run.Outages)
	say("away", p.run.Away)
	for _, jump := range p.run.Jumps {
		way := "report.jump.forward"
		if jump.By < 0 {
			way = "report.jump.back"
		}
		p.bullet(p.c.Say(way, "Time", p.clock(jump.At), "By", p.c.Duration(jump.By.Abs())))
	}
}

// because is why a connection was lost, in a few words; what no text is known for is told as it was recorded.
func (p *page) because(why runbook.Phrase) string {
	if why.IsZero() {
		return ""
	}
	kind, args := "other", []string{"Why", why.Args["Why"]}
	switch why.ID {
	case "host.link-lost.silent":
		kind, args = "silent", []string{"Seconds", why.Args["Seconds"]}
	case "host.link-lost.closed":
		kind = "closed"
	case "host.link-lost.cut":
		kind = "cut"
	}
	return ": " + inline(p.c.Say("report.absence.why."+kind, args...))
}

// notices are those of 6.3 and 9.3 as they were shown.
func (p *page) notices() {
	if len(p.run.Notices) == 0 {
		return
	}
	p.heading("notices")
	for _, n := range p.run.Notices {
		sent := "report.notice.unsent"
		if n.Sent {
			sent = "report.notice.sent"
		}
		title := p.run.Book.Notices[n.Notice].Title
		if title == "" {
			title = n.Notice
		}
		p.bullet("**" + inline(title) + "** · " + p.c.Say(sent) + " · " + inline(strings.Join(n.To, ", ")))
		p.WriteString("\n" + fenced([]byte(strings.TrimRight(n.Text, "\n"))) + "\n")
	}
}

// artefacts is section 6, with what is recorded of the files that paso wrote itself.
func (p *page) artefacts() {
	p.heading("artefacts")
	var rows [][]string
	for _, a := range p.run.Book.Artefacts {
		place, unknown := runbook.Expand(a.Place, Facts(p.run, ofRun(p.run, p.c)))
		if len(unknown) > 0 || place == "" {
			place = p.c.Say("report.unrecorded")
		} else if step := p.unverified(a.Place); step != "" {
			place += " (" + p.c.Say("report.artefact.unverified", "Step", p.stepName(step)) + ")"
		}
		rows = append(rows, []string{a.Title, place, a.Purpose})
	}
	if len(rows) == 0 {
		p.none("artefacts")
	} else {
		p.table([]string{"artefact", "place", "purpose"}, rows)
	}
	for _, r := range p.run.Reports {
		if r.Step == "" {
			continue // the last one is the file itself; its hash cannot be inside of it
		}
		p.WriteString("\n" + p.c.Say("report.earlier", "Step", inline(p.stepName(r.Step)), "Size", p.c.Bytes(r.Size), "SHA256", inline(r.SHA256)) + "\n")
		switch {
		case r.Published != "":
			p.WriteString("\n" + p.c.Say("report.published", "Place", inline(r.Published)) + "\n")
		case !r.Problem.IsZero():
			p.WriteString("\n" + p.c.Say("report.unpublished", "Why", inline(p.phrase(r.Problem))) + "\n")
		}
	}
}

// unverified is a step that left a variable of the text and has not passed, or "".
func (p *page) unverified(text string) string {
	for _, name := range runbook.References(text) {
		if c, ok := p.run.Captures[name]; ok && !c.Verified {
			return c.Step
		}
	}
	return ""
}

// followUps is what remains (11.3).
func (p *page) followUps() {
	if len(p.run.Book.FollowUps) == 0 {
		return
	}
	p.heading("followups")
	for _, f := range p.run.Book.FollowUps {
		line := "[ ] " + inline(f.Title)
		if f.Role != "" {
			line += " · " + inline(p.role(f.Role))
		}
		if f.For > 0 && p.run.Over() {
			line += " · " + p.c.Say("report.followup.until", "Time", p.run.Ended.Add(f.For.D()).Format("2006-01-02 15:04"))
		}
		p.bullet(line)
	}
}

func (p *page) contacts() {
	if len(p.run.Book.Contacts) == 0 {
		return
	}
	p.heading("contacts")
	for _, c := range p.run.Book.Contacts {
		p.bullet(inline(c.Title) + ": " + inline(c.How))
	}
}
