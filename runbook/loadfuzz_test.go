package runbook

import (
	"os"
	"path/filepath"
	"testing"

	"paso/runbook/fuzztest"
)

// FuzzLoad: whatever the bytes, Load returns, says where its problems are, gives
// a book exactly when none is an error, and every place that decodes has a position.
func FuzzLoad(f *testing.F) {
	files, _ := filepath.Glob("testdata/lint/*.toml")
	for _, file := range append(files, "../runbook.toml") {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(places))
	f.Fuzz(func(t *testing.T, data []byte) {
		var book *Runbook
		var problems []Problem
		fuzztest.Quick(t, func() { book, problems = Load("x", data) })
		if failed := len(Problems(problems).Errors()) > 0; failed == (book != nil) {
			t.Errorf("book given: %v, errors: %v", book != nil, problems)
		}
		for _, p := range problems {
			if p.Line < 1 || p.Column < 1 || p.ID == "" || p.File != "x" {
				t.Errorf("a problem without its place: %+v", p)
			}
			if p.ID == "lint.internal" {
				t.Errorf("schema and types disagree: %v", p)
			}
		}
		if missing := missingPlaces(data); len(missing) > 0 {
			t.Errorf("no position for %v", missing)
		}
	})
}
