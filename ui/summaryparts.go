package ui

import (
	"fmt"
	"strings"
	"time"

	"paso/runbook"
)

// criteriaPane is the items of section 7 with their verdicts, and what each was judged by; under the titles of their groups
// where there are rows enough.
func criteriaPane(s *scene, w, rows int) pane {
	p := pane{title: []span{strong(plain, s.t("summary.criteria"))}, tone: faint}
	if len(s.run.Criteria) == 0 {
		p.body = wrapped(dim, s.t("summary.unjudged"), w)
		return p
	}
	held, group := 0, ""
	grouped := rows >= len(s.book.Criteria)+s.criteriaGroups()
	for _, c := range s.book.Criteria {
		judged := s.run.Criteria[c.ID]
		if judged.Verdict == runbook.OK {
			held++
		}
		if c.Group != group && grouped {
			group = c.Group
			p.body = append(p.body, row(say(dim, group)))
		}
		tok := plain
		if judged.Verdict == runbook.Failed {
			tok = bad
		}
		l := row(say(plain, " "), verdictSign(judged.Verdict).span(), say(tok, " "+c.Title))
		l.right = []span{say(dim, measuredText(s, c, judged))}
		p.body = append(p.body, l)
	}
	tone := good
	if held < len(s.book.Criteria) {
		tone, p.tone = amber, amber
	}
	p.right = []span{say(tone, s.t("summary.held", "Held", itoa(held), "All", itoa(len(s.book.Criteria))))}
	return p
}

func (s *scene) criteriaGroups() int {
	n := 0
	for i, c := range s.book.Criteria {
		if i == 0 || c.Group != s.book.Criteria[i-1].Group {
			n++
		}
	}
	return n
}

// measuredText is what a criterion was judged by: the numbers against their limits, or the person.
func measuredText(s *scene, c runbook.Criterion, judged runbook.CriterionJudged) string {
	var all []string
	for _, m := range s.run.Measures(c) {
		say := s.say.Clock
		if m.Kind == "latency" {
			say = milliseconds
		}
		text := say(m.Value)
		if m.Than != "" {
			text += " " + m.Than + " " + say(m.Limit)
		}
		all = append(all, text)
	}
	if len(all) == 0 && judged.By != runbook.Paso {
		return judged.By
	}
	return strings.Join(all, ", ")
}

// milliseconds are whole from ten on.
func milliseconds(d time.Duration) string {
	if d > 0 && d < 10*time.Millisecond {
		return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
	}
	return itoa(int(d.Milliseconds())) + " ms"
}

// deviationPane is everything that was not by the book, each with who and why.
func deviationPane(s *scene, w int) pane {
	p := pane{title: []span{strong(plain, s.t("summary.deviations"))}, tone: faint}
	n := len(s.run.Deviations)
	if n == 0 {
		p.body = []line{row(say(good, " ✓ "), say(plain, s.t("summary.nodeviations")))}
		return p
	}
	p.tone, p.right = amber, []span{say(amber, itoa(n))}
	for _, d := range s.run.Deviations {
		what := s.t("deviation." + string(d.Kind))
		if at := s.run.Steps[d.Step]; at != nil {
			what += " · " + numbered(at.Step)
		}
		about := d.At.Format("15:04") + " " + d.By
		if d.Reason != "" {
			about += " · " + d.Reason
		}
		for _, c := range s.book.Criteria {
			if d.Kind == runbook.DeviationCriterion && c.ID == d.Detail {
				what += " · " + c.Title
				if c.Holds != "" { // the expression is for the report; here its numbers
					about = strings.TrimRight(d.At.Format("15:04")+" "+d.By+" · "+measuredText(s, c, s.run.Criteria[c.ID]), " ·")
				}
			}
		}
		lines := wrapped(plain, what, w-3)
		lines[0].spans = append([]span{say(amber, " ⚠ ")}, lines[0].spans...)
		p.body = append(append(p.body, lines[0]), indented(lines[1:], 3)...)
		p.body = append(p.body, indented(wrapped(dim, about, w-3), 3)...)
	}
	return p
}

