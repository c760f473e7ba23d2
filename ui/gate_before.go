package ui

import (
	"paso/runbook"
)

// valueGate asks for a variable's value. A secret is not shown, and may be left
// empty only on purpose: by a second ⏎.
func valueGate(s *scene, g runbook.Gate) asker {
	v := s.book.Var(g.Subject)
	if v == nil {
		return nil
	}
	give := func(value string) []wish {
		return orders(runbook.GiveValue{Name: v.Name, Value: value, Source: "asked"})
	}
	e := &entry{title: s.t("value.title", "Name", v.Name), tone: accent, label: v.Ask}
	e.submit = func(_ *scene, value string) []wish { return give(value) }
	if v.Secret {
		e.field.hidden = true
		e.head = secretHead(v)
		sure := v.HasDefault // the book says that it may be empty
		e.check = func(s *scene, value string) string {
			if value == "" && !sure {
				sure = true
				return s.t("value.sure")
			}
			return ""
		}
		return e
	}
	e.field.set(v.Default)
	e.head = paragraph(dim, s.t("value.about"))
	e.check = func(s *scene, value string) string {
		if isBlank(value) {
			return s.t("value.empty")
		}
		return ""
	}
	return e
}

func secretHead(v *runbook.Var) func(s *scene, w int) []line {
	return func(s *scene, w int) []line {
		lines := wrapped(dim, s.t("value.secret"), w)
		var steps []line
		for _, step := range s.book.AllSteps {
			for _, name := range step.Secrets {
				if name == v.Name {
					steps = append(steps, wrapped(plain, numbered(step), w-13)...)
				}
			}
		}
		for i := range s.book.Rollback.Steps {
			step := &s.book.Rollback.Steps[i]
			for _, name := range step.Secrets {
				if name == v.Name {
					steps = append(steps, wrapped(plain, numbered(step), w-13)...)
				}
			}
		}
		lines = append(lines, blank())
		return append(lines, labelled(s.t("value.for"), 13, steps)...)
	}
}

// unreachableGate asks what to do with a target that does not answer.
func unreachableGate() asker {
	return &question{
		title: func(s *scene) []span { return []span{strong(bad, "✗ "+s.t("unreachable.title", "Host", s.target()))} },
		tone:  bad,
		head: func(s *scene, w int) []line {
			lines := wrapped(plain, s.t("unreachable.about", "Host", s.target()), w)
			if s.link.Err != nil {
				lines = append(lines, blank())
				lines = append(lines, labelled(s.t("unreachable.why"), 13, wrapped(plain, s.say.Error(s.link.Err), w-13))...)
			}
			lines = append(lines, blank())
			text := s.t("unreachable.nothing")
			if p := s.run.Current(); p != nil && p.Open() != nil {
				text = s.t("unreachable.running", "Step", numbered(p.Step))
			}
			return append(lines, wrapped(dim, text, w)...)
		},
		ask: func(s *scene) string { return s.t("ask.unreachable") },
		items: func(s *scene) []item {
			return []item{
				{id: "retry", letter: "r", label: s.t("unreachable.retry"), detail: s.t("unreachable.retry.detail")},
				{id: "leave", letter: "p", label: s.t("choice.pause"), detail: s.t("choice.pause.detail")},
			}
		},
		choose: func(_ *scene, id string) []wish {
			if id == "retry" {
				return orders(runbook.Reconnect{})
			}
			return []wish{open{quitDialog()}}
		},
	}
}

// preflightGate shows what of the target is not as it should be.
func preflightGate() asker {
	return &question{
		title: func(s *scene) []span { return []span{strong(plain, s.t("preflight.title", "Host", s.target()))} },
		right: func(s *scene) []span { return []span{say(amber, "◆ "+tally(s.run.Preflight))} },
		tone:  amber,
		head: func(s *scene, w int) []line {
			lines := wrapped(plain, s.t("preflight.about"), w)
			lines = append(lines, blank())
			return append(lines, resultLines(s, s.run.Preflight, w)...)
		},
		ask: func(s *scene) string { return s.t("ask.preflight") },
		items: func(s *scene) []item {
			return []item{
				{id: "retry", letter: "r", label: s.t("preflight.retry"), detail: s.t("preflight.retry.detail")},
				{id: "leave", letter: "p", label: s.t("choice.pause"), detail: s.t("choice.pause.detail")},
				{id: "go", letter: "g", label: s.t("preflight.go"), detail: s.t("preflight.go.detail"), tok: amber},
			}
		},
		choose: func(s *scene, id string) []wish {
			switch id {
			case "retry":
				return orders(runbook.RecheckPreflight{})
			case "leave":
				return []wish{open{quitDialog()}}
			}
			return []wish{open{askReason(s, s.t("preflight.go"), []string{s.t("preflight.go.about")}, func(reason string) []wish {
				return orders(runbook.Confirm{Gate: string(runbook.GatePreflight), Note: reason})
			})}}
		},
	}
}

// scopeGate has the exclusions of section 2.2 confirmed.
func scopeGate() asker {
	return &question{
		title: func(s *scene) []span { return []span{strong(plain, s.t("scope.title"))} },
		tone:  accent,
		head: func(s *scene, w int) []line {
			lines := append(wrapped(plain, s.t("scope.about"), w), blank())
			for _, text := range s.book.About.Excludes {
				for i, l := range wrapped(plain, text, w-4) {
					mark := "    "
					if i == 0 {
						mark = "  × "
					}
					l.spans = append([]span{say(bad, mark)}, l.spans...)
					lines = append(lines, l)
				}
			}
			return lines
		},
		ask: func(s *scene) string { return s.t("scope.about2") },
		items: func(s *scene) []item {
			return []item{
				{id: "leave", letter: "p", label: s.t("scope.no"), detail: s.t("choice.pause.detail")},
				{id: "yes", letter: "y", label: s.t("scope.yes"), detail: s.t("scope.yes.detail")},
			}
		},
		choose: func(_ *scene, id string) []wish {
			if id == "yes" {
				return orders(runbook.Confirm{Gate: string(runbook.GateScope)})
			}
			return []wish{open{quitDialog()}}
		},
	}
}

// target is the name of the target.
func (s *scene) target() string {
	switch {
	case s.run.Info.Destination != "":
		return s.run.Info.Destination
	case s.run.Info.Target != "":
		return s.run.Info.Target
	}
	return "—"
}

// tally is how many of the results are good: "5/6".
func tally(results []runbook.CheckResult) string {
	ok := 0
	for _, r := range results {
		if r.Verdict == runbook.OK {
			ok++
		}
	}
	return itoa(ok) + "/" + itoa(len(results))
}
