//go:build lab

package command

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// The whole procedure against the lab: a real systemd, sshd, PostgreSQL, nginx,
// gunicorn and celery. These tests share one lab, so none is parallel.

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

func TestLabProcedureToSuccess(t *testing.T) {
	l := newLab(t)
	l.fresh()
	out := l.run(exitOK, l.command("pause", l.book()))
	l.wants("output", out, `Resultado: SUCCESS$`)
	l.wants("health", l.served(), `1\.4\.0`)
	if got := l.sql("select name from django_migrations where app='permissions' order by id desc limit 1"); got != "0003_permission_description" {
		t.Errorf("newest migration %q", got)
	}
	r := l.show()
	report := l.report(r)
	l.wants("report", report, `^# Deployment Staging - \d{4}-\d\d-\d\d \d\d:\d\d$`, `^- Version deployada: v1\.4\.0$`, `^- Ejecutado por: Ana Ruiz`,
		`^- .*release 1\.4\.0.*$`, `^- permissions\.0003_permission_description$`, `^- Tests: PASS$`, `^- Estado: SUCCESS$`, `^- \[x\] Health check OK$`,
		`^- \[x\] Smoke tests OK$`, `^- \[x\] Logs OK$`)
	tag := regexp.MustCompile(`- Tag: (staging-deploy-\d{8}-\d{4})`).FindStringSubmatch(report)
	if tag == nil {
		t.Fatal("the report names no tag")
	}
	if got := l.on("deploy", "git -C /srv/git/iact-backend.git tag --list "+tag[1]); strings.TrimSpace(got) != tag[1] {
		t.Errorf("the tag is not at the origin: %q", got)
	}
	if got := l.on("deploy", "git -C /var/www/iact-backend status --porcelain"); strings.TrimSpace(got) != "" {
		t.Errorf("the work tree is dirty: %s", got)
	}
	if c := l.clock(r, "downtime"); c.Seconds <= 1 || c.Over {
		t.Errorf("downtime %+v", c)
	}
	t.Logf("total %.1f s, downtime %.1f s", l.clock(r, "total").Seconds, l.clock(r, "downtime").Seconds)
	l.nothingLeft()
}

// nothingLeft makes sure that the run's directory is gone from the target and no
// database password is in paso's own files.
func (l *lab) nothingLeft() {
	l.t.Helper()
	if got := l.on("deploy", "ls -A ~/.local/state/paso 2>/dev/null || true"); strings.Contains(got, l.show().ID) {
		l.t.Errorf("left on the target: %s", got)
	}
	out, _ := exec.Command("grep", "-rl", "iact-db-pw", filepath.Join(l.dir, "state")).Output()
	if len(out) > 0 {
		l.t.Errorf("the database password is in %s", out)
	}
}

func TestLabFailedMigrationIsRolledBack(t *testing.T) {
	l := newLab(t)
	l.fresh("badmigration")
	before := l.sql("select count(*) from permissions_permission")
	out := l.run(exitRolledBack, l.command("rollback", l.book()))
	l.wants("output", out, `no_such_table`, `Resultado: ROLLBACK$`)
	l.wants("health", l.served(), `1\.3\.0`)
	if got := l.sql("select count(*) from django_migrations where app='permissions'"); got != "2" {
		t.Errorf("%s migrations are applied", got)
	}
	if got := l.sql("insert into permissions_permission(codename, name) values ('x_lab', 'x'); select count(*) from permissions_permission"); got == before || got == "" {
		t.Errorf("the database takes no INSERT: %s rows before, %s after", before, got)
	}
	r := l.show()
	l.wants("report", l.report(r), `^- Estado: ROLLBACK$`, `v1\.3\.0`)
	for _, name := range []string{"downtime", "rollback"} {
		if c := l.clock(r, name); c.Seconds <= 0 {
			t.Errorf("%s %+v", name, c)
		}
	}
	t.Logf("rollback %.1f s, downtime %.1f s", l.clock(r, "rollback").Seconds, l.clock(r, "downtime").Seconds)
	l.nothingLeft()
}

func TestLabCrashIsNotCalledSuccess(t *testing.T) {
	l := newLab(t)
	l.fresh("crash")
	out := l.run(exitWaiting, l.command("pause", l.book()))
	l.wants("output", out, `FALLÓ: 4`)
	failed := ""
	for _, s := range l.show().Steps {
		if s.State == "failed" {
			failed = s.Number
		}
	}
	if !strings.HasPrefix(failed, "4.") {
		t.Errorf("the crash was noticed at %q", failed)
	}
	// And the way back from there is open.
	l.run(exitRolledBack, l.command("rollback", "rollback", "--reason", "gunicorn no arranca"))
	l.wants("health", l.served(), `1\.3\.0`)
}

