package sandbox

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"time"
)

// journalLine is an entry of the systemd journal.
type journalLine struct {
	Time    time.Time `json:"time"`
	Unit    string    `json:"unit"`
	Program string    `json:"program"`
	PID     int       `json:"pid"`
	Message string    `json:"message"`
}

const hostname = "iact-staging"

// text writes an entry as journalctl's short format does.
func (j journalLine) text() string {
	return j.Time.Local().Format("Jan 02 15:04:05") + " " + j.origin()
}

func (j journalLine) origin() string {
	return hostname + " " + j.Program + "[" + strconv.Itoa(j.PID) + "]: " + j.Message
}

// logUnit appends entries. Each goes down in one write, so that entries of several processes never mix.
func logUnit(l layout, lines ...journalLine) (err error) {
	file, err := os.OpenFile(l.journal(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	for _, line := range lines {
		raw, err := json.Marshal(line)
		if err != nil {
			return err
		}
		if _, err := file.Write(append(raw, '\n')); err != nil {
			return err
		}
	}
	return nil
}

// readJournal gives the entries of a unit ("" for all) that are not older than since.
func readJournal(l layout, unit string, since time.Time) ([]journalLine, error) {
	raw, err := os.ReadFile(l.journal())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var found []journalLine
	for scanner := bufio.NewScanner(bytes.NewReader(raw)); scanner.Scan(); {
		var line journalLine
		if json.Unmarshal(scanner.Bytes(), &line) != nil {
			continue // the end of an entry that is being written
		}
		if (unit == "" || line.Unit == unit) && !line.Time.Before(since) {
			found = append(found, line)
		}
	}
	return found, nil
}

func manager(kind unitKind, at time.Time, message string) journalLine {
	return journalLine{Time: at, Unit: kind.name, Program: "systemd", PID: 1, Message: message}
}

func journalStart(l layout, kind unitKind, pid int, at time.Time) error {
	title := kind.name + ".service - " + kind.description
	lines := []journalLine{manager(kind, at, "Starting "+title+"...")}
	for _, message := range startMessages(kind.name, pid) {
		lines = append(lines, journalLine{Time: at, Unit: kind.name, Program: "python", PID: pid, Message: message})
	}
	return logUnit(l, append(lines, manager(kind, at, "Started "+title+"."))...)
}

func startMessages(unit string, pid int) []string {
	if unit != unitCelery {
		return nil
	}
	return []string{
		" -------------- celery@" + hostname + " v5.2.6 (dawn-chorus)",
		"- ** ---------- [config]",
		"- ** ---------- .> app:         iact:0x7f" + strconv.FormatInt(int64(pid)*0x10f3, 16),
		"- ** ---------- .> transport:   redis://localhost:6379/0",
		"- *** --- * --- .> concurrency: 1 (prefork)",
		" -------------- [queues]",
		"                .> celery           exchange=celery(direct) key=celery",
	}
}

func journalStop(l layout, kind unitKind, at time.Time) error {
	title := kind.name + ".service - " + kind.description
	return logUnit(l,
		manager(kind, at, "Stopping "+title+"..."),
		manager(kind, at, kind.name+".service: Deactivated successfully."),
		manager(kind, at, "Stopped "+title+"."))
}

// journalCrash is what a service leaves that fails while it comes up.
func journalCrash(l layout, kind unitKind, at time.Time) error {
	lines := []journalLine{manager(kind, at, "Starting "+kind.name+".service - "+kind.description+"...")}
	for _, message := range strings.Split(crashTrace(moduleOf(kind)), "\n") {
		lines = append(lines, journalLine{Time: at, Unit: kind.name, Program: "python", PID: os.Getpid(), Message: message})
	}
	return logUnit(l, append(lines,
		manager(kind, at, kind.name+".service: Main process exited, code=exited, status=3/NOTIMPLEMENTED"),
		manager(kind, at, kind.name+".service: Failed with result 'exit-code'."),
		manager(kind, at, kind.name+".service: Scheduled restart job, restart counter is at 1."))...)
}

// moduleOf is the module that a service fails to import.
func moduleOf(kind unitKind) string {
	if kind.name == unitCelery {
		return "iact.celery"
	}
	return "iact.wsgi"
}

func crashTrace(module string) string {
	return "Traceback (most recent call last):\n" +
		"  File \"<frozen importlib._bootstrap>\", line 1206, in _gcd_import\n" +
		"  File \"" + strings.ReplaceAll(module, ".", "/") + ".py\", line 7, in <module>\n" +
		"    from redis.backoff import ExponentialWithJitterBackoff\n" +
		"ImportError: cannot import name 'ExponentialWithJitterBackoff' from 'redis.backoff'"
}
