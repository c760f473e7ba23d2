package ui

import (
	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textarea"
	tea "charm.land/bubbletea/v2"

	"paso/runbook"
)

// editor changes the script of a step for its next attempt. What is edited is a
// deviation: it takes a reason, and a script that bash could not read is not taken.
type editor struct {
	step  *runbook.Step
	area  textarea.Model
	wrong string
}

func newEditor(s *scene, p *runbook.Progress) *editor {
	area := textarea.New()
	area.Prompt = ""
	area.ShowLineNumbers = true
	area.CharLimit = 0
	area.MaxHeight = 0
	area.KeyMap.Paste = key.NewBinding(key.WithDisabled())
	area.KeyMap.CopySelection = key.NewBinding(key.WithDisabled())
	area.SetStyles(s.th.editing())
	script := p.Step.Run
	if a := p.Current(); a != nil {
		script = a.Script
	}
	area.SetValue(script)
	area.MoveToBegin()
	area.Focus()
	return &editor{step: p.Step, area: area}
}

func (e *editor) paste(text string)           { e.area.InsertString(text) }
func (e *editor) editing() bool               { return true }
func (e *editor) click(*scene, string) []wish { return nil }

func (e *editor) view(s *scene, w, h int) pane {
	area := e.area
	area.SetStyles(s.th.editing())
	area.SetWidth(max(10, w-4))
	area.SetHeight(max(1, h-4))
	var body []line
	for _, text := range splitLines(area.View()) {
		body = append(body, row(span{text: text, raw: true}))
	}
	if len(body) > h-4 {
		body = body[:h-4]
	}
	note := say(dim, s.t("edit.about"))
	if e.wrong != "" {
		note = say(bad, e.wrong)
	}
	return pane{
		title: []span{strong(plain, s.t("edit.title", "Step", numbered(e.step)))},
		body:  append(body, blank(), row(note)),
		tone:  amber,
	}
}

func (e *editor) key(s *scene, k tea.KeyPressMsg) ([]wish, bool) {
	keys := newKeymap()
	switch {
	case keys.dismiss.hit(k):
		return []wish{dismiss{}}, true
	case keys.save.hit(k):
		return e.save(s), true
	}
	e.wrong = ""
	e.area.SetWidth(max(10, dialogWidth(s)-4))
	e.area.SetHeight(max(1, s.h-8))
	e.area, _ = e.area.Update(k)
	return nil, true
}

func (e *editor) save(s *scene) []wish {
	script := e.area.Value()
	if err := runbook.CheckScript(script); err != nil {
		e.wrong = s.t("edit.broken", "Why", err.Error())
		return nil
	}
	if script == e.step.Run {
		e.wrong = s.t("edit.same")
		return nil
	}
	about := []string{numbered(e.step), s.t("choice.edit.about")}
	return []wish{open{askReason(s, s.t("choice.edit"), about, func(reason string) []wish {
		return append([]wish{dismiss{}}, orders(runbook.Retry{Step: e.step.ID, Script: script, Reason: reason})...)
	})}}
}

func (e *editor) keys(*scene) []binding {
	keys := newKeymap()
	return []binding{keys.save, keys.dismiss}
}
