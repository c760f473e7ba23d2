package command

import (
	"cmp"
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
	reason, book, force := "", "", false
	cmd := &cobra.Command{
		Use: "unlock [TARGET]", Short: words.Say("command.unlock"), Long: words.Say("command.unlock.long"), Args: a.most(1), ValidArgsFunction: noFile,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.unlock(cmd.Context(), args, book, reason, force)
		},
	}
	f := cmd.Flags()
	f.StringVar(&reason, "reason", "", words.Say("command.flag.reason"))
	f.BoolVar(&force, "force", false, words.Say("command.flag.force"))
	f.StringVar(&book, "runbook", defaultBook, words.Say("command.flag.runbook"))
	f.StringVar(&a.sshConfig, "ssh-config", "", words.Say("command.flag.ssh-config"))
	f.StringVar(&a.operator, "as", "", words.Say("command.flag.as"))
	return cmd
}

// unlock breaks the deployment lock of a target, never silently: it says whose it
// was, and the reason stays in the lock's place. One whose run is alive takes --force.
func (a *app) unlock(ctx context.Context, args []string, file, reason string, force bool) error {
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
	h, err := a.reach(ctx, target)
	if err != nil {
		return err
	}
	defer func() { _ = h.Close() }()
	lock, ok := h.(lockKeeper)
	if !ok {
		return usage("unlock.unable")
	}
	u := unlocking{app: a, words: a.words(book.Language), lock: lock, dir: book.Lock.Dir, name: cmp.Or(book.Lock.Name, targetName)}
	return u.unlock(ctx, reason, force)
}

// lockKeeper is a host as far as its lock goes.
type lockKeeper interface {
	LockStatus(ctx context.Context, dir, name string) (*host.Holder, error)
	BreakLock(ctx context.Context, dir, name string, judged host.Holder, forced bool, by, reason string) error
	Running(ctx context.Context, run string) (host.Activity, string, error)
}

// unlocking is one lock that is to be broken.
type unlocking struct {
	app       *app
	words     *text.Catalogue
	lock      lockKeeper
	dir, name string
}

func (u unlocking) say(id string, pairs ...string) {
	u.app.printf(u.app.Out, "%s\n", output.Sanitize(u.words.Say(id, append(pairs, "Name", u.name)...)))
}

func (u unlocking) unlock(ctx context.Context, reason string, force bool) error {
	held, err := u.lock.LockStatus(ctx, u.dir, u.name)
	if err != nil {
		return err
	}
	if held == nil {
		u.say("command.unlock.free")
		return nil
	}
	u.say("command.unlock.held", "Owner", held.Owner, "Run", held.Run, "Account", held.Account,
		"Since", held.Since.Local().Format(time.DateTime), "Silent", u.words.Duration(held.Silent))
	if strings.TrimSpace(reason) == "" {
		return usage("unlock.reason")
	}
	if !force {
		if held, err = u.gone(ctx, *held); err != nil {
			return err
		}
	}
	if err := u.lock.BreakLock(ctx, u.dir, u.name, *held, force, u.app.who(), reason); err != nil {
		return err
	}
	u.say("command.unlock.done", "Owner", held.Owner, "Run", held.Run)
	return nil
}

// lookAtLockEvery is how often a holder is looked at while it is found out whether it is gone.
const lookAtLockEvery = 3 * time.Second

// gone finds out whether a holder is gone, and gives it as it was seen last: *liveLockError where it, or a step of its run, is alive.
func (u unlocking) gone(ctx context.Context, held host.Holder) (*host.Holder, error) {
	step, attempt, err := u.lock.Running(ctx, held.Run)
	if err != nil {
		return nil, err
	}
	if step == host.ActivityRuns {
		return nil, &liveLockError{id: "command.unlock.step", args: map[string]string{"Owner": held.Owner, "Attempt": attempt}}
	}
	alive := &liveLockError{id: "command.unlock.alive", args: map[string]string{"Owner": held.Owner}}
	watch := host.Watch{}
	liveness := watch.See(held, u.app.Now())
	if liveness == host.Watching {
		u.say("command.unlock.watching", "Left", u.words.Duration(watch.Left(u.app.Now())))
	}
	ticker := time.NewTicker(lookAtLockEvery)
	defer ticker.Stop()
	for liveness == host.Watching {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-ticker.C:
		}
		now, err := u.lock.LockStatus(ctx, u.dir, u.name)
		if err != nil {
			return nil, err
		}
		if now == nil || now.Epoch != held.Epoch {
			return nil, alive // it was given back, or another has it: nothing is left to be broken
		}
		held = *now
		liveness = watch.See(held, u.app.Now())
	}
	if liveness == host.Alive {
		return nil, alive
	}
	return &held, nil
}

// liveLockError is a lock that is not broken, for its run is alive.
type liveLockError struct {
	id   string
	args map[string]string
}

func (e *liveLockError) Error() string { return "break the lock: its run is alive" }

// Message is the error for the catalogue.
func (e *liveLockError) Message() (string, map[string]string) { return e.id, e.args }

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
