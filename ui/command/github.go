package command

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"paso/report"
	"paso/runbook"
	"paso/runbook/engine"
	"paso/runbook/output"
	"paso/runbook/text"
	"paso/ui"
)

// summaryLimit is what GitHub takes for the page of one step, in bytes.
const summaryLimit = 1 << 20

// harmless is a line of others for the error output, which GitHub's runner reads for commands as well: "##[" anywhere in a
// line begins one (ui/headlessgithub.go).
func (a *app) harmless(line string) string {
	line = output.Sanitize(line)
	if a.inGitHub() {
		line = strings.ReplaceAll(line, "##[", "## [")
	}
	return line
}

func (a *app) inGitHub() bool { return a.Env("GITHUB_ACTIONS") == "true" }

// gitHub is what GitHub Actions offers, or nil where paso does not run in it.
func (a *app) gitHub(s *session, e *engine.Engine, words *text.Catalogue) *ui.GitHub {
	if !a.inGitHub() {
		return nil
	}
	return &ui.GitHub{
		Book:    a.bookInRepository(s.source),
		Token:   func() string { return nonce(16) },
		Summary: appender(a.Env("GITHUB_STEP_SUMMARY")),
		Output:  appender(a.Env("GITHUB_OUTPUT")),
		Page: func(run *runbook.Run) string {
			page := report.Summary(run, words, a.Now(), tails(e))
			if len(page) > summaryLimit {
				page = report.Summary(run, words, a.Now(), nil)
			}
			return string(page)
		},
	}
}

// bookInRepository is the path of the runbook as annotations want it: from the root of the checkout. A run that is taken up
// does not know its file, and says the usual one.
func (a *app) bookInRepository(name string) string {
	if name == "" {
		name = defaultBook
	}
	root := a.Env("GITHUB_WORKSPACE")
	full, err := filepath.Abs(name)
	if root == "" || err != nil {
		return filepath.ToSlash(name)
	}
	inside, err := filepath.Rel(root, full)
	if err != nil || !filepath.IsLocal(inside) {
		return filepath.ToSlash(name)
	}
	return filepath.ToSlash(inside)
}

// appender appends to a file that exists or not; nil without a name.
func appender(name string) func(string) error {
	if name == "" {
		return nil
	}
	return func(text string) error {
		f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			return fmt.Errorf("open %s: %w", filepath.Base(name), err)
		}
		if _, err := f.WriteString(text); err != nil {
			_ = f.Close()
			return fmt.Errorf("write %s: %w", filepath.Base(name), err)
		}
		return f.Close()
	}
}
