package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// release is what gunicorn loaded from the work tree when it started: it serves that until it starts again.
type release struct {
	version string
	fields  []string // of the permission model
}

// readRelease imports the code, so to speak.
func readRelease(dir string) (release, error) {
	version, err := readVersion(dir)
	if err != nil {
		return release{}, err
	}
	models, err := os.ReadFile(filepath.Join(dir, "apps", "permissions", "models.py"))
	if err != nil {
		return release{}, err
	}
	r := release{version: version}
	for _, match := range regexp.MustCompile(`(?m)^    (\w+) = models\.`).FindAllStringSubmatch(string(models), -1) {
		r.fields = append(r.fields, match[1])
	}
	return r, nil
}

func readVersion(dir string) (string, error) {
	source, err := os.ReadFile(filepath.Join(dir, "iact", "__init__.py"))
	if err != nil {
		return "", err
	}
	match := regexp.MustCompile(`(?m)^__version__ = "([^"]*)"`).FindSubmatch(source)
	if match == nil {
		return "", fmt.Errorf("iact/__init__.py has no __version__")
	}
	return string(match[1]), nil
}

// The answers of the API, in the order in which the application writes their fields.
type (
	health struct {
		Status   string `json:"status"`
		Version  string `json:"version"`
		Database string `json:"database"`
		Redis    string `json:"redis"`
	}
	status struct {
		Version     string `json:"version"`
		Permissions int    `json:"permissions"`
	}
	authHealth struct {
		Status string `json:"status"`
		Users  int    `json:"users"`
	}
)

// app answers as the application does.
type app struct {
	layout
	release release
	errors  *logFile
	access  *logFile
}

func (a app) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/health/{$}", a.health)
	for _, path := range []string{"GET /api/status/{$}", "GET /api/v1/status/{$}"} {
		mux.HandleFunc(path, a.status)
	}
	mux.HandleFunc("GET /api/metrics/{$}", a.metrics)
	mux.HandleFunc("GET /api/v1/auth/health/{$}", a.authHealth)
	mux.HandleFunc("GET /api/v1/permissions/{$}", a.permissions)
	mux.HandleFunc("GET /admin/{$}", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/admin/login/?next=/admin/", http.StatusFound)
	})
	mux.HandleFunc("GET /admin/login/{$}", a.login)
	return a.logged(mux)
}

// logged writes the access log of gunicorn.
func (a app) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		counted := &countingWriter{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(counted, r)
		a.access.line(accessLine(r, counted))
	})
}

func (a app) health(w http.ResponseWriter, _ *http.Request) {
	if faultNow(a.layout) == faultHealth {
		a.reply(w, http.StatusServiceUnavailable, health{"error", a.release.version, "ok", "Error 111 connecting to localhost:6379. Connection refused."})
		return
	}
	a.reply(w, http.StatusOK, health{"ok", a.release.version, "ok", "ok"})
}

func (a app) status(w http.ResponseWriter, r *http.Request) {
	rows, ok := a.query(w, r)
	if ok {
		a.reply(w, http.StatusOK, status{a.release.version, len(rows)})
	}
}

func (a app) authHealth(w http.ResponseWriter, r *http.Request) {
	if faultNow(a.layout) == faultAuth {
		a.crash(w, r, "django.db.utils.OperationalError: server closed the connection unexpectedly")
		return
	}
	db, err := load[database](a.databaseFile())
	users, ok := db.Tables["auth_user"]
	if err != nil || !ok {
		a.crash(w, r, `django.db.utils.ProgrammingError: relation "auth_user" does not exist`)
		return
	}
	a.reply(w, http.StatusOK, authHealth{"ok", len(users.Rows)})
}

func (a app) permissions(w http.ResponseWriter, r *http.Request) {
	rows, ok := a.query(w, r)
	if ok {
		a.reply(w, http.StatusOK, rows)
	}
}

func (a app) metrics(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4")
	_, _ = fmt.Fprintf(w, "# TYPE iact_info gauge\niact_info{version=%q} 1\n", a.release.version)
}

func (a app) login(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = fmt.Fprint(w, "<!DOCTYPE html>\n<html lang=\"en-us\"><head><title>Log in | Django site admin</title></head>\n"+
		"<body class=\"login\"><form action=\"/admin/login/\" method=\"post\" id=\"login-form\"></form></body></html>\n")
}

// query reads the permissions as the code knows them. Code that is ahead of the schema fails here, as Django does.
func (a app) query(w http.ResponseWriter, r *http.Request) ([]map[string]string, bool) {
	db, err := load[database](a.databaseFile())
	t, ok := db.Tables["permissions_permission"]
	if err != nil || !ok {
		a.crash(w, r, `django.db.utils.ProgrammingError: relation "permissions_permission" does not exist`)
		return nil, false
	}
	for _, field := range a.release.fields {
		if t.column(field) < 0 {
			a.crash(w, r, "django.db.utils.ProgrammingError: column permissions_permission."+field+" does not exist")
			return nil, false
		}
	}
	rows := make([]map[string]string, 0, len(t.Rows))
	for _, row := range t.Rows {
		values := map[string]string{}
		for _, field := range append([]string{"id"}, a.release.fields...) {
			values[field] = row[t.column(field)].text
		}
		rows = append(rows, values)
	}
	return rows, true
}

func (a app) crash(w http.ResponseWriter, r *http.Request, why string) {
	now := time.Now().UTC()
	a.errors.line(gunicornLine(now, "ERROR", "Error handling request "+r.URL.Path))
	a.errors.line("Traceback (most recent call last):\n  File \"" + filepath.Join(a.app(), "apps/core/views.py") + "\", line 20, in view\n" + why)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusInternalServerError)
	_, _ = fmt.Fprint(w, "<h1>Server Error (500)</h1>\n")
}

func (a app) reply(w http.ResponseWriter, status int, body any) {
	raw, err := json.Marshal(body)
	if err != nil {
		raw = []byte(`{}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(raw)
}

// countingWriter remembers what the access log wants to know.
type countingWriter struct {
	http.ResponseWriter
	status int
	size   int
}

func (c *countingWriter) WriteHeader(status int) {
	c.status = status
	c.ResponseWriter.WriteHeader(status)
}

func (c *countingWriter) Write(p []byte) (int, error) {
	n, err := c.ResponseWriter.Write(p)
	c.size += n
	return n, err
}

func accessLine(r *http.Request, w *countingWriter) string {
	agent := strings.ReplaceAll(r.UserAgent(), `"`, "'")
	return fmt.Sprintf(`127.0.0.1 - - [%s] "%s %s %s" %d %d "-" "%s"`,
		time.Now().UTC().Format("02/Jan/2006:15:04:05 -0700"), r.Method, r.URL.RequestURI(), r.Proto, w.status, w.size, agent)
}
