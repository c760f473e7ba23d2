package checks

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func shown(load, active, sub string, pid, restarts int) string {
	return fmt.Sprintf("NRestarts=%d\nMainPID=%d\nResult=exit-code\nLoadState=%s\nActiveState=%s\nSubState=%s\n",
		restarts, pid, load, active, sub)
}

func TestUnit(t *testing.T) {
	running := shown("loaded", "active", "running", 4711, 0)
	stopped := shown("loaded", "inactive", "dead", 0, 0)
	gone := shown("not-found", "inactive", "dead", 0, 0)
	stable := Unit{Name: "gunicorn", Stable: 5 * time.Second}
	inactive := Unit{Name: "gunicorn", State: UnitInactive}
	tests := []struct {
		name     string
		check    Unit
		answers  []string
		verdict  Verdict
		observed string
		tries    int
	}{
		{"active", Unit{Name: "gunicorn"}, []string{running}, Passed, "activo, PID 4711, reinicios: 0", 1},
		{"active and said so", Unit{Name: "gunicorn", State: UnitActive}, []string{running}, Passed, "activo, PID 4711", 1},
		{"stable", stable, []string{running, running}, Passed, "activo, PID 4711 estable 5 s, reinicios: 0", 2},
		{"restarts grow", stable, []string{running, shown("loaded", "active", "running", 4712, 1)}, Failed, "se reinicia solo: 0 → 1", 2},
		{"restarts grow from many", stable,
			[]string{shown("loaded", "active", "running", 9, 7), shown("loaded", "active", "running", 9, 8)}, Failed, "7 → 8", 2},
		{"restarted by somebody", stable, []string{running, shown("loaded", "active", "running", 4800, 0)}, Failed, "PID 4711 → 4800", 2},
		{"crashed meanwhile", stable, []string{running, shown("loaded", "activating", "auto-restart", 0, 1)}, Failed, "activating (auto-restart)", 2},
		{"activating", stable, []string{shown("loaded", "activating", "auto-restart", 0, 3)}, Failed, "activating (auto-restart)", 1},
		{"failed", stable, []string{shown("loaded", "failed", "failed", 0, 5)}, Failed, "caído: failed (failed), resultado exit-code", 1},
		{"no main process", stable, []string{shown("loaded", "active", "exited", 0, 0)}, Passed, "sin proceso principal", 2},
		{"inactive, wanted active", Unit{Name: "gunicorn"}, []string{stopped}, Failed, "inactive (dead)", 1},
		{"inactive", inactive, []string{stopped}, Passed, "inactive (dead)", 1},
		{"ended badly is inactive", inactive, []string{shown("loaded", "failed", "failed", 0, 0)}, Passed, "caído", 1},
		{"active, wanted inactive", inactive, []string{running}, Failed, "activo, PID 4711", 1},
		{"stopping", inactive, []string{shown("loaded", "deactivating", "stop-sigterm", 9, 0)}, Failed, "deactivating", 1},
		{"comes back", Unit{Name: "gunicorn", State: UnitInactive, Stable: 1}, []string{stopped, running}, Failed, "activo", 2},
		{"stays away", Unit{Name: "gunicorn", State: UnitInactive, Stable: 1}, []string{stopped, stopped}, Passed, "inactive", 2},
		{"no such unit", Unit{Name: "gunicorm"}, []string{gone}, Failed, "no existe el servicio gunicorm", 1},
		{"no such unit is not inactive", Unit{Name: "gunicorm", State: UnitInactive}, []string{gone}, Failed, "no existe", 1},
		{"masked is inactive", inactive, []string{shown("masked", "inactive", "dead", 0, 0)}, Passed, "inactive", 1},
		{"runs on without its file", Unit{Name: "x"}, []string{shown("not-found", "active", "running", 7, 0)}, Passed, "PID 7", 1},
		{"unknown state", Unit{Name: "x", State: "running"}, []string{running}, Unobservable, "mal escrita", 0},
		{"no answer to speak of", Unit{Name: "x"}, []string{"MainPID=1\n"}, Unobservable, "", 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := printing(tt.answers...)
			r := observe(t, tt.check, w)
			want(t, r, tt.verdict, tt.observed)
			if r.Tries != tt.tries {
				t.Errorf("%d tries, want %d", r.Tries, tt.tries)
			}
			if tt.tries == 2 && (len(w.waits) != 1 || w.waits[0] != tt.check.Stable) {
				t.Errorf("waited %v", w.waits)
			}
		})
	}
}

// systemctl answers as the real one does, from a file per unit.
const systemctl = `
want='show -p LoadState -p ActiveState -p SubState -p Result -p MainPID -p NRestarts --'
[[ ${*:1:14} == "$want" && $# == 15 ]] || { echo "unexpected: $*" >&2; exit 1; }
cat -- "$UNITS/${15}" 2>/dev/null || printf 'LoadState=not-found\nActiveState=inactive\nSubState=dead\nMainPID=0\n'`

func TestUnitOnARealHost(t *testing.T) {
	w := newBashWorld(t)
	w.install(t, "systemctl", systemctl)
	for _, state := range []string{"", hostile} {
		w.state = state + "\nexport UNITS=" + w.dir
		write(t, filepath.Join(w.dir, "celery@it's 1"), shown("loaded", "active", "running", 12, 0))
		want(t, observe(t, Unit{Name: "celery@it's 1", Stable: time.Second}, w), Passed, "PID 12 estable 1 s")
		want(t, observe(t, Unit{Name: "none"}, w), Failed, "no existe el servicio none")
	}
}

func TestUnitWithoutSystemd(t *testing.T) {
	w := newBashWorld(t)
	w.state = "PATH=" + w.bin
	want(t, observe(t, Unit{Name: "gunicorn"}, w), Unobservable, "Falta systemctl")
	w.install(t, "systemctl", "echo 'Failed to connect to bus: Host is down' >&2; exit 1")
	want(t, observe(t, Unit{Name: "gunicorn", State: UnitInactive}, w), Unobservable, "Failed to connect to bus")
}

func FuzzParseUnit(f *testing.F) {
	f.Add(shown("loaded", "active", "running", 4711, 2))
	f.Add("MainPID=99999999999999999999\nLoadState=\r\n=\n")
	f.Fuzz(func(t *testing.T, text string) {
		u, ok := parseUnit(text)
		if u.pid < 0 || u.restarts < 0 || ok && !strings.Contains(text, "ActiveState="+u.active) {
			t.Fatalf("%+v", u)
		}
	})
}
