package ui

import (
	"paso/runbook"
)

// rail is the column of a wide screen that tells who looks in how things stand: what
// runs, what follows, where the run will ask, and below it what happened.
func rail(s *scene, w, h int) block {
	lines := railAhead(s, max(1, w-4))
	top := min(len(lines)+2, h/2)
	above := pane{title: []span{strong(plain, s.t("ahead.title"))}, body: lines, tone: faint}.draw(s.th, w, top)
	return below(above, feedPane(s, w, h-top).draw(s.th, w, h-top))
}

func railAhead(s *scene, w int) []line {
	const column = 10
	now, tok := s.t("ahead.begins"), dim
	p := s.run.Current()
	switch {
	case s.run.Over():
		now, tok = s.outcome(""), outcomeTone(s.run.Outcome)
	case s.gate != nil && s.troubled():
		now, tok = s.t("ahead.decide"), bad
	case s.gate != nil || s.input != nil || s.prompt != nil:
		now, tok = s.t("ahead.you"), amber
	case p != nil && s.underway():
		now, tok = numbered(p.Step), busy
	case s.doing != "":
		now, tok = s.t("doing."+string(s.doing)), busy
	}
	lines := labelled(s.t("ahead.now"), column, strongly(wrapped(tok, now, w-column)))
	lines = append(lines, aheadLines(s, column, w)...)
	if at := s.expectedEnd(); !at.IsZero() {
		lines = append(lines, labelled(s.t("ahead.end"), column, []line{row(say(dim, "≈ "+at.Format("15:04")))})...)
	}
	return lines
}

func strongly(lines []line) []line {
	for i := range lines {
		for j := range lines[i].spans {
			lines[i].spans[j].bold = true
		}
	}
	return lines
}

// feedLooks is how many of the newest records of one update are looked at for the feed: far more than it shows.
const feedLooks = 4096

// remember keeps a record for the feed, if there is something in it for people.
func (s *scene) remember(rec runbook.Record) {
	const kept = 200
	if _, ok := s.told(rec); !ok {
		return
	}
	s.feed = append(s.feed, rec)
	if len(s.feed) > 2*kept {
		s.feed = append([]runbook.Record(nil), s.feed[len(s.feed)-kept:]...)
	}
}

// feedPane is what happened, newest at the bottom.
func feedPane(s *scene, w, h int) pane {
	const clock = 6
	inner, rows := max(1, w-4), max(0, h-2)
	var lines []line
	for i := len(s.feed) - 1; i >= 0 && len(lines) < rows; i-- {
		rec := s.feed[i]
		fact, _ := s.told(rec)
		text := wrapped(fact.tok, fact.text, max(8, inner-clock-2))
		if len(text) > 3 {
			text = text[:3]
		}
		for j := range text {
			head := []span{say(plain, spaces(clock+2))}
			if j == 0 {
				head = []span{say(faint, rec.Time.In(s.now.Location()).Format("15:04")+" "), fact.sign.span(), say(plain, " ")}
			}
			text[j].spans = append(head, text[j].spans...)
		}
		lines = append(text, lines...)
	}
	if len(lines) > rows {
		lines = lines[len(lines)-rows:]
	}
	return pane{title: []span{strong(plain, s.t("feed.title"))}, body: lines, tone: faint}
}
