package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"paso/runbook"
	"paso/runbook/engine"
)

// confirmDialog asks before something that cannot be taken back; "no" is where the cursor stands.
func confirmDialog(title string, about []string, yes string, then ...wish) asker {
	return &question{
		title: titled(strong(plain, title)),
		tone:  amber,
		head:  paragraph(plain, about...),
		items: func(s *scene) []item {
			return []item{{id: "no", letter: "n", label: s.t("confirm.no")}, {id: "yes", letter: "s", label: yes, tok: bad}}
		},
		choose: func(_ *scene, id string) []wish {
			if id == "yes" {
				return append([]wish{dismiss{}}, then...)
			}
			return []wish{dismiss{}}
		},
		press: closing,
		extra: []binding{newKeymap().dismiss},
	}
}

// closing lets esc and q close a dialog.
func closing(_ *scene, k tea.KeyPressMsg) []wish {
	keys := newKeymap()
	if keys.dismiss.hit(k) || keys.quit.hit(k) {
		return []wish{dismiss{}}
	}
	return nil
}

// quitDialog asks before leaving. Staying is where the cursor stands; leaving says
// what goes on without paso, whether services are down, and how to come back.
func quitDialog() asker {
	return &question{
		title: func(s *scene) []span { return []span{strong(plain, s.t("quit.title"))} },
		tone:  amber,
		head: func(s *scene, w int) []line {
			var lines []line
			if s.run.WindowOpen() {
				lines = append(lines, wrapped(bad, s.t("quit.down"), w)...)
			}
			text := s.t("quit.idle")
			if p := s.run.Current(); p != nil && p.Open() != nil {
				text = s.t("quit.running", "Step", numbered(p.Step))
			}
			lines = append(lines, wrapped(plain, text, w)...)
			lines = append(lines, blank())
			if s.demo {
				lines = append(lines, wrapped(dim, s.t("quit.demo"), w)...)
			}
			return append(append(lines, wrapped(dim, s.t("quit.back"), w)...), row(strong(accent, "  "+s.resume)))
		},
		items: func(s *scene) []item {
			return []item{
				{id: "stay", letter: "n", label: s.t("quit.stay")},
				{id: "leave", letter: "s", label: s.t("quit.leave"), tok: amber},
				{id: "abort", letter: "a", label: s.t("choice.abort"), tok: bad},
			}
		},
		choose: func(s *scene, id string) []wish {
			switch id {
			case "leave":
				return []wish{dismiss{}, pauseRun{}}
			case "abort":
				return []wish{dismiss{}, open{abortDialog(s)}}
			}
			return []wish{dismiss{}}
		},
		press: closing,
		extra: []binding{newKeymap().dismiss},
	}
}

// abortDialog ends the run without a deployment; it takes a reason, and says what stays as it is.
func abortDialog(s *scene) asker {
	about := []string{s.t("abort.about")}
	if s.run.WindowOpen() {
		about = append(about, s.t("abort.down"))
	}
	if s.run.CanRollBack() {
		about = append(about, s.t("abort.rollback"))
	}
	return askReason(s, s.t("choice.abort"), about, func(reason string) []wish {
		return []wish{open{confirmDialog(s.t("choice.abort"), append([]string{s.t("abort.sure"), "«" + reason + "»"}, about...), s.t("abort.yes"), orders(runbook.Abort{Reason: reason})...)}}
	})
}

// cancelDialog asks before the running attempt is ended.
func cancelDialog(s *scene, step *runbook.Step) asker {
	return confirmDialog(s.t("cancel.title", "Step", numbered(step)), []string{s.t("cancel.about")}, s.t("cancel.yes"), orders(runbook.Cancel{})...)
}

// rollbackDialog asks for the plan of the rollback at any time.
func rollbackDialog(s *scene) asker {
	return askReason(s, s.t("rollback.ask"), []string{s.t("rollback.ask.about")}, func(reason string) []wish {
		return orders(runbook.AskRollback{Reason: reason})
	})
}

// noteDialog takes a remark for the report.
func noteDialog(s *scene, step string) asker {
	d := askReason(s, s.t("note.title"), []string{s.t("note.about")}, func(text string) []wish {
		return append(orders(runbook.AddNote{Step: step, Text: text}), tell{s.t("note.kept"), good})
	})
	d.label, d.tone = s.t("note.label"), accent
	return d
}

// promptDialog asks what the connection asks. What the server says is shown as its words.
func promptDialog(s *scene, p engine.Prompt) asker {
	answer := func(value string, ok bool) []wish { return []wish{reply{prompt: p.ID, value: value, ok: ok}} }
	if p.Kind == engine.PromptHostKey {
		return &entry{
			title: s.t("prompt.hostkey.title", "Host", p.Host), tone: amber, label: s.t("prompt.hostkey.label"),
			head: func(s *scene, w int) []line { return hostKeyHead(s, p, w) },
			check: func(s *scene, value string) string {
				if !strings.EqualFold(strings.TrimSpace(value), s.t("prompt.yes")) && !strings.EqualFold(strings.TrimSpace(value), "yes") {
					return s.t("prompt.hostkey.type")
				}
				return ""
			},
			submit: func(*scene, string) []wish { return answer("yes", true) },
			leave:  answer("no", false),
		}
	}
	e := &entry{
		title: s.t("prompt."+string(p.Kind)+".title", "Host", p.Host), tone: amber, label: p.Text,
		head:   paragraph(dim, s.t("prompt."+string(p.Kind)+".about", "File", p.File)),
		submit: func(_ *scene, value string) []wish { return answer(value, true) },
		leave:  answer("", false),
	}
	e.field.hidden = !p.Echo
	return e
}

func hostKeyHead(s *scene, p engine.Prompt, w int) []line {
	const column = 13
	lines := wrapped(plain, s.t("prompt.hostkey.about", "Host", p.Host), w)
	lines = append(lines, blank())
	lines = append(lines, labelled(s.t("prompt.fingerprint"), column, []line{row(strong(amber, p.Fingerprint))})...)
	lines = append(lines, labelled(s.t("prompt.keytype"), column, wrapped(plain, p.KeyType, w-column))...)
	lines = append(lines, labelled(s.t("prompt.file"), column, wrapped(dim, p.File, w-column))...)
	return append(append(lines, blank()), wrapped(dim, s.t("prompt.hostkey.compare"), w)...)
}
