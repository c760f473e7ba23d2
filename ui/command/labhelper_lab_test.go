//go:build lab

package command

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// lab is the staging server and a paso of its own state.
type lab struct {
	t      testing.TB
	sh     string // lab.sh
	config string // ssh_config
	paso   string
	dir    string
}

func newLab(t testing.TB) *lab {
	t.Helper()
	l := &lab{t: t, sh: os.Getenv("PASO_LAB_SH"), config: os.Getenv("PASO_LAB_SSH_CONFIG"), dir: t.TempDir()}
	if l.sh == "" || l.config == "" {
		t.Fatal("PASO_LAB_SH and PASO_LAB_SSH_CONFIG say where the lab is; without one these tests prove nothing")
	}
	l.paso = filepath.Join(l.dir, "paso")
	if out, err := exec.Command("go", "build", "-o", l.paso, "../..").CombinedOutput(); err != nil {
		t.Fatalf("build paso: %v\n%s", err, out)
	}
	return l
}

// fresh resets the lab to one pending deployment and the given further commits.
func (l *lab) fresh(pending ...string) {
	l.t.Helper()
	l.do("reset")
	l.do("variant", "pgpass", "on")
	for _, kind := range pending {
		l.do("pending", kind)
	}
}

func (l *lab) do(args ...string) string {
	l.t.Helper()
	var out, problems bytes.Buffer
	cmd := exec.Command(l.sh, args...)
	cmd.Stdout, cmd.Stderr = &out, &problems
	if err := cmd.Run(); err != nil {
		l.t.Fatalf("lab.sh %v: %v\n%s%s", args, err, out.String(), problems.String())
	}
	return out.String()
}

// on runs a shell command inside as a user.
func (l *lab) on(user, command string) string { return l.do("as", user, command) }

const labAnswers = `
operator = "Ana Ruiz"
on_failure = "%s"
[vars]
DB_PASSWORD = ""
[prerequisites]
"*" = true
[checklist."functional"]
"*" = true
[confirm]
"*" = true
"notice:deployed" = true
"notice:rolled_back" = true
[approve]
"Validar deployment" = "Marta Gil"
"Aprobar para QA" = "Marta Gil"
"Notificar stakeholders" = "Elena Soto"
`

// command is a headless paso with the answers of the lab.
func (l *lab) command(onFailure string, args ...string) *exec.Cmd {
	l.t.Helper()
	answers := filepath.Join(l.dir, "answers.toml")
	if err := os.WriteFile(answers, []byte(fmt.Sprintf(labAnswers, onFailure)), 0o600); err != nil {
		l.t.Fatal(err)
	}
	args = append(args, "--headless", "--answers", answers, "--ssh-config", l.config)
	cmd := exec.Command(l.paso, args...)
	cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+filepath.Join(l.dir, "state"), "HOME="+l.dir, "LANG=es_ES.UTF-8")
	cmd.Dir = l.dir
	return cmd
}

const procedure = "../../runbook.toml"

func (l *lab) book() string {
	l.t.Helper()
	path, err := filepath.Abs(procedure)
	if err != nil {
		l.t.Fatal(err)
	}
	return path
}

// run wants an exit code and gives what was printed.
func (l *lab) run(want int, cmd *exec.Cmd) string {
	l.t.Helper()
	out, err := cmd.CombinedOutput()
	if got := exitOf(err); got != want {
		l.t.Fatalf("%v: exit code %d, want %d\n%s", cmd.Args, got, want, out)
	}
	return string(out)
}

func exitOf(err error) int {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	if err != nil {
		return -1
	}
	return 0
}

func (l *lab) show() runJSON {
	l.t.Helper()
	cmd := exec.Command(l.paso, "show", "--json")
	cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+filepath.Join(l.dir, "state"))
	out, err := cmd.Output()
	if err != nil {
		l.t.Fatalf("show: %v", err)
	}
	var shown runJSON
	if err := json.Unmarshal(out, &shown); err != nil {
		l.t.Fatal(err)
	}
	return shown
}

func (l *lab) clock(r runJSON, name string) clockJSON {
	l.t.Helper()
	for _, c := range r.Clocks {
		if c.Name == name {
			return c
		}
	}
	l.t.Fatalf("no clock %s in %+v", name, r)
	return clockJSON{}
}

func (l *lab) report(r runJSON) string {
	l.t.Helper()
	content, err := os.ReadFile(r.Report)
	if err != nil {
		l.t.Fatal(err)
	}
	return string(content)
}

func (l *lab) wants(what, text string, patterns ...string) {
	l.t.Helper()
	for _, p := range patterns {
		if !regexp.MustCompile(`(?m)` + p).MatchString(text) {
			l.t.Errorf("%s lacks %q:\n%s", what, p, text)
		}
	}
}

func (l *lab) served() string {
	l.t.Helper()
	return l.on("deploy", "curl -sf https://staging.iact.example.com/api/health/")
}

func (l *lab) sql(query string) string {
	l.t.Helper()
	return strings.TrimSpace(l.on("deploy", "psql -w -h localhost -U iact_user -d iact_staging -qAtc \""+query+"\""))
}

// until starts a command and waits for a line of its output.
func (l *lab) until(cmd *exec.Cmd, pattern string) (rest func() string) {
	l.t.Helper()
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		l.t.Fatal(err)
	}
	cmd.Stderr = cmd.Stdout
	if err := cmd.Start(); err != nil {
		l.t.Fatal(err)
	}
	wanted := regexp.MustCompile(pattern)
	reader := bufio.NewReader(pipe)
	var seen strings.Builder
	for {
		line, err := reader.ReadString('\n')
		seen.WriteString(line)
		if wanted.MatchString(line) {
			break
		}
		if err != nil {
			l.t.Fatalf("%q never came: %v\n%s", pattern, err, seen.String())
		}
	}
	return func() string {
		all, _ := io.ReadAll(reader)
		return seen.String() + string(all)
	}
}
