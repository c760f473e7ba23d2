package text

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"regexp"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

//go:embed es/*.toml en/*.toml
var embedded embed.FS

// placeholder matches the one kind of action that a text may hold.
var placeholder = regexp.MustCompile(`\{\{\s*\.([A-Z][A-Za-z0-9]*)\s*\}\}`)

// load reads every area file of one language from files.
func load(files fs.FS, lang Lang) (*Catalogue, error) {
	tag := language.Make(string(lang))
	bundle := i18n.NewBundle(tag)
	names, err := fs.Glob(files, path.Join(string(lang), "*.toml"))
	if err != nil {
		return nil, fmt.Errorf("list the texts of %s: %w", lang, err)
	}
	c := &Catalogue{
		lang:      lang,
		plain:     map[string]string{},
		names:     map[string][]string{},
		localizer: i18n.NewLocalizer(bundle, string(lang)),
	}
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("read the texts %s: %w", name, err)
		}
		messages, err := bundle.ParseMessageBytes(tag, data, toml.Unmarshal)
		if err != nil {
			return nil, fmt.Errorf("read the texts %s: %w", name, err)
		}
		for _, m := range messages {
			c.add(m)
		}
	}
	return c, nil
}

// add notes the placeholders of a message; one without any, and without plural forms, is also kept ready to say.
func (c *Catalogue) add(m *i18n.Message) {
	names := placeholders(m)
	c.names[m.ID] = names
	if len(names) == 0 && len(forms(m)) == 1 {
		c.plain[m.ID] = m.Other
	}
}

// placeholders lists the names which the forms of a message ask for, each once.
func placeholders(m *i18n.Message) []string {
	seen := map[string]bool{}
	var names []string
	for _, form := range forms(m) {
		for _, match := range placeholder.FindAllStringSubmatch(form, -1) {
			if name := match[1]; !seen[name] {
				seen[name] = true
				names = append(names, name)
			}
		}
	}
	return names
}

// forms lists the texts of a message, one per plural form that it has.
func forms(m *i18n.Message) []string {
	var texts []string
	for _, form := range []string{m.Zero, m.One, m.Two, m.Few, m.Many, m.Other} {
		if form != "" {
			texts = append(texts, form)
		}
	}
	return texts
}
