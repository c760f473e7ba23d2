package ui

import (
	"strings"
	"time"

	"paso/runbook"
)

// header is the two lines that are always in the same place: what, where and who;
// and the clocks. A third says that this is a demo, or that the link is down.
func header(s *scene, w int) []line {
	lines := []line{titleLine(s, w), clockLine(s, w)}
	if l, ok := bannerLine(s); ok {
		lines = append(lines, l)
	}
	return lines
}

func titleLine(s *scene, w int) line {
	left := []span{strong(accent, " paso "), say(plain, " ")}
	if s.demo {
		left = append(left, strong(badge, " "+s.t("demo.badge")+" "), say(plain, "  "))
	}
	left = append(left, strong(plain, s.book.Title))
	if w >= 100 {
		left = append(left, say(dim, "  "+s.book.ID+" v"+s.book.Version))
	} else {
		left = append(left, say(dim, " "+s.book.ID+" "+s.book.Version))
	}
	right := []span{s.linkSign().span(), say(plain, " "), strong(chip, " "+s.target()+" ")}
	if who := s.run.Operator.Name; who != "" {
		right = append(right, say(dim, "  "+who))
		if roles := s.run.Operator.Roles; len(roles) > 0 && w >= 100 {
			right = append(right, say(dim, " ("+s.roles(roles)+")"))
		}
	}
	l := ends(left, append(right, say(plain, " "))...)
	l.band = true
	return l
}

// linkSign is the state of the connection.
func (s *scene) linkSign() sign {
	switch {
	case s.link.Down || s.session.Unreachable:
		return sign{"✗", bad}
	case s.session.Connected:
		return sign{"●", good}
	}
	return sign{"○", dim}
}

// bannerLine is what must not be overlooked on any screen.
func bannerLine(s *scene) (line, bool) {
	switch {
	case s.link.Down:
		return s.outageLine(), true
	case s.leave:
		return row(strong(amber, " "+s.t("leaving"))), true
	case s.demo:
		return blank(), true // the tour's, see guided
	}
	return line{}, false
}

// clockLine draws every clock with its bar, and when the run will end. Where there is
// not room for all, what says least goes first: the bars, then the budget of the whole
// run, then its end.
func clockLine(s *scene, w int) line {
	clocks := shownClocks(s)
	texts, end := make([][]span, len(clocks)), s.endText()
	width := func() int {
		sum := widthOf(end) + 1
		for _, text := range texts {
			sum += widthOf(text) + 3
		}
		return sum
	}
	for i, c := range clocks {
		texts[i] = clockText(s, c)
	}
	for i, c := range clocks {
		if c.Clock.From == "" && c.Name != runbook.ClockRollback && width() > w {
			texts[i] = clockSpans(s, c, false)
		}
	}
	if width() > w && !s.run.Over() {
		end = nil
	}
	bar := 0
	if len(clocks) > 0 {
		bar = min(24, (w-width()-len(clocks))/len(clocks))
	}
	var left []span
	for i, c := range clocks {
		left = append(left, say(plain, " "))
		left = append(left, texts[i]...)
		if bar >= 3 {
			left = append(left, say(plain, " "))
			left = append(left, clockBar(c, bar)...)
		}
		left = append(left, say(plain, "  "))
	}
	return ends(left, end...)
}

// endText is when the run is expected to end, or how it has.
func (s *scene) endText() []span {
	if s.run.Over() {
		return []span{strong(outcomeTone(s.run.Outcome), s.outcome("")+" ")}
	}
	if at := s.expectedEnd(); !at.IsZero() {
		return []span{say(dim, s.t("end")+" ≈ "), say(plain, at.Format("15:04")), say(plain, " ")}
	}
	return nil
}

// shownClocks leaves out the rollback's while there is none.
func shownClocks(s *scene) []runbook.ClockReading {
	var shown []runbook.ClockReading
	for _, c := range s.clocks() {
		if c.Name == runbook.ClockRollback && !s.run.RollingBack() {
			continue
		}
		shown = append(shown, c)
	}
	return shown
}

// clockText is a clock with its title and its budget.
func clockText(s *scene, c runbook.ClockReading) []span { return clockSpans(s, c, true) }

// clockSpans may leave the budget out, but never that it is spent.
func clockSpans(s *scene, c runbook.ClockReading, budget bool) []span {
	elapsed := "--:--"
	if c.Started {
		elapsed = s.say.Clock(c.Elapsed.Truncate(time.Second))
	}
	tone := clockTone(c)
	switch over := s.run.Over(); {
	case over && c.Running:
		tone = bad // nobody has seen the services answer
	case !c.Running && tone == busy && (!c.Started || over && !s.run.Outcome.Good()):
		tone = plain
	case !c.Running && tone == busy:
		tone = good
	}
	title := say(dim, clockTitle(c)+" ")
	if c.Running && c.Clock.From != "" {
		title = strong(tone, "● "+clockTitle(c)+" ") // users are without service
	}
	spans := []span{title, strong(tone, elapsed)}
	if c.Clock.Budget > 0 && budget {
		spans = append(spans, say(dim, " / "+s.say.Clock(c.Clock.Budget.D())))
	}
	if c.Over() {
		spans = append(spans, strong(bad, " !"))
	}
	return spans
}

// clockTone warns before a budget breaks: amber from three quarters of it on, red above it.
func clockTone(c runbook.ClockReading) token {
	switch {
	case c.Clock.Budget == 0 || !c.Started:
		return busy
	case c.Over():
		return bad
	case c.Elapsed*4 >= c.Clock.Budget.D()*3:
		return amber
	}
	return busy
}

func clockBar(c runbook.ClockReading, w int) []span {
	if c.Clock.Budget <= 0 {
		return nil
	}
	return bar(float64(c.Elapsed)/float64(c.Clock.Budget.D()), w, clockTone(c))
}

// bar is a part of a whole in w cells. The rest is drawn with another stroke, so that it reads without colour.
func bar(part float64, w int, tone token) []span {
	full := int(part*float64(w) + 0.5)
	if part > 0 && full == 0 {
		full = 1
	}
	full = min(max(0, full), w)
	return []span{say(tone, strings.Repeat("━", full)), say(faint, strings.Repeat("╌", w-full))}
}
