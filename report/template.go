package report

import (
	"fmt"

	"paso/runbook"
	"paso/runbook/text"
)

// template writes section 6.1: its headings and fields, and nothing between them that the procedure does not have.
func (p *page) template() {
	book, run := p.run.Book, p.run
	title := book.Report.Title
	if title == "" {
		title = book.Title
	}
	when := run.Started.Format("2006-01-02 15:04")
	fmt.Fprintf(p, "# %s - %s\n", inline(title), when)

	p.WriteString("\n## Informacion General\n")
	p.bullet("Fecha: " + when)
	p.bullet("Version deployada: " + p.version())
	p.bullet("Tag: " + p.tag())
	p.bullet("Ejecutado por: " + p.operator())

	p.WriteString("\n## Cambios Deployados\n")
	p.changed(book.Report.Commits, "commits")
	p.WriteString("\n## Migraciones Aplicadas\n")
	p.changed(book.Report.Migrations, "migrations")

	p.WriteString("\n## Resultados\n")
	p.bullet("Tiempo total: " + p.total())
	p.bullet("Downtime: " + p.downtime())
	p.bullet("Tests: " + p.tests())
	p.bullet("Estado: " + p.es.Say("report.outcome."+standing(run)))

	p.WriteString("\n## Problemas Encontrados\n")
	p.problems()
	p.WriteString("\n## Validaciones\n")
	p.validations()
}

// version says which version is in force. One that was rolled back or never arrived is only what was attempted.
func (p *page) version() string {
	run, spec := p.run, p.run.Book.Report.Version
	value, missing := p.field(spec)
	attempted := p.es.Say("report.attempted.unknown")
	if missing == "" {
		attempted = p.es.Say("report.attempted", "Version", inline(value))
	}
	switch {
	case run.Outcome == runbook.RolledBackOutcome:
		return p.es.Say("report.version.rolledback", "Before", p.before(spec), "Attempted", attempted)
	case run.RollingBack():
		return p.es.Say("report.version.rollingback", "Before", p.before(spec), "Attempted", attempted)
	case missing != "":
		return missing
	case run.Outcome == runbook.FailedOutcome || run.Outcome == runbook.Aborted:
		return p.es.Say("report.version.unfinished", "Version", inline(value))
	case !run.Over():
		return inline(value) + p.es.Say("report.sofar")
	}
	return inline(value)
}

// before is what the field was before the run: the procedure records it under the name of the variable with FROM_
// before it (FROM_VERSION beside VERSION, FROM_SHA beside SHA).
func (p *page) before(spec string) string {
	known := true
	value, _ := runbook.Expand(spec, func(name string) (string, bool) {
		v, ok := p.run.Lookup("FROM_" + name)
		known = known && ok && v != ""
		return v, ok
	})
	if spec == "" || !known {
		return p.es.Say("report.unrecorded")
	}
	return inline(value)
}

// tag says the tag. Its name is fixed when the run starts, so it counts only once the step that looks for it has passed.
// It marks the code before the deployment (1.4): after a rollback it is what is in force.
func (p *page) tag() string {
	spec := p.run.Book.Report.Tag
	value, missing := p.field(spec)
	if missing != "" {
		return missing
	}
	if at := p.looksFor(spec); at != nil && alone(at) != testsPassed && alone(at) != testsRolledBack {
		return p.es.Say("report.tag.unconfirmed", "Tag", inline(value), "Step", inline(name(at.Step)))
	}
	if p.run.Outcome == runbook.RolledBackOutcome {
		return p.es.Say("report.tag.rolledback", "Tag", inline(value))
	}
	return inline(value)
}

// looksFor is the first step with a check on the tag, or nil.
func (p *page) looksFor(tag string) *runbook.Progress {
	for _, step := range p.run.Book.AllSteps {
		for _, check := range step.Checks {
			if check.Tag == tag {
				return p.run.Steps[step.ID]
			}
		}
	}
	return nil
}

func (p *page) operator() string {
	if p.run.Operator.Name == "" {
		return p.es.Say("report.unrecorded")
	}
	return inline(p.run.Operator.Name)
}

// field expands a field of [report]. Missing says, as Markdown, why there is no value.
func (p *page) field(spec string) (value, missing string) {
	value, unknown := runbook.Expand(spec, p.run.Lookup)
	switch {
	case spec == "":
		return "", p.es.Say("report.unrecorded")
	case len(unknown) > 0:
		return "", p.unrecorded(unknown[0])
	}
	return value, ""
}

// unrecorded says that a variable has no value, and what became of the step that should have left it.
func (p *page) unrecorded(variable string) string {
	var source *runbook.Progress
	p.eachStep(func(at *runbook.Progress) {
		for _, captured := range at.Step.Capture {
			if captured == variable && source == nil {
				source = at
			}
		}
	})
	switch {
	case source == nil:
		return p.es.Say("report.unrecorded")
	case source.Started.IsZero():
		return p.es.Say("report.unrecorded.notrun", "Step", inline(name(source.Step)))
	}
	return p.es.Say("report.unrecorded.partial", "Step", inline(name(source.Step)))
}

// changed lists commits or migrations, one a line.
func (p *page) changed(spec, kind string) {
	value, missing := p.field(spec)
	if missing != "" {
		p.bullet(missing)
		return
	}
	all := lines(value)
	if len(all) == 0 {
		p.bullet(p.es.Say("report.changed.none." + kind))
		return
	}
	if p.run.RollingBack() {
		p.bullet(p.es.Say("report.changed.rolledback." + kind))
	}
	for _, line := range all {
		p.bullet(inline(line))
	}
}

func (p *page) total() string {
	reading := p.run.Clock("total", p.at)
	elapsed := reading.Elapsed
	if !reading.Started {
		elapsed = p.at.Sub(p.run.Started)
	}
	said := fmt.Sprintf("%d minutos", text.Minutes(elapsed))
	if !p.run.Over() {
		said += p.es.Say("report.sofar")
	}
	return said
}

// downtime says the seconds that the services were down. A window that nobody saw close is at least so long.
func (p *page) downtime() string {
	spec := p.run.Book.Report.Downtime
	if _, known := p.run.Book.Clocks[spec]; !known {
		return p.es.Say("report.unrecorded")
	}
	reading := p.run.Clock(spec, p.at)
	said := fmt.Sprintf("%d segundos", text.Seconds(reading.Elapsed))
	switch {
	case !reading.Started:
		return said + p.es.Say("report.downtime.never")
	case reading.Running && p.run.Over():
		return p.es.Say("report.downtime.open", "Time", said)
	case reading.Running:
		return said + p.es.Say("report.sofar")
	}
	return said
}

// validations are the tick boxes; one is ticked only where every step of it was seen to pass and still stands.
func (p *page) validations() {
	if len(p.run.Book.Report.Validations) == 0 {
		p.bullet("[ ] " + p.es.Say("report.unrecorded"))
	}
	for _, v := range p.run.Book.Report.Validations {
		result := p.together(v.Steps)
		switch result {
		case testsPassed:
			p.bullet("[x] " + inline(v.Title))
		default:
			p.bullet("[ ] " + inline(v.Title) + " (" + p.es.Say("report.validation."+string(result)) + ")")
		}
	}
}

func (p *page) tests() string {
	return p.es.Say("report.tests." + string(p.together(p.run.Book.Report.Tests)))
}
