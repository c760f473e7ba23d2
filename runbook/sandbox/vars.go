package sandbox

import (
	"path/filepath"
	"regexp"
)

// Vars gives the runbook variables whose values differ from those of the real server. No secret is among them: they may be
// recorded.
func (s *Sandbox) Vars() map[string]string {
	return map[string]string{
		"APP_DIR":       s.app(),
		"BACKUPS":       s.backups(),
		"REPORT_DIR":    s.reports(),
		"VERSION_FILE":  filepath.Join(s.app(), "iact", "__init__.py"),
		"REMOTE":        "origin",
		"BRANCH":        "staging",
		"DB_HOST":       "localhost",
		"DB_PORT":       "5432",
		"DB_NAME":       dbName,
		"DB_USER":       dbUser,
		"HEALTH_URL":    s.config.appURL() + "/api/health/",
		"PUBLIC_URL":    s.config.publicURL(),
		"GUNICORN_LOG":  s.errorLog(unitGunicorn),
		"CELERY_LOG":    s.errorLog(unitCelery),
		"NGINX_LOG":     s.errorLog(unitNginx),
		"APP_PROCESSES": "^" + regexp.QuoteMeta(filepath.Join(s.venv(), "bin")) + "/.*(gunicorn|celery)",
	}
}

// Secrets gives the values of secret variables, for steps that name them. The server works without: its account has a
// ~/.pgpass, as DB_PASSWORD in the runbook allows for.
func (s *Sandbox) Secrets() map[string]string {
	return map[string]string{"DB_PASSWORD": s.config.DBPassword}
}
