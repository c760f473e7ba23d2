//go:build unix

package command

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"paso/runbook/journal"
	"paso/runbook/output/hostile"
	"paso/ui/ttytest"
)

// evil is what every text in this test ends with. In a TOML file, and in JSON, it is written with escapes.
const evil = "E\x1b]2;owned\a\x1b[2J\x1b[250;250H\u009b31m\u202ex\x1b]52;c;eA==\a\x05\r::add-mask::x ##[error]y"

// tomlString is a basic string of TOML.
func tomlString(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r < 0x20 || r >= 0x7f && r < 0xa0 || r == '"' || r == '\\' || r == '\u202e' {
			fmt.Fprintf(&b, `\u%04X`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return `"` + b.String() + `"`
}

// hostileMachine is a machine with a runbook of which every text is hostile, and a step that prints the whole corpus.
func hostileMachine(t *testing.T) (m *machine, dir string) {
	m = newMachine(t)
	dir = t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("corpus", hostile.Stream(0, len(hostile.Cases())))
	raw, err := os.ReadFile("testdata/hostile/runbook.toml")
	if err != nil {
		t.Fatal(err)
	}
	book := regexp.MustCompile(`"([^"]*)~"`).ReplaceAllStringFunc(string(raw), func(s string) string {
		return tomlString(strings.TrimSuffix(strings.Trim(s, `"`), "~") + evil)
	})
	write("runbook.toml", strings.ReplaceAll(book, "$HERE", dir))
	write("answers.toml", "operator = "+tomlString("Ana "+evil)+"\n[prerequisites]\n\"*\" = true\n[confirm]\n\"*\" = true\n[checklist.\"*\"]\n\"*\" = \"ok\"\n")
	m.env = append(m.env, "EVIL="+evil, "HERE="+dir)
	return m, dir
}

// says runs paso with its words in a pipe, and holds that they are text.
func (m *machine) says(code int, args ...string) string {
	m.t.Helper()
	var out, told bytes.Buffer
	paso := exec.Command(m.paso, args...)
	paso.Env, paso.Stdout, paso.Stderr = append([]string{"PASO_SANDBOX_FAST=1"}, m.env...), &out, &told
	err := paso.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) || paso.ProcessState.ExitCode() != code {
		m.t.Fatalf("%q: %v, not exit code %d\n%.3000s\n%.3000s", args, err, code, out.String(), told.String())
	}
	for name, text := range map[string]string{"stdout": out.String(), "stderr": told.String()} {
		if foreign := ttytest.ForeignLines(text); len(foreign) > 0 {
			m.t.Errorf("%q, %s: %d that are no text: %.300q", args, name, len(foreign), foreign)
		}
	}
	return out.String() + told.String()
}

// sentinels holds that what followed each case of the corpus can be read.
func sentinels(t *testing.T, where, text string) {
	t.Helper()
	var lost []string
	for n, c := range hostile.Cases() {
		if !strings.Contains(text, hostile.Sentinel(n)) {
			lost = append(lost, c.Name)
		}
	}
	if len(lost) > 0 {
		t.Errorf("%s: what followed %d cases cannot be seen: %.500q", where, len(lost), lost)
	}
}

// Everything that others wrote comes out of every command as text, and as nothing else.
func TestHostileRunInLines(t *testing.T) {
	t.Parallel()
	m, dir := hostileMachine(t)
	book, answers := filepath.Join(dir, "runbook.toml"), filepath.Join(dir, "answers.toml")
	told := m.says(exitWaiting, "--headless", "--answers", answers, book)
	sentinels(t, "headless", told)
	for _, args := range [][]string{{"runs"}, {"runs", "--json"}, {"show"}, {"show", "--json"}, {"report"}, {"plan", book}, {"lint", book}} {
		if text := m.says(exitOK, args...); !strings.Contains(text, "owned") {
			t.Errorf("%q does not tell what there is:\n%.2000s", args, text)
		}
	}
	m.says(exitUsage, "lint", filepath.Join(dir, evil))
	m.says(exitUsage, "show", evil)
	m.says(exitUsage, "--headless", "--as", evil, book)
	m.says(exitUsage, evil)
	report := filepath.Join(dir, "report.md")
	m.says(exitOK, "report", "--out", report)
	raw, err := os.ReadFile(report)
	if foreign := ttytest.ForeignLines(string(raw)); err != nil || len(foreign) > 0 || !strings.Contains(string(raw), "owned") {
		t.Errorf("the report: %v, %.300q", err, foreign)
	}
}

// In GitHub Actions the runner obeys nothing that others wrote.
func TestHostileRunInActions(t *testing.T) {
	t.Parallel()
	m, dir := hostileMachine(t)
	m.env = append(m.env, "GITHUB_ACTIONS=true")
	told := m.says(exitWaiting, "--headless", "--answers", filepath.Join(dir, "answers.toml"), filepath.Join(dir, "runbook.toml"))
	sentinels(t, "headless in Actions", told)
	if n := strings.Count(told, "##["); n > 0 {
		t.Errorf("%d lines hold a command of the old form", n)
	}
	obeyed, fence := map[string]int{}, ""
	for line := range strings.Lines(told) {
		name, isCommand := strings.CutPrefix(strings.TrimSpace(line), "::")
		if !isCommand {
			continue
		}
		name, _, _ = strings.Cut(name, "::")
		name, _, _ = strings.Cut(name, " ")
		switch {
		case fence != "" && name != fence:
			continue
		case fence != "":
			fence = ""
		case name == "stop-commands":
			fence = strings.TrimSpace(line[strings.LastIndex(line, "::")+2:])
		default:
			obeyed[name]++
		}
	}
	for name := range obeyed {
		if !slices.Contains([]string{"group", "endgroup", "error", "warning", "notice"}, name) {
			t.Errorf("the runner obeys %d times %q", obeyed[name], name)
		}
	}
	t.Logf("obeyed: %v", obeyed)
}

// The same run in the screen and in lines, each on a real pty.
func TestPtyHostileRun(t *testing.T) {
	t.Parallel()
	m, dir := hostileMachine(t)
	book := filepath.Join(dir, "runbook.toml")
	last := hostile.Sentinel(len(hostile.Cases()) - 1)
	x := ttytest.Start(t, 120, 36, m.env, m.paso, book)
	x.Sees("¿Qué hacemos?").Types(enter, "¿Quién está al teclado?").Types(enter, "¿Empezar la etapa").Types(enter, "código 3").Sees(last)
	if first, _, _ := strings.Cut(x.Screen(), "\n"); !strings.HasPrefix(first, " paso  Despliegue") {
		t.Errorf("the screen does not begin where it should:\n%s", x.Screen())
	}
	if code := leave(x); code != exitWaiting {
		t.Errorf("left with %d", code)
	}
	x = ttytest.Start(t, 120, 36, m.env, m.paso, "resume", "--plain").Lines()
	x.Sees("HA FALLADO").Sees(last).Sees("Número de 1 a 7")
	if code := x.Press("\x04").Ends(); code != exitWaiting {
		t.Errorf("left lines with %d", code)
	}
	m.tamper()
	for _, args := range [][]string{{"runs"}, {"runs", "--json"}, {"show"}, {"report"}} {
		m.says(exitOK, args...)
	}
	x = ttytest.Start(t, 120, 36, m.env, m.paso, book)
	if code := x.Sees("¿Qué hacemos?").Signal(syscall.SIGTERM).Ends(); code != exitInterrupted {
		t.Errorf("the start screen ended with %d", code)
	}
}

// tamper writes the journal of the only run anew, sealed as it has to be: every string in it ends with what is hostile.
func (m *machine) tamper() {
	m.t.Helper()
	dirs, err := filepath.Glob(filepath.Join(m.env[2][len("XDG_STATE_HOME="):], "paso", "runs", "*"))
	if err != nil || len(dirs) != 1 {
		m.t.Fatalf("%q, %v", dirs, err)
	}
	records, err := journal.Read(dirs[0])
	if err != nil {
		m.t.Fatal(err)
	}
	var bodies [][]byte
	for _, r := range records {
		var body map[string]any
		if err := json.Unmarshal(r.Body, &body); err != nil {
			m.t.Fatal(err)
		}
		if data, is := body["data"].(map[string]any); is {
			body["data"] = embittered(data)
		}
		body["actor"] = fmt.Sprint(body["actor"]) + evil
		raw, err := json.Marshal(body)
		if err != nil {
			m.t.Fatal(err)
		}
		bodies = append(bodies, raw)
	}
	if err := os.Remove(filepath.Join(dirs[0], "journal.jsonl")); err != nil {
		m.t.Fatal(err)
	}
	j, err := journal.Create(dirs[0])
	if err != nil {
		m.t.Fatal(err)
	}
	if _, err := j.AppendAll(bodies); err != nil {
		m.t.Fatal(err)
	}
	if err := j.Close(); err != nil {
		m.t.Fatal(err)
	}
}

// kept are the members whose values the fold needs as they are: without them the journal is not one of a run.
func kept() []string {
	return []string{"Step", "ID", "step", "id", "Runbook", "SHA256", "Kind", "kind", "List", "Item", "Verdict", "Stage", "Name", "Started", "Ended", "Time", "Duration"}
}

// embittered is the value with hostile text behind every string that is prose.
func embittered(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for key, inner := range value {
			if s, is := inner.(string); !is || !slices.Contains(kept(), key) && !regexp.MustCompile(`^[0-9T:.Z+-]*$|^[a-z-]+$`).MatchString(s) {
				value[key] = embittered(inner)
			}
		}
	case []any:
		for i, inner := range value {
			value[i] = embittered(inner)
		}
	case string:
		return value + evil
	}
	return value
}
