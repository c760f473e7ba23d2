//go:build lab

package command

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// The whole procedure against the lab: a real systemd, sshd, PostgreSQL, nginx,
// gunicorn and celery. These tests share one lab, so none is parallel.

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
	l.wants("output", out, `FALL(Ó: 4|A: )`)
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
