package command

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"paso/runbook"
	"paso/runbook/text"
)

func (a *app) lintCommand(words *text.Catalogue) *cobra.Command {
	return &cobra.Command{
		Use: "lint [RUNBOOK]", Short: words.Say("command.lint"), Args: a.most(1),
		RunE: func(_ *cobra.Command, args []string) error { return a.lint(args) },
	}
}

// lint tells every problem of a runbook with its line; warnings alone are no failure.
func (a *app) lint(args []string) error {
	name := defaultBook
	if len(args) > 0 {
		name = args[0]
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return usage("nobook", "File", name, "Why", err.Error())
	}
	book, problems := runbook.Load(name, data)
	all := runbook.Problems(problems)
	a.problems(problems)
	words := a.words("")
	if book == nil {
		a.printf(a.Err, "%s\n", words.Plural("command.lint.bad", len(all.Errors()), "File", name))
		return &usageError{id: "command.badbook", args: map[string]string{"File": name, "Count": fmt.Sprint(len(all.Errors()))}}
	}
	a.printf(a.Out, "%s\n", words.Say("command.lint.good", "File", name, "Warnings", fmt.Sprint(len(all.Warnings()))))
	return nil
}

// alreadyTold tells whether an error was already printed in full.
func alreadyTold(err error) bool {
	var u *usageError
	return errors.As(err, &u) && u.id == "command.badbook"
}
