package command

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"paso/runbook"
	"paso/runbook/text"
	"paso/ui"
)

func (a *app) resumeCommand(words *text.Catalogue) *cobra.Command {
	cmd := &cobra.Command{
		Use: "resume [RUN]", Short: words.Say("command.resume"), Args: a.most(1), ValidArgsFunction: noFile,
		RunE: func(cmd *cobra.Command, args []string) error { return a.resume(cmd.Context(), args, nil) },
	}
	a.frontFlags(cmd, words)
	return cmd
}

func (a *app) rollbackCommand(words *text.Catalogue) *cobra.Command {
	reason := ""
	cmd := &cobra.Command{
		Use: "rollback [RUN]", Short: words.Say("command.rollback"), Args: a.most(1), ValidArgsFunction: noFile,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.resume(cmd.Context(), args, &runbook.AskRollback{Reason: reason})
		},
	}
	a.frontFlags(cmd, words)
	cmd.Flags().StringVar(&reason, "reason", "", words.Say("command.flag.reason"))
	return cmd
}

// resume takes a run up again, with a rollback or where it stands.
func (a *app) resume(ctx context.Context, args []string, rollback *runbook.AskRollback) error {
	id, err := a.choose(args, rollback != nil)
	if err != nil {
		return err
	}
	s, err := a.takeUp(ctx, id, rollback)
	if err != nil {
		return err
	}
	if s.note != "" {
		a.printf(a.Err, "paso: %s\n", a.harmless(s.note))
	}
	err = a.drive(ctx, s, s.given)
	a.tell(s.close())
	return err
}

// takeUp opens a run for writing: its journal is held from here on, and of a demo the
// server runs. Where it fails both are given back.
func (a *app) takeUp(ctx context.Context, id string, rollback *runbook.AskRollback) (*session, error) {
	taken, err := a.store().Open(id)
	if err != nil {
		return nil, err
	}
	run := taken.Run
	a.told = run.Book.Language
	words := a.words(run.Info.Language)
	s := &session{id: id, book: run.Book, options: a.engineOptions(id, words)}
	s.options.Book, s.options.Run, s.options.Journal, s.options.History, s.options.Resumed = run.Book, run, taken.Journal, taken.History, true
	s.given, err = a.readAnswers(run.Book)
	if err == nil {
		err = a.resumable(run, rollback, s.given)
	}
	if err == nil {
		err = a.place(s, run)
	}
	if err == nil && run.Info.Demo {
		err = a.resumeDemo(ctx, s)
	}
	if err != nil {
		return nil, errors.Join(err, taken.Journal.Close())
	}
	if torn := taken.Journal.Torn(); torn != nil {
		s.note = words.Phrase(torn.Message())
	}
	if rollback != nil && run.RollbackWanted == nil {
		s.options.First = append(s.options.First, *rollback)
	}
	return s, nil
}

// choose finds the run that is meant. Without a name that is the newest which can be
// gone on with, or which has something to be rolled back; else the newest of all.
func (a *app) choose(args []string, rollback bool) (string, error) {
	if len(args) > 0 {
		return a.find(args)
	}
	all, err := a.store().List()
	if err != nil {
		return "", err
	}
	for _, l := range all {
		if l.Run == nil {
			continue
		}
		if rollback && l.Run.CanRollBack() || !rollback && ui.Interrupted(l.Run) {
			return l.ID, nil
		}
	}
	return a.find(nil)
}

func (a *app) find(args []string) (string, error) {
	id := ""
	if len(args) > 0 {
		id = args[0]
	}
	return a.store().Find(id)
}

// place says where the run's target is; what was set at its start stays.
func (a *app) place(s *session, run *runbook.Run) error {
	_, target, err := chooseTarget(run.Book, run.Info.Target)
	if err != nil {
		return err
	}
	s.options.Config = a.hostConfig(target, s.id)
	s.options.Given = run.Info.Set
	return nil
}

func operatorOf(answers *runbook.Answers) string {
	if answers == nil {
		return ""
	}
	return answers.Operator
}

// resumable refuses what makes no sense: going on with a run that has ended, rolling
// back one that a newer deployment has replaced. One that had ended and was left at the
// plan of its rollback is gone on with, if it could be rolled back.
func (a *app) resumable(run *runbook.Run, rollback *runbook.AskRollback, answers *runbook.Answers) error {
	for _, name := range []string{a.operator, operatorOf(answers)} {
		if known := run.Operator.Name; name != "" && known != "" && !strings.EqualFold(name, known) {
			return usage("otheroperator", "Name", name, "Operator", known)
		}
	}
	if rollback == nil && !(run.Over() && run.RollbackWanted != nil) {
		if run.Over() && run.Cleaned && run.Lock == nil {
			return usage("over", "Run", run.Info.ID, "Outcome", string(run.Outcome))
		}
		return nil
	}
	if run.RollingBack() && !run.Over() {
		return nil
	}
	if !run.CanRollBack() {
		return usage("norollback", "Run", run.Info.ID)
	}
	all, err := a.store().List()
	if err != nil {
		return err
	}
	for _, other := range all {
		if other.ID == run.Info.ID || other.Run == nil {
			continue
		}
		o := other.Run
		same := o.Info.Runbook == run.Info.Runbook && o.Info.Target == run.Info.Target && o.Info.Demo == run.Info.Demo
		if same && o.Started.After(run.Started) && !o.Stages[0].Started.IsZero() {
			return usage("newer", "Run", run.Info.ID, "Newer", other.ID)
		}
	}
	return nil
}