func TestLabSmokeFailureIsRolledBack(t *testing.T) {
	l := newLab(t)
	l.fresh("smokefail")
	l.run(exitRolledBack, l.command("rollback", l.book()))
	l.wants("health", l.served(), `1\.3\.0`)
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

func TestLabKilledDuringMigrationResumes(t *testing.T) {
	l := newLab(t)
	l.fresh("slowmigration")
	cmd := l.command("pause", l.book())
	rest := l.until(cmd, `Applying permissions\.0004_slowmigration`)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	rest()
	_ = cmd.Wait()
	out := l.run(exitOK, l.command("pause", "resume"))
	l.wants("output", out, `Resultado: SUCCESS`)
	l.migratedOnce()
}

// migratedOnce judges by the target: one row, one attempt, a log without gap or repetition.
func (l *lab) migratedOnce() {
	l.t.Helper()
	if got := l.sql("select count(*) from django_migrations where name='0004_slowmigration'"); got != "1" {
		l.t.Errorf("the migration is recorded %s times", got)
	}
	for _, s := range l.show().Steps {
		if s.ID == "migrate" && (s.Attempts != 1 || s.State != "passed") {
			l.t.Errorf("migrate: %+v", s)
		}
	}
	logs, err := filepath.Glob(filepath.Join(l.dir, "state/paso/runs/*/output/migrate.*.log"))
	if err != nil || len(logs) != 1 {
		l.t.Fatalf("logs of migrate: %v, %v", logs, err)
	}
	content, err := os.ReadFile(logs[0])
	if err != nil {
		l.t.Fatal(err)
	}
	if n := len(regexp.MustCompile(`0004_slowmigration\.\.\.(\x1b\[[0-9;]*m)* OK`).FindAll(content, -1)); n != 1 {
		l.t.Errorf("the log has the migration %d times:\n%s", n, content)
	}
}

func TestLabCutConnectionGoesOnByItself(t *testing.T) {
	l := newLab(t)
	l.fresh("slowmigration")
	proxy := newProxy(t, "127.0.0.1:2222")
	l.config = l.through(proxy.port)
	cmd := l.command("pause", l.book())
	rest := l.until(cmd, `Applying permissions\.0004_slowmigration`)
	proxy.cut()
	out := rest()
	if got := exitOf(cmd.Wait()); got != exitOK {
		t.Fatalf("exit code %d\n%s", got, out)
	}
	l.migratedOnce()
	l.wants("journal", l.journal(), `"LinkLost"`, `"LinkRestored"`)
}

func (l *lab) journal() string {
	l.t.Helper()
	files, err := filepath.Glob(filepath.Join(l.dir, "state/paso/runs/*/journal.jsonl"))
	if err != nil || len(files) != 1 {
		l.t.Fatalf("journals: %v, %v", files, err)
	}
	content, err := os.ReadFile(files[0])
	if err != nil {
		l.t.Fatal(err)
	}
	return string(content)
}

// through is the lab's ssh_config by way of another port, with the same host key.
func (l *lab) through(port int) string {
	l.t.Helper()
	config, err := os.ReadFile(l.config)
	if err != nil {
		l.t.Fatal(err)
	}
	known := regexp.MustCompile(`UserKnownHostsFile (\S+)`).FindSubmatch(config)
	keys, err := os.ReadFile(string(known[1]))
	if err != nil {
		l.t.Fatal(err)
	}
	knownFile := filepath.Join(l.dir, "known_hosts")
	keys = bytes.ReplaceAll(keys, []byte("]:2222"), fmt.Appendf(nil, "]:%d", port))
	config = bytes.ReplaceAll(config, []byte("Port 2222"), fmt.Appendf(nil, "Port %d", port))
	config = bytes.ReplaceAll(config, known[1], []byte(knownFile))
	file := filepath.Join(l.dir, "ssh_config")
	for name, content := range map[string][]byte{knownFile: keys, file: config} {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			l.t.Fatal(err)
		}
	}
	return file
}

// proxy is a network that can be cut.
type proxy struct {
	port  int
	mu    sync.Mutex
	conns []net.Conn
}

func newProxy(t *testing.T, to string) *proxy {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	p := &proxy{port: listener.Addr().(*net.TCPAddr).Port}
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", to)
			if err != nil {
				_ = client.Close()
				continue
			}
			p.mu.Lock()
			p.conns = append(p.conns, client, server)
			p.mu.Unlock()
			go func() { _, _ = io.Copy(server, client); _ = server.Close() }()
			go func() { _, _ = io.Copy(client, server); _ = client.Close() }()
		}
	}()
	return p
}

func (p *proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.conns {
		_ = c.Close()
	}
	p.conns = nil
}

func TestLabTwoRunsAtOnce(t *testing.T) {
	l := newLab(t)
	l.fresh()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	type result struct {
		code int
		out  []byte
	}
	results := make(chan result, 2)
	for range 2 {
		cmd := l.command("pause", l.book())
		go func() {
			started := exec.CommandContext(ctx, cmd.Path, cmd.Args[1:]...)
			started.Env, started.Dir = cmd.Env, cmd.Dir
			out, err := started.CombinedOutput()
			results <- result{exitOf(err), out}
		}()
	}
	first, second := <-results, <-results
	codes := map[int][]byte{first.code: first.out, second.code: second.out}
	if codes[exitOK] == nil || codes[exitLocked] == nil {
		t.Fatalf("exit codes %d and %d\n%s\n%s", first.code, second.code, first.out, second.out)
	}
	l.wants("the second run", string(codes[exitLocked]), `Ana Ruiz`)
}

func TestLabWrongHostKeyIsRefused(t *testing.T) {
	l := newLab(t)
	l.do("up")
	config := l.through(2222)
	other := filepath.Join(l.dir, "other")
	if out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", other).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	public, err := os.ReadFile(other + ".pub")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(l.dir, "known_hosts"), append([]byte("[127.0.0.1]:2222 "), public...), 0o600); err != nil {
		t.Fatal(err)
	}
	l.config = config
	out := l.run(exitUnreachable, l.command("pause", l.book()))
	l.wants("output", out, `SHA256:.*`)
	if strings.Contains(out, "Paso 1.1") {
		t.Errorf("a step ran on a host with another key:\n%s", out)
	}
}
