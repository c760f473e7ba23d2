package sandbox

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// result is what a statement gives back: a command tag, or columns and rows.
type result struct {
	tag     string
	columns []string
	rows    [][]value
}

// sqlError is an ERROR of PostgreSQL.
type sqlError string

func (e sqlError) Error() string { return string(e) }

func sqlErrorf(format string, args ...any) error { return sqlError(fmt.Sprintf(format, args...)) }

// rule is a form of statement that the database understands.
type rule struct {
	form *regexp.Regexp
	run  func(db *database, m []string, rows []string) (result, error)
}

// grammar lists what is understood, the special before the general. It is what pg_dump writes, what restoring needs, and
// what people ask. It never changes, and is made when it is first needed: most stand-ins never need it.
var grammar = sync.OnceValue(func() []rule {
	form := func(text string) *regexp.Regexp { return regexp.MustCompile(`(?is)^` + text + `$`) }
	tag := func(word string) func(*database, []string, []string) (result, error) {
		return func(*database, []string, []string) (result, error) { return result{tag: word}, nil }
	}
	const name = `(?:public\.)?"?(\w+)"?`
	return []rule{
		{form(`SET .*`), tag("SET")},
		{form(`GRANT .*`), tag("GRANT")},
		{form(`REVOKE .*`), tag("REVOKE")},
		{form(`COMMENT .*`), tag("COMMENT")},
		{form(`DROP SCHEMA (?:IF EXISTS )?public CASCADE`), dropSchema},
		{form(`CREATE SCHEMA (IF NOT EXISTS )?public`), createSchema},
		{form(`CREATE TABLE ` + name + ` ?\((.*)\)`), createTable},
		{form(`DROP TABLE (IF EXISTS )?` + name + `(?: CASCADE)?`), dropTable},
		{form(`CREATE SEQUENCE .*`), tag("CREATE SEQUENCE")},
		{form(`ALTER SEQUENCE .*`), tag("ALTER SEQUENCE")},
		{form(`ALTER TABLE ` + name + ` ADD COLUMN "?(\w+)"? (.*?)`), addColumn},
		{form(`ALTER TABLE .*`), tag("ALTER TABLE")},
		{form(`CREATE (?:UNIQUE )?INDEX .*`), tag("CREATE INDEX")},
		{form(`COPY ` + name + ` \((.*)\) FROM stdin`), copyRows},
		{form(`INSERT INTO ` + name + ` \((.*?)\) VALUES (.*)`), insertRows},
		{form(`UPDATE ` + name + ` SET (\w+) = ('[^']*'|\w+)(?: WHERE (\w+) = ('[^']*'|\w+))?`), updateRows},
		{form(`DELETE FROM ` + name + `(?: WHERE (\w+) = ('[^']*'|\w+))?`), deleteRows},
		{form(`SELECT (?:pg_catalog\.)?setval\('public\.(\w+)_id_seq', (\d+), \w+\)`), setSequence},
		{form(`SELECT pg_catalog\.set_config\(.*\)`), func(*database, []string, []string) (result, error) {
			return result{columns: []string{"set_config"}, rows: [][]value{{{}}}}, nil
		}},
		{form(`SELECT pg_terminate_backend\(.*`), func(*database, []string, []string) (result, error) {
			return result{columns: []string{"pg_terminate_backend"}}, nil
		}},
		{form(`SELECT (.*?) FROM ` + name + `(?: WHERE (\w+) = ('[^']*'|\w+))?(?: ORDER BY (\w+)( DESC| ASC)?)?(?: LIMIT (\d+))?`), selectRows},
		{form(`SELECT (.*)`), selectValues},
	}
})

// execute runs one statement. It changes nothing if it fails.
func (db *database) execute(s statement) (result, error) {
	for _, r := range grammar() {
		if m := r.form.FindStringSubmatch(s.text); m != nil {
			return r.run(db, m, s.rows)
		}
	}
	word, _, _ := strings.Cut(s.text, " ")
	return result{}, sqlErrorf("syntax error at or near %q", word)
}

// copy is a snapshot to roll back to.
func (db *database) copy() database {
	snapshot := database{Tables: maps.Clone(db.Tables)}
	for name, t := range snapshot.Tables {
		t.Columns, t.Rows = slices.Clone(t.Columns), slices.Clone(t.Rows)
		snapshot.Tables[name] = t
	}
	return snapshot
}

// table finds a table by name.
func (db *database) table(name string) (table, error) {
	t, ok := db.Tables[name]
	if !ok {
		return table{}, sqlErrorf("relation %q does not exist", name)
	}
	return t, nil
}

func dropSchema(db *database, _, _ []string) (result, error) {
	db.Tables = nil
	return result{tag: "DROP SCHEMA"}, nil
}

func createSchema(db *database, m, _ []string) (result, error) {
	if db.Tables != nil && m[1] == "" {
		return result{}, sqlErrorf("schema \"public\" already exists")
	}
	if db.Tables == nil {
		db.Tables = map[string]table{}
	}
	return result{tag: "CREATE SCHEMA"}, nil
}

