package command

import (
	"path/filepath"

	"golang.org/x/term"

	"paso/report"
	"paso/runbook"
	"paso/runbook/engine"
	"paso/ui"
)

// lines tells whether the front end is the one of lines.
func (a *app) lines() bool { return a.plain || !a.interactive() }

// plainOptions are those of the front end of lines, but for the run.
func (a *app) plainOptions(book *runbook.Runbook, demo bool) ui.PlainOptions {
	a.asking.Store(term.IsTerminal(int(a.In.Fd())))
	return ui.PlainOptions{
		Book: book, Catalogue: a.words(book.Language), In: a.In, Out: a.Out, Now: a.Now, Demo: demo,
		ReadSecret: a.readSecret(), Interrupt: a.interrupt,
	}
}

// screenOptions are those of the screen, but for the run.
func (a *app) screenOptions(book *runbook.Runbook, demo bool) ui.Options {
	return ui.Options{
		Book: book, Catalogue: a.words(book.Language), Now: a.Now, Demo: demo, Env: a.Env, In: a.In, Out: a.Out, NoColor: a.Env("NO_COLOR") != "",
	}
}

// written renders the report of a session's run, and says where its file is.
func (a *app) written(s *session, e *engine.Engine) func(*runbook.Run) (markdown, path string) {
	words := a.words(s.book.Language)
	return func(run *runbook.Run) (markdown, path string) {
		content, err := report.Markdown(run, words, run.Last, tails(e))
		if err != nil {
			return words.Error(err), ""
		}
		if len(run.Reports) == 0 {
			return string(content), "" // not on disk yet
		}
		return string(content), filepath.Join(s.options.Dir, filepath.FromSlash(report.Name(run)))
	}
}

// logPath is where the whole log of an attempt is.
func (s *session) logPath(step string, attempt int) string {
	return engine.LogPath(s.options.Dir, step, attempt)
}

// tails reads the end of an attempt's log, for a report.
func tails(e *engine.Engine) func(step string, attempt int) ([]byte, error) {
	return func(step string, attempt int) ([]byte, error) {
		log, err := e.Output(step, attempt, 0)
		return log.Bytes, err
	}
}
