package command

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"github.com/spf13/cobra"

	"paso/runbook"
	"paso/runbook/engine"
	"paso/runbook/text"
)

func (a *app) runCommand(words *text.Catalogue) *cobra.Command {
	cmd := &cobra.Command{Use: "run [RUNBOOK]", Short: words.Say("command.run"), Args: a.most(1), RunE: a.run}
	a.runFlags(cmd, words)
	return cmd
}

// run proposes a run of a runbook.
func (a *app) run(cmd *cobra.Command, args []string) error {
	name := ""
	if len(args) > 0 {
		name = args[0]
	}
	book, data, err := a.load(name)
	if err != nil {
		return err
	}
	targetName, target, err := chooseTarget(book, a.target)
	if err != nil {
		return err
	}
	values, err := a.given(book)
	if err != nil {
		return err
	}
	if err := a.knownOperator(book); err != nil {
		return err
	}
	answers, err := a.readAnswers(book)
	if err != nil {
		return err
	}
	begin := func(context.Context) (*session, error) {
		info := runbook.RunStarted{ID: engine.NewID(a.Now(), nonce(2)), Target: targetName, Destination: destination(target), Set: values}
		s, err := a.newRun(book, data, info, a.hostConfig(target, info.ID))
		if err != nil {
			return nil, err
		}
		s.options.Given, s.source = values, name
		return s, nil
	}
	return a.propose(cmd.Context(), proposal{
		book: book, target: targetName, destination: destination(target), given: values, answers: answers, begin: begin,
	})
}

// knownOperator refuses a name that the book does not know before anything is made.
func (a *app) knownOperator(book *runbook.Runbook) error {
	if a.operator == "" || len(book.People) == 0 {
		return nil
	}
	if _, known := book.Person(a.operator); !known {
		return usage("operator", "Name", a.operator)
	}
	return nil
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
