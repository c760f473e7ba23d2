package engine

import (
	"context"
	"net/http"
	"time"

	"paso/checks"
	"paso/runbook/host"
)

// checkTimeout limits one script of a check on its host.
const checkTimeout = 60 * time.Second

// world is where the checks of one moment look: the target in the shell state that a
// step left, with the values of that moment.
type world struct {
	query func(context.Context, host.Query) (host.Answer, error)
	now   func() time.Time
	sudo  func() string     // password for sudo, "" for none
	state string            // attempt whose end state is copied; "" is a login shell
	vars  map[string]string // set before every script
	setup string            // script that runs first in the same shell, its output dropped
}

// world looks at the run's target over as many connections as it takes.
func (e *Engine) world(state string, vars map[string]string) world {
	return world{query: e.query, now: e.o.Now, sudo: e.vault.sudoPassword, state: state, vars: vars}
}

// query asks the target, and again when the connection broke: a query changes nothing.
func (e *Engine) query(ctx context.Context, q host.Query) (answer host.Answer, err error) {
	err = e.linked(ctx, func() error {
		answer, err = e.host.Query(ctx, q)
		return err
	})
	return answer, err
}

func (w world) Run(ctx context.Context, script string) (checks.Output, error) {
	if w.setup != "" {
		script = "{\n" + w.setup + "\n} >/dev/null 2>&1\n" + script
	}
	answer, err := w.query(ctx, host.Query{
		State: w.state, Vars: w.vars, Script: script, SudoPassword: w.sudo(), Timeout: checkTimeout, MaxOutput: checks.OutputLimit,
	})
	return checks.Output{
		Stdout: answer.Stdout, Stderr: answer.Stderr, Exit: answer.Exit, Truncated: answer.Truncated, TimedOut: answer.TimedOut,
	}, err
}

func (w world) Now() time.Time { return w.now() }

func (w world) Wait(ctx context.Context, d time.Duration) error { return sleep(ctx, d) }

func (w world) Client() *http.Client { return http.DefaultClient }
