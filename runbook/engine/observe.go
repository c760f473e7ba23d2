package engine

import (
	"context"
	"maps"
	"slices"

	"paso/checks"
	"paso/runbook"
	"paso/runbook/host"
)

// question is a check of the book, built with the values of the moment.
type question struct {
	label  string
	kind   string
	check  checks.Check
	err    error // it could not be built
	cut    error // why it sees only a part, or nothing, of what it looks through; nil: all of it
	absent bool  // it wants not to find something
}

// findsNothing tells whether the verdict is that of a search in vain, which in a part
// of the whole says nothing.
func (q question) findsNothing(v checks.Verdict) bool {
	if q.absent {
		return v == checks.Passed
	}
	return v == checks.Failed
}

// observe asks all questions one after the other and judges them.
func observe(ctx context.Context, w world, questions []question) []runbook.CheckResult {
	results := make([]runbook.CheckResult, 0, len(questions))
	for _, q := range questions {
		if q.err != nil {
			results = append(results, runbook.CheckResult{
				Label: q.label, Kind: q.kind, Verdict: runbook.Unobservable, Title: phraseOf(q.err), Observed: phraseOf(q.err),
			})
			continue
		}
		seen := q.check.Observe(ctx, w)
		result := runbook.CheckResult{
			Title: runbook.Phrase(q.check.Title()), Label: q.label, Kind: q.kind, Verdict: verdict(seen.Verdict),
			Wanted: runbook.Phrase(seen.Wanted), Observed: runbook.Phrase(seen.Observed), Evidence: seen.Evidence, Latency: seen.Latency,
		}
		if q.cut != nil && q.findsNothing(seen.Verdict) {
			result.Verdict, result.Observed = runbook.Unobservable, phraseOf(q.cut)
		}
		results = append(results, result)
	}
	return results
}

func verdict(v checks.Verdict) runbook.Verdict {
	switch v {
	case checks.Passed:
		return runbook.OK
	case checks.Failed:
		return runbook.Failed
	case checks.Unobservable:
	}
	return runbook.Unobservable
}

// build makes the questions of a list. It is done on the engine's goroutine, for they
// read the run.
func (e *Engine) build(list []runbook.Check, text func() printed) []question {
	return buildAll(list, e.run, text)
}

// stepChecks looks whether the step's criterion is met, in the shell state that its
// script left.
func (e *Engine) stepChecks(a runbook.ObserveChecks) func(context.Context) func() error {
	p := e.run.Steps[a.Step]
	state, n, vars := e.run.ShellBase, 0, e.run.Variables()
	survivors := e.survivors(p)
	if e.run.RollingBack() {
		state = e.run.RollbackBase
	}
	if attempt := p.Current(); attempt != nil {
		n = attempt.N
		if r := attempt.Result; r != nil {
			maps.Copy(vars, r.Captures)
			if r.State == string(host.StateOK) {
				state = attempt.ID
			}
		}
	}
	questions := e.build(p.Step.Checks, func() printed { return readPrinted(e.o.Dir, a.Step, n) })
	w, pause := e.world(state, vars), p.Step.Wait.D()
	return func(ctx context.Context) func() error {
		if sleep(ctx, pause) != nil {
			return nil
		}
		alive, gone := survivors(ctx)
		if gone {
			w.state = "" // the shell states went with the directory: what is looked at now, is from a login shell
		}
		results := observe(ctx, w, questions)
		if ctx.Err() != nil {
			return nil // what was cut off has seen nothing
		}
		return e.ifDue(a, func() error {
			return e.recordAs(runbook.Paso, append(alive, runbook.ChecksObserved{Step: a.Step, Attempt: n, Results: results})...)
		})
	}
}

// prerequisites looks at those that a machine can see (section 4).
func (e *Engine) prerequisites(a runbook.ObservePrerequisites) func(context.Context) func() error {
	wanted := map[string]bool{}
	for _, id := range a.IDs {
		wanted[id] = true
	}
	lists := map[string][]question{}
	for i := range e.o.Book.Prerequisites {
		if p := &e.o.Book.Prerequisites[i]; wanted[p.ID] {
			lists[p.ID] = e.build(p.Checks, nil)
		}
	}
	w := e.world("", e.run.Variables())
	return func(ctx context.Context) func() error {
		for _, id := range a.IDs {
			results := observe(ctx, w, lists[id])
			if ctx.Err() != nil {
				return nil
			}
			wanted := false
			err := e.call(ctx, func() error {
				if wanted = e.unseen(id); !wanted {
					return nil
				}
				return e.recordAs(runbook.Paso, runbook.PrerequisiteObserved{ID: id, Results: results})
			})
			switch {
			case err != nil:
				return fails(err)
			case !wanted:
				return nil
			}
		}
		return nil
	}
}

// unseen tells whether the rules still want the prerequisite looked at: the run may
// have been ended while its checks were on their way.
func (e *Engine) unseen(id string) bool {
	asked, is := runbook.Next(e.run, e.session).(runbook.ObservePrerequisites)
	return is && slices.Contains(asked.IDs, id)
}
