package report

import (
	"strconv"
	"strings"
	"time"

	"paso/runbook"
)

// about says which run this is, of what, where and by whom.
func (p *page) about() {
	run := p.run
	p.heading("run")
	fact := func(id, value string) {
		if value != "" {
			p.bullet(p.c.Say("report.run."+id) + ": " + inline(value))
		}
	}
	if run.Info.Demo {
		p.bullet("**" + p.c.Say("report.run.demo") + "**")
	}
	fact("id", run.Info.ID)
	fact("runbook", strings.TrimSpace(run.Book.ID+" "+run.Book.Title+" v"+run.Book.Version))
	fact("sha256", run.Info.SHA256)
	fact("target", strings.TrimSpace(run.Info.Target+" "+run.Info.Destination))
	if run.Target.Hostname != "" {
		fact("host", run.Target.User+"@"+run.Target.Hostname)
	}
	fact("paso", run.Info.Paso)
	fact("machine", run.Info.Machine)
	if name := run.Operator.Name; name != "" {
		fact("operator", name+p.inRoles(run.Operator.Roles)+", "+p.identity(run.Operator.Kind))
	}
	fact("started", p.moment(run.Started))
	if run.Over() {
		fact("ended", p.moment(run.Ended))
	} else {
		fact("last", p.moment(run.Last))
		fact("read", p.moment(p.at))
	}
	fact("waited", p.c.Duration(run.WaitedAt(p.at)))
	for _, key := range run.HostKeys {
		fact("hostkey", key.Host+" "+key.Fingerprint)
	}
	if run.Info.Overdue {
		p.bullet(p.c.Say("report.run.overdue"))
	}
}

func (p *page) inRoles(ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	titles := make([]string, len(ids))
	for i, id := range ids {
		titles[i] = p.role(id)
	}
	return " (" + strings.Join(titles, ", ") + ")"
}

// stages holds the plan (annex B) against what was needed; waiting for people is told apart, not taken off.
func (p *page) stages() {
	p.heading("stages")
	var rows [][]string
	for i, stage := range p.run.Book.Stages {
		at := p.run.Stages[i]
		rows = append(rows, []string{
			strconv.Itoa(i+1) + " " + stage.Title, p.budget(stage.Estimate), p.stageSpan(at), p.waited(at.Waited), p.clock(at.Started), p.clock(at.Ended),
		})
	}
	if !p.run.RollbackStarted.IsZero() {
		rows = append(rows, []string{
			p.rollbackTitle(), p.budget(p.run.Book.Rollback.Estimate), p.span(p.run.RollbackStarted, p.run.RollbackEnded), "—",
			p.clock(p.run.RollbackStarted), p.clock(p.run.RollbackEnded),
		})
	}
	p.table([]string{"stage", "plan", "actual", "waited", "start", "end"}, rows)
}

// stageSpan is the length of a stage. One in which the run ended has no end of its own.
func (p *page) stageSpan(at runbook.StageProgress) string {
	if !at.Started.IsZero() && at.Ended.IsZero() && (p.run.Over() || p.run.RollingBack()) {
		return p.c.Say("report.unfinished")
	}
	return p.span(at.Started, at.Ended)
}

func (p *page) rollbackTitle() string {
	if title := p.run.Book.Rollback.Title; title != "" {
		return title
	}
	return "Rollback"
}

func (p *page) budget(d runbook.Duration) string {
	if d <= 0 {
		return "—"
	}
	return p.c.Duration(d.D())
}

func (p *page) waited(d time.Duration) string {
	if d <= 0 {
		return "—"
	}
	return p.c.Duration(d)
}

// clocks holds each clock against its budget (1.3, 7.1). They are wall time.
func (p *page) clocks() {
	readings := p.run.Clocks(p.at)
	if len(readings) == 0 {
		return
	}
	p.heading("clocks")
	var rows [][]string
	for _, r := range readings {
		title := r.Clock.Title
		if title == "" {
			title = r.Name
		}
		rows = append(rows, []string{title, p.budget(r.Clock.Budget), p.elapsed(r), p.clockVerdict(r), p.spans(r)})
	}
	p.table([]string{"clock", "budget", "measured", "verdict", "when"}, rows)
}

func (p *page) elapsed(r runbook.ClockReading) string {
	said := p.c.Duration(r.Elapsed)
	switch {
	case !r.Started:
		return "—"
	case r.Running && p.run.Over():
		return p.c.Say("report.atleast", "Time", said)
	case r.Running:
		return p.c.Say("report.open", "Time", said)
	}
	return said
}

func (p *page) clockVerdict(r runbook.ClockReading) string {
	switch {
	case !r.Started:
		return p.c.Say("report.clock.never")
	case r.Clock.Budget <= 0:
		return "—"
	case r.Over():
		return p.c.Say("report.clock.over", "Time", p.c.Duration(r.Elapsed-r.Clock.Budget.D()))
	case r.Running:
		return p.c.Say("report.clock.running")
	}
	return p.c.Say("report.clock.within")
}

func (p *page) spans(r runbook.ClockReading) string {
	var all []string
	for _, s := range r.Spans {
		all = append(all, p.clock(s.From)+" – "+p.clock(s.To))
	}
	return strings.Join(all, ", ")
}
