package ui

import (
	"paso/report"
	"paso/runbook"
)

// noticeGate shows a notice ready to paste, and asks whether it was sent. The notice is
// written when the gate opens: nothing that it tells of changes while it waits.
func noticeGate(s *scene, g runbook.Gate) asker {
	title, to, message := report.Notice(s.run, s.say, g.Subject)
	return &question{
		title: func(s *scene) []span { return []span{strong(plain, s.t("notice.title"))} },
		tone:  accent,
		head:  func(s *scene, w int) []line { return noticeHead(s, title, to, message, w) },
		ask:   func(s *scene) string { return s.t("ask.notice") },
		items: func(s *scene) []item {
			return []item{
				{id: "copy", letter: "y", label: s.t("notice.copy"), detail: s.t("notice.copy.detail")},
				{id: "sent", letter: "s", label: s.t("notice.sent"), detail: s.t("notice.sent.detail")},
				{id: "left", letter: "x", label: s.t("notice.left"), detail: s.t("notice.left.detail"), tok: amber},
			}
		},
		choose: func(s *scene, id string) []wish {
			if id == "copy" {
				return []wish{copied{message}, tell{s.t("notice.copied"), good}}
			}
			return orders(runbook.SendNotice{Notice: g.Subject, To: to, Text: message, Sent: id == "sent"})
		},
	}
}

func noticeHead(s *scene, title string, to []string, message string, w int) []line {
	const column = 13
	lines := wrapped(dim, s.t("notice.about"), w)
	lines = append(lines, blank())
	lines = append(lines, labelled(s.t("notice.subject"), column, wrapped(plain, title, w-column))...)
	var people []line
	for _, who := range to {
		people = append(people, wrapped(plain, who, w-column)...)
	}
	lines = append(lines, labelled(s.t("notice.to"), column, people)...)
	lines = append(lines, blank())
	for _, l := range wrapped(plain, message, w-2) {
		l.spans = append([]span{say(accent, "│ ")}, l.spans...)
		lines = append(lines, l)
	}
	return lines
}
