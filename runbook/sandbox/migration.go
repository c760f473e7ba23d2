package sandbox

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// migration is one migration of an application.
type migration struct{ app, name string }

func (m migration) String() string { return m.app + "." + m.name }

// djangoMigrations are those that come with Django 3.2, in the order of its plan.
func djangoMigrations() []migration {
	list := map[string][]string{
		"contenttypes": {"0001_initial", "0002_remove_content_type_name"},
		"auth": {
			"0001_initial", "0002_alter_permission_name_max_length", "0003_alter_user_email_max_length", "0004_alter_user_username_opts",
			"0005_alter_user_last_login_null", "0006_require_contenttypes_0002", "0007_alter_validators_add_error_messages",
			"0008_alter_user_username_max_length", "0009_alter_user_last_name_max_length", "0010_alter_group_name_max_length",
			"0011_update_proxy_permissions", "0012_alter_user_first_name_max_length",
		},
		"admin":    {"0001_initial", "0002_logentry_remove_auto_add", "0003_logentry_add_action_flag_choices"},
		"sessions": {"0001_initial"},
	}
	var all []migration
	for _, app := range []string{"contenttypes", "auth", "admin", "sessions"} {
		for _, name := range list[app] {
			all = append(all, migration{app, name})
		}
	}
	return all
}

// codeMigrations are all migrations which the code in a work tree knows, in the order of the plan.
func codeMigrations(dir string) ([]migration, error) {
	files, err := filepath.Glob(filepath.Join(dir, "apps", "permissions", "migrations", "[0-9]*.py"))
	if err != nil {
		return nil, err
	}
	slices.Sort(files)
	all := djangoMigrations()
	for _, file := range files {
		all = append(all, migration{"permissions", strings.TrimSuffix(filepath.Base(file), ".py")})
	}
	return all, nil
}

// applied tells which migrations the database has.
func (db *database) applied() (map[migration]bool, error) {
	t, err := db.table("django_migrations")
	if err != nil {
		return nil, err
	}
	done := map[migration]bool{}
	for _, row := range t.Rows {
		done[migration{row[t.column("app")].text, row[t.column("name")].text}] = true
	}
	return done, nil
}

func (db *database) recordApplied(m migration, now time.Time) error {
	t, err := db.table("django_migrations")
	if err != nil {
		return err
	}
	t.insert(m.app, m.name, now.UTC().Format(postgresTime))
	db.Tables["django_migrations"] = t
	return nil
}

// operation is one step of a migration: what it does, in words and in SQL.
type operation struct{ words, sql string }

// readOperations reads what a migration of ours does, as far as the box's database can do it: AddField and RunSQL.
func readOperations(dir string, m migration) ([]operation, error) {
	source, err := os.ReadFile(filepath.Join(dir, "apps", m.app, "migrations", m.name+".py"))
	if err != nil {
		return nil, err
	}
	form := regexp.MustCompile(`migrations\.(?:AddField\("(\w+)", "(\w+)", models\.(\w+)|RunSQL\("([^"]*)")`)
	var operations []operation
	for _, match := range form.FindAllStringSubmatch(string(source), -1) {
		if match[4] != "" {
			operations = append(operations, operation{words: "Raw SQL operation", sql: match[4]})
			continue
		}
		operations = append(operations, operation{
			words: fmt.Sprintf("Add field %s to %s", match[2], match[1]),
			sql:   fmt.Sprintf("ALTER TABLE %s_%s ADD COLUMN %s %s NOT NULL", m.app, match[1], match[2], columnType(match[3])),
		})
	}
	return operations, nil
}

func columnType(field string) string {
	switch field {
	case "IntegerField":
		return "integer"
	case "BooleanField":
		return "boolean"
	case "DateTimeField":
		return "timestamp with time zone"
	default:
		return "text"
	}
}
