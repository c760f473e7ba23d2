package command

import (
	"path/filepath"
	"strings"

	"paso/runbook"
	"paso/runbook/engine"
	"paso/runbook/text"
)

// farewell leaves in the terminal how a run ended: the screen that showed it is gone.
func (a *app) farewell(s *session) {
	if a.headless || a.lines() {
		return // they have said it
	}
	words, run := a.words(s.book.Language), s.options.Run
	parts := []string{words.Say("screen.outcome." + strings.ReplaceAll(strings.ToLower(string(run.Outcome)), "_", "-"))}
	for _, c := range run.Clocks(run.Ended) {
		if c.Started {
			parts = append(parts, c.Clock.Title+" "+words.Clock(c.Elapsed))
		}
	}
	a.printf(a.Out, "%s\n", strings.Join(parts, " · "))
	if since := run.DownSince(); !since.IsZero() {
		a.printf(a.Out, "%s\n", words.Say("command.down", "Since", words.Time(since)))
	}
	if n := len(run.Reports); n > 0 {
		a.printf(a.Out, "%s\n", words.Say("command.report.at", "Path", filepath.Join(s.options.Dir, filepath.FromSlash(run.Reports[n-1].Path))))
	}
	a.printf(a.Out, "%s\n", words.Say("command.look", "Command", "paso show "+run.Info.ID))
}

// stands is how a run was left: whether services are down, and whether something goes on at the server.
func stands(words *text.Catalogue, run *runbook.Run, paused *engine.PausedError) string {
	told := words.Error(paused)
	if p := run.Current(); paused.Why == "operator" && (p == nil || p.Open() == nil) {
		told = words.Say("command.paused.idle")
	}
	if since := run.DownSince(); !since.IsZero() {
		told += "\n" + words.Say("command.down", "Since", words.Time(since))
	}
	return told
}
