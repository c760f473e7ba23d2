package report

import (
	"fmt"
	"strings"
	"time"

	"paso/runbook"
	"paso/runbook/text"
)

// Log gives what an attempt printed, secrets overwritten; nil where there is none.
type Log = func(step string, attempt int) ([]byte, error)

// page is a report in the making.
type page struct {
	strings.Builder
	run *runbook.Run
	c   *text.Catalogue // of what follows the template
	es  *text.Catalogue // of the template
	at  time.Time       // when running clocks are read
	log Log
}

// heading opens a section of the second part.
func (p *page) heading(id string) { fmt.Fprintf(p, "\n## %s\n\n", p.c.Say("report.heading."+id)) }

// none says that a section has nothing in it.
func (p *page) none(id string) { fmt.Fprintf(p, "%s\n", p.c.Say("report.none."+id)) }

// bullet writes a line of a list; what it gets is Markdown already.
func (p *page) bullet(line string) { fmt.Fprintf(p, "- %s\n", line) }

// table writes rows of untrusted cells under headers that the catalogue names.
func (p *page) table(headers []string, rows [][]string) {
	said := make([]string, len(headers))
	rule := make([]string, len(headers))
	for i, id := range headers {
		said[i], rule[i] = p.c.Say("report.column."+id), "---"
	}
	p.row(said)
	p.row(rule)
	for _, cells := range rows {
		escaped := make([]string, len(cells))
		for i, cell := range cells {
			escaped[i] = inline(cell)
		}
		p.row(escaped)
	}
}

func (p *page) row(cells []string) {
	for _, cell := range cells {
		p.WriteString("| ")
		p.WriteString(cell)
		if cell != "" {
			p.WriteString(" ")
		}
	}
	p.WriteString("|\n")
}

// phrase says a phrase of the journal in the page's language.
func (p *page) phrase(ph runbook.Phrase) string {
	if ph.IsZero() {
		return ""
	}
	return p.c.Phrase(ph.ID, ph.Args)
}

// clock is the time of a moment, with the day where it is not that of the start.
func (p *page) clock(t time.Time) string {
	switch {
	case t.IsZero():
		return "—"
	case t.Format(time.DateOnly) == p.run.Started.Format(time.DateOnly):
		return p.c.Time(t)
	}
	return p.c.DateTime(t)
}

// moment is a moment with its zone.
func (p *page) moment(t time.Time) string {
	if t.IsZero() {
		return "—"
	}
	return t.Format("2006-01-02 15:04:05 -07:00")
}

// span is the length between two moments; one that has not ended is said to go on.
func (p *page) span(from, to time.Time) string {
	switch {
	case from.IsZero():
		return "—"
	case to.IsZero():
		return p.c.Say("report.open", "Time", p.c.Duration(p.at.Sub(from)))
	}
	return p.c.Duration(to.Sub(from))
}

// name is a step with its number: "3.2 Ejecutar Migraciones".
func name(s *runbook.Step) string { return strings.TrimSpace(s.Number + " " + s.Title) }

// stepName is the step of an id; an id that the book lacks is shown as it is.
func (p *page) stepName(id string) string {
	if at := p.run.Steps[id]; at != nil {
		return name(at.Step)
	}
	return id
}

func (p *page) role(id string) string {
	if title, ok := p.run.Book.Roles[id]; ok {
		return title
	}
	return id
}

func (p *page) identity(kind runbook.Identity) string {
	if kind == "" {
		return ""
	}
	return p.c.Say("report.identity." + string(kind))
}

func (p *page) verdict(v runbook.Verdict) string {
	if v == runbook.Unjudged {
		return p.c.Say("report.verdict.unjudged")
	}
	return p.c.Say("report.verdict." + string(v))
}

// eachStep calls do for every step of the stages and of the rollback, in order.
func (p *page) eachStep(do func(*runbook.Progress)) {
	for _, step := range p.run.Book.AllSteps {
		do(p.run.Steps[step.ID])
	}
	for i := range p.run.Book.Rollback.Steps {
		do(p.run.Steps[p.run.Book.Rollback.Steps[i].ID])
	}
}
