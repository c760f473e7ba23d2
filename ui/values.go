package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"paso/runbook"
)

// runValue is a value of the run, with what fixed it.
type runValue struct {
	name   string
	value  string
	source string
	secret bool
	held   bool // a secret that this paso has
	set    bool // there is a value
	sure   bool // not a capture of a step that has not passed
}

// dots stand for a secret, always as many.
const dots = "••••••••"

// shown is the value as it may be seen.
func (v runValue) shown() string {
	if v.secret && v.held {
		return dots
	}
	return v.value
}

// runValues are the variables in the order of the runbook, then what the run fixed
// besides, then what steps have captured.
func runValues(s *scene) []runValue {
	var all []runValue
	known := map[string]bool{}
	for i := range s.book.Vars {
		v := &s.book.Vars[i]
		known[v.Name] = true
		value, set := s.run.Values[v.Name]
		all = append(all, runValue{
			name: v.Name, value: value, set: set || v.Secret && s.session.Secrets[v.Name], source: s.sourceOf(v), secret: v.Secret, held: s.session.Secrets[v.Name], sure: true,
		})
	}
	var own []string
	for name := range s.run.Values {
		if !known[name] {
			own = append(own, name)
		}
	}
	slices.Sort(own)
	for _, name := range own {
		all = append(all, runValue{name: name, value: s.run.Values[name], set: true, source: s.t("values.paso"), sure: true})
	}
	var captured []string
	for name := range s.run.Captures {
		captured = append(captured, name)
	}
	slices.Sort(captured)
	for _, name := range captured {
		c := s.run.Captures[name]
		v := runValue{name: name, value: c.Value, set: true, sure: c.Verified, source: s.t("values.captured", "Step", s.stepNumber(c.Step))}
		all = append(all, v)
	}
	return all
}

func (s *scene) stepNumber(id string) string {
	if p := s.run.Steps[id]; p != nil {
		return p.Step.Number
	}
	return id
}

// sourceOf is who or what gave a variable its value.
func (s *scene) sourceOf(v *runbook.Var) string {
	given, was := s.run.Given[v.Name]
	_, set := s.run.Info.Set[v.Name]
	switch {
	case was && given.Source == "asked":
		return s.t("values.asked", "Name", s.run.Operator.Name)
	case was && given.Source == "env":
		return s.t("values.env", "Name", v.Env)
	case was && given.Source == "answers":
		return s.t("values.answers")
	case was && given.Source == "default":
		return s.t("values.default")
	case v.Secret && s.session.Secrets[v.Name]:
		return s.t("values.memory")
	case set:
		return s.t("values.set")
	case v.Command != "":
		return s.t("values.command")
	case v.Value != "":
		return s.t("values.runbook")
	}
	return s.t("values.later")
}

// values is a dialog with every value of the run. The one under the cursor shows whole, and can be copied.
type values struct {
	at     int
	scroll scroller
}

// valueRows is how many rows the value under the cursor has at the bottom.
const valueRows = 4

// newValues opens the values, at one of them where it is named.
func newValues(s *scene, name string) *values {
	d := &values{}
	for i, v := range runValues(s) {
		if v.name == name {
			d.at = i
		}
	}
	d.follow(s)
	return d
}

func (d *values) paste(string)  {}
func (d *values) editing() bool { return false }

func (d *values) width(s *scene) int { return max(dialogWidth(s), min(112, s.w-4)) }

// height has room for all, and for the one that shows whole.
func (d *values) height(s *scene) int { return len(runValues(s)) + valueRows + 3 }

func (d *values) listRows(s *scene) int {
	return max(1, min(d.height(s), s.h-4)-valueRows-3)
}

func (d *values) follow(s *scene) {
	n := len(runValues(s))
	d.at = min(max(0, d.at), max(0, n-1))
	d.scroll = d.scroll.show(d.at, n, d.listRows(s))
}

