package sandbox

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// django is manage.py.
func (c *call) django(script string, args []string) int {
	if len(args) == 0 {
		c.complain("Type '%s help <subcommand>' for help on a specific subcommand.", script)
		return 0
	}
	dir := filepath.Dir(script)
	if !filepath.IsAbs(dir) {
		dir = filepath.Join(c.directory(), dir)
	}
	if _, err := os.Stat(filepath.Join(dir, "manage.py")); err != nil {
		c.complain("python: can't open file '%s': [Errno 2] No such file or directory", filepath.Join(dir, "manage.py"))
		return exitUsage
	}
	if !c.configured(dir) {
		c.traceback("iact/settings/base.py", "KeyError: 'DATABASE_URL'")
		return exitFailed
	}
	c.pace(500) // importing Django takes its time
	switch args[0] {
	case "showmigrations":
		return c.showMigrations(dir, slices.Contains(args, "--plan") || slices.Contains(args, "-p"))
	case "migrate":
		if slices.Contains(args, "--plan") {
			return c.planMigrations(dir)
		}
		return c.migrate(dir)
	case "collectstatic":
		return c.collect(dir)
	case "check":
		return c.check(slices.Contains(args, "--deploy"))
	case "dbshell":
		return c.dbshell(args[1:])
	case "shell":
		if at := slices.Index(args, "-c"); at >= 0 && at+1 < len(args) {
			return c.pythonCode(args[at+1])
		}
		return c.pythonCode(c.readAll())
	case "--version", "version":
		c.print("3.2.19\n")
		return 0
	default:
		c.complain("Unknown command: '%s'\nType 'manage.py help' for usage.", args[0])
		return exitFailed
	}
}

// configured tells whether the settings find their database: in the environment, else in .env.
func (c *call) configured(dir string) bool {
	if c.env("DATABASE_URL") != "" {
		return true
	}
	raw, err := os.ReadFile(filepath.Join(dir, ".env"))
	return err == nil && strings.Contains("\n"+string(raw), "\nDATABASE_URL=")
}

// traceback is how a management command of Django ends badly: in a file of Django's or of ours.
func (c *call) traceback(file, why string) {
	packages := filepath.Join(c.box.venv(), "lib", "python3.11", "site-packages")
	root := packages
	if !strings.HasPrefix(file, "django/") {
		root = c.box.app()
	}
	c.complain("Traceback (most recent call last):\n  File \"%s\", line 11, in <module>\n    execute_from_command_line(sys.argv)\n"+
		"  File \"%s/django/core/management/__init__.py\", line 419, in execute_from_command_line\n    utility.execute()\n"+
		"  File \"%s/django/core/management/base.py\", line 373, in run_from_argv\n    self.execute(*args, **cmd_options)\n"+
		"  File \"%s\", line 84, in _execute\n    return self.cursor.execute(sql, params)\n%s", filepath.Join(c.box.app(), "manage.py"), packages, packages, filepath.Join(root, file), why)
}

// migrations reads code and database: all migrations of the code, and which of them are applied. Without a database it
// complains, as Django does, and ok is false.
func (c *call) migrations(dir string) (all []migration, applied map[migration]bool, ok bool) {
	if c.fails() && c.step != "migrate" {
		c.traceback("django/db/backends/base/base.py", "django.db.utils.OperationalError: "+refused)
		return nil, nil, false
	}
	all, err := codeMigrations(dir)
	if err == nil {
		var db database
		if db, err = load[database](c.box.databaseFile()); err == nil {
			applied, err = db.applied()
		}
	}
	if err != nil {
		c.traceback("django/db/backends/utils.py", "django.db.utils.ProgrammingError: "+err.Error())
		return nil, nil, false
	}
	return all, applied, true
}

// showMigrations lists by application, or in the order of the plan.
func (c *call) showMigrations(dir string, plan bool) int {
	all, applied, ok := c.migrations(dir)
	if !ok {
		return exitFailed
	}
	mark := func(m migration) string {
		if applied[m] {
			return "[X]"
		}
		return "[ ]"
	}
	if plan {
		for _, m := range all {
			c.print("%s  %s\n", mark(m), m)
		}
		return 0
	}
	for _, app := range apps() {
		c.print("%s\n", app)
		for _, m := range all {
			if m.app == app {
				c.print(" %s %s\n", mark(m), m.name)
			}
		}
	}
	return 0
}

func apps() []string { return []string{"admin", "auth", "contenttypes", "permissions", "sessions"} }

func pendingOf(all []migration, applied map[migration]bool) []migration {
	return slices.DeleteFunc(slices.Clone(all), func(m migration) bool { return applied[m] })
}

func (c *call) planMigrations(dir string) int {
	all, applied, ok := c.migrations(dir)
	if !ok {
		return exitFailed
	}
	c.print("Planned operations:\n")
	pending := pendingOf(all, applied)
	for _, m := range pending {
		operations, err := readOperations(dir, m)
		if err != nil {
			c.traceback("django/db/migrations/loader.py", err.Error())
			return exitFailed
		}
		c.slowly(150, m.String())
		for _, o := range operations {
			c.print("    %s\n", o.words)
		}
	}
	if len(pending) == 0 {
		c.print("  No planned migration operations.\n")
	}
	return 0
}

