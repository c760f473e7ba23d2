package command

import (
	"bufio"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"paso/runbook"
	"paso/runbook/engine"
	"paso/runbook/host"
	"paso/runbook/output"
	"paso/runbook/text"
)

func (a *app) validateCommand(words *text.Catalogue) *cobra.Command {
	cmd := &cobra.Command{
		Use: "validate [RUNBOOK]", Short: words.Say("command.validate"), Args: a.most(1),
		RunE: func(cmd *cobra.Command, args []string) error { return a.validate(cmd.Context(), args) },
	}
	f := cmd.Flags()
	f.StringVar(&a.target, "target", "", words.Say("command.flag.target"))
	f.StringArrayVar(&a.set, "set", nil, words.Say("command.flag.set"))
	f.StringVar(&a.sshConfig, "ssh-config", "", words.Say("command.flag.ssh-config"))
	return cmd
}

// validate looks at the checks of section 8, without a run: 0 when all hold, else 1.
func (a *app) validate(ctx context.Context, args []string) error {
	name := ""
	if len(args) > 0 {
		name = args[0]
	}
	book, _, err := a.load(name)
	if err != nil {
		return err
	}
	if len(book.Validation.Checks) == 0 {
		return usage("novalidation")
	}
	_, target, err := chooseTarget(book, a.target)
	if err != nil {
		return err
	}
	values, err := a.allGiven(book)
	if err != nil {
		return err
	}
	h, err := a.reach(ctx, target)
	if err != nil {
		return err
	}
	defer func() { _ = h.Close() }()
	if _, err := h.Prepare(ctx); err != nil {
		return err
	}
	defer func() { _ = h.Remove(context.WithoutCancel(ctx)) }()
	results, err := engine.Validate(ctx, h, book, values, a.Now)
	if err != nil {
		return err
	}
	words := a.words(book.Language)
	for _, r := range results {
		title := words.Phrase(r.Title.ID, r.Title.Args)
		if r.Label != "" {
			title = r.Label
		}
		a.printf(a.Out, "%s  %s\n", words.Say("command.verdict."+string(r.Verdict)), a.harmless(title))
		if r.Verdict != runbook.OK {
			a.printf(a.Out, "      %s\n", a.harmless(words.Say("command.wanted", "Wanted", words.Phrase(r.Wanted.ID, r.Wanted.Args))))
			a.printf(a.Out, "      %s\n", a.harmless(words.Say("command.observed", "Observed", words.Phrase(r.Observed.ID, r.Observed.Args))))
		}
	}
	a.validationItems(book, words)
	if !runbook.AllOK(results) {
		a.printf(a.Out, "%s\n", words.Say("command.validate.bad"))
		return &outcomeError{runbook.FailedOutcome}
	}
	a.printf(a.Out, "%s\n", words.Say("command.validate.good"))
	return nil
}

// validationItems shows what section 8.2 leaves to a person.
func (a *app) validationItems(book *runbook.Runbook, words *text.Catalogue) {
	if len(book.Validation.Items) == 0 {
		return
	}
	a.printf(a.Out, "\n%s\n", words.Say("command.items.head"))
	for _, item := range book.Validation.Items {
		a.printf(a.Out, "[    ]  %s\n", a.harmless(item.Title))
	}
	a.printf(a.Out, "\n")
}

// allGiven are the values of --set and of the environment; what would be asked for
// and has no default is missing.
func (a *app) allGiven(book *runbook.Runbook) (map[string]string, error) {
	values, err := a.given(book)
	if err != nil {
		return nil, err
	}
	for _, v := range book.Vars {
		if _, ok := values[v.Name]; ok || v.Secret || v.Ask == "" {
			continue
		}
		value := a.Env(v.Env)
		if v.Env == "" || value == "" {
			value = v.Default
		}
		if value == "" {
			return nil, usage("missing", "Name", v.Name)
		}
		values[v.Name] = value
	}
	return values, nil
}

// reach connects for a command that has no run; it asks on the terminal.
func (a *app) reach(ctx context.Context, target runbook.Target) (engine.Host, error) {
	config := a.hostConfig(target, engine.NewID(a.Now(), nonce(2)))
	config.Asker = terminalAsker{app: a}
	return engine.OpenHost(ctx, config)
}

// terminalAsker asks what a connection wants to know, on the terminal; without one
// every question is declined.
type terminalAsker struct{ app *app }

// Ask implements host.Asker.
func (t terminalAsker) Ask(_ context.Context, q host.Question) (string, error) {
	a := t.app
	secret := a.readSecret()
	if secret == nil {
		return "", engine.ErrDeclined
	}
	words := a.words(a.told)
	switch q.Kind {
	case host.HostKey:
		a.printf(a.Err, "%s ", words.Say("command.ask.hostkey", "Host", q.Host, "Type", q.KeyType, "Fingerprint", q.Fingerprint, "File", q.KnownHostsFile))
	case host.Password:
		a.printf(a.Err, "%s ", words.Say("command.ask.password", "User", q.User, "Host", q.Host))
	case host.Passphrase:
		a.printf(a.Err, "%s ", words.Say("command.ask.passphrase", "File", output.Sanitize(q.Text)))
	case host.Interactive:
		a.printf(a.Err, "%s ", output.Sanitize(q.Text))
	}
	if q.Kind != host.HostKey && !q.Echo {
		return secret()
	}
	line, err := bufio.NewReader(a.In).ReadString('\n')
	if err != nil {
		return "", fmt.Errorf("read answer: %w", err)
	}
	return strings.TrimSpace(line), nil
}
