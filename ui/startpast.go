package ui

import (
	"strings"
	"time"

	"paso/runbook"
)

// planSheet is the whole procedure to read: what each step is, and where people are asked.
func planSheet(s *scene) asker {
	return &sheet{title: s.t("start.plan"), body: func(s *scene, w int) []line {
		var lines []line
		for i := range s.book.Stages {
			stage := &s.book.Stages[i]
			if i > 0 {
				lines = append(lines, blank())
			}
			lines = append(lines, ends([]span{strong(accent, itoa(i+1)+" "), strong(plain, stage.Title)}, say(dim, planned(stage.Estimate))))
			for j := range stage.Steps {
				lines = append(lines, planStep(s, &stage.Steps[j], w)...)
			}
		}
		lines = append(lines, blank(), ends([]span{strong(accent, "R "), strong(plain, s.t("rollback.title"))}, say(dim, planned(s.book.Rollback.Estimate))))
		for j := range s.book.Rollback.Steps {
			lines = append(lines, planStep(s, &s.book.Rollback.Steps[j], w)...)
		}
		return lines
	}}
}

// planStep is a step in a line, and below it what people are asked there.
func planStep(s *scene, step *runbook.Step, w int) []line {
	tone := faint
	if s.inWindow(step.ID) {
		tone = amber
	}
	head := row(say(tone, "  ○ "), say(dim, padded(step.Number, 5)), say(plain, step.Title))
	if step.Critical {
		head.spans = append(head.spans, strong(bad, "  "+s.t("critical")))
	}
	var asks []string
	if n := len(step.Checklist); n > 0 {
		asks = append(asks, s.plural("start.stops.items", n))
	}
	for _, activity := range s.book.ApprovalsOf(step) {
		asks = append(asks, s.t("start.stops.approves", "Role", s.role(s.book.Row(activity).With("A")), "Activity", activity))
	}
	if step.Notify != "" {
		asks = append(asks, s.plural("start.stops.notices", 1))
	}
	lines := []line{head}
	if len(asks) > 0 {
		lines = append(lines, indented(wrapped(amber, "◆ "+strings.Join(asks, " · "), w-9), 9)...)
	}
	return lines
}

// pastShown is how many of them: what the smallest screen has room for.
const pastShown = 12

// pastDialog lists the runs that are over; the report of one can be read again. The newest only: `paso runs` lists them all.
func pastDialog(past []*runbook.Run) asker {
	past = past[:min(len(past), pastShown)]
	return &question{
		title: func(s *scene) []span { return []span{strong(plain, s.t("start.past"))} },
		tone:  accent,
		head:  func(s *scene, w int) []line { return wrapped(dim, s.t("start.past.about"), w) },
		items: func(s *scene) []item {
			items := make([]item, 0, len(past))
			for _, run := range past {
				items = append(items, s.pastItem(run))
			}
			return items
		},
		choose: func(_ *scene, id string) []wish {
			for _, run := range past {
				if run.Info.ID == id {
					return []wish{reread{run}}
				}
			}
			return nil
		},
		press: closing,
		extra: []binding{newKeymap().dismiss},
	}
}

// pastItem is a run of the past in a line: when, how it ended, how long it took, how long services were down, who.
func (s *scene) pastItem(run *runbook.Run) item {
	outcome := strings.ReplaceAll(strings.ToLower(string(run.Outcome)), "_", "-")
	detail := []string{s.t("outcome." + outcome), s.say.Clock(run.Ended.Sub(run.Started).Truncate(time.Second))}
	for _, c := range run.Clocks(run.Ended) {
		if c.Clock.From != "" && c.Started {
			detail = append(detail, clockTitle(c)+" "+s.say.Clock(c.Elapsed.Truncate(time.Second)))
		}
	}
	if run.Operator.Name != "" {
		detail = append(detail, run.Operator.Name)
	}
	return item{id: run.Info.ID, label: run.Started.Format("2006-01-02 15:04"), detail: strings.Join(detail, " · "), tok: outcomeTone(run.Outcome)}
}

// reportSheet is a report to read.
func reportSheet(title, markdown string) asker {
	doc := newDocument(markdown)
	return &sheet{title: title, body: func(_ *scene, w int) []line {
		doc.lay(w) // once for a width
		return doc.lines(w)
	}}
}
