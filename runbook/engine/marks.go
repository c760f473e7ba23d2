package engine

import (
	"context"

	"paso/checks"
	"paso/runbook"
)

// marks notes where the logs end which later checks read from this step on: old
// errors and those of the downtime itself do not count (5.3). A log that could not be
// marked is read from its beginning: that may find too much, never too little.
func (e *Engine) marks(step string) func(context.Context) map[string]runbook.LogMark {
	var logs []string
	journal := false
	for _, c := range e.allChecks() {
		if c.Log == nil || c.Since != step {
			continue
		}
		if c.Journal {
			journal = true
			continue
		}
		if path, unknown := runbook.Expand(*c.Log, e.run.Lookup); len(unknown) == 0 {
			logs = append(logs, path)
		}
	}
	if len(logs) == 0 && !journal {
		return func(context.Context) map[string]runbook.LogMark { return nil }
	}
	w := e.world("", e.run.Variables())
	return func(ctx context.Context) map[string]runbook.LogMark {
		marks := map[string]runbook.LogMark{}
		if journal {
			if now, err := checks.TargetTime(ctx, w); err == nil {
				marks[""] = runbook.LogMark{Time: now}
			}
		}
		for _, path := range logs {
			if m, err := checks.MarkLog(ctx, w, path); err == nil {
				marks[path] = runbook.LogMark{Inode: m.Inode, Offset: m.Offset}
			}
		}
		return marks
	}
}

// allChecks are those of every step, and of the validation.
func (e *Engine) allChecks() []*runbook.Check {
	var all []*runbook.Check
	add := func(list []runbook.Check) {
		for i := range list {
			all = append(all, &list[i])
		}
	}
	for _, s := range e.o.Book.AllSteps {
		add(s.Checks)
	}
	for i := range e.o.Book.Rollback.Steps {
		add(e.o.Book.Rollback.Steps[i].Checks)
	}
	add(e.o.Book.Validation.Checks)
	return all
}
