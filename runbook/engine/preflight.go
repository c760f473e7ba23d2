package engine

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"paso/checks"
	"paso/runbook"
)

// killsSteps is the target whose logind would end a step when the connection does.
const killsSteps = "yes"

// preflight looks at the target before anybody is asked anything.
func (e *Engine) preflight(a runbook.RunPreflight) func(context.Context) func() error {
	target := e.o.Book.Targets[e.run.Info.Target]
	var questions []question
	if e.o.Book.UsesSudo() {
		questions = append(questions, question{kind: "sudo", check: checks.Sudo{}})
	}
	for _, text := range target.Tools {
		tool, err := checks.ParseTool(text)
		questions = append(questions, question{kind: "tool", check: tool, err: err})
	}
	for _, path := range slices.Sorted(maps.Keys(target.Free)) {
		questions = append(questions, e.diskQuestion(path, target.Free[path]))
	}
	h, facts, w := e.host, e.facts, e.world("", e.run.Variables())
	return func(ctx context.Context) func() error {
		if facts.KillUserProcesses == killsSteps { // it may have been seen to since: this is how one looks again
			_ = e.linked(ctx, func() error {
				now, err := h.Probe(ctx)
				if err == nil {
					facts = now
				}
				return err
			})
		}
		results := observe(ctx, w, questions)
		if ctx.Err() != nil {
			return nil
		}
		return e.ifDue(a, func() error {
			e.facts = facts
			return e.recordAs(runbook.Paso, runbook.Preflighted{Results: append(e.factResults(), results...)})
		})
	}
}

func (e *Engine) diskQuestion(path, free string) question {
	size, err := runbook.ParseSize(free)
	expanded, unknown := runbook.Expand(path, e.run.Lookup)
	if err == nil && len(unknown) > 0 {
		err = fmt.Errorf("expand %s: unknown variable", path)
	}
	return question{kind: "disk", check: checks.Disk{Path: expanded, Free: size}, err: err}
}

// factResults judges what the target told of itself and what the run knows anyway.
func (e *Engine) factResults() []runbook.CheckResult {
	fact := func(id string, good bool, args map[string]string) runbook.CheckResult {
		verdict := runbook.OK
		if !good {
			verdict = runbook.Failed
		}
		return runbook.CheckResult{
			Title: runbook.Phrase{ID: "engine.preflight." + id}, Kind: id, Verdict: verdict,
			Wanted:   runbook.Phrase{ID: "engine.preflight." + id + ".wanted", Args: args},
			Observed: runbook.Phrase{ID: "engine.preflight." + id + ".observed", Args: args},
		}
	}
	skew := e.facts.ClockAhead.Abs()
	results := []runbook.CheckResult{
		fact("reached", true, map[string]string{"User": e.facts.User, "Host": e.facts.Hostname}),
		fact("lock", e.run.Lock != nil, map[string]string{"Name": e.lockName()}),
		fact("clock", skew < time.Minute, map[string]string{"Skew": skew.Round(time.Second).String()}),
	}
	switch e.facts.KillUserProcesses {
	case killsSteps:
		results = append(results, fact("linger", false, map[string]string{"User": e.facts.User}))
	case "scope":
		results = append(results, fact("scope", true, nil))
	}
	if next := e.o.Book.NextReview; !next.IsZero() {
		date := map[string]string{"Date": next.Format(time.DateOnly)}
		review := fact("review", true, date)
		if e.run.Info.Overdue {
			// Said, not failed: an overdue review stops nobody, but everybody knows.
			review = fact("overdue", true, date)
		}
		results = append(results, review)
	}
	return results
}
