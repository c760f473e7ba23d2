package sandbox

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// get asks a URL from here: status 0 is a refused connection.
func get(t *testing.T, url string) (int, string) {
	t.Helper()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Get(url)
	if err != nil {
		return 0, ""
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

func wantHealth(t *testing.T, box *Sandbox, status int, version string) {
	t.Helper()
	code, body := get(t, box.Vars()["HEALTH_URL"])
	if code != status || !strings.Contains(body, version) {
		t.Errorf("health is %d %s, want %d with %q", code, body, status, version)
	}
}

func readDB(t *testing.T, box *Sandbox) database {
	t.Helper()
	db, err := load[database](box.databaseFile())
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func TestProcedureSucceeds(t *testing.T) {
	t.Parallel()
	box := newBox(t, "")
	p := readProcedure(t)
	d := newDriver(t, box, p)
	wantHealth(t, box, http.StatusOK, "1.3.0")
	for _, step := range p.steps() {
		done := d.walk(t, []procedureStep{step}, "")[step.ID]
		for _, check := range step.Check {
			d.check(t, step.ID, check.Command)
		}
		switch step.ID {
		case "stop":
			wantHealth(t, box, 0, "")
			if code, _ := get(t, box.Vars()["PUBLIC_URL"]+"/api/health/"); code != http.StatusBadGateway {
				t.Errorf("nginx says %d while gunicorn is down", code)
			}
			if o := remote(t, d.client, "systemctl status gunicorn", ""); o.code != exitInactive {
				t.Errorf("status of a stopped unit exits %d", o.code)
			}
		case "pending":
			if !strings.Contains(done.stdout, "Pendientes: permissions.0003_permission_description") {
				t.Errorf("pending:\n%s", done.stdout)
			}
		case "health":
			wantHealth(t, box, http.StatusOK, "1.4.0")
		case "smoke":
			if !strings.Contains(done.stdout, "5 passed") {
				t.Errorf("smoke:\n%s", done.stdout)
			}
		case "database":
			if !strings.Contains(done.stdout, "Total permissions: 24") || !strings.Contains(done.stdout, "PostgreSQL 15") || !strings.Contains(done.stdout, "\n21\n") {
				t.Errorf("database:\n%s", done.stdout)
			}
		}
	}
	db := readDB(t, box)
	if db.Tables["permissions_permission"].column("description") < 0 {
		t.Error("the migration changed no table")
	}
	for _, name := range []string{"staging-deploy-20991231-2300"} {
		if o := remote(t, d.client, "git -C "+quote(box.origin())+" rev-parse "+name, ""); o.code != 0 {
			t.Errorf("tag %s did not reach the origin", name)
		}
	}
}

// check runs a command check of the runbook, which must hold.
func (d *driver) check(t *testing.T, id string, command *string) {
	t.Helper()
	if command == nil {
		return
	}
	o := d.run(t, procedureStep{ID: id, Run: *command})
	if o.code != 0 {
		t.Errorf("check of %s: %s: exit %d\n%s", id, *command, o.code, o.stderr)
	}
}

func TestRollbackBringsTheDataBack(t *testing.T) {
	t.Parallel()
	box := newBox(t, "migrate")
	p := readProcedure(t)
	d := newDriver(t, box, p)
	before := readDB(t, box)
	failed := d.walk(t, p.steps(), "migrate")["migrate"]
	if failed.code != 1 || !strings.Contains(failed.stderr, "OperationalError: canceling statement due to lock timeout") {
		t.Errorf("migrate: exit %d\n%s%s", failed.code, failed.stdout, failed.stderr)
	}
	half := readDB(t, box)
	if half.Tables["permissions_permission"].column("description") < 0 {
		t.Error("the failed migration left nothing behind")
	}
	if again := d.run(t, p.step(t, "migrate")); again.code != 1 {
		t.Errorf("a second attempt exits %d", again.code)
	}
	remote(t, d.client, `psql -w -U iact_user -d iact_staging -h localhost -c "INSERT INTO auth_user (username, email, is_staff, date_joined) VALUES ('late', 'late@iact.example.com', 'f', 'now')"`, "")
	if rows := len(readDB(t, box).Tables["auth_user"].Rows); rows != len(before.Tables["auth_user"].Rows)+1 {
		t.Errorf("%d users after an insert", rows)
	}
	d.walk(t, p.Rollback.Step, "")
	after := readDB(t, box)
	if got, want := dumpOf(t, after), dumpOf(t, before); got != want {
		t.Errorf("the database after the rollback is not that before:\n%s", got)
	}
	wantHealth(t, box, http.StatusOK, "1.3.0")
	if code, body := get(t, box.Vars()["PUBLIC_URL"]+"/api/v1/permissions/"); code != http.StatusOK || strings.Contains(body, "description") {
		t.Errorf("permissions: %d %s", code, body)
	}
	insert := remote(t, d.client, `psql -w -U iact_user -d iact_staging -h localhost -c "INSERT INTO permissions_permission (codename, name) VALUES ('x', 'y')"`, "")
	if insert.stdout != "INSERT 0 1\n" {
		t.Errorf("insert after the rollback: %+v", insert)
	}
}

func dumpOf(t *testing.T, db database) string {
	t.Helper()
	var b strings.Builder
	if err := writeDump(&b, db); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestEveryStepCanFail takes one box through the procedure: each step first fails, twice, and then goes well.
func TestEveryStepCanFail(t *testing.T) {
	t.Parallel()
	p := readProcedure(t)
	box := newBox(t, "status")
	d := newDriver(t, box, p)
	fails := map[string]outcome{
		"status":    {code: 128, stdout: "Could not read from remote repository"},
		"backup":    {code: 1, stdout: "pg_dump: error"},
		"services":  {code: 3, stdout: "Active: failed"},
		"tag":       {code: 128, stdout: "Could not read from remote repository"},
		"stop":      {code: 1, stdout: "Failed to stop gunicorn.service"},
		"pull":      {code: 128, stdout: "Could not read from remote repository"},
		"venv":      {code: 126, stdout: "bad interpreter"},
		"deps":      {code: 1, stdout: "No matching distribution found for redis"},
		"pending":   {code: 1, stdout: "OperationalError"},
		"static":    {code: 1, stdout: "No space left on device"},
		"config":    {code: 1, stdout: "SystemCheckError"},
		"start":     {code: 3, stdout: "activating (auto-restart)"},
		"celery":    {code: 3, stdout: "activating (auto-restart)"},
		"nginx":     {code: 1, stdout: "test failed"},
		"health":    {code: 22, stdout: "curl: (22) The requested URL returned error: 503"},
		"smoke":     {code: 1, stdout: "1 failed, 4 passed"},
		"database":  {code: 2, stdout: "CommandError"},
		"logs":      {code: 0, stdout: "[ERROR] Exception in worker process"},
		"changelog": {code: 1, stdout: "No se pudo publicar"},
	}
	for _, step := range p.steps() {
		want, ok := fails[step.ID]
		for range 2 {
			if !ok {
				break // migrate and the steps without a command have their own tests
			}
			d.failIn(t, step.ID)
			if o := d.run(t, step); o.code != want.code || !strings.Contains(o.stdout+o.stderr, want.stdout) {
				t.Errorf("%s: exit %d, want %d with %q\n%s%s", step.ID, o.code, want.code, want.stdout, o.stdout, o.stderr)
			}
		}
		d.failIn(t, "")
		if step.ID == "services" {
			remote(t, d.client, "systemctl start gunicorn", "")
		}
		d.walk(t, []procedureStep{step}, "")
	}
	wantHealth(t, box, http.StatusOK, "1.4.0")
}

// failIn makes another step the one that fails.
func (d *driver) failIn(t *testing.T, step string) {
	t.Helper()
	d.box.config.Fail = step
	if err := save(d.box.layout.config(), d.box.config); err != nil {
		t.Fatal(err)
	}
	activate := filepath.Join(d.box.venv(), "bin", "activate")
	if err := os.WriteFile(activate, []byte(activateScript(d.box.venv(), step)), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestFlappingServiceIsSeenAndRolledBack(t *testing.T) {
	t.Parallel()
	p := readProcedure(t)
	box := newBox(t, "start")
	d := newDriver(t, box, p)
	d.walk(t, p.steps(), "start")
	show := remote(t, d.client, "systemctl show -p MainPID -p ActiveState -p NRestarts gunicorn; systemctl is-active gunicorn", "")
	if !strings.HasPrefix(show.stdout, "MainPID=0\nNRestarts=") || !strings.HasSuffix(show.stdout, "ActiveState=activating\nactivating\n") || show.code != exitInactive {
		t.Errorf("show: %+v", show)
	}
	wantHealth(t, box, 0, "")
	d.walk(t, p.Rollback.Step, "")
	wantHealth(t, box, http.StatusOK, "1.3.0")
}

func TestReportCannotBePublished(t *testing.T) {
	t.Parallel()
	box := newBox(t, stepReport)
	if o := remote(t, dial(t, box), "mkdir -p "+quote(box.Vars()["REPORT_DIR"]), ""); o.code == 0 {
		t.Error("the directory of reports can be made")
	}
}
