package sandbox

import (
	"os"
	"strings"
	"testing"
)

func TestStandIns(t *testing.T) {
	t.Parallel()
	box := newBox(t, "")
	client := dial(t, box)
	health := box.Vars()["HEALTH_URL"]
	psql := "psql -w -X -h localhost -U iact_user -d iact_staging "
	app := "cd " + quote(box.app()) + " && "
	for _, test := range []struct {
		name, command, input string
		code                 int
		stdout, stderr       string // parts
	}{
		{"curl measures", `curl -fsS -o /dev/null -w '%{http_code} %{time_total}\n' --max-time 5 ` + health, "", 0, "200 0.0", ""},
		{"curl of a closed port", "curl -sS --max-time 5 http://127.0.0.1:9/", "", 7, "", "curl: (7) Failed to connect to 127.0.0.1 port 9"},
		{"curl reads its URL", `curl -g -sS -w $'\n%{http_code} %{time_total}' --max-time 5 -o - -K - <<<'url = "` + health + `"'`, "", 0, "\"redis\":\"ok\"}\n200 0.0", ""},
		{"curl is silent", "curl -s http://127.0.0.1:9/", "", 7, "", ""},
		{"curl of an absent page", "curl -f " + box.Vars()["PUBLIC_URL"] + "/nowhere/", "", 22, "", "returned error: 404"},
		{"curl without -f", "curl -s -o /dev/null -w '%{http_code}' " + box.Vars()["PUBLIC_URL"] + "/nowhere/", "", 0, "404", ""},
		{"curl follows", "curl -sL " + box.Vars()["PUBLIC_URL"] + "/admin/", "", 0, "Django site admin", ""},
		{"metrics", "curl -fsS " + box.Vars()["PUBLIC_URL"] + "/api/metrics/", "", 0, `iact_info{version="1.3.0"} 1`, ""},
		{"static files", "curl -fsS " + box.Vars()["PUBLIC_URL"] + "/static/iact/app.css", "", 0, "#333", ""},
		{"unknown unit", "systemctl start nothing", "", 5, "", "Unit nothing.service not found."},
		{"status of an unknown unit", "systemctl status nothing", "", 4, "", "could not be found"},
		{"show of an unknown unit", "systemctl show -p LoadState --value nothing", "", 0, "not-found", ""},
		{"show", "systemctl show -p LoadState -p ActiveState -p SubState -p Result -p NRestarts -- nginx", "", 0, "Result=success\nNRestarts=0\nLoadState=loaded\nActiveState=active\nSubState=running\n", ""},
		{"journal", "sudo journalctl --no-pager -u celery -n 1", "", 0, "Started celery.service", ""},
		{"journal since", "journalctl -u celery --since '1 hour ago' -o cat", "", 0, "concurrency: 1", ""},
		{"journal of the future", "journalctl -u celery --since @4102444800 --no-pager", "", 0, "-- No entries --", ""},
		{"sudo keeps the exit code", "sudo -n sh -c 'exit 9'", "", 9, "", ""},
		{"sudo sets variables", "sudo A=b sh -c 'echo $A'", "", 0, "b\n", ""},
		{"sudo validates", "sudo -n -v", "", 0, "", ""},
		{"no password", "HOME=/nowhere pg_dump -w -h localhost -U iact_user -d iact_staging", "", 1, "", "no password supplied"},
		{"wrong password", "PGPASSWORD=wrong " + psql + "-c 'SELECT 1'", "", 2, "", "password authentication failed"},
		{"psql counts", psql + "-tAc 'SELECT count(*) FROM auth_user'", "", 0, "5\n", ""},
		{"psql orders", psql + "-c 'SELECT name FROM django_migrations ORDER BY applied DESC LIMIT 1'", "", 0, "   name    \n-----------\n 0002_seed\n(1 row)\n", ""},
		{"psql of no table", psql + "-c 'SELECT * FROM nothing'", "", 1, "", `ERROR:  relation "nothing" does not exist`},
		{"psql stops", psql + "-v ON_ERROR_STOP=1 -f -", "SELECT nope;\nSELECT 1;", 3, "", "psql:<stdin>:1: ERROR:"},
		{"psql goes on", psql, "SELECT nope;\nSELECT 'after';", 0, "after", "ERROR"},
		{"psql undoes", psql, "BEGIN; DELETE FROM auth_user; SELECT nope; COMMIT; SELECT count(*) FROM auth_user;", 0, "ROLLBACK\n count \n-------\n 5\n", "ERROR"},
		{"dbshell -c", app + "bash -lc 'python manage.py dbshell -c x'", "", 2, "", "unrecognized arguments"},
		{"Django without its environment", app + "mv .env .away; env -u DATABASE_URL python manage.py check; code=$?; mv .away .env; exit $code", "", 1, "", "KeyError"},
		{"Django with its .env", app + "env -u DATABASE_URL python manage.py check", "", 0, "no issues", ""},
		{"version of the code", app + "python3 -c 'import iact; print(iact.__version__)'", "", 0, "1.3.0\n", ""},
		{"code that is not understood", "python3 -c 'import os; os.remove(1)'", "", 1, "", "does not understand"},
		{"which", "which psql", "", 0, "/bin/psql\n", ""},
		{"which nothing", "which nothing", "", 1, "", ""},
		{"pip of an unknown package", "pip install nothing", "", 1, "", "No matching distribution"},
		{"pytest without tests", app + "pytest nowhere", "", 4, "", ""},
	} {
		got := remote(t, client, test.command, test.input)
		if got.code != test.code || !strings.Contains(got.stdout, test.stdout) || !strings.Contains(got.stderr, test.stderr) {
			t.Errorf("%s: %s\nexit %d, want %d with %q and %q\n%s%s", test.name, test.command, got.code, test.code, test.stdout, test.stderr, got.stdout, got.stderr)
		}
	}
}