func (d *values) wheel(s *scene, by, _, _ int) {
	d.scroll.move(by, len(runValues(s)), d.listRows(s))
}

func (d *values) key(s *scene, k tea.KeyPressMsg) ([]wish, bool) {
	keys := newKeymap()
	n, page := len(runValues(s)), d.listRows(s)
	switch {
	case keys.dismiss.hit(k), keys.quit.hit(k), keys.values.hit(k), keys.choose.hit(k):
		return []wish{dismiss{}}, true
	case keys.copy.hit(k):
		return d.copy(s), true
	case keys.up.hit(k):
		d.at--
	case keys.down.hit(k):
		d.at++
	case keys.pageUp.hit(k):
		d.at -= page
	case keys.pageDown.hit(k):
		d.at += page
	case keys.top.hit(k):
		d.at = 0
	case keys.bottom.hit(k):
		d.at = n
	default:
		return nil, true
	}
	d.follow(s)
	return nil, true
}

func (d *values) copy(s *scene) []wish {
	all := runValues(s)
	if d.at >= len(all) {
		return nil
	}
	v := all[d.at]
	switch {
	case v.secret:
		return []wish{tell{s.t("values.secret.kept"), amber}}
	case !v.set:
		return []wish{tell{s.t("values.none"), amber}}
	}
	return []wish{copied{v.value}, tell{s.t("values.copied", "Name", v.name), good}}
}

// click moves to a value.
func (d *values) click(s *scene, id string) []wish {
	for i, v := range runValues(s) {
		if id == "item:"+v.name {
			d.at = i
		}
	}
	return nil
}

func (d *values) keys(*scene) []binding {
	k := newKeymap()
	return []binding{k.move(), k.copy, k.dismiss}
}

func (d *values) view(s *scene, w, h int) pane {
	inner := max(1, w-4)
	all := runValues(s)
	var lines []line
	for i, v := range all {
		lines = append(lines, valueLine(s, v, i == d.at, inner))
	}
	shown, top := d.scroll.window(lines, max(0, h-2-valueRows-1))
	body := append(append([]line(nil), shown...), row(say(faint, rule(inner))))
	if d.at < len(all) {
		body = append(body, valueWhole(s, all[d.at], inner)...)
	}
	return pane{title: []span{strong(plain, s.t("values.title"))}, right: []span{say(dim, s.plural("values.count", len(all)))}, body: body, foot: more(top, len(shown), len(lines)), tone: accent}
}

func valueLine(s *scene, v runValue, selected bool, w int) line {
	column := min(24, w/3)
	head, mark := say(plain, "  "), sign{"✓", good}
	if selected {
		head = strong(accent, "▌ ")
	}
	switch {
	case !v.set:
		mark = sign{"○", faint}
	case !v.sure:
		mark = sign{"?", amber}
	}
	text, tok := oneLine(v.shown()), plain
	switch {
	case !v.set:
		text, tok = s.t("values.none"), faint
	case v.value == "" && !v.secret:
		text, tok = s.t("values.empty"), dim
	}
	right := say(dim, v.source)
	room := max(4, w-4-column-min(widthOf([]span{right}), w*2/5)-2)
	l := ends([]span{head, mark.span(), {text: " " + padded(v.name, column-1), bold: selected}, say(tok, middle(text, room))}, right)
	l.id, l.selected = "item:"+v.name, selected
	return l
}

// valueWhole is a value over as many rows as there are for it, its end left out where they are too few.
func valueWhole(s *scene, v runValue, w int) []line {
	text := v.shown()
	switch {
	case v.secret:
		text = s.t("values.secret")
	case !v.sure:
		text += "\n" + s.t("values.unsure")
	case !v.set:
		text = s.t("values.none")
	}
	lines := wrapped(plain, strings.TrimRight(text, "\n"), w)
	if len(lines) > valueRows {
		lines = append(lines[:valueRows-1], row(say(dim, "… "+s.plural("output.lines", len(lines)-valueRows+1))))
	}
	return lines
}
