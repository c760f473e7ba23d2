package ui

import (
	tea "charm.land/bubbletea/v2"

	"paso/runbook/engine"
)

// took folds what the engine tells, and asks for more.
func (m *model) took(msg tookMsg) tea.Cmd {
	u, before := msg.update, m.s.live()
	for i, rec := range u.Records {
		m.s.began.note(rec)
		if err := m.s.run.Apply(rec); err != nil {
			m.s.done, m.s.doneAt, m.s.err = true, m.s.now, err
			return nil
		}
		if i >= len(u.Records)-feedLooks { // of a long run taken up, the newest are enough
			m.s.remember(rec)
		}
	}
	if len(u.Records) > 0 {
		m.s.next = lookAhead(m.s.run)
	}
	for _, mark := range u.Marks {
		key := attemptKey{mark.Step, mark.Attempt}
		m.s.marks[key] = append(m.s.marks[key], mark)
		m.s.outs.began(mark)
	}
	for _, c := range u.Output {
		m.s.outs.take(c)
	}
	m.stay(before)
	if !msg.ok {
		m.s.done, m.s.doneAt = true, m.s.now
	} else {
		m.s.session, m.s.doing, m.s.link = u.Session, u.Doing, u.Link
		m.setInput(u.Input)
		m.setPrompt(u.Prompt)
	}
	for _, r := range u.Refused {
		m.toast = tell{m.s.say.Error(r.Err), amber}
	}
	if u.Done {
		m.s.done, m.s.doneAt, m.s.err = true, m.s.now, u.Err
	}
	bell := m.syncGate()
	if m.s.done {
		m.s.doing, m.s.input, m.prompt = "", nil, nil
		if m.s.leave || m.s.err == nil && !m.s.run.Over() {
			return tea.Quit // paused: nothing is left to look at
		}
		return bell
	}
	return tea.Batch(m.take, bell)
}

// stay keeps a step before the operator who reads its output on the full screen when the
// run goes on to the next.
func (m *model) stay(step string) {
	if !m.full || m.look != "" || step == "" || step == m.s.live() || m.s.run.Steps[step] == nil {
		return
	}
	key := attemptKey{step, len(m.s.run.Steps[step].Attempts)}
	if !m.s.outs.has(key) {
		return
	}
	if out := m.s.outs.of(key); out.scrolls || out.find.on() || m.search != nil {
		m.look = step
	}
}

// syncGate opens the asker of the gate at which the run stands, and closes that of
// one which is over.
func (m *model) syncGate() tea.Cmd {
	m.s.gate = m.s.waits()
	if m.s.gate == nil {
		if m.s.doing != engine.DoingPreflight && m.s.doing != engine.DoingPrerequisites {
			m.ask, m.askID = nil, ""
		}
		return nil
	}
	id, since := gateID(m.s.run, *m.s.gate), m.s.run.GateSince()
	again := !since.IsZero() && !m.askSince.IsZero() && !since.Equal(m.askSince) // closed and opened within one update
	if !since.IsZero() {
		m.askSince = since
	}
	if id == m.askID && m.ask != nil && !again {
		return nil
	}
	m.askID = id
	m.s.plan, m.s.unneeded = nil, nil
	if fills(m.s.gate.Kind) {
		m.s.plan, m.s.unneeded = m.s.run.RollbackPlan(), m.s.run.RollbackUnneeded()
	}
	m.ask = m.drafts[id]
	if _, isQuestion := m.ask.(*question); isQuestion || m.ask == nil { // a choice is never half made
		m.ask = newGate(&m.s, *m.s.gate)
		m.drafts[id] = m.ask
	}
	m.seen = false
	m.guard.arm(m.s.now)
	if m.look == "" {
		m.focus, m.full = onMain, false
	}
	return m.bell()
}

// setInput opens the line for a script that waits, and shows it: services may be down.
func (m *model) setInput(in *engine.Input) {
	before, hidden := m.s.input, m.typing.hidden(&m.s)
	m.s.input = in
	if sameInput(before, in) {
		return
	}
	if m.typing.hidden(&m.s) != hidden {
		m.typing.field.wipe() // a password half typed is neither shown nor sent as something else
	}
	if !m.typing.open(&m.s) {
		m.guard.arm(m.s.now) // nor is the rest of it keys
	}
	if in == nil {
		return
	}
	m.lookAt("")
	m.focus = onOutput
	if !in.Shell {
		m.newest() // what is asked stands at the end
		m.typing.field.wipe()
		m.guard.arm(m.s.now)
	}
}

func (m *model) setPrompt(p *engine.Prompt) {
	before := m.s.prompt
	m.s.prompt = p
	switch {
	case p == nil:
		if m.prompt != nil { // unanswered: what is still being typed for it is no key
			m.guard.arm(m.s.now)
		}
		m.prompt = nil
	case before == nil || before.ID != p.ID:
		m.prompt = promptDialog(&m.s, *p)
		m.guard.arm(m.s.now)
	}
}

// bell calls somebody who looks elsewhere.
func (m *model) bell() tea.Cmd {
	if !m.blurred {
		return nil
	}
	return tea.Raw("\a")
}
