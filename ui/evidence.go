package ui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"paso/runbook"
)

// failedWith is how the last attempt ended: "line 6, code 1, after 4.2 s".
func failedWith(s *scene, p *runbook.Progress) string {
	a := p.Current()
	switch {
	case p.Rejected != nil:
		return s.t("ended.rejected", "Name", p.Rejected.Person, "Why", p.Rejected.Note)
	case p.ChecklistBad:
		return s.t("ended.checklist")
	case p.JudgedFailed != nil:
		return s.t("ended.judged", "Name", p.JudgedFailed.By, "Why", p.JudgedFailed.Reason)
	case a == nil:
		return ""
	case !a.Refused.IsZero():
		return s.phrase(a.Refused)
	case !a.Lost.IsZero():
		return s.phrase(a.Lost)
	case a.Result == nil:
		return ""
	}
	var parts []string
	r := a.Result
	switch {
	case r.Why != "":
		parts = append(parts, s.t("ended."+r.Why))
	case r.Signal != "":
		parts = append(parts, s.t("ended.signal", "Signal", r.Signal))
	case a.Passed(p.Step.Exit):
		parts = append(parts, s.t("ended.checks"))
	case len(r.Unset) > 0 && r.Exit == 0: // a script that failed has not left much: its code says more
		parts = append(parts, s.t("ended.unset", "Names", strings.Join(r.Unset, ", ")))
	default:
		parts = append(parts, s.t("ended.code", "Code", itoa(r.Exit)))
	}
	if r.Line > 0 && !a.Passed(p.Step.Exit) {
		parts = append(parts, s.t("ended.line", "Line", itoa(r.Line)))
	}
	parts = append(parts, s.t("ended.after", "Time", s.say.Duration(a.Ended.Sub(a.Started))))
	if a.N > 1 {
		parts = append(parts, s.t("attempt", "N", itoa(a.N)))
	}
	return strings.Join(parts, " · ")
}

// failureHead is the evidence, what matters most first: it is what remains on a small screen.
func failureHead(s *scene, g runbook.Gate, w int) []line {
	p := s.run.Steps[g.Step]
	if p == nil {
		return nil
	}
	const column = 13
	short := s.h < 30
	lines := wrapped(plain, failedWith(s, p), w)
	if g.Kind == runbook.GateUnknown {
		lines = append(lines, wrapped(dim, s.t("unknown.about"), w)...)
	}
	gap := func() {
		if !short {
			lines = append(lines, blank())
		}
	}
	lines = append(lines, failedStatement(s, p, short, w)...)
	gap()
	if printed := failureOutput(s, p, short); len(printed) > 0 {
		lines = append(lines, printed...)
		gap()
	}
	lines = append(lines, aliveLines(s, p, column, w)...)
	if g.Kind == runbook.GateUnknown {
		lines = append(lines, unknownChecks(s, p, column, w)...)
	} else if bad := failedChecks(s, p, w-column); len(bad) > 0 {
		lines = append(lines, labelled(s.t("failure.seen"), column, bad)...)
	}
	lines = append(lines, labelled(s.t("failure.means"), column, meaning(s, w-column))...)
	lines = append(lines, risks(s, g.Step, column, w, short)...)
	lines = append(lines, contacts(s, column, w, short)...)
	return lines
}

// failedStatement is the line that failed, and on a tall screen what stands around it.
func failedStatement(s *scene, p *runbook.Progress, short bool, w int) []line {
	a := p.Current()
	if a == nil || a.Result == nil || a.Result.Line == 0 || a.Passed(p.Step.Exit) {
		return nil
	}
	script := scriptLines(s, p, a, w)
	at := a.Result.Line - 1
	from, to := at, at+1
	if !short {
		from, to = at-2, at+2
	}
	from, to = max(0, from), min(len(script), to)
	if from >= to {
		return nil
	}
	var lines []line
	if !short {
		lines = append(lines, blank())
	}
	return append(lines, slices.Concat(script[from:to]...)...)
}

