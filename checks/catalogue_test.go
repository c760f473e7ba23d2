package checks

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/BurntSushi/toml"
)

// texts reads the area of this package in the catalogue, once; a test may, the package does not.
func texts(t *testing.T, lang string) map[string]string {
	t.Helper()
	load := map[string]func() (map[string]string, error){"es": spanishTexts, "en": englishTexts}[lang]
	all, err := load()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

var (
	spanishTexts = sync.OnceValues(func() (map[string]string, error) { return readTexts("es") })
	englishTexts = sync.OnceValues(func() (map[string]string, error) { return readTexts("en") })
)

func readTexts(lang string) (map[string]string, error) {
	var all map[string]string
	_, err := toml.DecodeFile(filepath.Join("..", "runbook", "text", lang, "checks.toml"), &all)
	return all, err
}

var placeholder = regexp.MustCompile(`\{\{\.(\w+)\}\}`)

// spoken renders a phrase, and fails where the catalogue lacks its text or the phrase a value.
func spoken(t *testing.T, lang string, p Phrase) string {
	t.Helper()
	text, ok := texts(t, lang)[p.ID]
	if !ok {
		t.Errorf("no text %s in %s", p.ID, lang)
	}
	return placeholder.ReplaceAllStringFunc(text, func(found string) string {
		value, ok := p.Args[placeholder.FindStringSubmatch(found)[1]]
		if !ok {
			t.Errorf("%s in %s asks for %s", p.ID, lang, found)
		}
		return value
	})
}

func spanish(t *testing.T, p Phrase) string {
	t.Helper()
	return spoken(t, "es", p)
}

// TestEveryIDHasItsText reads the sources: an id that no test happens to bring about must not be shown as a gap at 23:00.
func TestEveryIDHasItsText(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{"checks.verdict.passed": true, "checks.verdict.failed": true, "checks.verdict.unobservable": true}
	for _, stable := range []string{"active", "inactive"} {
		used["checks.unit.wanted."+stable+".stable"] = true
	}
	id := regexp.MustCompile(`"(checks\.[a-z.-]+[a-z])"`)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range id.FindAllStringSubmatch(string(source), -1) {
			used[found[1]] = true
		}
	}
	for _, lang := range []string{"es", "en"} {
		all := texts(t, lang)
		for id := range used {
			if all[id] == "" {
				t.Errorf("no text %s in %s", id, lang)
			}
		}
		for id := range all {
			if !used[id] {
				t.Errorf("text %s in %s is not used", id, lang)
			}
		}
	}
}
