package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"paso/runbook"
)

func inEnv(env map[string]string) *app {
	return &app{World: World{Env: func(name string) string { return env[name] }}}
}

func TestAnErrorIsNoCommandOfGitHub(t *testing.T) {
	if got := inEnv(map[string]string{"GITHUB_ACTIONS": "true"}).harmless("a ##[add-mask]b\x1b[2J"); got != "a ## [add-mask]b␛[2J" {
		t.Errorf("got %q", got)
	}
	if got := inEnv(map[string]string{"GITHUB_ACTIONS": "true"}).harmless("#\ufe0f#[add-mask]b"); got != "#\ufe0f# [add-mask]b" {
		t.Errorf("with signs that take no room: got %q", got)
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

// A problem quotes the runbook, which may come from anybody's branch.
func TestAProblemIsOneHarmlessLine(t *testing.T) {
	said, err := os.Create(filepath.Join(t.TempDir(), "err"))
	if err != nil {
		t.Fatal(err)
	}
	a := inEnv(map[string]string{"GITHUB_ACTIONS": "true"})
	a.Err = said
	_, problems := runbook.Load("a.toml", []byte("\"bad\\u001b[31m\\n::error::x ##[add-mask]y\" = 1\n"))
	a.problems(problems)
	got, err := os.ReadFile(said.Name())
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(string(got), "\n") != len(problems) || strings.ContainsRune(string(got), 0x1b) || strings.Contains(string(got), "##[") {
		t.Errorf("%d problems: %q", len(problems), got)
	}
}

func TestAnnotationsAreOnlyAtTheRunbookThatIsRun(t *testing.T) {
	name := filepath.Join(t.TempDir(), "deploy.toml")
	if err := os.WriteFile(name, []byte("this one"), 0o600); err != nil {
		t.Fatal(err)
	}
	a := inEnv(map[string]string{"GITHUB_WORKSPACE": filepath.Dir(name)})
	for sha, want := range map[string]string{digest([]byte("this one")): "deploy.toml", digest([]byte("another")): ""} {
		if got := a.annotated(name, sha); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := a.annotated("", digest([]byte("this one"))); got != "" {
		t.Errorf("no such file here: got %q", got)
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
