package ui

import (
	"reflect"
	"strings"
	"testing"

	"paso/runbook/text"
)

// Every binding of the key map stands in the help, in both languages, and on the last line with a text.
func TestEveryBindingIsInHelp(t *testing.T) {
	keys := newKeymap()
	listed := map[string]bool{}
	for _, g := range keys.groups() {
		for _, b := range g.all {
			listed[b.id] = true
		}
	}
	for _, lang := range text.Languages() {
		s := newSession(t, realBook(t), setup{lang: lang}, nil)
		var help strings.Builder
		for _, l := range helpLines(&s.m.s, 100) {
			help.WriteString(l.render(s.m.s.th, 100))
		}
		if strings.Contains(help.String(), "⟦") {
			t.Errorf("%s: a text of the help is missing", lang)
		}
		v := reflect.ValueOf(keys)
		for i := range v.NumField() {
			id, name := v.Field(i).FieldByName("id").String(), v.Type().Field(i).Name
			if !listed[id] {
				t.Errorf("%s (%s) is not in the help", name, id)
			}
			for _, want := range []string{"screen.key." + id, "screen.help." + id} {
				if !s.m.s.say.Has(want) {
					t.Errorf("%s: no text %s", lang, want)
				}
			}
		}
	}
}

// keyOf, by which the mouse presses keys, knows every key of the map.
func TestKeyOfKnowsEveryBinding(t *testing.T) {
	for _, g := range newKeymap().groups() {
		for _, b := range g.all {
			for _, name := range b.keys {
				if got := keyOf(name); !b.hit(got) {
					t.Errorf("keyOf(%q) is %q", name, got.String())
				}
			}
		}
	}
}

// The last line says nothing that does not work: each of its keys is understood where it stands.
func TestFooterIsTrue(t *testing.T) {
	book := realBook(t)
	for _, m := range moments() {
		s := at(t, book, m, setup{})
		seen := map[string]string{}
		for _, b := range s.m.footerKeys() {
			if other, twice := seen[b.keys[0]]; twice && other != b.id {
				t.Errorf("%s: %q means %s and %s", m.name, b.keys[0], other, b.id)
			}
			seen[b.keys[0]] = b.id
		}
	}
}
