package ui

import (
	"strings"

	"paso/runbook"
)

// criteriaLines are the items of section 7 with their verdicts.
func criteriaLines(s *scene) []line {
	if len(s.book.Criteria) == 0 {
		return nil
	}
	if len(s.run.Criteria) == 0 {
		return []line{row(strong(dim, s.t("summary.criteria"))), row(say(dim, " "+s.t("summary.unjudged"))), blank()}
	}
	held, group := 0, ""
	var lines []line
	for _, c := range s.book.Criteria {
		judged := s.run.Criteria[c.ID]
		if judged.Verdict == runbook.OK {
			held++
		}
		if c.Group != group {
			group = c.Group
			lines = append(lines, row(say(dim, group)))
		}
		l := row(say(plain, " "), verdictSign(judged.Verdict).span(), say(plain, " "+c.Title))
		if judged.By != "" && judged.By != runbook.Paso {
			l.right = []span{say(dim, judged.By)}
		}
		lines = append(lines, l)
	}
	head := ends([]span{strong(dim, s.t("summary.criteria"))}, say(dim, s.t("summary.held", "Held", itoa(held), "All", itoa(len(s.book.Criteria)))))
	return append(append([]line{head}, lines...), blank())
}

// deviationLines are everything that was not by the book, each with who and why.
func deviationLines(s *scene, w int) []line {
	head := row(strong(dim, s.t("summary.deviations")))
	if len(s.run.Deviations) == 0 {
		return []line{head, row(say(good, " ✓ "), say(plain, s.t("summary.nodeviations"))), blank()}
	}
	lines := []line{head}
	for _, d := range s.run.Deviations {
		what := s.t("deviation." + string(d.Kind))
		if p := s.run.Steps[d.Step]; p != nil {
			what += " · " + numbered(p.Step)
		}
		for _, c := range s.book.Criteria {
			if d.Kind == runbook.DeviationCriterion && c.ID == d.Detail {
				what += " · " + c.Title
			}
		}
		lines = append(lines, ends([]span{say(amber, " ⚠ "), say(plain, what)}, say(dim, d.By+" "+d.At.Format("15:04"))))
		if d.Reason != "" {
			lines = append(lines, indented(wrapped(dim, d.Reason, w-3), 3)...)
		}
	}
	return append(lines, blank())
}

// followLines are what remains to be done (11.3).
func followLines(s *scene, w int) []line {
	if !s.run.Outcome.Good() || len(s.book.FollowUps) == 0 {
		if s.book.Rollback.Later == "" || !s.run.Outcome.Good() {
			return nil
		}
	}
	lines := []line{row(strong(dim, s.t("summary.follow")))}
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

// leaveLines say where the report is, whether the notice went out, and how to leave.
func leaveLines(m *model, w int) []line {
	const column = 18
	s := &m.s
	lines := []line{row(strong(dim, s.t("summary.report")))}
	if n := len(s.run.Reports); n > 0 {
		last := s.run.Reports[n-1]
		lines = append(lines, labelled(s.t("summary.here"), column, wrapped(accent, last.Path, w-column))...)
		if last.Published != "" {
			lines = append(lines, labelled(s.t("summary.there"), column, wrapped(accent, last.Published, w-column))...)
		}
		if !last.Problem.IsZero() {
			lines = append(lines, labelled(s.t("summary.there"), column, wrapped(amber, s.phrase(last.Problem), w-column))...)
		}
	} else {
		lines = append(lines, row(say(dim, s.t("summary.writing"))))
	}
	for _, n := range s.run.Notices {
		tok, text := good, s.t("summary.sent")
		if !n.Sent {
			tok, text = amber, s.t("summary.unsent")
		}
		lines = append(lines, labelled(s.t("notice.title"), column, wrapped(tok, s.book.Notices[n.Notice].Title+" · "+text, w-column))...)
	}
	how := s.t("summary.leave")
	if !s.done {
		how = s.t("summary.finishing")
	}
	return append(append(lines, blank()), wrapped(dim, how, w)...)
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

// reportLines are Markdown, lightly: headings and lists stand out, nothing is lost.
func reportLines(markdown []string, w int) []line {
	var lines []line
	for _, text := range markdown {
		trimmed := strings.TrimLeft(text, "#")
		switch {
		case text != trimmed && strings.HasPrefix(trimmed, " "):
			lines = append(lines, row(strong(accent, text)))
		case strings.HasPrefix(text, "|"), strings.HasPrefix(text, "```"), strings.HasPrefix(text, ">"):
			lines = append(lines, row(say(dim, text)))
		case strings.TrimSpace(text) == "":
			lines = append(lines, blank())
		default:
			lines = append(lines, wrapped(plain, text, w)...)
		}
	}
	return lines
}
