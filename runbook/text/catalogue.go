package text

import (
	"strconv"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// pluralCount is the placeholder that Plural fills with its number.
const pluralCount = "PluralCount"

// Catalogue says messages in one language.
//
// It never changes after For has made it, so any number of goroutines may use it at once.
type Catalogue struct {
	lang      Lang
	plain     map[string]string   // messages without placeholders, ready to say
	names     map[string][]string // per id, the placeholders that its text asks for
	localizer *i18n.Localizer
}

// For returns the catalogue of a language. It fails for a language other than ES and EN, and for an embedded file that does
// not parse, which the tests of this package rule out.
func For(lang Lang) (*Catalogue, error) {
	if _, err := Parse(string(lang)); err != nil {
		return nil, err
	}
	return load(embedded, lang)
}

// Lang returns the language that the catalogue speaks.
func (c *Catalogue) Lang() Lang { return c.lang }

// Has reports whether there is a message with this id.
func (c *Catalogue) Has(id string) bool {
	_, ok := c.names[id]
	return ok
}

// Say renders a message. Pairs are name, value, name, value: Say("host.unreachable", "Host", h, "Why", w).
func (c *Catalogue) Say(id string, pairs ...string) string {
	if said, ok := c.plain[id]; ok {
		return said
	}
	return c.render(id, paired(pairs), nil)
}

// Plural renders the form of a message that fits n, which the text shows as {{.PluralCount}}. Pairs as in Say.
func (c *Catalogue) Plural(id string, n int, pairs ...string) string {
	args := paired(pairs)
	args[pluralCount] = strconv.Itoa(n)
	return c.render(id, args, &n)
}

// Phrase renders a message with its arguments by name: what an error or the journal holds. The map is not changed.
func (c *Catalogue) Phrase(id string, args map[string]string) string {
	if said, ok := c.plain[id]; ok {
		return said
	}
	return c.render(id, args, nil)
}

// render executes the message; n chooses the plural form where it is not nil. What the text asks for and args lack is shown as ⟦Name⟧.
func (c *Catalogue) render(id string, args map[string]string, n *int) string {
	wanted, ok := c.names[id]
	if !ok {
		return missing(id)
	}
	data := make(map[string]string, len(wanted))
	for _, name := range wanted {
		value, ok := args[name]
		switch {
		case !ok:
			value = missing(name)
		case name == whyName:
			value = c.system(value)
		}
		data[name] = value
	}
	config := &i18n.LocalizeConfig{MessageID: id, TemplateData: data}
	if n != nil {
		config.PluralCount = *n
	}
	// An error with a text beside it means a plural form that the file does not have, and "other" in its place.
	said, err := c.localizer.Localize(config)
	if err != nil && said == "" {
		return missing(id)
	}
	return said
}

// paired turns name, value, name, value into a map. A last name without a value is left out, and so shows as missing.
func paired(pairs []string) map[string]string {
	args := make(map[string]string, len(pairs)/2+1)
	for i := 0; i+1 < len(pairs); i += 2 {
		args[pairs[i]] = pairs[i+1]
	}
	return args
}

// missing makes a gap in the texts visible without stopping a run for it.
func missing(what string) string { return "⟦" + what + "⟧" }
