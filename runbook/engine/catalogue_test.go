package engine

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

// TestEveryIDHasItsText reads the sources: an id that no test happens to bring about
// must not be shown as a gap at 23:00. Ids that are put together are listed here.
func TestEveryIDHasItsText(t *testing.T) {
	used := map[string]bool{}
	for prefix, words := range map[string]string{
		"engine.paused.":      "operator gate signal unreachable locked input link disk error",
		"engine.lost.":        "directory vanished reboot harness rebooted survivors",
		"engine.report.":      "write path unreachable",
		"engine.variable.":    "timeout unknown exit",
		"engine.disk.":        "create list read write demo",
		"engine.output.":      "unread long",
		"engine.verify.cut.":  "report writer",
		"engine.verify.anew.": "report writer",
		"engine.preflight.":   "reached lock clock linger scope review overdue",
	} {
		for word := range strings.FieldsSeq(words) {
			used[prefix+word] = true
			if prefix == "engine.preflight." {
				used[prefix+word+".wanted"], used[prefix+word+".observed"] = true, true
			}
		}
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	id := regexp.MustCompile(`"(engine\.[a-z.]+[a-z])"`)
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
		var texts map[string]string
		if _, err := toml.DecodeFile(filepath.Join("..", "text", lang, "engine.toml"), &texts); err != nil {
			t.Fatal(err)
		}
		for id := range used {
			if texts[id] == "" {
				t.Errorf("%s has no text %s", lang, id)
			}
		}
		for id := range texts {
			if !used[id] {
				t.Errorf("%s: nothing says %s", lang, id)
			}
		}
	}
}
