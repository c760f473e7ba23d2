package command

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"paso/report"
	"paso/runbook/engine"
	"paso/runbook/output"
	"paso/runbook/text"
)

func (a *app) reportCommand(words *text.Catalogue) *cobra.Command {
	format, out := "", ""
	cmd := &cobra.Command{
		Use: "report [RUN]", Short: words.Say("command.report"), Args: a.most(1), ValidArgsFunction: noFile,
		RunE: func(_ *cobra.Command, args []string) error { return a.report(args, format, out) },
	}
	cmd.Flags().StringVar(&format, "format", "md", words.Say("command.flag.format"))
	cmd.Flags().StringVar(&out, "out", "", words.Say("command.flag.out"))
	return cmd
}

// report writes the report of a run from its journal alone, for any outcome.
func (a *app) report(args []string, format, out string) error {
	if format != "md" {
		return usage("format", "Format", format)
	}
	id, err := a.find(args)
	if err != nil {
		return err
	}
	run, err := a.store().Read(id)
	if err != nil {
		return err
	}
	dir := a.store().Dir(id)
	content, err := report.Markdown(run, a.words(run.Info.Language), run.Last, func(step string, attempt int) ([]byte, error) {
		return engine.ReadLog(dir, step, attempt, 1<<20)
	})
	if err != nil {
		return err
	}
	if out == "" || out == "-" {
		_, err = output.NewGuard(a.Out).Write(content)
		return err
	}
	if out, err = filepath.Abs(out); err != nil {
		return err
	}
	if err := engine.WriteFile(out, content); err != nil {
		return &engine.DiskError{Op: engine.DiskWrite, Path: out, Err: err}
	}
	return nil
}