// failureOutput is the last that the attempt printed, with the line that looks like the
// trouble: first where it is not among the last.
func failureOutput(s *scene, p *runbook.Progress, short bool) []line {
	a := p.Current()
	if a == nil || s.outs == nil {
		return nil
	}
	most := max(4, min(24, s.h-30))
	if short {
		most = 2
	}
	var lines []line
	key := attemptKey{p.Step.ID, a.N}
	trouble := s.outs.trouble(key)
	found := false
	for _, text := range s.outs.tail(key, most) {
		l := row(say(bad, "│ "), span{text: text, raw: true})
		if at := ansi.Strip(text); at == trouble && !isBlank(trouble) {
			l.spans[1], found = strong(plain, at), true
		}
		lines = append(lines, l)
	}
	if n := len(lines); n > 0 && isBlank(trouble) && p.State == runbook.StateFailed { // programs say last what went wrong
		lines[n-1].spans[1] = strong(plain, ansi.Strip(lines[n-1].spans[1].text))
	}
	if !found && !isBlank(trouble) {
		if short && len(lines) > 1 {
			lines = lines[1:]
		}
		lines = append([]line{row(say(bad, "│ "), strong(plain, trouble))}, lines...)
	}
	return lines
}

func failedChecks(s *scene, p *runbook.Progress, w int) []line {
	var lines []line
	for _, r := range p.Checks {
		if r.Verdict != runbook.OK {
			lines = append(lines, resultLine(s, r, w)...)
		}
	}
	for _, item := range p.Step.Checklist {
		if t := p.Ticks[item.ID]; t != nil && t.Verdict == runbook.Failed {
			l := row(say(bad, "✗ "), say(plain, item.Title))
			if t.Note != "" {
				l.spans = append(l.spans, say(dim, "  "+t.Note))
			}
			lines = append(lines, l)
		}
	}
	return lines
}

// meaning says what the failure means for people outside: whether they are served,
// and what has been touched so far.
func meaning(s *scene, w int) []line {
	var lines []line
	if s.run.WindowOpen() {
		for _, c := range s.run.Clocks(s.now) {
			if c.Clock.From != "" && c.Running {
				lines = append(lines, wrapped(bad, s.t("means.down", "Clock", clockTitle(c), "Elapsed", s.say.Clock(c.Elapsed), "Budget", s.say.Clock(c.Clock.Budget.D())), w)...)
			}
		}
	} else {
		lines = append(lines, wrapped(plain, s.t("means.up"), w)...)
	}
	if s.run.RollingBack() {
		return append(lines, wrapped(bad, s.t("means.rollingback"), w)...)
	}
	if len(s.book.Rollback.Steps) > 0 && !s.run.CanRollBack() {
		return append(lines, wrapped(dim, s.t("means.nothing"), w)...)
	}
	if plan := s.plan; len(plan) > 0 {
		titles := make([]string, len(plan))
		for i, step := range plan {
			titles[i] = step.Title
		}
		lines = append(lines, wrapped(dim, s.t("means.undo", "Steps", strings.Join(titles, " · ")), w)...)
	}
	return lines
}

// risks are the risks of section 10 that name the step.
func risks(s *scene, step string, column, w int, short bool) []line {
	var lines []line
	for _, r := range s.book.Risks {
		if !contains(r.Steps, step) || short && len(lines) > 0 {
			continue
		}
		text := r.Title
		if r.Contingency != "" {
			text += " → " + r.Contingency
		}
		lines = append(lines, wrapped(plain, text, w-column)...)
	}
	return labelled(s.t("risk"), column, lines)
}

func contacts(s *scene, column, w int, short bool) []line {
	if len(s.book.Contacts) == 0 {
		return nil
	}
	var all []string
	for _, c := range s.book.Contacts {
		all = append(all, c.Title+" "+c.How)
	}
	if short {
		return labelled(s.t("contacts"), column, wrapped(plain, all[0]+" · "+s.t("contacts.more"), w-column))
	}
	return labelled(s.t("contacts"), column, wrapped(plain, strings.Join(all, " · "), w-column))
}

func contains(all []string, one string) bool {
	for _, s := range all {
		if s == one {
			return true
		}
	}
	return false
}

func clockTitle(c runbook.ClockReading) string {
	if c.Clock.Title != "" {
		return c.Clock.Title
	}
	return c.Name
}