// migrate applies what is pending. In the step that is meant to fail, the first operation of the first migration stays
// done and the rest does not happen: such migrations are not atomic, and only the backup brings the data back.
func (c *call) migrate(dir string) int {
	all, applied, ok := c.migrations(dir)
	if !ok {
		return exitFailed
	}
	c.print("Operations to perform:\n  Apply all migrations: %s\nRunning migrations:\n", strings.Join(apps(), ", "))
	pending := pendingOf(all, applied)
	if len(pending) == 0 && !c.fails() {
		c.print("  No migrations to apply.\n")
		return 0
	}
	for _, m := range pending {
		c.pace(400)
		c.print("  Applying %s...", m)
		if err := c.apply(dir, m); err != nil {
			c.print("\n")
			c.traceback("django/db/backends/utils.py", "django.db.utils."+err.Error())
			return exitFailed
		}
		c.print(" OK\n")
	}
	if c.fails() {
		c.traceback("django/db/backends/utils.py", "django.db.utils."+errLockTimeout.Error())
		return exitFailed
	}
	return 0
}

var errLockTimeout = errors.New("OperationalError: canceling statement due to lock timeout\nCONTEXT:  while updating tuple (0,17) in relation \"permissions_permission\"")

// apply runs the operations of one migration. Each is saved by itself, as for a migration that is not atomic.
func (c *call) apply(dir string, m migration) error {
	operations, err := readOperations(dir, m)
	if err != nil {
		return err
	}
	for i, o := range operations {
		c.pace(900)
		if i > 0 && c.fails() {
			return errLockTimeout
		}
		err := update(c.box.databaseFile(), func(db *database) error {
			_, err := db.execute(statement{text: o.sql})
			return err
		})
		if err != nil {
			return fmt.Errorf("ProgrammingError: %w", err)
		}
	}
	if c.fails() {
		return errLockTimeout
	}
	return update(c.box.databaseFile(), func(db *database) error { return db.recordApplied(m, c.now()) })
}

// collect copies the static files; where it is to fail, it runs out of space on the way.
func (c *call) collect(dir string) int {
	c.pace(1200)
	if c.fails() {
		target := filepath.Join(dir, "staticfiles", "iact", "app.css")
		if os.MkdirAll(filepath.Dir(target), 0o755) == nil {
			_ = os.WriteFile(target, nil, 0o644)
		}
		c.traceback("django/core/files/storage.py", "OSError: [Errno 28] No space left on device: '"+target+"'")
		return exitFailed
	}
	count, err := collectStatic(dir)
	if err != nil {
		c.traceback("django/core/files/storage.py", err.Error())
		return exitFailed
	}
	c.print("\n%d static files copied to '%s'.\n", count, filepath.Join(dir, "staticfiles"))
	return 0
}

func (c *call) check(deploy bool) int {
	c.pace(700)
	if c.fails() {
		c.complain("SystemCheckError: System check identified some issues:\n\nERRORS:\n?: (caches.E001) You must define a 'default' cache in your CACHES setting.\n\nSystem check identified 1 issue (0 silenced).")
		return exitFailed
	}
	if !deploy {
		c.print("System check identified no issues (0 silenced).\n")
		return 0
	}
	c.complain("System check identified some issues:\n\nWARNINGS:\n" +
		"?: (security.W004) You have not set a value for the SECURE_HSTS_SECONDS setting. If your entire site is served only over SSL, you may want to consider setting a value and enabling HTTP Strict Transport Security. Be sure to read the documentation first; enabling HSTS carelessly can cause serious, irreversible problems.\n" +
		"?: (security.W008) Your SECURE_SSL_REDIRECT setting is not set to True. Unless your site should be available over both SSL and non-SSL connections, you may want to either set this setting True or configure a load balancer or reverse-proxy server to redirect all connections to HTTPS.\n\n" +
		"System check identified 2 issues (0 silenced).")
	return 0
}

// dbshell hands what follows "--" to psql, with the credentials of the application.
func (c *call) dbshell(args []string) int {
	if len(args) > 0 && args[0] != "--" {
		c.complain("usage: manage.py dbshell [-h] [--database DATABASE] [--version] [-- ...]\nmanage.py dbshell: error: unrecognized arguments: %s", strings.Join(args, " "))
		return exitUsage
	}
	if len(args) > 0 {
		args = args[1:]
	}
	other := *c
	other.name, other.args = "psql", append([]string{"-U", dbUser, "-h", "localhost", "-p", "5432", dbName}, args...)
	other.env = func(name string) string {
		if name == "PGPASSWORD" {
			return c.config.DBPassword
		}
		return c.env(name)
	}
	if code := psql(&other); code != 0 {
		c.complain("CommandError: \"psql %s\" returned non-zero exit status %d.", strings.Join(other.args, " "), code)
		return code
	}
	return 0
}