// leavePane is where the report is, whether the notice went out, what is left to do, and how to leave.
func leavePane(m *model, w int) pane {
	s := &m.s
	p := pane{title: []span{strong(plain, s.t("summary.then"))}, tone: faint}
	p.body = reportPlace(s, w)
	for _, n := range s.run.Notices {
		tok, glyph, text := good, "✓", s.t("summary.sent")
		if !n.Sent {
			tok, glyph, text = amber, "◷", s.t("summary.unsent")
		}
		p.body = append(p.body, ends([]span{say(tok, " "+glyph+" "), say(plain, s.t("notice.title")+" · "+s.book.Notices[n.Notice].Title)}, say(tok, text)))
	}
	if lines := followLines(s, w); len(lines) > 0 {
		p.body = append(append(p.body, row(say(dim, s.t("summary.follow")))), lines...)
	}
	if s.done {
		p.foot = []span{say(dim, s.t("summary.leave"))}
	} else {
		p.body = append(p.body, wrapped(amber, s.t("summary.finishing"), w)...)
	}
	return p
}

// reportPlace says where the report is, here and on the server.
func reportPlace(s *scene, w int) []line {
	n := len(s.run.Reports)
	if n == 0 && s.done {
		return []line{row(say(bad, " ✗ "), say(plain, s.t("feed.unwritten")))}
	}
	if n == 0 {
		return []line{row(say(dim, " ◷ "+s.t("summary.report")+" · "+s.t("summary.writing")))}
	}
	last := s.run.Reports[n-1]
	at := func(label string, tok token, text string) []line {
		mark := say(good, " ✓ ")
		if tok == amber {
			mark = say(amber, " ⚠ ")
		}
		lines := flow([]span{say(plain, s.t("summary.report")+label+": "), say(tok, text)}, w-3)
		lines[0].spans = append([]span{mark}, lines[0].spans...)
		return append(lines[:1], indented(lines[1:], 3)...)
	}
	if last.Published == "" && last.Problem.IsZero() {
		return at("", accent, last.Path)
	}
	lines := at(" · "+s.t("summary.here"), accent, last.Path)
	if last.Published != "" {
		lines = append(lines, at(" · "+s.t("summary.there"), accent, last.Published)...)
	}
	if !last.Problem.IsZero() {
		lines = append(lines, at(" · "+s.t("summary.there"), amber, s.phrase(last.Problem))...)
	}
	return lines
}

// followLines are what remains to be done (11.3).
func followLines(s *scene, w int) []line {
	if !s.run.Outcome.Good() {
		return nil
	}
	var lines []line
	for _, f := range s.book.FollowUps {
		l := ends([]span{say(dim, " ◷ "), say(plain, f.Title)})
		if f.Role != "" {
			l.right = []span{say(dim, s.role(f.Role))}
		}
		lines = append(lines, l)
	}
	if s.book.Rollback.Later != "" {
		lines = append(lines, indented(wrapped(dim, s.book.Rollback.Later, w-3), 3)...)
	}
	return lines
}

// stoppedLines say why the engine ended, what goes on, and how to come back.
func stoppedLines(s *scene, w int) []line {
	lines := []line{blank(), row(strong(bad, "  ✗  "+s.t("stopped.title"))), blank()}
	lines = append(lines, indented(wrapped(plain, s.say.Error(s.err), w-5), 5)...)
	lines = append(lines, blank())
	if s.run.WindowOpen() {
		lines = append(lines, indented(wrapped(bad, s.t("quit.down"), w-5), 5)...)
	}
	if p := s.run.Current(); p != nil && p.Open() != nil {
		lines = append(lines, indented(wrapped(plain, s.t("quit.running", "Step", numbered(p.Step)), w-5), 5)...)
	}
	lines = append(lines, indented(wrapped(dim, s.t("quit.back"), w-5), 5)...)
	return append(lines, row(strong(accent, "       "+s.resume)), blank(), row(say(dim, "     "+s.t("stopped.leave"))))
}
