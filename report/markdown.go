package report

import (
	"fmt"
	"time"

	"paso/runbook"
	"paso/runbook/text"
)

// Markdown writes the report of a run: the template of section 6.1 in Spanish, then the rest in the catalogue's language.
// Running clocks of an open run are read at now; once the outcome is fixed, now changes nothing. log gives the output of
// attempts that failed and may be nil; output that cannot be read is said to be so, for a report is owed whatever else
// fails. The run is not changed.
func Markdown(run *runbook.Run, c *text.Catalogue, now time.Time, log Log) ([]byte, error) {
	es, err := text.For(text.ES)
	if err != nil {
		return nil, fmt.Errorf("write the report: %w", err)
	}
	p := &page{run: run, c: c, es: es, at: readAt(run, now), log: log}
	p.template()
	p.WriteString("\n---\n")
	for _, section := range []func(){
		p.about, p.stages, p.clocks, p.steps, p.attempts, p.checks,
		p.people, p.prerequisites, p.checklists, p.criteria,
		p.deviations, p.notes, p.absences, p.notices, p.artefacts, p.followUps, p.contacts, p.failedOutput, p.record,
	} {
		section()
	}
	return []byte(p.String()), nil
}

// readAt is the moment at which clocks are read, in the zone of the journal.
func readAt(run *runbook.Run, now time.Time) time.Time {
	switch {
	case run.Over():
		return run.Ended
	case now.Before(run.Last):
		return run.Last
	}
	return now.In(run.Started.Location())
}
