package sandbox

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// pgOptions are the options which pg_dump and psql share, and psql's own.
type pgOptions struct {
	host, port, user, db string
	noPassword           bool
	output               string
	actions              []pgAction // -c and -f, in order
	single, stopOnError  bool
	quiet, tuples, plain bool
	version              bool
}

// pgAction is a -c or a -f.
type pgAction struct {
	file bool
	text string // the command, or the file's name, "-" for standard input
}

// pgFlags are the options without an argument.
func (o *pgOptions) pgFlags() map[string]*bool {
	var ignored bool
	return map[string]*bool{
		"-w": &o.noPassword, "--no-password": &o.noPassword, "-1": &o.single, "--single-transaction": &o.single, "-q": &o.quiet, "--quiet": &o.quiet,
		"-t": &o.tuples, "--tuples-only": &o.tuples, "-A": &o.plain, "--no-align": &o.plain, "-V": &o.version, "--version": &o.version,
		"-X": &ignored, "--no-psqlrc": &ignored, "-W": &ignored, "--no-owner": &ignored, "-O": &ignored, "--no-acl": &ignored, "-x": &ignored,
		"--clean": &ignored, "--if-exists": &ignored, "-a": &ignored, "-e": &ignored, "-b": &ignored, "-v": &ignored, "--verbose": &ignored,
	}
}

// parsePG reads the arguments of pg_dump or psql; flags may stand together (-tAq) or with their value (-dname).
func parsePG(program string, args []string) (pgOptions, error) {
	o := pgOptions{host: "localhost", port: "5432"}
	takes := "hpUdfcFPRo"
	if program == "psql" {
		takes += "v"
	}
	flags := o.pgFlags()
	long := map[string]string{
		"--host": "-h", "--port": "-p", "--username": "-U", "--dbname": "-d", "--file": "-f", "--command": "-c", "--format": "-F",
		"--set": "-v", "--variable": "-v", "--output": "-o", "--pset": "-P",
	}
	for len(args) > 0 {
		arg := args[0]
		args = args[1:]
		name, inline, hasInline := strings.Cut(arg, "=")
		if short, ok := long[name]; ok {
			arg = short
			if hasInline {
				arg += inline
			}
		}
		switch {
		case strings.HasPrefix(arg, "-") && len(arg) > 1 && strings.ContainsRune(takes, rune(arg[1])):
			argument := arg[2:]
			if argument == "" {
				if len(args) == 0 {
					return o, errors.New("option requires an argument -- '" + arg[1:] + "'")
				}
				argument, args = args[0], args[1:]
			}
			o.set(program, arg[1], argument)
		case flags[arg] != nil:
			*flags[arg] = true
		case strings.HasPrefix(arg, "-") && !strings.HasPrefix(arg, "--") && len(arg) > 2:
			args = append([]string{arg[:2], "-" + arg[2:]}, args...)
		case strings.HasPrefix(arg, "-"):
			return o, errors.New("unrecognized option '" + arg + "'")
		case o.db == "":
			o.db = arg
		default:
			o.user = arg
		}
	}
	return o, nil
}

func (o *pgOptions) set(program string, option byte, argument string) {
	switch option {
	case 'h':
		o.host = argument
	case 'p':
		o.port = argument
	case 'U':
		o.user = argument
	case 'd':
		o.db = argument
	case 'v':
		o.stopOnError = o.stopOnError || argument == "ON_ERROR_STOP=1" || argument == "ON_ERROR_STOP=on"
	case 'c':
		o.actions = append(o.actions, pgAction{text: argument})
	case 'f':
		if program == "pg_dump" {
			o.output = argument
			return
		}
		o.actions = append(o.actions, pgAction{file: true, text: argument})
	}
}

// connect tells why PostgreSQL would refuse the connection, "" if it would not.
func (c *call) connect(o pgOptions) string {
	at := `connection to server at "localhost" (127.0.0.1), port ` + o.port + " failed: "
	password := c.env("PGPASSWORD")
	if password == "" {
		password = passFile(filepath.Join(c.env("HOME"), ".pgpass"), o)
	}
	switch {
	case o.host != "localhost" && o.host != "127.0.0.1":
		return `could not translate host name "` + o.host + `" to address: Name or service not known`
	case o.port != "5432":
		return strings.TrimSuffix(at, "failed: ") + "failed: Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?"
	case password == "":
		return at + "fe_sendauth: no password supplied"
	case o.user != dbUser || password != c.config.DBPassword:
		return at + `FATAL:  password authentication failed for user "` + o.user + `"`
	case o.db != dbName:
		return at + `FATAL:  database "` + o.db + `" does not exist`
	}
	return ""
}

// refused is the message of a connection to a server that is down.
const refused = "connection to server at \"localhost\" (127.0.0.1), port 5432 failed: Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?"

// passFile finds the password in ~/.pgpass, which others must not be able to read.
func passFile(path string, o pgOptions) string {
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm()&0o077 != 0 {
		return ""
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(raw)) {
		fields := strings.SplitN(strings.TrimRight(line, "\n"), ":", 5)
		if len(fields) != 5 {
			continue
		}
		matches := true
		for i, wanted := range []string{o.host, o.port, o.db, o.user} {
			matches = matches && (fields[i] == "*" || fields[i] == wanted)
		}
		if matches {
			return fields[4]
		}
	}
	return ""
}

// pgDump writes the database out. A dump that fails leaves what it had written so far.
func pgDump(c *call) int {
	o, err := parsePG("pg_dump", c.args)
	if err != nil {
		c.complain("pg_dump: %v\npg_dump: hint: Try \"pg_dump --help\" for more information.", err)
		return exitFailed
	}
	if o.version {
		c.print("pg_dump (PostgreSQL) 15.10 (Debian 15.10-0+deb12u1)\n")
		return 0
	}
	if why := c.connect(o); why != "" {
		c.complain("pg_dump: error: %s", why)
		return exitFailed
	}
	c.pace(1800)
	db, err := load[database](c.box.databaseFile())
	if err != nil {
		c.complain("pg_dump: error: %v", err)
		return exitFailed
	}
	var text strings.Builder
	if err := writeDump(&text, db); err != nil {
		c.complain("pg_dump: error: %v", err)
		return exitFailed
	}
	dump := text.String()
	if c.fails() {
		dump = dump[:len(dump)/3]
	}
	if o.output != "" {
		if err := os.WriteFile(o.output, []byte(dump), 0o600); err != nil {
			c.complain("pg_dump: error: could not open output file %q: %v", o.output, err)
			return exitFailed
		}
	} else if _, err := c.out.Write([]byte(dump)); err != nil {
		c.complain("pg_dump: error: could not write to output file: %v", err)
		return exitFailed
	}
	if c.fails() {
		c.complain("pg_dump: error: Dumping the contents of table \"django_session\" failed: PQgetResult() failed.\n" +
			"pg_dump: detail: Error message from server: ERROR:  could not read block 3 in file \"base/16385/16412\": Input/output error\n" +
			"pg_dump: detail: Command was: COPY public.django_session (id, session_key, expire_date) TO stdout;")
		return exitFailed
	}
	return 0
}
