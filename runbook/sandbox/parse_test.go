package sandbox

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestSplitSQL(t *testing.T) {
	script := "-- a comment; with a semicolon\nSELECT 'a;b', \"c;d\";\n\\restrict x\nCOPY t (a) FROM stdin;\n1;2\n\\.\n/* no; */ SELECT\n  1"
	want := []statement{
		{text: `SELECT 'a;b', "c;d"`, line: 2},
		{text: "COPY t (a) FROM stdin", line: 4, rows: []string{"1;2"}},
		{text: "SELECT 1", line: 8},
	}
	if got := splitSQL(script); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}

// FuzzDatabase feeds any script to the database: it may refuse, never panic, and every row keeps the shape of its table.
func FuzzDatabase(f *testing.F) {
	f.Add("DROP SCHEMA public CASCADE; CREATE SCHEMA public; CREATE TABLE t (id integer NOT NULL, a text); COPY t (id, a) FROM stdin;\n1\t\\N\n\\.\n")
	f.Add("ALTER TABLE auth_user ADD COLUMN x text NOT NULL; UPDATE auth_user SET x = username WHERE id = 1; SELECT x, id FROM auth_user ORDER BY x DESC LIMIT 3")
	f.Add("INSERT INTO auth_user (username, email, is_staff, date_joined) VALUES ('a''b', 'c,d', 't', 'now'), ('x', 'y', 'f', 'z'); DELETE FROM auth_user WHERE id = 2")
	f.Add("SELECT $$;$$, 'open")
	f.Fuzz(func(t *testing.T, script string) {
		db := seedDatabase(time.Unix(1763460000, 0))
		for _, s := range splitSQL(script) {
			_, _ = db.execute(s) // refusing is fine
		}
		for name, table := range db.Tables {
			for _, row := range table.Rows {
				if len(row) != len(table.Columns) {
					t.Fatalf("%s: %d fields for %d columns after %q", name, len(row), len(table.Columns), script)
				}
			}
		}
	})
}

func TestDumpRoundTrip(t *testing.T) {
	db := seedDatabase(time.Unix(1763460000, 0))
	users := db.Tables["auth_user"]
	users.insert("tab\tnew\nline", `back\slash \N`, "t", "ñ 'quoted'")
	users.Rows[0][2] = value{null: true}
	users.Columns[2].Type = "text"
	db.Tables["auth_user"] = users
	var dump strings.Builder
	if err := writeDump(&dump, db); err != nil {
		t.Fatal(err)
	}
	restored := database{Tables: map[string]table{}}
	for _, s := range splitSQL(dump.String()) {
		if _, err := restored.execute(s); err != nil {
			t.Fatalf("%s: %v", s.text, err)
		}
	}
	if !reflect.DeepEqual(restored, db) {
		t.Errorf("restored %+v\nwant %+v", restored, db)
	}
}

func TestParseMoment(t *testing.T) {
	now := time.Date(2025, 11, 18, 23, 5, 0, 0, time.UTC)
	for text, want := range map[string]time.Time{
		"@1763460000.5":             time.UnixMicro(1763460000500000),
		"2025-11-18 10:00:00":       time.Date(2025, 11, 18, 10, 0, 0, 0, time.UTC),
		"2025-11-18 10:00:00.25":    time.Date(2025, 11, 18, 10, 0, 0, 250e6, time.UTC),
		"2025-11-18":                time.Date(2025, 11, 18, 0, 0, 0, 0, time.UTC),
		"today":                     time.Date(2025, 11, 18, 0, 0, 0, 0, time.UTC),
		"-30min":                    now.Add(-30 * time.Minute),
		"2 hours ago":               now.Add(-2 * time.Hour),
		"2025-11-18 10:00:00 UTC":   time.Date(2025, 11, 18, 10, 0, 0, 0, time.UTC),
		"2025-11-18T10:00:00+01:00": time.Date(2025, 11, 18, 9, 0, 0, 0, time.UTC),
	} {
		if got, err := parseMoment(text, now); err != nil || !got.Equal(want) {
			t.Errorf("%s: got %v %v, want %v", text, got, err, want)
		}
	}
	if _, err := parseMoment("some day", now); err == nil {
		t.Error("any text is a moment")
	}
}

func FuzzArguments(f *testing.F) {
	f.Add("-fsS --max-time 5 -o/dev/null -w %{http_code} http://x/")
	f.Add("-w -tAq -h localhost --dbname=x -v ON_ERROR_STOP=1 -c SELECT")
	f.Add("-n -S -p prompt -u root A=b -- systemctl stop x")
	f.Add("show -pMainPID,Id --value -n 5 gunicorn.service")
	f.Add("-u celery -n20 --since=@1 -ocat")
	f.Fuzz(func(_ *testing.T, line string) {
		args := strings.Fields(line)
		_, _ = parseCurl(args) // none may panic or hang
		_, _ = parsePG("psql", args)
		_, _ = parsePG("pg_dump", args)
		_, _ = parseSudo(args)
		_, _, _ = parseSystemctl(args)
		_, _ = parseJournalctl(args, time.Unix(0, 0))
	})
}
