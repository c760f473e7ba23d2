package text

import (
	"fmt"
	"sync"
	"testing"
	"testing/fstest"
)

// sample is a catalogue of a few messages of every shape.
func sample(t testing.TB, lang Lang) *Catalogue {
	t.Helper()
	c, err := load(fstest.MapFS{
		"es/a.toml": {Data: []byte(`
"a.plain" = "Nada que hacer"
"a.host" = "No se puede conectar con {{.Host}}: {{.Why}}"
["a.lines"]
one = "{{.PluralCount}} línea en {{.File}}"
other = "{{.PluralCount}} líneas en {{.File}}"
`)},
		"es/b.toml": {Data: []byte(`"b.plain" = "De otro archivo"`)},
		"en/a.toml": {Data: []byte(`"a.plain" = "Nothing to do"`)},
	}, lang)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestSay(t *testing.T) {
	c := sample(t, ES)
	for _, test := range []struct{ name, got, want string }{
		{"plain", c.Say("a.plain"), "Nada que hacer"},
		{"plain ignores pairs", c.Say("a.plain", "Host", "x"), "Nada que hacer"},
		{"second file", c.Say("b.plain"), "De otro archivo"},
		{"pairs", c.Say("a.host", "Host", "web1", "Why", "sin ruta"), "No se puede conectar con web1: sin ruta"},
		{"a value is not a template", c.Say("a.host", "Host", "{{.Why}}", "Why", "<b>&"), "No se puede conectar con {{.Why}}: <b>&"},
		{"a value is missing", c.Say("a.host", "Host", "web1"), "No se puede conectar con web1: ⟦Why⟧"},
		{"an odd pair", c.Say("a.host", "Why", "x", "Host"), "No se puede conectar con ⟦Host⟧: x"},
		{"no such id", c.Say("a.nope", "Host", "x"), "⟦a.nope⟧"},
		{"no id", c.Say(""), "⟦⟧"},
		{"one", c.Plural("a.lines", 1, "File", "log"), "1 línea en log"},
		{"none", c.Plural("a.lines", 0, "File", "log"), "0 líneas en log"},
		{"several", c.Plural("a.lines", 7, "File", "log"), "7 líneas en log"},
		{"a form that Spanish has and the file has not", c.Plural("a.lines", 1_000_000, "File", "log"), "1000000 líneas en log"},
		{"plural of a message without forms", c.Plural("a.plain", 3), "Nada que hacer"},
		{"forms said without a number", c.Say("a.lines", "File", "log"), "⟦PluralCount⟧ líneas en log"},
		{"phrase", c.Phrase("a.host", map[string]string{"Host": "h", "Why": "w"}), "No se puede conectar con h: w"},
		{"phrase without args", c.Phrase("a.host", nil), "No se puede conectar con ⟦Host⟧: ⟦Why⟧"},
		{"other language", sample(t, EN).Say("a.plain"), "Nothing to do"},
	} {
		if test.got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, test.got, test.want)
		}
	}
	if !c.Has("a.host") || c.Has("a.nope") {
		t.Error("Has: want a.host there and a.nope absent")
	}
}

func TestForUnknownLanguage(t *testing.T) {
	if _, err := For("fr"); err == nil {
		t.Fatal("want an error for a language that is not there")
	}
}

func TestBrokenFileIsAnError(t *testing.T) {
	_, err := load(fstest.MapFS{"es/a.toml": {Data: []byte(`"a.b" = `)}}, ES)
	if err == nil {
		t.Fatal("want an error")
	}
}

func TestConcurrentUse(t *testing.T) {
	c := sample(t, ES)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for i := range 200 {
				c.Say("a.plain")
				if got, want := c.Say("a.host", "Host", fmt.Sprint(i), "Why", "x"), fmt.Sprintf("No se puede conectar con %d: x", i); got != want {
					t.Errorf("got %q, want %q", got, want)
				}
				c.Plural("a.lines", i, "File", "f")
			}
		})
	}
	all.Wait()
}

func BenchmarkSay(b *testing.B) {
	c := sample(b, ES)
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			c.Say("a.plain")
		}
	})
	b.Run("placeholders", func(b *testing.B) {
		for b.Loop() {
			c.Say("a.host", "Host", "web1", "Why", "no route")
		}
	})
}

func BenchmarkFor(b *testing.B) {
	for b.Loop() {
		if _, err := For(ES); err != nil {
			b.Fatal(err)
		}
	}
}
