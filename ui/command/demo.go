package command

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"paso/runbook"
	"paso/runbook/engine"
	"paso/runbook/sandbox"
	"paso/runbook/text"
)

func (a *app) demoCommand(words *text.Catalogue) *cobra.Command {
	fail := ""
	cmd := &cobra.Command{
		Use: "demo", Short: words.Say("command.demo"), Long: words.Say("command.demo.long"), Args: a.most(0),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.demo(cmd.Context(), fail) },
	}
	a.frontFlags(cmd, words)
	cmd.Flags().StringVar(&fail, "fail", "", words.Say("command.flag.fail"))
	return cmd
}

// sandboxDir is where the server of a demo lives: named after its run, so that an
// interrupted demo finds it again.
func (a *app) sandboxDir(run string) string { return filepath.Join(a.state, "demo", run) }

// demo is a run like any other, on a server of its own.
func (a *app) demo(ctx context.Context, fail string) error {
	book, problems := runbook.Load(defaultBook, a.Procedure)
	if book == nil {
		a.problems(problems)
		return usage("badbook", "File", defaultBook)
	}
	a.told = book.Language
	step, err := stepNamed(book, fail)
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
	targetName, _, err := chooseTarget(book, "")
	if err != nil {
		return err
	}
	if a.headless {
		a.printf(a.Err, "%s\n", a.words(book.Language).Say("command.demo.building"))
	}
	p := proposal{book: book, target: targetName, destination: sandbox.Alias, demo: true, answers: answers}
	for _, s := range book.AllSteps {
		if s.ID == step {
			p.fail = s
		}
	}
	p.begin = func(ctx context.Context) (*session, error) { return a.newDemo(ctx, book, targetName, step) }
	return a.propose(ctx, p)
}

// newDemo builds a server, and makes a run on it.
func (a *app) newDemo(ctx context.Context, book *runbook.Runbook, target, fail string) (*session, error) {
	executable, err := os.Executable()
	if err != nil {
		return nil, err
	}
	a.sweepDemos(ctx)
	id := engine.NewID(a.Now(), nonce(2))
	box, err := sandbox.Create(ctx, sandbox.Options{Dir: a.sandboxDir(id), Fail: fail, Executable: executable})
	if broken, is := errors.AsType[*fs.PathError](err); is {
		return nil, &engine.DiskError{Op: engine.DiskDemo, Path: a.sandboxDir(id), Err: broken}
	}
	if err != nil {
		return nil, err
	}
	info := runbook.RunStarted{ID: id, Target: target, Destination: sandbox.Alias, Demo: true, Set: box.Vars()}
	s, err := (*session)(nil), ctx.Err() // given up meanwhile
	if err == nil {
		s, err = a.newRun(book, a.Procedure, info, a.hostConfig(runbook.Target{SSH: sandbox.Alias}, id))
	}
	if err != nil {
		return nil, errors.Join(err, box.Remove(context.WithoutCancel(ctx)))
	}
	a.inSandbox(s, box)
	return s, nil
}

// inSandbox points a session at its own server. The server goes when the run has ended.
func (a *app) inSandbox(s *session, box *sandbox.Sandbox) {
	target := box.Target()
	s.options.Config.Destination, s.options.Config.SSHConfig = target.Destination, target.ConfigFile
	s.book.Lock.Dir = target.LockDir
	s.options.Given = box.Vars()
	maps.Copy(s.options.Given, box.Secrets())
	s.answers = runbook.DemoAnswers(s.book)
	s.box = box
	s.after = func(ctx context.Context, _ *runbook.Run) error { return box.Remove(ctx) }
}

// stepNamed finds a step by id or by its number. One without a script fails only by
// a person's hand.
func stepNamed(book *runbook.Runbook, name string) (string, error) {
	if name == "" {
		return "", nil
	}
	for _, step := range book.AllSteps {
		switch {
		case step.ID != name && step.Number != name:
		case step.Run == "":
			return "", usage("nofail", "Step", step.Number+" "+step.Title)
		default:
			return step.ID, nil
		}
	}
	return "", usage("nostep", "Step", name)
}

// resumeDemo starts the server of an interrupted demo again.
func (a *app) resumeDemo(ctx context.Context, s *session) error {
	if a.demoGone(s.options.Run) {
		return usage("demogone", "Run", s.id)
	}
	box, err := sandbox.Open(ctx, a.sandboxDir(s.id))
	if err != nil {
		return err
	}
	a.inSandbox(s, box)
	return nil
}
