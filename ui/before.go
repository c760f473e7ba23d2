package ui

import (
	"maps"
	"slices"
	"strings"
	"time"

	"paso/runbook"
	"paso/runbook/engine"
)

// beginning is how long each part of the start took, by the times of its records.
type beginning struct {
	last time.Time // of the newest record
	took map[engine.Doing]time.Duration
}

// note takes a record; what ends a part of the start tells how long it was.
func (b *beginning) note(rec runbook.Record) {
	part := engine.DoingNothing
	switch rec.Event.(type) {
	case runbook.TargetReached:
		part = engine.DoingConnect
	case runbook.VarsFixed:
		part = engine.DoingVars
	case runbook.LockTaken:
		part = engine.DoingLock
	case runbook.Preflighted:
		part = engine.DoingPreflight
	default:
	}
	if part != engine.DoingNothing && !b.last.IsZero() {
		if b.took == nil {
			b.took = map[engine.Doing]time.Duration{}
		}
		b.took[part] = rec.Time.Sub(b.last)
	}
	b.last = rec.Time
}

// beforeColumn is where what was observed stands, in w cells.
func beforeColumn(w int) int { return min(max(28, w*52/100), 42) }

// beforePane is the start of a run as a live list: who, where, what is looked at and
// what was seen, from the first row to the last, so that what is still to come shows too.
func beforePane(s *scene, w, h int) pane {
	inner := max(1, w-4)
	lines := s.beforeRows(inner)
	if about := aboutRun(s, inner); len(lines)+1+len(about) <= h-2 {
		lines = append(append(lines, blank()), about...)
	}
	shown, top := s.beforeScroll(len(lines), h-2).window(lines, max(0, h-2))
	return pane{title: []span{strong(plain, s.t("before.title"))}, body: shown, tone: busy, foot: more(top, len(shown), len(lines))}
}

// beforeScroll keeps the end in sight once the work is there.
func (s *scene) beforeScroll(total, h int) scroller {
	if s.run.Preflighted {
		return scroller{top: max(0, total-h)}
	}
	return scroller{}
}

func (s *scene) beforeRows(w int) []line {
	r := s.run
	reached, lock := "", ""
	if r.Target.Hostname != "" {
		reached = r.Target.User + "@" + r.Target.Hostname
	}
	if r.Lock != nil {
		lock = "«" + r.Lock.Name + "»"
	}
	vars := ""
	if r.Fixed {
		vars = s.plural("before.vars.count", len(r.Values))
	}
	who := r.Operator.Name
	if roles := r.Operator.Roles; len(roles) > 0 {
		who += " (" + s.roles(roles) + ")"
	}
	lines := []line{
		s.beforeRow(w, r.Operator.Name != "", engine.DoingNothing, s.t("before.operator"), who),
		s.beforeRow(w, s.session.Connected, engine.DoingConnect, s.t("before.target", "Host", s.target()), reached),
		s.beforeRow(w, r.Fixed, engine.DoingVars, s.t("before.vars"), vars),
		s.beforeRow(w, s.session.Locked, engine.DoingLock, s.t("before.lock"), lock),
	}
	preflight := ""
	if r.Preflighted {
		preflight = tally(r.Preflight)
	}
	lines = append(lines, s.beforeRow(w, r.Preflighted && runbook.AllOK(r.Preflight), engine.DoingPreflight, s.t("before.preflight"), preflight))
	lines = append(lines, indented(s.preflightRows(w-2), 2)...)
	return append(lines, s.beforeRow(w, r.PrereqsClosed, engine.DoingPrerequisites, s.t("before.prerequisites"), s.prerequisitesSeen()))
}

// beforeRow is a part of the start: its sign, what was seen, and how long it took.
func (s *scene) beforeRow(w int, done bool, doing engine.Doing, label, text string) line {
	mark, tok, seen := sign{"○", faint}, dim, say(dim, text)
	switch {
	case done:
		mark, tok = sign{"✓", good}, plain
	case s.doing == doing && doing != engine.DoingNothing:
		mark, tok = sign{"▸", busy}, plain
		if text == "" {
			seen = say(busy, s.t("doing."+string(doing)))
		}
	}
	l := row(mark.span(), say(tok, " "+padded(label, beforeColumn(w))), seen)
	if took, known := s.began.took[doing]; known && done {
		l.right = []span{say(faint, s.short(took))}
	}
	return l
}

// preflightRows are the questions of the preflight: what they will look at, and then what they saw.
func (s *scene) preflightRows(w int) []line {
	var lines []line
	if s.run.Preflighted {
		for _, r := range s.run.Preflight {
			if r.Verdict == runbook.OK && (r.Kind == "reached" || r.Kind == "lock") {
				continue // they have rows of their own above
			}
			lines = append(lines, s.preflightRow(r, w)...)
		}
		return lines
	}
	mark := sign{"○", faint}
	if s.doing == engine.DoingPreflight {
		mark = sign{"▸", busy}
	}
	add := func(label, wanted string) {
		lines = append(lines, row(mark.span(), say(dim, " "+padded(label, beforeColumn(w+2)-2)), say(faint, wanted)))
	}
	phrase := func(id string) string { return s.phrase(runbook.Phrase{ID: "engine.preflight." + id}) }
	add(phrase("clock"), phrase("clock.wanted"))
	if !s.book.NextReview.IsZero() {
		add(phrase("review"), phrase("review.wanted"))
	}
	if s.sudo {
		add(s.phrase(runbook.Phrase{ID: "checks.sudo.title"}), s.phrase(runbook.Phrase{ID: "checks.sudo.wanted"}))
	}
	target := s.book.Targets[s.run.Info.Target]
	for _, tool := range target.Tools {
		name, version, _ := strings.Cut(tool, " ")
		add(s.phrase(runbook.Phrase{ID: "checks.tool.title", Args: map[string]string{"Name": name}}), version)
	}
	for _, path := range slices.Sorted(maps.Keys(target.Free)) {
		add(s.phrase(runbook.Phrase{ID: "checks.disk.title", Args: map[string]string{"Path": s.expand(path)}}), "≥ "+target.Free[path])
	}
	return lines
}

// preflightRow is one result: what was seen, and what was wanted where it is something else.
func (s *scene) preflightRow(r runbook.CheckResult, w int) []line {
	if r.Verdict != runbook.OK {
		return resultLine(s, r, w)
	}
	mark, seen := verdictSign(r.Verdict), say(dim, s.phrase(r.Observed))
	if r.Kind == "overdue" { // said, not failed: it stops nobody
		mark, seen.tok = sign{"⚠", amber}, amber
	}
	l := row(mark.span(), say(plain, " "+padded(s.checkTitle(r), beforeColumn(w+2)-2)), seen)
	if r.Latency > 0 {
		l.right = []span{say(faint, s.short(r.Latency))}
	}
	return []line{l}
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
