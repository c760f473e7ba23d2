package text

import (
	"fmt"
	"strings"
)

// Lang is a language of the catalogue.
type Lang string

// The languages that there are.
const (
	ES Lang = "es"
	EN Lang = "en"
)

// Languages lists every language of the catalogue.
func Languages() []Lang { return []Lang{ES, EN} }

// UnknownLangError is the answer to a language which the catalogue does not have.
type UnknownLangError struct {
	Lang string // as it was asked for
}

func (e *UnknownLangError) Error() string {
	return fmt.Sprintf("unknown language %q, want es or en", e.Lang)
}

// Message names the text for the operator.
func (e *UnknownLangError) Message() (id string, args map[string]string) {
	return "text.unknown-language", map[string]string{"Lang": e.Lang}
}

// Parse returns the language called s, "es" or "en", else an *UnknownLangError.
func Parse(s string) (Lang, error) {
	for _, l := range Languages() {
		if s == string(l) {
			return l, nil
		}
	}
	return "", &UnknownLangError{Lang: s}
}

// Detect returns the language of the environment, looked up with env (os.Getenv, or a test's own). The first of LC_ALL,
// LC_MESSAGES and LANG that is set decides, as POSIX has it. Whatever is not Spanish is English.
func Detect(env func(string) string) Lang {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if locale := env(name); locale != "" {
			return ofLocale(locale)
		}
	}
	return EN
}

// ofLocale reads the language of a locale such as es_MX.UTF-8@euro.
func ofLocale(locale string) Lang {
	language := locale
	if end := strings.IndexAny(locale, "_-.@"); end >= 0 {
		language = locale[:end]
	}
	if strings.EqualFold(language, string(ES)) || strings.EqualFold(language, "spanish") {
		return ES
	}
	return EN
}
