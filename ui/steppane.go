package ui

import (
	"slices"
	"strings"

	"paso/runbook"
)

// stepView is a step as lines, and the line that should be in sight.
type stepView struct {
	lines  []line
	anchor int // -1: the beginning
}

// stepLines are everything about a step: who, script, criterion, checks, and how the
// attempt a ended; nil where there is none yet.
func stepLines(s *scene, p *runbook.Progress, a *runbook.Attempt, w int) stepView {
	const column = 11
	v := stepView{anchor: -1}
	add := func(lines ...line) { v.lines = append(v.lines, lines...) }
	if l, ok := raciLine(s, p.Step); ok {
		add(l, blank())
	}
	if p.Step.Run != "" {
		at := runningLine(s, p, a)
		for i, rows := range scriptLines(s, p, a, w) {
			if i == at {
				v.anchor = len(v.lines)
			}
			add(rows...)
		}
		add(blank())
	}
	if how := failedWith(s, p); how != "" && (p.State == runbook.StateFailed || p.State == runbook.StateUnknown) {
		add(labelled(s.t("step.ended"), column, wrapped(bad, how, w-column))...)
	}
	if a != nil && a.CancelAsked {
		add(labelled(s.t("step.cancel"), column, wrapped(amber, strings.Join(append([]string{s.t("step.cancel.asked")}, a.Signals...), " → "), w-column))...)
	}
	if p.Reason != "" {
		add(labelled(s.t("step.reason"), column, wrapped(amber, p.Reason+" · "+p.By, w-column))...)
	}
	if p.Step.Success != "" {
		add(labelled(s.t("criterion"), column, wrapped(plain, p.Step.Success, w-column))...)
	}
	if checks := checkLines(s, p, w-column); len(checks) > 0 {
		add(labelled(s.t("checks"), column, checks)...)
		if p.Step.ID == s.live() && (p.Checked || s.doing == "checks") {
			v.anchor = len(v.lines) - 1
		}
	}
	if len(p.Step.Checklist) > 0 {
		add(labelled(s.t("checklist"), column, checklistSummary(p))...)
	}
	for _, approval := range p.Approvals {
		add(labelled(s.t("approval"), column, approvalLine(s, approval, w-column))...)
	}
	if p.Step.Help != "" {
		add(labelled(s.t("step.help"), column, wrapped(dim, p.Step.Help, w-column))...)
	}
	if s.w < railFrom && p.Step.ID == s.live() && s.gate == nil {
		add(blank())
		add(aheadLines(s, column, w)...)
	}
	for len(v.lines) > 0 && len(v.lines[len(v.lines)-1].spans) == 0 {
		v.lines = v.lines[:len(v.lines)-1]
	}
	return v
}

// raciLine is who answers for the step, who is asked and who is told (3.1).
func raciLine(s *scene, step *runbook.Step) (line, bool) {
	activity := s.book.Row(step.Activity)
	if activity.Activity == "" {
		return line{}, false
	}
	var spans []span
	add := func(letter, name string, tok token) {
		if len(spans) > 0 {
			spans = append(spans, say(faint, "  ·  "))
		}
		spans = append(spans, strong(accent, letter+" "), say(tok, name))
	}
	if role := activity.With("R"); role != "" {
		name := s.role(role)
		if who := s.run.Responsible[step.Activity].Person; who != "" {
			name = who + " (" + name + ")"
		}
		add("R", name, plain)
	}
	for _, letter := range []string{"A", "C", "I"} {
		if roles := activity.All(letter); len(roles) > 0 {
			add(letter, s.roles(roles), dim)
		}
	}
	return row(spans...), true
}

func checklistSummary(p *runbook.Progress) []line {
	var lines []line
	for _, item := range p.Step.Checklist {
		verdict, note := runbook.Unjudged, ""
		if t := p.Ticks[item.ID]; t != nil {
			verdict, note = t.Verdict, t.Note
		}
		l := row(verdictSign(verdict).span(), say(plain, " "+item.Title))
		if note != "" {
			l.right = []span{say(dim, note)}
		}
		lines = append(lines, l)
	}
	return lines
}