func createTable(db *database, m, _ []string) (result, error) {
	if db.Tables == nil {
		return result{}, sqlErrorf("schema \"public\" does not exist")
	}
	if _, exists := db.Tables[m[1]]; exists {
		return result{}, sqlErrorf("relation %q already exists", m[1])
	}
	var t table
	for _, definition := range splitList(m[2]) {
		name, kind, _ := strings.Cut(definition, " ")
		t.Columns = append(t.Columns, column{strings.Trim(name, `"`), kind})
	}
	db.Tables[m[1]] = t
	return result{tag: "CREATE TABLE"}, nil
}

func dropTable(db *database, m, _ []string) (result, error) {
	if _, err := db.table(m[2]); err != nil && m[1] == "" {
		return result{}, sqlErrorf("table %q does not exist", m[2])
	}
	delete(db.Tables, m[2])
	return result{tag: "DROP TABLE"}, nil
}

func addColumn(db *database, m, _ []string) (result, error) {
	t, err := db.table(m[1])
	if err != nil {
		return result{}, err
	}
	if t.column(m[2]) >= 0 {
		return result{}, sqlErrorf("column %q of relation %q already exists", m[2], m[1])
	}
	t.Columns = append(slices.Clone(t.Columns), column{m[2], m[3]})
	rows := make([][]value, len(t.Rows))
	fill := value{null: !strings.Contains(strings.ToUpper(m[3]), "NOT NULL")}
	for i, row := range t.Rows {
		rows[i] = append(slices.Clone(row), fill)
	}
	t.Rows = rows
	db.Tables[m[1]] = t
	return result{tag: "ALTER TABLE"}, nil
}

func copyRows(db *database, m, data []string) (result, error) {
	lines := make([][]value, len(data))
	for i, line := range data {
		for _, field := range strings.Split(line, "\t") {
			lines[i] = append(lines[i], readCopyText(field))
		}
	}
	n, err := db.insert(m[1], splitList(m[2]), lines)
	return result{tag: fmt.Sprintf("COPY %d", n)}, err
}

func insertRows(db *database, m, _ []string) (result, error) {
	var lines [][]value
	for _, tuple := range splitList(m[3]) {
		var line []value
		for _, literal := range splitList(strings.TrimSuffix(strings.TrimPrefix(tuple, "("), ")")) {
			line = append(line, readLiteral(literal))
		}
		lines = append(lines, line)
	}
	n, err := db.insert(m[1], splitList(m[2]), lines)
	return result{tag: fmt.Sprintf("INSERT 0 %d", n)}, err
}

// insert adds rows, all or none. A missing id comes from the sequence; one that is there already is refused.
func (db *database) insert(name string, columns []string, lines [][]value) (int, error) {
	t, err := db.table(name)
	if err != nil {
		return 0, err
	}
	taken := map[string]bool{}
	for _, row := range t.Rows {
		taken[row[0].text] = true
	}
	rows := slices.Clone(t.Rows)
	for _, line := range lines {
		row, err := t.arrange(name, columns, line)
		if err != nil {
			return 0, err
		}
		if taken[row[0].text] {
			return 0, sqlErrorf("duplicate key value violates unique constraint \"%s_pkey\"\nDETAIL:  Key (id)=(%s) already exists.", name, row[0].text)
		}
		taken[row[0].text] = true
		rows = append(rows, row)
	}
	t.Rows = rows
	db.Tables[name] = t
	return len(lines), nil
}

// arrange puts a line's fields in the order of the table.
func (t *table) arrange(name string, columns []string, line []value) ([]value, error) {
	if len(line) != len(columns) {
		return nil, sqlErrorf("%d values for %d columns", len(line), len(columns))
	}
	row := make([]value, len(t.Columns))
	for i := range row {
		row[i].null = true
	}
	for i, wanted := range columns {
		at := t.column(strings.Trim(wanted, `"`))
		if at < 0 {
			return nil, sqlErrorf("column %q of relation %q does not exist", wanted, name)
		}
		row[at] = line[i]
	}
	if row[0].null {
		t.Sequence++
		row[0] = value{text: strconv.FormatInt(t.Sequence, 10)}
	}
	for i, c := range t.Columns {
		if row[i].null && strings.Contains(c.Type, "NOT NULL") {
			return nil, sqlErrorf("null value in column %q of relation %q violates not-null constraint", c.Name, name)
		}
	}
	return row, nil
}

func setSequence(db *database, m, _ []string) (result, error) {
	t, err := db.table(m[1])
	if err != nil {
		return result{}, err
	}
	t.Sequence, _ = strconv.ParseInt(m[2], 10, 64) // digits, by the form
	db.Tables[m[1]] = t
	return result{columns: []string{"setval"}, rows: [][]value{{{text: m[2]}}}}, nil
}
