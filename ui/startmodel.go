package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"paso/runbook"
)

// startMsg is what comes back to the start screen.
type startMsg interface{ startMsg() }

type (
	begunMsg struct {
		begun Begun
		err   error
	}
	rereadMsg struct {
		title    string
		markdown string
	}
)

func (begunMsg) startMsg()  {}
func (rereadMsg) startMsg() {}

// startKey is a key on the start screen, below its dialogs.
func (m *model) startKey(k tea.KeyPressMsg) tea.Cmd {
	keys := newKeymap()
	if keys.quit.hit(k) || keys.cancel.hit(k) {
		return m.leaveStart()
	}
	if wishes, used := m.start.key(&m.s, k); used {
		return m.grant(wishes)
	}
	for _, b := range []binding{keys.help, keys.contacts, keys.language, keys.theme} {
		if b.hit(k) {
			return m.globalKey(k)
		}
	}
	return nil
}

// leaveStart ends the program: nothing has begun. What is being begun is given up
// and waited for, so that nothing is left half made.
func (m *model) leaveStart() tea.Cmd {
	if m.start.opening == "" {
		return tea.Quit
	}
	m.start.leaving = true
	m.start.opening = m.s.t("start.giveup")
	m.start.stop()
	return nil
}

// beginChoice begins what was chosen; its end comes as a begunMsg.
func (m *model) beginChoice(c Choice) tea.Cmd {
	st := m.start
	if st == nil || st.opening != "" {
		return nil
	}
	ctx, stop := context.WithCancel(m.ctx)
	st.stop, st.wrong = stop, ""
	switch {
	case m.s.demo && c.Resume == "":
		st.opening = m.s.t("start.opening.demo")
	case c.Resume == "":
		st.opening = m.s.t("start.opening.new")
	default:
		st.opening = m.s.t("start.opening.resume", "Run", c.Resume)
	}
	return func() tea.Msg {
		begun, err := st.o.Begin(ctx, c)
		return begunMsg{begun: begun, err: err}
	}
}

// reread renders a report of the past; it reads logs, and so is a command.
func (m *model) reread(run *runbook.Run) tea.Cmd {
	if m.start == nil || m.start.o.Report == nil {
		return nil
	}
	report, title := m.start.o.Report, m.s.t("summary.report")+" · "+run.Info.ID
	return func() tea.Msg { return rereadMsg{title: title, markdown: report(run)} }
}

// started takes what came back to the start screen.
func (m *model) started(msg startMsg) tea.Cmd {
	if m.start == nil {
		return nil
	}
	switch msg := msg.(type) {
	case begunMsg:
		return m.begun(msg)
	case rereadMsg:
		m.dialogs = append(m.dialogs, reportSheet(msg.title, msg.markdown))
	}
	return nil
}

// begun goes over from the start screen to the run, on the same screen.
func (m *model) begun(msg begunMsg) tea.Cmd {
	st := m.start
	st.stop()
	st.opening = ""
	if msg.err != nil {
		if st.leaving {
			return tea.Quit
		}
		st.wrong = m.s.say.Error(msg.err)
		return nil
	}
	b := msg.begun
	m.start, m.dialogs = nil, nil
	m.o.Engine, m.o.Book, m.o.ResumeHint, m.o.Report, m.o.LogPath = b.Engine, b.Book, b.ResumeHint, b.Report, b.LogPath
	m.s.book, m.s.run, m.s.resume, m.s.titles, m.s.sudo = b.Book, runbook.NewRun(b.Book), b.ResumeHint, longestTitle(b.Book), b.Book.UsesSudo()
	if b.Note != "" {
		m.toast = tell{b.Note, amber}
	}
	if st.leaving {
		return tea.Batch(m.take, m.leave())
	}
	return m.take
}

// startFrame is the whole screen before a run.
func (m *model) startFrame() block {
	s := &m.s
	top := blank()
	if s.demo {
		top = m.tourLine()
	}
	told := m.toastLines(s.w)
	body := m.start.draw(s, s.w, s.h-2-len(told))
	all := below(draw(s.th, []line{top}, s.w, 1), body, draw(s.th, told, s.w, len(told)), m.footer(s.w))
	if over := m.top(); over != nil {
		all = m.withDialog(all, over)
	}
	return all
}
