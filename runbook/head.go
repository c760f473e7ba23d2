package runbook

// Vouched is the record that a report written now stands for: number and hash of the one that fixed the outcome, so that
// the report of a run that is over is the same whenever it is written; of an open run the newest. No hash where the
// records lie in no journal.
func (r *Run) Vouched() (seq uint64, hash string) {
	if r.Over() {
		return r.endedAt, r.endedHead
	}
	return r.Seq, r.Head
}

// ReportDue tells whether the order of things wants a report written now.
func (r *Run) ReportDue() bool {
	_, due := Next(r, NewAuditor(r.Book).session).(WriteReport)
	return due
}

// Owes tells whether something of a run that is over is left to do, or to be recorded: its report, the lock, the target.
func (r *Run) Owes() bool {
	_, finished := Next(r, NewAuditor(r.Book).session).(Finished)
	return r.Over() && !finished
}

// EveryStep are the steps of the stages, and then those of the rollback.
func (b *Runbook) EveryStep() []*Step {
	var all []*Step
	for _, step := range b.AllSteps {
		all = append(all, step)
	}
	for i := range b.Rollback.Steps {
		all = append(all, &b.Rollback.Steps[i])
	}
	return all
}