func approvalLine(s *scene, a runbook.Approval, w int) []line {
	text, tok := s.t("approval.given", "Name", a.Person, "Role", s.role(a.Role), "Activity", a.Activity, "Time", a.At.Format("15:04")), good
	if a.No {
		text, tok = s.t("approval.refused", "Name", a.Person, "Role", s.role(a.Role), "Why", a.Note), bad
	}
	return wrapped(tok, text+" · "+s.t("identity."+string(a.Kind)), w)
}

// stepPane is the pane of a step that no gate covers.
func stepPane(s *scene, p *runbook.Progress, a *runbook.Attempt, scroll scroller, follow bool, focused bool, w, h int) pane {
	v := stepLines(s, p, a, max(1, w-4))
	rows := max(0, h-2)
	if follow && v.anchor >= 0 {
		scroll = scroll.show(min(v.anchor+2, len(v.lines)-1), len(v.lines), rows).show(v.anchor, len(v.lines), rows)
	}
	shown, top := scroll.window(v.lines, rows)
	title := []span{strong(plain, numbered(p.Step))}
	if p.Step.Critical {
		title = append(title, strong(bad, "  "+s.t("critical")))
	}
	waiting := s.waitsAt(p.Step.ID)
	mark := signOf(p.State, waiting)
	word := s.stateWord(p, waiting)
	if newest := p.Current(); newest != nil && newest.N > 1 {
		word = s.t("attempt", "N", itoa(newest.N)) + " · " + word
		if a != nil && a.N != newest.N {
			word = s.t("attempt.of", "N", itoa(a.N), "All", itoa(newest.N))
		}
	}
	if p.Step.ID == s.live() && s.doing == "checks" {
		word = s.t("doing.checks")
	}
	right := []span{strong(mark.tok, mark.glyph+" "+word)}
	if n, all := s.place(p.Step.ID); n > 0 {
		right = append(right, say(dim, " · "+itoa(n)+"/"+itoa(all)))
	}
	return pane{
		title: title,
		right: right,
		body:  shown,
		foot:  more(top, len(shown), len(v.lines)),
		thumb: thumb{top: top, shown: len(shown), total: len(v.lines)},
		tone:  paneTone(mark, focused),
		id:    "pane:main",
	}
}

// place is which step of the procedure, or of its rollback, it is; from 1.
func (s *scene) place(id string) (n, all int) {
	for i := range s.book.Rollback.Steps {
		if s.book.Rollback.Steps[i].ID == id {
			return i + 1, len(s.book.Rollback.Steps)
		}
	}
	at := s.run.StageOf(id)
	for i := range s.book.Stages {
		if i == at {
			n = all + 1 + slices.IndexFunc(s.book.Stages[i].Steps, func(step runbook.Step) bool { return step.ID == id })
		}
		all += len(s.book.Stages[i].Steps)
	}
	return n, all
}

// paneTone is the colour of a border: that of the state while there is something to say, else faint.
func paneTone(mark sign, focused bool) token {
	switch mark.tok {
	case busy, bad, amber:
		return mark.tok
	default:
		if focused {
			return accent
		}
		return faint
	}
}

// waitsAt tells whether the run waits for a person at the step.
func (s *scene) waitsAt(step string) bool {
	return s.gate != nil && s.gate.Step == step && step != ""
}

func oneLine(text string) string {
	first, rest, cut := strings.Cut(strings.TrimSpace(text), "\n")
	if cut && strings.TrimSpace(rest) != "" {
		return first + " (+" + itoa(strings.Count(strings.TrimSpace(rest), "\n")+1) + ")"
	}
	return first
}

// shortened is a value as an operator knows it: a file by its name, a commit by its
// first letters, of many lines the first.
func shortened(value string) string {
	value = base(oneLine(value))
	if len(value) == 40 && strings.Trim(value, "0123456789abcdef") == "" {
		return value[:10]
	}
	return value
}

func base(path string) string {
	if i := strings.LastIndexByte(path, '/'); i >= 0 && i < len(path)-1 && strings.HasPrefix(path, "/") {
		return path[i+1:]
	}
	return path
}
