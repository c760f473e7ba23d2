package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// build fills an empty directory: everything of the box but its running processes.
func build(ctx context.Context, l layout, executable string, c config, path string) error {
	for _, dir := range []string{
		l.bin(), filepath.Dir(l.program()), l.home(), l.tmp(), l.locks(), filepath.Dir(l.app()), filepath.Dir(l.origin()),
		l.backups(), filepath.Dir(l.errorLog(unitGunicorn)), filepath.Dir(l.errorLog(unitCelery)),
		filepath.Dir(l.errorLog(unitNginx)), filepath.Dir(l.unitsFile()), filepath.Dir(l.clientKey()),
	} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
	}
	if err := save(l.config(), c); err != nil {
		return err
	}
	if err := copyProgram(executable, l.program()); err != nil {
		return fmt.Errorf("copy paso: %w", err)
	}
	if err := linkStandIns(l, c.Fail != ""); err != nil {
		return err
	}
	if err := writeHome(l, c, path); err != nil {
		return err
	}
	if err := errors.Join(newKey(l.clientKey(), "paso-demo"), newKey(l.hostKey(), "paso-demo-host")); err != nil {
		return err
	}
	if err := buildRepository(ctx, l, c.Created); err != nil {
		return err
	}
	return errors.Join(buildEnvironment(l, c), spoilReports(l, c.Fail), save(l.databaseFile(), seedDatabase(c.Created)), writeOldLogs(l, c.Created))
}

// copyProgram copies the executable: the one that runs may be a temporary file of `go run`.
func copyProgram(from, to string) (err error) {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = source.Close() }()
	target, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o700)
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	return errors.Join(err, target.Close())
}

// linkStandIns puts the stand-ins into bin. Git is the real one, behind a stand-in only where a step of it is to fail.
func linkStandIns(l layout, failing bool) error {
	for name := range standIns() {
		if name == "git" && !failing {
			continue
		}
		if err := os.Symlink(filepath.Join("..", "lib", "paso"), filepath.Join(l.bin(), name)); err != nil {
			return err
		}
	}
	return nil
}

// writeHome writes the account's home: what a login shell of the server sets.
func writeHome(l layout, c config, path string) error {
	profile := fmt.Sprintf(`# The environment of the application, as on the staging server.
PATH=%s:%s
export PATH
set -a
. %s
set +a
export GIT_CONFIG_GLOBAL=%s GIT_CONFIG_NOSYSTEM=1 TMPDIR=%s
`, quote(l.bin()), `"$PATH":`+quote(path), quote(filepath.Join(l.app(), ".env")), quote(l.gitConfig()), quote(l.tmp()))
	return errors.Join(
		os.WriteFile(filepath.Join(l.home(), ".profile"), []byte(profile), 0o600),
		os.WriteFile(filepath.Join(l.home(), ".bash_profile"), []byte(". ~/.profile\n"), 0o600),
		os.WriteFile(filepath.Join(l.home(), ".pgpass"), []byte(fmt.Sprintf("localhost:5432:%s:%s:%s\n", dbName, dbUser, c.DBPassword)), 0o600),
		os.WriteFile(l.gitConfig(), []byte(gitConfig), 0o600),
	)
}

// buildEnvironment makes what git does not track: .env, the virtual environment, the static files of the last deployment.
func buildEnvironment(l layout, c config) error {
	env := fmt.Sprintf("DJANGO_SETTINGS_MODULE=iact.settings.staging\nDATABASE_URL=%s\nREDIS_URL=redis://localhost:6379/0\nSECRET_KEY=%s\n",
		c.databaseURL(), c.SecretKey)
	bin := filepath.Join(l.venv(), "bin")
	if err := os.MkdirAll(bin, 0o755); err != nil {
		return err
	}
	for _, name := range []string{"python", "python3", "pip", "pip3", "pytest", "gunicorn", "celery"} {
		if err := os.Symlink(l.program(), filepath.Join(bin, name)); err != nil {
			return err
		}
	}
	_, err := collectStatic(l.app())
	return errors.Join(err,
		os.WriteFile(filepath.Join(l.app(), ".env"), []byte(env), 0o600),
		os.WriteFile(filepath.Join(bin, "activate"), []byte(activateScript(l.venv(), c.Fail)), 0o644),
		os.WriteFile(filepath.Join(l.venv(), "pyvenv.cfg"), []byte("home = /usr/bin\ninclude-system-site-packages = true\nversion = "+pythonVersion+"\n"), 0o644),
		save(l.packagesFile(), seedPackages()))
}

