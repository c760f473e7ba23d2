package command

import (
	"context"
	"os/user"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"paso/runbook/host"
	"paso/runbook/output"
	"paso/runbook/text"
)

func (a *app) unlockCommand(words *text.Catalogue) *cobra.Command {
	reason, book := "", ""
	cmd := &cobra.Command{
		Use: "unlock [TARGET]", Short: words.Say("command.unlock"), Long: words.Say("command.unlock.long"), Args: a.most(1), ValidArgsFunction: noFile,
		RunE: func(cmd *cobra.Command, args []string) error { return a.unlock(cmd.Context(), args, book, reason) },
	}
	f := cmd.Flags()
	f.StringVar(&reason, "reason", "", words.Say("command.flag.reason"))
	f.StringVar(&book, "runbook", defaultBook, words.Say("command.flag.runbook"))
	f.StringVar(&a.sshConfig, "ssh-config", "", words.Say("command.flag.ssh-config"))
	f.StringVar(&a.operator, "as", "", words.Say("command.flag.as"))
	return cmd
}

// unlock breaks the deployment lock of a target, never silently: it says whose it
// was, and the reason stays in the lock's place.
func (a *app) unlock(ctx context.Context, args []string, file, reason string) error {
	book, _, err := a.load(file)
	if err != nil {
		return err
	}
	name := ""
	if len(args) > 0 {
		name = args[0]
	}
	targetName, target, err := chooseTarget(book, name)
	if err != nil {
		return err
	}
	lock := book.Lock.Name
	if lock == "" {
		lock = targetName
	}
	h, err := a.reach(ctx, target)
	if err != nil {
		return err
	}
	defer func() { _ = h.Close() }()
	breaker, ok := h.(interface {
		LockStatus(ctx context.Context, dir, name string) (*host.Holder, error)
		BreakLock(ctx context.Context, dir, name, by, reason string) (host.Holder, error)
	})
	if !ok {
		return usage("unlock.unable")
	}
	held, err := breaker.LockStatus(ctx, book.Lock.Dir, lock)
	if err != nil {
		return err
	}
	words := a.words(book.Language)
	if held == nil {
		a.printf(a.Out, "%s\n", words.Say("command.unlock.free", "Name", lock))
		return nil
	}
	a.printf(a.Out, "%s\n", output.Sanitize(words.Say("command.unlock.held", "Name", lock, "Owner", held.Owner, "Run", held.Run, "Account", held.Account,
		"Since", held.Since.Local().Format(time.DateTime), "Silent", words.Duration(held.Silent))))
	if strings.TrimSpace(reason) == "" {
		return usage("unlock.reason")
	}
	was, err := breaker.BreakLock(ctx, book.Lock.Dir, lock, a.who(), reason)
	if err != nil {
		return err
	}
	a.printf(a.Out, "%s\n", output.Sanitize(words.Say("command.unlock.done", "Name", lock, "Owner", was.Owner, "Run", was.Run)))
	return nil
}

// who names the person for the record: --as, else the account here.
func (a *app) who() string {
	if a.operator != "" {
		return a.operator
	}
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "?"
}
