package sandbox

import (
	"fmt"
	"path/filepath"
	"time"
)

// The units of the box.
const (
	unitGunicorn = "gunicorn"
	unitCelery   = "celery"
	unitNginx    = "nginx"
)

// unitKind is what does not change about a unit.
type unitKind struct {
	name        string
	description string
	file        string
	program     string // how the process is called in ps and the journal
	argv        func(l layout, c config) []string
}

// unitKinds lists the units in the order in which they start.
func unitKinds() []unitKind {
	return []unitKind{
		{unitGunicorn, "gunicorn for iact-backend", "/etc/systemd/system/gunicorn.service", "gunicorn", func(l layout, c config) []string {
			return []string{
				filepath.Join(l.venv(), "bin", "python"), "-m", "gunicorn", "iact.wsgi:application", "--bind", loopback(c.AppPort), "--workers", "2",
				"--error-logfile", l.errorLog(unitGunicorn), "--access-logfile", l.accessLog(unitGunicorn),
			}
		}},
		{unitCelery, "celery worker for iact-backend", "/etc/systemd/system/celery.service", "celery", func(l layout, _ config) []string {
			return []string{
				filepath.Join(l.venv(), "bin", "python"), "-m", "celery", "-A", "iact", "worker", "-l", "INFO", "--concurrency", "1",
				"--logfile=" + l.errorLog(unitCelery),
			}
		}},
		{unitNginx, "A high performance web server and a reverse proxy server", "/lib/systemd/system/nginx.service", "nginx", func(l layout, _ config) []string {
			return []string{"nginx: master process " + filepath.Join(l.bin(), "nginx") + " -g daemon on; master_process on;"}
		}},
	}
}

func kindOf(name string) (unitKind, bool) {
	for _, kind := range unitKinds() {
		if kind.name == name {
			return kind, true
		}
	}
	return unitKind{}, false
}

// activity is systemd's ActiveState, as far as the box knows it.
type activity string

const (
	active     activity = "active"
	inactive   activity = "inactive"
	failing    activity = "failed"
	activating activity = "activating"
)

// unitState is what changes. The zero value is a unit that was never started.
type unitState struct {
	Wanted   bool      `json:"wanted"` // started, and not stopped since
	Process  process   `json:"process"`
	Since    time.Time `json:"since"`              // of the last change
	Flapping bool      `json:"flapping,omitempty"` // its process ends each time that systemd starts it
}

// units are the states by name.
type units map[string]unitState

// restartEvery is how often a flapping unit is started again: RestartSec of the unit and a moment of life.
const restartEvery = 2 * time.Second

// seen is what systemd would show of a unit at a moment.
type seen struct {
	active   activity
	sub      string
	result   string
	pid      int // 0: none
	restarts int
	since    time.Time
}

// look derives what shows from the state. A flapping unit has no process of its own: each of its lives is over before
// anybody could look, so they are reckoned from the time.
func (u unitState) look(now time.Time) seen {
	switch {
	case u.Flapping:
		restarts := int(now.Sub(u.Since)/restartEvery) + 1
		return seen{active: activating, sub: "auto-restart", result: "exit-code", restarts: restarts, since: u.Since.Add(time.Duration(restarts-1) * restartEvery)}
	case u.Wanted && u.Process.alive():
		return seen{active: active, sub: "running", result: "success", pid: u.Process.PID, since: u.Since}
	case u.Wanted:
		return seen{active: failing, sub: "failed", result: "signal", since: u.Since}
	default:
		return seen{active: inactive, sub: "dead", result: "success", since: u.Since}
	}
}

// properties are those of `systemctl show` which the box knows, in systemd's order.
func properties(kind unitKind, s seen) [][2]string {
	stamp, monotonic := "", "0"
	if !s.since.IsZero() {
		stamp, monotonic = s.since.Format(systemdTime), fmt.Sprint(s.since.UnixMicro())
	}
	status := "0"
	if s.result == "exit-code" {
		status = "3"
	}
	return [][2]string{
		{"Type", "notify"}, {"Restart", "on-failure"}, {"MainPID", itoa(s.pid)}, {"Result", s.result}, {"NRestarts", itoa(s.restarts)},
		{"ExecMainPID", itoa(s.pid)}, {"ExecMainStatus", status}, {"Id", kind.name + ".service"}, {"Names", kind.name + ".service"},
		{"Description", kind.description}, {"LoadState", "loaded"}, {"ActiveState", string(s.active)}, {"SubState", s.sub},
		{"FragmentPath", kind.file}, {"UnitFileState", "enabled"}, {"StateChangeTimestamp", stamp},
		{"ActiveEnterTimestamp", stamp}, {"ActiveEnterTimestampMonotonic", monotonic},
	}
}

// systemdTime is how systemd writes a moment.
const systemdTime = "Mon 2006-01-02 15:04:05 MST"
