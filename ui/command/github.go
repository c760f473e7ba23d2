package command

import (
	"fmt"
	"os"
	"path/filepath"

	"paso/report"
	"paso/runbook"
	"paso/runbook/engine"
	"paso/runbook/output"
	"paso/runbook/text"
	"paso/ui"
)

// summaryLimit is what GitHub takes for the page of one step, in bytes.
const summaryLimit = 1 << 20

// harmless makes one line of what others wrote. GitHub's runner reads what paso prints, errors too, for commands: "##["
// anywhere in a line begins one (ui/headlessgithub.go).
func (a *app) harmless(line string) string {
	line = output.Sanitize(line)
	if a.inGitHub() {
		line = ui.Shielded()(line)
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
		Book:    a.annotated(s.source, s.options.Run.Info.SHA256),
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

// annotated is the file that annotations are put at, "" for none. A run that is taken up does not know its file, and that of a
// demo may lie nowhere: so it is the one that was named, or the usual one, as long as it is the runbook that is run.
func (a *app) annotated(name, sha string) string {
	if name == "" {
		name = defaultBook
	}
	data, err := os.ReadFile(name)
	if err != nil || digest(data) != sha {
		return ""
	}
	return a.bookInRepository(name)
}

// bookInRepository is the path of the runbook as annotations want it: from the root of the checkout.
func (a *app) bookInRepository(name string) string {
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
