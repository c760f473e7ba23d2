package ui

import (
	"paso/runbook"
	"paso/runbook/engine"
)

// beforePane is the start of a run as a live list: who, where, what was looked at.
func beforePane(s *scene, w, h int) pane {
	const column = 22
	inner := max(1, w-4)
	var lines []line
	add := func(done bool, doing engine.Doing, label, text string) {
		mark, tok := sign{"○", faint}, dim
		switch {
		case done:
			mark, tok = sign{"✓", good}, plain
		case s.doing == doing && doing != engine.DoingNothing:
			mark, tok = sign{"▸", busy}, plain
			if text == "" {
				text = s.t("doing." + string(doing))
			}
		}
		lines = append(lines, row(mark.span(), say(tok, " "+padded(label, column)), say(dim, text)))
	}
	add(s.run.Operator.Name != "", engine.DoingNothing, s.t("before.operator"), s.run.Operator.Name)
	reached := ""
	if s.run.Target.Hostname != "" {
		reached = s.run.Target.User + "@" + s.run.Target.Hostname
	}
	add(s.session.Connected, engine.DoingConnect, s.t("before.target", "Host", s.target()), reached)
	add(s.run.Fixed, engine.DoingVars, s.t("before.vars"), "")
	lock := ""
	if s.run.Lock != nil {
		lock = s.run.Lock.Name
	}
	add(s.session.Locked, engine.DoingLock, s.t("before.lock"), lock)
	preflight := ""
	if s.run.Preflighted {
		preflight = tally(s.run.Preflight)
	}
	add(s.run.Preflighted && runbook.AllOK(s.run.Preflight), engine.DoingPreflight, s.t("before.preflight"), preflight)
	for _, l := range resultLines(s, s.run.Preflight, inner-4) {
		lines = append(lines, indented([]line{l}, 4)...)
	}
	add(s.run.PrereqsClosed, engine.DoingPrerequisites, s.t("before.prerequisites"), s.prerequisitesSeen())
	lines = append(lines, blank())
	lines = append(lines, aboutRun(s, inner)...)
	if len(lines) > h-2 {
		lines = lines[:max(0, h-2)]
	}
	return pane{title: []span{strong(plain, s.t("before.title"))}, body: lines, tone: busy}
}

func (s *scene) prerequisitesSeen() string {
	ok, all := 0, len(s.book.Prerequisites)
	for _, item := range s.run.Prerequisites {
		if item.Verdict == runbook.OK || item.Verdict == runbook.NotApplicable {
			ok++
		}
	}
	return itoa(ok) + "/" + itoa(all)
}
