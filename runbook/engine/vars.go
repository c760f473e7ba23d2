package engine

import (
	"context"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"time"

	"paso/runbook"
	"paso/runbook/host"
)

const varTimeout = 30 * time.Second

// VariableError is a variable that could not be fixed; nothing of the procedure has started.
type VariableError struct {
	Name    string
	Why     string   // the catalogue's word: timeout, unknown, exit
	Unknown []string // variables that its value names and nobody gives
	Exit    int      // of its command
	Said    string   // the first line of what the command had to complain; untrusted
}

func (e *VariableError) Error() string {
	why := e.Why
	switch {
	case len(e.Unknown) > 0:
		why += " " + strings.Join(e.Unknown, ", ")
	case e.Exit != 0:
		why += fmt.Sprintf(" %d: %s", e.Exit, e.Said)
	}
	return fmt.Sprintf("evaluate variable %s: %s", e.Name, why)
}

// Message is the error for the catalogue.
func (e *VariableError) Message() (string, map[string]string) {
	return "engine.variable." + e.Why, map[string]string{
		"Name": e.Name, "Unknown": strings.Join(e.Unknown, ", "), "Exit": strconv.Itoa(e.Exit), "Said": e.Said,
		"Limit": varTimeout.String(),
	}
}

// fixVars evaluates every variable once, in the order of the book, on the target: a
// date taken twice would name two tags (1.4).
func (e *Engine) fixVars(a runbook.FixVars) func(context.Context) func() error {
	values := maps.Clone(e.run.Values)
	return func(ctx context.Context) func() error {
		if err := evaluateAll(ctx, e.query, e.o.Book.Vars, values); err != nil {
			return e.ifDue(a, fails(err))
		}
		if err := withoutSecrets(e.o.Book.Vars, values, e.vault.censor()); err != nil {
			return e.ifDue(a, fails(err))
		}
		return e.ifDue(a, func() error { return e.recordAs(runbook.Paso, runbook.VarsFixed{Values: values}) })
	}
}

type queryFunc = func(context.Context, host.Query) (host.Answer, error)

// evaluateAll completes values with every variable that is not a secret.
func evaluateAll(ctx context.Context, query queryFunc, vars []runbook.Var, values map[string]string) error {
	for _, v := range vars {
		if _, given := values[v.Name]; given || v.Secret {
			continue
		}
		value, err := evaluate(ctx, query, v, values)
		if err != nil {
			return err
		}
		values[v.Name] = value
	}
	return nil
}

func evaluate(ctx context.Context, query queryFunc, v runbook.Var, earlier map[string]string) (string, error) {
	if v.Command == "" {
		value, unknown := runbook.Expand(v.Value, func(name string) (string, bool) {
			known, ok := earlier[name]
			return known, ok
		})
		if len(unknown) > 0 {
			return "", &VariableError{Name: v.Name, Why: "unknown", Unknown: unknown}
		}
		return value, nil
	}
	answer, err := query(ctx, host.Query{Vars: earlier, Script: v.Command, Timeout: varTimeout})
	switch {
	case err != nil:
		return "", err
	case answer.TimedOut:
		return "", &VariableError{Name: v.Name, Why: "timeout"}
	case answer.Exit != 0:
		return "", &VariableError{Name: v.Name, Why: "exit", Exit: answer.Exit, Said: firstLine(answer.Stderr)}
	}
	return strings.TrimRight(string(answer.Stdout), "\n"), nil
}

// withoutSecrets refuses a value that a command printed and that holds a secret: it
// would be recorded as it is, or be another value than the target's.
func withoutSecrets(vars []runbook.Var, values map[string]string, c *censor) error {
	for _, v := range vars {
		if value := values[v.Name]; v.Command != "" && c.text(value) != value {
			return &SecretVariableError{Name: v.Name}
		}
	}
	return nil
}

// SecretVariableError is a variable whose value holds a secret.
type SecretVariableError struct{ Name string }

func (e *SecretVariableError) Error() string {
	return fmt.Sprintf("evaluate variable %s: its value holds a secret", e.Name)
}

// Message is the error for the catalogue.
func (e *SecretVariableError) Message() (string, map[string]string) {
	return "engine.variable.secret", map[string]string{"Name": e.Name}
}

func firstLine(b []byte) string {
	line, _, _ := strings.Cut(strings.TrimSpace(string(b)), "\n")
	return line
}
