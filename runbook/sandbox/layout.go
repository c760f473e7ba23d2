package sandbox

import (
	"os"
	"path/filepath"
)

// layout names every place in a box. It is the box's directory, absolute.
type layout string

// marker is the file that makes a directory a box; nothing is removed from a directory without it.
const marker = "sandbox.json"

func (l layout) at(parts ...string) string {
	return filepath.Join(append([]string{string(l)}, parts...)...)
}

func (l layout) config() string  { return l.at(marker) }
func (l layout) program() string { return l.at("lib", "paso") }
func (l layout) bin() string     { return l.at("bin") }
func (l layout) home() string    { return l.at("home", account) }
func (l layout) tmp() string     { return l.at("tmp") }
func (l layout) locks() string   { return l.at("locks") }
func (l layout) app() string     { return l.at("var", "www", "iact-backend") }
func (l layout) venv() string    { return l.at("var", "www", "iact-backend", "venv") }
func (l layout) origin() string  { return l.at("srv", "git", "iact-backend.git") }
func (l layout) backups() string { return l.at("backups") }
func (l layout) reports() string { return l.at("backups", "reports") }

func (l layout) errorLog(unit string) string {
	if unit == unitCelery {
		return l.at("var", "log", "celery", "worker.log")
	}
	return l.at("var", "log", unit, "error.log")
}

func (l layout) accessLog(unit string) string { return l.at("var", "log", unit, "access.log") }
func (l layout) journal() string              { return l.at("state", "journal.jsonl") }
func (l layout) unitsFile() string            { return l.at("state", "units.json") }
func (l layout) databaseFile() string         { return l.at("state", "database.json") }
func (l layout) packagesFile() string         { return l.at("state", "packages.json") }
func (l layout) stepFile() string             { return l.at("state", "step.json") }
func (l layout) gitConfig() string            { return l.at("home", account, ".gitconfig") }
func (l layout) clientKey() string            { return l.at("ssh", "id_ed25519") }
func (l layout) hostKey() string              { return l.at("ssh", "host_ed25519") }
func (l layout) knownHosts() string           { return l.at("ssh", "known_hosts") }
func (l layout) sshConfig() string            { return l.at("ssh", "config") }

// account is the only user of the SSH server, named as on the server of the procedure.
const account = "deploy"

// exists tells whether the directory holds a box.
func (l layout) exists() bool {
	info, err := os.Stat(l.config())
	return err == nil && info.Mode().IsRegular()
}

// boxOf finds the box whose copy of paso the given executable is.
func boxOf(executable string) (layout, bool) {
	dir := filepath.Dir(executable)
	if filepath.Base(executable) != "paso" || filepath.Base(dir) != "lib" {
		return "", false
	}
	l := layout(filepath.Dir(dir))
	return l, l.exists()
}
