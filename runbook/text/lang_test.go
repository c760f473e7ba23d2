package text

import (
	"errors"
	"strings"
	"testing"
)

func TestDetect(t *testing.T) {
	for _, test := range []struct {
		env  map[string]string
		want Lang
	}{
		{nil, EN},
		{map[string]string{"LANG": "es_ES.UTF-8"}, ES},
		{map[string]string{"LANG": "es"}, ES},
		{map[string]string{"LANG": "ES-MX"}, ES},
		{map[string]string{"LANG": "es@euro"}, ES},
		{map[string]string{"LANG": "C.UTF-8"}, EN},
		{map[string]string{"LANG": "est_EE"}, EN},
		{map[string]string{"LANG": "de_DE"}, EN},
		{map[string]string{"LC_MESSAGES": "es_ES", "LANG": "en_US"}, ES},
		{map[string]string{"LC_ALL": "en_US", "LC_MESSAGES": "es_ES"}, EN},
		{map[string]string{"LC_ALL": "", "LANG": "es_ES"}, ES},
	} {
		if got := Detect(func(name string) string { return test.env[name] }); got != test.want {
			t.Errorf("%v: got %s, want %s", test.env, got, test.want)
		}
	}
}

func TestParse(t *testing.T) {
	for _, lang := range Languages() {
		if got, err := Parse(string(lang)); err != nil || got != lang {
			t.Errorf("%s: got %s, %v", lang, got, err)
		}
	}
	_, err := Parse("fr")
	unknown, ok := errors.AsType[*UnknownLangError](err)
	if !ok || unknown.Lang != "fr" {
		t.Fatalf("got %v, want an *UnknownLangError for fr", err)
	}
	c, err := For(ES)
	if err != nil {
		t.Fatal(err)
	}
	if said := c.Error(unknown); !strings.Contains(said, "«fr»") {
		t.Errorf("said %q, want the language in it", said)
	}
}