// TestRestoreIntoAFullDatabase shows the trap of section 9.1: psql alone restores nothing, and ends well.
func TestRestoreIntoAFullDatabase(t *testing.T) {
	t.Parallel()
	box := newBox(t, "")
	client := dial(t, box)
	psql := "psql -w -h localhost -U iact_user -d iact_staging "
	remote(t, client, "pg_dump -w -h localhost -U iact_user -d iact_staging >dump.sql", "")
	remote(t, client, psql+`-c "UPDATE auth_user SET email = 'changed'"`, "")
	naive := remote(t, client, psql+"<dump.sql", "")
	if naive.code != 0 || !strings.Contains(naive.stderr, "already exists") || !strings.Contains(naive.stderr, "duplicate key") {
		t.Errorf("restore into the full database: %+v", naive)
	}
	if db := readDB(t, box); db.Tables["auth_user"].Rows[0][2].text != "changed" {
		t.Error("it restored something")
	}
	proper := remote(t, client, psql+"-q -1 -v ON_ERROR_STOP=1 -c 'DROP SCHEMA public CASCADE' -c 'CREATE SCHEMA public' -f dump.sql >/dev/null", "")
	if db := readDB(t, box); proper.code != 0 || db.Tables["auth_user"].Rows[0][2].text == "changed" {
		t.Errorf("restore into an empty schema: %+v", proper)
	}
	broken := remote(t, client, psql+"-1 -v ON_ERROR_STOP=1 -c 'DROP SCHEMA public CASCADE' -c 'CREATE SCHEMA public' -f absent.sql", "")
	if db := readDB(t, box); broken.code == 0 || len(db.Tables) == 0 {
		t.Errorf("a restore that fails takes the data with it: %+v", broken)
	}
}

func TestSudoAsks(t *testing.T) {
	t.Parallel()
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	box, err := Create(t.Context(), Options{Dir: t.TempDir(), Executable: executable, SudoPassword: "sesame"})
	if err != nil {
		t.Fatal(err)
	}
	client := dial(t, box)
	for _, test := range []struct {
		command, input string
		want           outcome
	}{
		{"sudo -n true", "", outcome{code: 1, stderr: "sudo: a password is required\n"}},
		{"sudo true </dev/null", "", outcome{code: 1, stderr: "sudo: a terminal is required to read the password; either use the -S option to read from standard input or configure an askpass helper\nsudo: a password is required\n"}},
		{"SUDO_PROMPT='%u? ' sudo -S true", "wrong\nsesame\n", outcome{stderr: "deploy? Sorry, try again.\ndeploy? "}},
		{"sudo -S -p '' true && sudo -n echo ticket", "sesame\n", outcome{stdout: "ticket\n"}},
		{"sudo -S -p '' -v; sudo -k; sudo -n true", "sesame\n", outcome{code: 1, stderr: "sudo: a password is required\n"}},
	} {
		if got := remote(t, client, test.command, test.input); got != test.want {
			t.Errorf("%s: got %+v, want %+v", test.command, got, test.want)
		}
	}
	// On a terminal it asks there; what is typed is not echoed by then, or was typed ahead.
	got := remote(t, client, `script -qec 'sudo echo yes' /dev/null`, "sesame\n")
	if !strings.Contains(got.stdout, "[sudo] password for deploy: ") || !strings.Contains(got.stdout, "yes\r\n") {
		t.Errorf("on a terminal: %+v", got)
	}
	if err := box.Remove(t.Context()); err != nil {
		t.Error(err)
	}
}
