package sandbox

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"
)

// Exit codes of psql.
const (
	psqlNoServer = 2
	psqlScript   = 3
)

// psql runs SQL on the database of the box. With --single-transaction it is all or nothing; otherwise each statement
// stands alone, but for BEGIN and COMMIT.
func psql(c *call) int {
	o, err := parsePG("psql", c.args)
	if err != nil {
		c.complain("psql: %v\npsql: hint: Try \"psql --help\" for more information.", err)
		return exitFailed
	}
	if o.version {
		c.print("psql (PostgreSQL) 15.10 (Debian 15.10-0+deb12u1)\n")
		return 0
	}
	if c.fails() {
		c.complain("psql: error: %s", refused)
		return psqlNoServer
	}
	if why := c.connect(o); why != "" {
		c.complain("psql: error: %s", why)
		return psqlNoServer
	}
	if len(o.actions) == 0 {
		o.actions = []pgAction{{file: true, text: "-"}}
	}
	code := 0
	rolledBack := errors.New("rolled back")
	err = update(c.box.databaseFile(), func(db *database) error {
		p := &psqlRun{call: c, options: o, db: db}
		code = p.run()
		if p.failed && o.single {
			return rolledBack
		}
		return nil
	})
	if err != nil && !errors.Is(err, rolledBack) {
		c.complain("psql: error: %v", err)
		return psqlNoServer
	}
	return code
}

// psqlRun is one session.
type psqlRun struct {
	*call
	options pgOptions
	db      *database
	before  *database // at BEGIN
	failed  bool      // a statement did; inside a transaction nothing more is done
}

func (p *psqlRun) run() int {
	last := 0
	for _, action := range p.options.actions {
		where, script := "", action.text
		if action.file {
			raw, err := p.read(action.text)
			if err != nil {
				p.complain("psql: error: %s: No such file or directory", action.text)
				p.failed = true
				return exitFailed
			}
			where, script = action.text, string(raw)
			if where == "-" {
				where = "<stdin>"
			}
			p.pace(900)
		}
		last = 0
		for _, s := range splitSQL(script) {
			if p.statement(s, where) {
				continue
			}
			last = exitFailed
			if p.options.stopOnError {
				p.abandon()
				if action.file {
					return psqlScript
				}
				return exitFailed
			}
		}
		if action.file {
			last = 0 // without ON_ERROR_STOP a script with errors ends well: psql is like that
		}
	}
	p.abandon()
	return last
}

func (p *psqlRun) read(name string) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(p.in)
	}
	return os.ReadFile(name)
}

// statement runs one statement and tells whether it went well.
func (p *psqlRun) statement(s statement, where string) bool {
	r, done := p.transaction(s)
	var err error
	if !done {
		if p.failed && (p.options.single || p.before != nil) {
			err = sqlErrorf("current transaction is aborted, commands ignored until end of transaction block")
		} else {
			r, err = p.db.execute(s)
		}
	}
	if err != nil {
		p.failed = true
		place := ""
		if where != "" {
			place = fmt.Sprintf("psql:%s:%d: ", where, s.line)
		}
		p.complain("%sERROR:  %s", place, err)
		return false
	}
	p.show(r)
	return true
}

// transaction handles BEGIN, COMMIT and ROLLBACK; done is false for all else.
func (p *psqlRun) transaction(s statement) (r result, done bool) {
	switch word, _, _ := strings.Cut(strings.ToUpper(s.text), " "); word {
	case "BEGIN", "START":
		snapshot := p.db.copy()
		p.before, p.failed = &snapshot, false
		return result{tag: "BEGIN"}, true
	case "COMMIT", "END", "ROLLBACK":
		undone := p.failed || word == "ROLLBACK"
		if undone {
			p.abandon()
		}
		p.before, p.failed = nil, false
		if undone {
			return result{tag: "ROLLBACK"}, true
		}
		return result{tag: "COMMIT"}, true
	default:
		return result{}, false
	}
}

// abandon undoes a transaction that nobody committed.
func (p *psqlRun) abandon() {
	if p.before != nil {
		*p.db = *p.before
		p.before = nil
	}
}

// show prints a result as psql does.
func (p *psqlRun) show(r result) {
	switch {
	case r.tag != "" && !p.options.quiet:
		p.print("%s\n", r.tag)
	case r.tag == "" && p.options.plain:
		p.print("%s", unaligned(r, p.options.tuples))
	case r.tag == "":
		p.print("%s", aligned(r, p.options.tuples))
	}
}

func unaligned(r result, tuples bool) string {
	var b strings.Builder
	if !tuples {
		b.WriteString(strings.Join(r.columns, "|") + "\n")
	}
	for _, row := range r.rows {
		b.WriteString(strings.Join(texts(row), "|") + "\n")
	}
	if !tuples {
		b.WriteString(rowCount(len(r.rows)))
	}
	return b.String()
}

func aligned(r result, tuples bool) string {
	widths := make([]int, len(r.columns))
	for i, name := range r.columns {
		widths[i] = utf8.RuneCountInString(name)
		for _, row := range r.rows {
			widths[i] = max(widths[i], utf8.RuneCountInString(row[i].text))
		}
	}
	var b strings.Builder
	if !tuples {
		heads, rules := make([]string, len(widths)), make([]string, len(widths))
		for i, width := range widths {
			space := width - utf8.RuneCountInString(r.columns[i])
			heads[i] = strings.Repeat(" ", space/2+1) + r.columns[i] + strings.Repeat(" ", space-space/2+1)
			rules[i] = strings.Repeat("-", width+2)
		}
		b.WriteString(strings.Join(heads, "|") + "\n" + strings.Join(rules, "+") + "\n")
	}
	for _, row := range r.rows {
		cells := make([]string, len(row))
		for i, v := range row {
			cells[i] = " " + v.text + strings.Repeat(" ", widths[i]-utf8.RuneCountInString(v.text)) + " "
		}
		b.WriteString(strings.TrimRight(strings.Join(cells, "|"), " ") + "\n")
	}
	if !tuples {
		b.WriteString(rowCount(len(r.rows)))
	}
	return b.String() + "\n"
}

func rowCount(n int) string {
	if n == 1 {
		return "(1 row)\n"
	}
	return fmt.Sprintf("(%d rows)\n", n)
}

func texts(row []value) []string {
	fields := make([]string, len(row))
	for i, v := range row {
		fields[i] = v.text
	}
	return fields
}
