package sandbox

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// postgresVersion is what the server calls itself.
const postgresVersion = "PostgreSQL 15.10 (Debian 15.10-0+deb12u1) on x86_64-pc-linux-gnu, compiled by gcc (Debian 12.2.0-14) 12.2.0, 64-bit"

// selectRows answers SELECT list FROM table, with the simplest of WHERE, ORDER BY and LIMIT.
func selectRows(db *database, m, _ []string) (result, error) {
	t, err := db.table(m[2])
	if err != nil {
		return result{}, err
	}
	rows, err := t.filter(m[3], m[4])
	if err != nil {
		return result{}, err
	}
	if strings.EqualFold(m[1], "count(*)") {
		return result{columns: []string{"count"}, rows: [][]value{{{text: strconv.Itoa(len(rows))}}}}, nil
	}
	if m[5] != "" {
		at := t.column(m[5])
		if at < 0 {
			return result{}, sqlErrorf("column %q does not exist", m[5])
		}
		rows = slices.Clone(rows)
		slices.SortStableFunc(rows, func(a, b []value) int { return compareValues(a[at], b[at]) })
		if strings.EqualFold(strings.TrimSpace(m[6]), "desc") {
			slices.Reverse(rows)
		}
	}
	if m[7] != "" {
		limit, _ := strconv.Atoi(m[7]) // digits, by the form
		rows = rows[:min(limit, len(rows))]
	}
	return t.project(m[1], rows)
}

// project picks the wanted columns.
func (t table) project(list string, rows [][]value) (result, error) {
	var r result
	var places []int
	for _, name := range splitList(list) {
		if name == "*" {
			for i, c := range t.Columns {
				r.columns, places = append(r.columns, c.Name), append(places, i)
			}
			continue
		}
		at := t.column(name)
		if at < 0 {
			return result{}, sqlErrorf("column %q does not exist", name)
		}
		r.columns, places = append(r.columns, name), append(places, at)
	}
	for _, row := range rows {
		line := make([]value, len(places))
		for i, at := range places {
			line[i] = row[at]
		}
		r.rows = append(r.rows, line)
	}
	return r, nil
}

// filter gives the rows in which a column has a value; all of them where no column is named.
func (t table) filter(name, literal string) ([][]value, error) {
	if name == "" {
		return t.Rows, nil
	}
	at := t.column(name)
	if at < 0 {
		return nil, sqlErrorf("column %q does not exist", name)
	}
	wanted := readLiteral(literal)
	var rows [][]value
	for _, row := range t.Rows {
		if row[at] == wanted && !wanted.null {
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// selectValues answers SELECT without a table.
func selectValues(_ *database, m, _ []string) (result, error) {
	known := map[string][2]string{
		"version()": {"version", postgresVersion}, "current_database()": {"current_database", dbName},
		"current_user": {"current_user", dbUser}, "pg_is_in_recovery()": {"pg_is_in_recovery", "f"},
	}
	var r result
	row := []value{}
	for _, expression := range splitList(m[1]) {
		if answer, ok := known[strings.ToLower(expression)]; ok {
			r.columns, row = append(r.columns, answer[0]), append(row, value{text: answer[1]})
			continue
		}
		if _, err := strconv.Atoi(expression); err != nil && !strings.HasPrefix(expression, "'") {
			return result{}, sqlErrorf("column %q does not exist", expression)
		}
		r.columns, row = append(r.columns, "?column?"), append(row, readLiteral(expression))
	}
	r.rows = [][]value{row}
	return r, nil
}

func updateRows(db *database, m, _ []string) (result, error) {
	t, err := db.table(m[1])
	if err != nil {
		return result{}, err
	}
	at, from := t.column(m[2]), t.column(m[3])
	if at < 0 {
		return result{}, sqlErrorf("column %q of relation %q does not exist", m[2], m[1])
	}
	chosen, err := t.filter(m[4], m[5])
	if err != nil {
		return result{}, err
	}
	ids := map[string]bool{}
	for _, row := range chosen {
		ids[row[0].text] = true
	}
	rows := make([][]value, len(t.Rows))
	for i, row := range t.Rows {
		rows[i] = slices.Clone(row)
		if !ids[row[0].text] {
			continue
		}
		rows[i][at] = readLiteral(m[3])
		if from >= 0 {
			rows[i][at] = row[from]
		}
	}
	t.Rows = rows
	db.Tables[m[1]] = t
	return result{tag: fmt.Sprintf("UPDATE %d", len(chosen))}, nil
}

func deleteRows(db *database, m, _ []string) (result, error) {
	t, err := db.table(m[1])
	if err != nil {
		return result{}, err
	}
	chosen, err := t.filter(m[2], m[3])
	if err != nil {
		return result{}, err
	}
	ids := map[string]bool{}
	for _, row := range chosen {
		ids[row[0].text] = true
	}
	t.Rows = slices.DeleteFunc(slices.Clone(t.Rows), func(row []value) bool { return ids[row[0].text] })
	db.Tables[m[1]] = t
	return result{tag: fmt.Sprintf("DELETE %d", len(chosen))}, nil
}

// compareValues orders numbers as numbers, all else as text, nulls last.
func compareValues(a, b value) int {
	if a.null || b.null {
		switch {
		case a.null == b.null:
			return 0
		case a.null:
			return 1
		default:
			return -1
		}
	}
	x, errX := strconv.Atoi(a.text)
	y, errY := strconv.Atoi(b.text)
	if errX == nil && errY == nil {
		return x - y
	}
	return strings.Compare(a.text, b.text)
}

// readLiteral reads 'text', a number, or NULL.
func readLiteral(literal string) value {
	literal = strings.TrimSpace(literal)
	if strings.EqualFold(literal, "null") {
		return value{null: true}
	}
	if len(literal) >= 2 && literal[0] == '\'' && literal[len(literal)-1] == '\'' {
		return value{text: strings.ReplaceAll(literal[1:len(literal)-1], "''", "'")}
	}
	return value{text: literal}
}

// splitList splits at commas which are in neither quotes nor brackets, and trims.
func splitList(text string) []string {
	var parts []string
	depth, quoted, start := 0, false, 0
	for i, r := range text {
		switch {
		case r == '\'':
			quoted = !quoted
		case quoted:
		case r == '(':
			depth++
		case r == ')':
			depth--
		case r == ',' && depth == 0:
			parts, start = append(parts, strings.TrimSpace(text[start:i])), i+1
		}
	}
	return append(parts, strings.TrimSpace(text[start:]))
}
