package sandbox

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

// TestEveryProblemHasItsText holds the errors against both catalogues, text by text.
func TestEveryProblemHasItsText(t *testing.T) {
	cause := errors.New("no space left")
	problems := []error{
		needsLinux("plan9"), missingTools("git"), notEmpty("/d"), notABox("/d"), busy("/d"), cannotBuild("/d", cause), cannotServe(cause), survivors("/d", "1, 2"),
	}
	for _, language := range []string{"es", "en"} {
		var texts map[string]string
		if _, err := toml.DecodeFile("../text/"+language+"/sandbox.toml", &texts); err != nil {
			t.Fatal(err)
		}
		if len(texts) != len(problems) {
			t.Errorf("%s: %d texts for %d problems", language, len(texts), len(problems))
		}
		for _, err := range problems {
			var p *problem
			if !errors.As(err, &p) {
				t.Fatalf("%v is no problem", err)
			}
			id, args := p.Message()
			text := texts[id]
			for name := range args {
				if !strings.Contains(text, fmt.Sprintf("{{.%s}}", name)) {
					t.Errorf("%s: %s says nothing of %s", language, id, name)
				}
			}
			if strings.Count(text, "{{") != len(args) {
				t.Errorf("%s: %s wants other values than %v", language, id, args)
			}
		}
	}
}
