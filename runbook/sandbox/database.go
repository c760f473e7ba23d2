package sandbox

import (
	"fmt"
	"strings"
	"time"
)

// database is what PostgreSQL holds. It is small enough to be one state file.
type database struct {
	Tables map[string]table `json:"tables"`
}

// table is one table of the schema public.
type table struct {
	Columns  []column  `json:"columns"`
	Rows     [][]value `json:"rows"`
	Sequence int64     `json:"sequence"` // last value of the sequence behind id
}

type column struct {
	Name string `json:"name"`
	Type string `json:"type"` // with its constraints, as in CREATE TABLE
}

// value is a field: text, or null.
type value struct {
	text string
	null bool
}

// MarshalText writes a value as COPY does.
func (v value) MarshalText() ([]byte, error) { return []byte(v.copyText()), nil }

// UnmarshalText reads what MarshalText wrote.
func (v *value) UnmarshalText(raw []byte) error {
	*v = readCopyText(string(raw))
	return nil
}

func (v value) copyText() string {
	if v.null {
		return copyNull
	}
	return copyEscape(v.text)
}

func readCopyText(field string) value {
	if field == copyNull {
		return value{null: true}
	}
	return value{text: copyUnescape(field)}
}

// How COPY writes fields: tabs between them, a backslash before what would be taken for something else.
const copyNull = `\N`

func copyEscape(text string) string {
	return strings.NewReplacer("\\", `\\`, "\t", `\t`, "\n", `\n`, "\r", `\r`).Replace(text)
}

func copyUnescape(text string) string {
	return strings.NewReplacer(`\\`, "\\", `\t`, "\t", `\n`, "\n", `\r`, "\r").Replace(text)
}

// column gives the place of a column, -1 if there is none.
func (t table) column(name string) int {
	for i, c := range t.Columns {
		if c.Name == name {
			return i
		}
	}
	return -1
}

// insert adds a row of all columns but id, which comes from the sequence.
func (t *table) insert(fields ...string) {
	t.Sequence++
	row := []value{{text: fmt.Sprint(t.Sequence)}}
	for _, field := range fields {
		row = append(row, value{text: field})
	}
	t.Rows = append(t.Rows, row)
}

func newTable(columns ...string) table {
	t := table{Columns: []column{{"id", "integer NOT NULL"}}}
	for _, c := range columns {
		name, kind, _ := strings.Cut(c, " ")
		t.Columns = append(t.Columns, column{name, kind})
	}
	return t
}

// postgresTime is how PostgreSQL writes a timestamp with time zone.
const postgresTime = "2006-01-02 15:04:05.000000+00"

// seedDatabase is the database of release 1.3.0, in use for a week.
func seedDatabase(now time.Time) database {
	applied := newTable("app character varying(255) NOT NULL", "name character varying(255) NOT NULL", "applied timestamp with time zone NOT NULL")
	for i, m := range append(djangoMigrations(), migration{"permissions", "0001_initial"}, migration{"permissions", "0002_seed"}) {
		applied.insert(m.app, m.name, now.Add(-21*day+time.Duration(i)*87*time.Millisecond).UTC().Format(postgresTime))
	}
	permissions := newTable("codename character varying(100) NOT NULL", "name character varying(200) NOT NULL")
	for _, resource := range []string{"call", "agent", "report", "queue", "user", "role"} {
		for _, action := range []string{"view", "add", "change", "delete"} {
			permissions.insert(action+"_"+resource, "Can "+action+" "+resource)
		}
	}
	users := newTable("username character varying(150) NOT NULL", "email character varying(254) NOT NULL", "is_staff boolean NOT NULL", "date_joined timestamp with time zone NOT NULL")
	for i, name := range []string{"admin", "qa.staging", "supervisor1", "agente1", "agente2"} {
		staff := "f"
		if i < 2 {
			staff = "t"
		}
		users.insert(name, name+"@iact.example.com", staff, now.Add(-20*day+time.Duration(i)*time.Hour).UTC().Format(postgresTime))
	}
	sessions := newTable("session_key character varying(40) NOT NULL", "expire_date timestamp with time zone NOT NULL")
	sessions.insert("k3v8s1q0c7x2m5t9", now.Add(9*day).UTC().Format(postgresTime))
	return database{Tables: map[string]table{
		"django_migrations": applied, "permissions_permission": permissions, "auth_user": users, "django_session": sessions,
	}}
}
