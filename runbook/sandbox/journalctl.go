package sandbox

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// journalctlOptions are the options that matter here.
type journalctlOptions struct {
	unit, output string
	since, until time.Time
	lines        int // -1: all
}

func parseJournalctl(args []string, now time.Time) (journalctlOptions, error) {
	o := journalctlOptions{output: "short", lines: -1}
	for i := 0; i < len(args); i++ {
		name, value, inline := strings.Cut(args[i], "=")
		if len(name) > 2 && name[0] == '-' && name[1] != '-' && strings.ContainsRune("unoSU", rune(name[1])) {
			name, value, inline = args[i][:2], args[i][2:], true
		}
		short, known := map[string]string{
			"-u": "u", "--unit": "u", "-n": "n", "--lines": "n", "-o": "o", "--output": "o", "-S": "S", "--since": "S", "-U": "U", "--until": "U",
		}[name]
		if !known {
			continue // --no-pager, -q, -e, -x, -b, -f makes no sense in a script
		}
		if !inline {
			if i++; i == len(args) {
				return o, fmt.Errorf("option '%s' requires an argument", name)
			}
			value = args[i]
		}
		if err := o.set(short, value, now); err != nil {
			return o, err
		}
	}
	return o, nil
}

func (o *journalctlOptions) set(option, value string, now time.Time) (err error) {
	switch option {
	case "u":
		o.unit = strings.TrimSuffix(value, ".service")
	case "o":
		o.output = value
	case "n":
		if value == "all" {
			o.lines = -1
			return nil
		}
		if o.lines, err = strconv.Atoi(value); err != nil {
			return fmt.Errorf("failed to parse lines '%s'", value)
		}
	case "S":
		o.since, err = parseMoment(value, now)
	case "U":
		o.until, err = parseMoment(value, now)
	}
	return err
}

// parseMoment reads a moment as journalctl does: absolute, @seconds, today, or relative.
func parseMoment(text string, now time.Time) (time.Time, error) {
	if seconds, ok := strings.CutPrefix(text, "@"); ok {
		at, err := strconv.ParseFloat(seconds, 64)
		if err == nil {
			return time.UnixMicro(int64(at * 1e6)), nil
		}
	}
	switch text {
	case "now":
		return now, nil
	case "today":
		return time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location()), nil
	case "yesterday":
		return time.Date(now.Year(), now.Month(), now.Day()-1, 0, 0, 0, 0, now.Location()), nil
	}
	for _, format := range []string{time.RFC3339Nano, "2006-01-02 15:04:05.999999999 MST", "2006-01-02 15:04:05.999999999", "2006-01-02 15:04", time.DateOnly} {
		if at, err := time.ParseInLocation(format, text, now.Location()); err == nil {
			return at, nil
		}
	}
	compact := strings.NewReplacer(" ago", "", "-", "", " ", "", "minutes", "m", "minute", "m", "min", "m", "hours", "h", "hour", "h", "seconds", "s", "second", "s", "sec", "s").Replace(text)
	if d, err := time.ParseDuration(compact); err == nil && (strings.HasPrefix(text, "-") || strings.HasSuffix(text, " ago")) {
		return now.Add(-d), nil
	}
	return time.Time{}, fmt.Errorf("failed to parse timestamp: %s", text)
}

// journalctl shows the journal of the units.
func journalctl(c *call) int {
	if c.has("--version") {
		c.print("systemd 252 (252.31-1~deb12u1)\n")
		return 0
	}
	o, err := parseJournalctl(c.args, c.now())
	if err != nil {
		c.complain("%v", err)
		return exitFailed
	}
	lines, err := readJournal(c.box, o.unit, o.since)
	if err != nil {
		c.complain("failed to read journal: %v", err)
		return exitFailed
	}
	var shown []journalLine
	for _, line := range lines {
		if o.until.IsZero() || !line.Time.After(o.until) {
			shown = append(shown, line)
		}
	}
	if o.lines >= 0 {
		shown = shown[max(0, len(shown)-o.lines):]
	}
	if len(shown) == 0 {
		c.print("-- No entries --\n")
		return 0
	}
	c.pace(200)
	for _, line := range shown {
		c.print("%s\n", line.format(o.output))
	}
	return 0
}

// format writes an entry in one of journalctl's output formats.
func (j journalLine) format(output string) string {
	switch output {
	case "cat":
		return j.Message
	case "short-iso":
		return j.Time.Local().Format("2006-01-02T15:04:05-0700") + " " + j.origin()
	case "short-iso-precise":
		return j.Time.Local().Format("2006-01-02T15:04:05.000000-0700") + " " + j.origin()
	case "short-precise":
		return j.Time.Local().Format("Jan 02 15:04:05.000000") + " " + j.origin()
	case "short-unix":
		return fmt.Sprintf("%d.%06d %s", j.Time.Unix(), j.Time.Nanosecond()/1000, j.origin())
	case "json":
		raw, err := json.Marshal(map[string]string{
			"__REALTIME_TIMESTAMP": strconv.FormatInt(j.Time.UnixMicro(), 10), "_SYSTEMD_UNIT": j.Unit + ".service",
			"SYSLOG_IDENTIFIER": j.Program, "_PID": strconv.Itoa(j.PID), "MESSAGE": j.Message,
		})
		if err == nil {
			return string(raw)
		}
	}
	return j.text()
}

// nginxCommand is nginx as an administrator calls it: to test the configuration, to ask for the version.
func nginxCommand(c *call) int {
	file := "/etc/nginx/nginx.conf"
	switch {
	case c.has("-v", "-V", "--version"):
		c.complain("nginx version: nginx/1.22.1")
		return 0
	case c.has("-t", "-T"):
		c.pace(250)
		if c.fails() {
			c.complain("nginx: [emerg] unknown directive \"proxy_pas\" in /etc/nginx/sites-enabled/iact:7\nnginx: configuration file %s test failed", file)
			return exitFailed
		}
		c.complain("nginx: the configuration file %s syntax is ok\nnginx: configuration file %s test is successful", file, file)
		return 0
	default:
		c.complain("nginx: [emerg] bind() to 0.0.0.0:443 failed (98: Address already in use)")
		return exitFailed
	}
}
