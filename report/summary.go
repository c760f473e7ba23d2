package report

import (
	"fmt"
	"strings"
	"time"

	"paso/runbook"
	"paso/runbook/text"
)

// Summary is the run on one page, in Markdown: outcome, stages, clocks, steps, deviations. It is what a CI system shows
// beside a job; the report of section 6.1 is [Markdown]. Running clocks are read at now. log may be nil. The run is not
// changed.
func Summary(run *runbook.Run, c *text.Catalogue, now time.Time, log Log) []byte {
	p := &page{run: run, c: c, es: c, at: readAt(run, now), log: log}
	fmt.Fprintf(p, "## %s: %s\n\n", inline(run.Book.Title), c.Say("report.outcome."+standing(run)))
	fact := func(id, value string) {
		if value != "" {
			p.bullet(c.Say("report.run."+id) + ": " + inline(value))
		}
	}
	if run.Info.Demo {
		p.bullet("**" + c.Say("report.run.demo") + "**")
	}
	fact("id", run.Info.ID)
	fact("target", strings.TrimSpace(run.Info.Target+" "+run.Info.Destination))
	fact("operator", run.Operator.Name)
	if why := reason(run); why != "" {
		p.bullet(c.Say("report.problem.reason", "Reason", inline(why)))
	}
	for _, section := range []func(){p.stages, p.clocks, p.steps, p.deviations, p.failedOutput} {
		section()
	}
	return []byte(p.String())
}
