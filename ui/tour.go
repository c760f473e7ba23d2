package ui

import (
	"paso/runbook"
	"paso/runbook/engine"
)

// The demo explains itself: on every screen one line says what it is, which key to
// press, and why paso does it. Nothing of it shows on a real run.

// stop names a kind of screen of the tour; its text is screen.tour.NAME.
type stop string

// The stops that are no gates; a gate's is named after its kind.
const (
	stopStart       stop = "start"
	stopInterrupted stop = "interrupted" // the start, with a run to go on with
	stopOpening     stop = "opening"
	stopBefore      stop = "before"
	stopSecret      stop = "secret"
	stopWindow      stop = "stage-window" // before a stage that stops services
	stopRunning     stop = "running"
	stopDown        stop = "down" // running while services are down
	stopChecks      stop = "checks"
	stopBack        stop = "back" // rolling back
	stopQuestion    stop = "question"
	stopSudo        stop = "sudo"
	stopShell       stop = "shell"
	stopPrompt      stop = "prompt"
	stopPast        stop = "past" // a step that is over is looked at
	stopOutput      stop = "output"
	stopSuccess     stop = "success"
	stopReverted    stop = "reverted"
	stopFailed      stop = "failed"
	stopBroken      stop = "broken" // the engine stopped
)

// tourStop is the stop at which the screen is.
func (m *model) tourStop() stop {
	s := &m.s
	switch {
	case m.start != nil:
		return m.start.tourStop()
	case s.prompt != nil:
		return stopPrompt
	case m.full:
		return stopOutput
	case m.look != "":
		return stopPast
	case m.showsSummary():
		return s.tourEnd()
	case s.input != nil:
		return tourInput(s.input)
	case s.gate != nil:
		return s.tourGate(*s.gate)
	}
	return s.tourWork()
}

func (st *start) tourStop() stop {
	switch {
	case st.opening != "":
		return stopOpening
	case len(st.o.Interrupted) > 0:
		return stopInterrupted
	}
	return stopStart
}

// tourWork is the stop while the engine is at it and nobody is asked.
func (s *scene) tourWork() stop {
	switch {
	case s.run.RollingBack():
		return stopBack
	case !s.run.PrereqsClosed && len(s.book.Prerequisites) > 0:
		return stopBefore
	case s.doing == engine.DoingChecks:
		return stopChecks
	case s.run.WindowOpen():
		return stopDown
	}
	return stopRunning
}

func tourInput(in *engine.Input) stop {
	switch {
	case in.Shell:
		return stopShell
	case in.Sudo:
		return stopSudo
	}
	return stopQuestion
}

// tourGate is the stop of a gate: its kind, but for a secret and for the stage that
// stops services.
func (s *scene) tourGate(g runbook.Gate) stop {
	switch g.Kind {
	case runbook.GateValue:
		if v := s.book.Var(g.Subject); v != nil && v.Secret {
			return stopSecret
		}
	case runbook.GateStage:
		if len(windowFrom(s, &s.book.Stages[g.Stage-1])) > 0 {
			return stopWindow
		}
	case runbook.GateOperator, runbook.GateUnreachable, runbook.GateLocked, runbook.GatePreflight, runbook.GateScope, runbook.GatePrerequisites,
		runbook.GateResponsible, runbook.GateStep, runbook.GateNotice, runbook.GateChecklist, runbook.GateApproval,
		runbook.GateFailure, runbook.GateUnknown, runbook.GateRollbackPlan, runbook.GateCriteria:
	}
	return stop(g.Kind)
}

func (s *scene) tourEnd() stop {
	switch {
	case s.err != nil:
		return stopBroken
	case s.run.Outcome.Good():
		return stopSuccess
	case s.run.Outcome == runbook.RolledBackOutcome:
		return stopReverted
	}
	return stopFailed
}

// tourLine is the line of the tour; where there is room it also says again that nothing is real.
func (m *model) tourLine() line {
	s := &m.s
	text := s.t("tour." + string(m.tourStop()))
	if m.start != nil { // no header yet: the badge stands here
		return row(say(plain, " "), strong(badge, " "+s.t("demo.badge")+" "), say(amber, " "+text))
	}
	l := row(strong(amber, " ▹ "), say(amber, text))
	if note := []span{say(dim, s.t("demo.about")+" ")}; s.w-widthOf(l.spans)-widthOf(note) >= 4 {
		l.right = note
	}
	return l
}

// guided puts the tour into the header of the demo, in the row that the header keeps for it. What must not be overlooked
// stands there instead while there is such a thing.
func (m *model) guided(header []line) []line {
	if s := &m.s; s.demo && !s.link.Down && !s.leave && len(header) > 0 {
		header[len(header)-1] = m.tourLine()
	}
	return header
}
