package command

import (
	"os"
	"path/filepath"
	"testing"
)

func inEnv(env map[string]string) *app {
	return &app{World: World{Env: func(name string) string { return env[name] }}}
}

func TestAnErrorIsNoCommandOfGitHub(t *testing.T) {
	if got := inEnv(map[string]string{"GITHUB_ACTIONS": "true"}).harmless("a ##[add-mask]b\x1b[2J"); got != "a ## [add-mask]b␛[2J" {
		t.Errorf("got %q", got)
	}
	if got := inEnv(nil).harmless("a ##[add-mask]b"); got != "a ##[add-mask]b" {
		t.Errorf("elsewhere: got %q", got)
	}
}

func TestTheRunbookIsNamedFromTheRootOfTheCheckout(t *testing.T) {
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for workspace, want := range map[string]string{
		"": "deploy/runbook.toml", filepath.Dir(root): filepath.Base(root) + "/deploy/runbook.toml", root: "deploy/runbook.toml", "/somewhere/else": "deploy/runbook.toml",
	} {
		if got := inEnv(map[string]string{"GITHUB_WORKSPACE": workspace}).bookInRepository("deploy/runbook.toml"); got != want {
			t.Errorf("in %q: %q, want %q", workspace, got, want)
		}
	}
}

func TestFilesOfTheWorkflowAreAppendedTo(t *testing.T) {
	if appender("") != nil {
		t.Error("a file without a name")
	}
	name := filepath.Join(t.TempDir(), "summary")
	for _, text := range []string{"a\n", "b\n"} {
		if err := appender(name)(text); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(name); err != nil || string(got) != "a\nb\n" {
		t.Errorf("got %q, %v", got, err)
	}
	if err := appender(filepath.Join(t.TempDir(), "none", "summary"))("x"); err == nil {
		t.Error("a directory that is not there took it")
	}
}
