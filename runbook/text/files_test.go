package text

import (
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// message is one entry of an area file.
type message struct {
	file         string
	forms        []string
	placeholders []string // sorted
}

// messages reads every file of a language by itself, so that what the catalogue would merge is still apart.
func messages(t *testing.T, lang Lang) map[string]message {
	t.Helper()
	entries, err := embedded.ReadDir(string(lang))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]message{}
	for _, entry := range entries {
		name := path.Join(string(lang), entry.Name())
		data, err := embedded.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := i18n.ParseMessageBytes(data, toml.Unmarshal)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, m := range parsed {
			if earlier, ok := all[m.ID]; ok {
				t.Errorf("%s: %q is in %s already", name, m.ID, earlier.file)
			}
			names := placeholders(m)
			slices.Sort(names)
			all[m.ID] = message{file: name, forms: forms(m), placeholders: names}
			if m.Other == "" {
				t.Errorf("%s: %q has no text", name, m.ID)
			}
		}
	}
	return all
}

func TestBothLanguagesSayTheSame(t *testing.T) {
	es, en := messages(t, ES), messages(t, EN)
	for _, id := range slices.Sorted(maps.Keys(es)) {
		spanish := es[id]
		english, ok := en[id]
		if !ok {
			t.Errorf("%s: %q is not in en", spanish.file, id)
			continue
		}
		if !slices.Equal(spanish.placeholders, english.placeholders) {
			t.Errorf("%q: placeholders are %v in es, %v in en", id, spanish.placeholders, english.placeholders)
		}
		if path.Base(spanish.file) != path.Base(english.file) {
			t.Errorf("%q: is in %s and in %s", id, spanish.file, english.file)
		}
		if (len(spanish.forms) > 1) != (len(english.forms) > 1) {
			t.Errorf("%q: has plural forms in one language only", id)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(en)) {
		if _, ok := es[id]; !ok {
			t.Errorf("%s: %q is not in es", en[id].file, id)
		}
	}
}

func TestTextsAreWellFormed(t *testing.T) {
	idShape := regexp.MustCompile(`^[a-z][a-z0-9]*([.-][a-z0-9]+)+$`)
	for _, lang := range Languages() {
		for id, m := range messages(t, lang) {
			if !idShape.MatchString(id) {
				t.Errorf("%s: %q is no id: want words of small letters with dots and hyphens between", m.file, id)
			}
			for _, form := range m.forms {
				if strings.TrimSpace(form) == "" {
					t.Errorf("%s: %q is blank", m.file, id)
				}
				if rest := placeholder.ReplaceAllString(form, ""); strings.Contains(rest, "{{") || strings.Contains(rest, "}}") {
					t.Errorf("%s: %q uses more of templates than {{.Name}}: %s", m.file, id, form)
				}
			}
		}
	}
}

func TestEveryMessageRenders(t *testing.T) {
	for _, lang := range Languages() {
		c, err := For(lang)
		if err != nil {
			t.Fatal(err)
		}
		for id, names := range c.names {
			args := map[string]string{}
			for _, name := range names {
				args[name] = "<" + name + ">"
			}
			got := c.Phrase(id, args)
			if strings.Contains(got, "⟦") || strings.TrimSpace(got) == "" {
				t.Errorf("%s: %q renders as %q", lang, id, got)
			}
		}
	}
}