// activateScript is what python -m venv writes, less what other shells need. In a step that is meant to fail it finds its
// interpreter broken.
func activateScript(venv, fail string) string {
	script := strings.ReplaceAll(`# This file must be used with "source bin/activate" *from bash*
# you cannot run it directly

deactivate () {
    if [ -n "${_OLD_VIRTUAL_PATH:-}" ] ; then
        PATH="${_OLD_VIRTUAL_PATH:-}"
        export PATH
        unset _OLD_VIRTUAL_PATH
    fi
    if [ -n "${BASH:-}" ] || [ -n "${ZSH_VERSION:-}" ] ; then
        hash -r 2> /dev/null
    fi
    if [ -n "${_OLD_VIRTUAL_PS1:-}" ] ; then
        PS1="${_OLD_VIRTUAL_PS1:-}"
        export PS1
        unset _OLD_VIRTUAL_PS1
    fi
    unset VIRTUAL_ENV
    unset VIRTUAL_ENV_PROMPT
    if [ ! "${1:-}" = "nondestructive" ] ; then
        unset -f deactivate
    fi
}

deactivate nondestructive

VIRTUAL_ENV=@VENV@
export VIRTUAL_ENV

_OLD_VIRTUAL_PATH="$PATH"
PATH="$VIRTUAL_ENV/bin:$PATH"
export PATH

if [ -z "${VIRTUAL_ENV_DISABLE_PROMPT:-}" ] ; then
    _OLD_VIRTUAL_PS1="${PS1:-}"
    PS1="(venv) ${PS1:-}"
    export PS1
    VIRTUAL_ENV_PROMPT="(venv) "
    export VIRTUAL_ENV_PROMPT
fi

if [ -n "${BASH:-}" ] || [ -n "${ZSH_VERSION:-}" ] ; then
    hash -r 2> /dev/null
fi
`, "@VENV@", quote(venv))
	if fail == "" {
		return script
	}
	return fmt.Sprintf(`if [ "${%s:-}" = %s ] && [ -z "${VIRTUAL_ENV:-}" ] ; then
    echo "bash: "%s"/bin/python: /usr/bin/python3.11: bad interpreter: No such file or directory" >&2
    return 126
fi
`, stepVariable, quote(fail), quote(venv)) + script
}

// quote writes a word for the shell.
func quote(word string) string { return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'" }

// spoilReports lets the step that publishes the report fail: it has no command of its own that could. A file lies where the
// directory of reports would be.
func spoilReports(l layout, fail string) error {
	if fail != stepReport {
		return nil
	}
	return os.WriteFile(l.reports(), nil, 0o600)
}

// writeOldLogs leaves what days of service leave: among it errors which a check of this deployment must not count.
func writeOldLogs(l layout, now time.Time) error {
	stamp := func(age time.Duration, format string) string { return now.Add(-age).UTC().Format(format) }
	const django, celery, nginx = "2006-01-02 15:04:05 +0000", "2006-01-02 15:04:05,000", "2006/01/02 15:04:05"
	gunicorn := fmt.Sprintf("[%s] [812] [INFO] Starting gunicorn 20.1.0\n[%s] [812] [INFO] Listening at: http://127.0.0.1:8000 (812)\n[%s] [815] [ERROR] Error handling request /api/v1/permissions/\n[%s] [815] [INFO] Booting worker with pid: 815\n",
		stamp(7*day, django), stamp(7*day, django), stamp(2*day, django), stamp(2*day, django))
	worker := fmt.Sprintf("[%s: INFO/MainProcess] celery@iact-staging ready.\n[%s: ERROR/MainProcess] consumer: Cannot connect to redis://localhost:6379/0: Connection refused.\n[%s: INFO/MainProcess] Connected to redis://localhost:6379/0\n",
		stamp(7*day, celery), stamp(3*day, celery), stamp(3*day, celery))
	proxy := fmt.Sprintf("%s [error] 901#901: *17 connect() failed (111: Connection refused) while connecting to upstream, client: 10.0.4.17, server: staging.iact.example.com, request: \"GET /api/v1/status/ HTTP/1.1\"\n", stamp(7*day, nginx))
	return errors.Join(
		os.WriteFile(l.errorLog(unitGunicorn), []byte(gunicorn), 0o644),
		os.WriteFile(l.errorLog(unitCelery), []byte(worker), 0o644),
		os.WriteFile(l.errorLog(unitNginx), []byte(proxy), 0o644))
}
