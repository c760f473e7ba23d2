package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"paso/runbook/output"
)

// View draws the frame. It changes nothing: the same state is the same frame.
func (m *model) View() tea.View {
	v := tea.NewView(strings.Join(m.frame().rows, "\n"))
	v.AltScreen = true
	v.ReportFocus = true
	v.MouseMode = tea.MouseModeCellMotion
	v.WindowTitle = output.Sanitize(m.windowTitle())
	v.ProgressBar = m.progressBar()
	v.ProgramStatus = m.status()
	return v
}

// windowTitle tells who looks elsewhere whether the run needs them.
func (m *model) windowTitle() string {
	s := &m.s
	what := s.book.Title
	if p := s.run.Current(); p != nil && s.underway() {
		what = numbered(p.Step)
	}
	switch {
	case m.start != nil:
		return "paso · " + s.book.Title
	case s.run.Over():
		return "paso · " + s.outcome("")
	case s.troubled():
		return "✗ " + what + " · paso"
	case s.gate != nil || s.input != nil || s.prompt != nil:
		return "◆ " + s.t("stages.waits") + " · " + what + " · paso"
	}
	return "▸ " + what + " · paso"
}

func (m *model) progressBar() *tea.ProgressBar {
	s := &m.s
	state := tea.ProgressBarDefault
	switch {
	case s.run.Over(), m.start != nil:
		return tea.NewProgressBar(tea.ProgressBarNone, 0)
	case s.troubled():
		state = tea.ProgressBarError
	case s.gate != nil || s.input != nil || s.prompt != nil:
		state = tea.ProgressBarWarning
	}
	return tea.NewProgressBar(state, s.progress())
}

func (m *model) status() *tea.ProgramStatus {
	s := &m.s
	status := tea.ProgramStatus{State: tea.ProgramStateWorking}
	switch {
	case m.start != nil && m.start.opening == "":
		status.State, status.Kind = tea.ProgramStateBlocked, tea.ProgramStatusKindPermission
	case s.run.Over() && s.run.Outcome.Good():
		status.State = tea.ProgramStateDone
	case s.run.Over():
		status.State = tea.ProgramStateError
	case s.prompt != nil:
		status.State, status.Kind = tea.ProgramStateBlocked, tea.ProgramStatusKindAuth
	case s.gate != nil || s.input != nil:
		status.State, status.Kind = tea.ProgramStateBlocked, tea.ProgramStatusKindPermission
	case s.done:
		status.State = tea.ProgramStateIdle
	}
	return &status
}
