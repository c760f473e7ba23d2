package sandbox

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// unitStatus prints the page of systemctl status. Looking at a unit in a step that is meant to fail finds it dead.
func (c *call) unitStatus(kind unitKind, o systemctlOptions) int {
	c.pace(250)
	if s := c.look(kind); c.fails() && s.pid > 0 {
		_ = signalPID(s.pid, os.Kill)
		waitUntil(stopGrace, func() bool { return c.look(kind).pid == 0 })
		_ = logUnit(c.box, manager(kind, c.now(), kind.name+".service: Main process exited, code=killed, status=9/KILL"),
			manager(kind, c.now(), kind.name+".service: Failed with result 'signal'."))
	}
	s := c.look(kind)
	c.print("%s %s.service - %s\n", c.dot(s.active), kind.name, kind.description)
	c.print("     Loaded: loaded (%s; enabled; preset: enabled)\n", kind.file)
	c.print("     Active: %s%s%s\n", c.paint(s.active, fmt.Sprintf("%s (%s)", s.active, s.sub)), c.result(s), c.since(s))
	if s.pid > 0 {
		c.processInfo(kind, s.pid)
	}
	lines, err := readJournal(c.box, kind.name, time.Time{})
	if err == nil && o.lines > 0 && len(lines) > 0 {
		c.print("\n")
		for _, line := range lines[max(0, len(lines)-o.lines):] {
			c.print("%s\n", line.text())
		}
	}
	if s.active == active {
		return 0
	}
	return exitInactive
}

// dot is the mark before the unit's name.
func (c *call) dot(a activity) string {
	switch a {
	case inactive:
		return "○"
	case failing:
		return c.paint(a, "×")
	default:
		return c.paint(a, "●")
	}
}

// paint colours a word after a state, as systemctl does on a terminal.
func (c *call) paint(a activity, word string) string {
	colour := map[activity]string{active: "32", failing: "31", activating: "33"}[a]
	if colour == "" || !c.terminal() {
		return word
	}
	return "\x1b[0;1;" + colour + "m" + word + "\x1b[0m"
}

func (c *call) result(s seen) string {
	if s.result == "success" {
		return ""
	}
	return " (Result: " + s.result + ")"
}

func (c *call) since(s seen) string {
	if s.since.IsZero() {
		return ""
	}
	return " since " + s.since.Format(systemdTime) + "; " + age(c.now().Sub(s.since)) + " ago"
}

func (c *call) processInfo(kind unitKind, pid int) {
	command := ""
	if raw, err := os.ReadFile(filepath.Join("/proc", itoa(pid), "cmdline")); err == nil {
		command = strings.TrimSpace(string(bytes.ReplaceAll(raw, []byte{0}, []byte{' '})))
	}
	c.print("   Main PID: %d (%s)\n", pid, kind.program)
	c.print("      Tasks: 3 (limit: 4915)\n     Memory: 48.%dM\n        CPU: %dms\n", pid%10, 400+pid%500)
	c.print("     CGroup: /system.slice/%s.service\n             └─%d %s\n", kind.name, pid, command)
}

// age writes a duration as systemd does: its two largest units.
func age(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%ds", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%dmin %ds", int(d.Minutes()), int(d.Seconds())%60)
	default:
		return fmt.Sprintf("%dh %dmin", int(d.Hours()), int(d.Minutes())%60)
	}
}
