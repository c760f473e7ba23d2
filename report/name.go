package report

import (
	"path"
	"regexp"

	"paso/runbook"
)

// defaultPath is where the report lies if the runbook does not say it.
const defaultPath = "DEPLOY-YYYY-MM-DD-HHMM.md"

var (
	dateInName = regexp.MustCompile(`YYYY([-_]?)MM([-_]?)DD`)
	timeInName = regexp.MustCompile(`HH([-_]?)MM`)
)

// Name is the report's file, relative to the run's directory and always inside of it, with forward slashes: [report] path
// with the date and time at which the run started in place of YYYY-MM-DD and HHMM. The zone is that of the journal.
func Name(run *runbook.Run) string {
	name := run.Book.Report.Path
	if name == "" {
		name = defaultPath
	}
	name = path.Clean("/" + name)[1:]
	dir, file := path.Split(name)
	file = dateInName.ReplaceAllString(file, run.Started.Format("2006")+"${1}"+run.Started.Format("01")+"${2}"+run.Started.Format("02"))
	file = timeInName.ReplaceAllString(file, run.Started.Format("15")+"${1}"+run.Started.Format("04"))
	return dir + file
}
