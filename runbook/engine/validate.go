package engine

import (
	"context"
	"time"

	"paso/runbook"
	"paso/runbook/host"
)

// Validate looks at the checks of section 8 on their own: no run need exist, nothing
// is recorded, nothing is changed. given are the values of variables that the book
// does not give itself.
func Validate(ctx context.Context, h Host, book *runbook.Runbook, given map[string]string, now func() time.Time) ([]runbook.CheckResult, error) {
	run := runbook.NewRun(book)
	for name, value := range given {
		run.Values[name] = value
	}
	query := func(ctx context.Context, q host.Query) (host.Answer, error) { return h.Query(ctx, q) }
	if err := evaluateAll(ctx, query, book.Vars, run.Values); err != nil {
		return nil, err
	}
	w := world{query: query, now: now, sudo: func() string { return "" }, vars: run.Values, setup: book.Validation.Setup}
	results := observe(ctx, w, buildAll(book.Validation.Checks, run, nil))
	return newCensor(secretsOf(book, given)).results(results), ctx.Err()
}

func secretsOf(book *runbook.Runbook, given map[string]string) []string {
	var secrets []string
	for name, value := range given {
		if v := book.Var(name); v != nil && v.Secret && maskable(value) {
			secrets = append(secrets, value)
		}
	}
	return secrets
}
