package engine

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"paso/runbook"
)

// TestOutputThatIsNotSeenWhole: what is not found in a part may be in the rest.
func TestOutputThatIsNotSeenWhole(t *testing.T) {
	long := "ERROR at the beginning\n" + strings.Repeat("fine\n", mostPrinted/5) + "done\n"
	for name, c := range map[string]struct {
		log     string // "" is a log that cannot be read
		pattern string
		absent  bool
		want    runbook.Verdict
		why     string
	}{
		"unread, absent":      {"", "ERROR", true, runbook.Unobservable, "engine.output.unread"},
		"unread, present":     {"", "done", false, runbook.Unobservable, "engine.output.unread"},
		"long, absent":        {long, "ERROR", true, runbook.Unobservable, "engine.output.long"},
		"long, not found":     {long, "ERROR", false, runbook.Unobservable, "engine.output.long"},
		"long, found":         {long, "^done$", false, runbook.OK, "checks.pattern.found"},
		"long, absent, found": {long, "^done$", true, runbook.Failed, "checks.pattern.found"},
		"whole, absent":       {"done\n", "ERROR", true, runbook.OK, "checks.pattern.none"},
		"whole, not found":    {"done\n", "ERROR", false, runbook.Failed, "checks.pattern.none"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.Mkdir(filepath.Join(dir, "output"), 0o700); err != nil {
				t.Fatal(err)
			}
			if c.log != "" {
				if err := os.WriteFile(LogPath(dir, "s", 1), []byte(c.log), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			list := []runbook.Check{{Output: &c.pattern, Absent: c.absent}}
			questions := buildAll(list, runbook.NewRun(&runbook.Runbook{}), func() printed { return readPrinted(dir, "s", 1) })
			seen := observe(t.Context(), world{}, questions)[0]
			if seen.Verdict != c.want || seen.Observed.ID != c.why {
				t.Errorf("%s, %+v", seen.Verdict, seen.Observed)
			}
		})
	}
}
