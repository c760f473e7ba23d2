package ui

import (
	"strings"
	"time"

	"paso/runbook"
)

// outcomePane says how it ended, in the words of the procedure and in plain ones, and first of all whether services are up.
func outcomePane(s *scene, w int) pane {
	tone := outcomeTone(s.run.Outcome)
	inner := max(1, w-4)
	name := spaced(s.outcome(""))
	if widthOf([]span{{text: name}}) > inner-6 {
		name = s.outcome("")
	}
	head := row(strong(tone, " "+outcomeGlyph(s.run.Outcome)+"  "+name))
	services := serviceSpans(s)
	beside := widthOf(head.spans)+widthOf(services)+4 <= inner && widthOf(services) <= inner*2/3 // as a line is drawn
	if beside {
		head.right = services
	}
	lines := []line{head}
	lines = append(lines, indented(wrapped(plain, s.outcome(".means"), inner-4), 4)...)
	if s.run.EndReason != "" {
		lines = append(lines, indented(wrapped(dim, s.t("outcome.reason", "Why", s.run.EndReason), inner-4), 4)...)
	}
	if !beside {
		lines = append(lines, indented([]line{row(services...)}, 4)...)
	}
	if s.run.WindowOpen() {
		lines = append(lines, indented(wrapped(bad, s.t("outcome.down"), inner-4), 4)...)
	}
	return pane{title: []span{strong(tone, s.t("summary.outcome"))}, right: []span{say(dim, s.run.Info.ID)}, tone: tone, body: lines}
}

func outcomeGlyph(o runbook.Outcome) string {
	switch {
	case o == runbook.RolledBackOutcome:
		return "↺"
	case outcomeTone(o) == bad:
		return "✗"
	case outcomeTone(o) == amber:
		return "⚠"
	}
	return "✓"
}

// serviceSpans say whether the services are up, and how long they were not.
func serviceSpans(s *scene) []span {
	var last time.Time
	var clocks []span
	for _, c := range s.clocks() {
		if c.Clock.From == "" || !c.Started {
			continue
		}
		clocks = append(append(clocks, say(dim, "   ")), clockText(s, c)...)
		if to := c.Spans[len(c.Spans)-1].To; to.After(last) {
			last = to
		}
	}
	switch {
	case s.run.WindowOpen():
		return append([]span{strong(bad, "✗ "+s.t("summary.down"))}, clocks...)
	case last.IsZero():
		return []span{say(good, "● "), say(plain, s.t("summary.untouched"))}
	}
	return append([]span{say(good, "● "), say(plain, s.t("summary.up", "Time", s.say.Time(last)))}, clocks...)
}

// endOf is until when the run's clocks are read: its end, that of the engine, or now.
func endOf(s *scene) time.Time {
	switch {
	case !s.run.Ended.IsZero():
		return s.run.Ended
	case s.done:
		return s.doneAt
	}
	return s.now
}

// spaced sets the first word wide, so that it is read from across a room.
func spaced(words string) string {
	first, rest, more := strings.Cut(words, " ")
	first = strings.Join(strings.Split(first, ""), " ")
	if more {
		first += "   " + rest
	}
	return first
}

// timelinePane is the picture of the run in a frame.
func timelinePane(s *scene, w, room int) pane {
	lines := timelineLines(s, max(1, w-4), room)
	return pane{title: []span{strong(plain, s.t("timeline.title"))}, right: totalSpans(s), body: lines, tone: faint}
}

// totalSpans are the clock of the whole run, and what of it was waited.
func totalSpans(s *scene) []span {
	var all []span
	for _, c := range s.clocks() {
		if c.Clock.From == "" && c.Started && c.Name != runbook.ClockRollback {
			all = append(all, clockText(s, c)...)
		}
	}
	if waited := s.run.WaitedAt(endOf(s)); waited >= time.Second {
		if len(all) > 0 {
			all = append(all, say(dim, " · "))
		}
		all = append(all, say(dim, s.t("timeline.waited")+" "), say(amber, s.say.Clock(waited)))
	}
	return all
}
