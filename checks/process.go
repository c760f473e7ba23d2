package checks

import (
	"context"
	"regexp"
	"strconv"
	"strings"
)

// Process looks for processes by their command line, as `ps aux | grep` is meant to and does not: it never finds itself.
//
// The pattern stays here, so no process of the target can hold it because of this check; besides, the shell that looks, those
// above it (a login shell, sshd, paso itself on a local target) and those below it do not count. Read from /proc: no procps needed.
type Process struct {
	Pattern string // regexp over the command line, its arguments joined by blanks
	Ignore  string // regexp of command lines that do not count, "" for none: an editor, the caller's own helpers on the target
	Absent  bool   // none must be there
}

// Title names the check.
func (c Process) Title() Phrase {
	if c.Absent {
		return phrase("checks.process.title.absent", args{"Pattern": c.Pattern})
	}
	return phrase("checks.process.title", args{"Pattern": c.Pattern})
}

func (c Process) wanted() Phrase {
	if c.Absent {
		return phrase("checks.process.wanted.absent", args{"Pattern": c.Pattern})
	}
	return phrase("checks.process.wanted", args{"Pattern": c.Pattern})
}

// Observe asks the target once. Where /proc hides the processes of others, and sudo does not help, nothing is said to be absent.
func (c Process) Observe(ctx context.Context, w World) Result {
	wanted := c.wanted()
	pattern, err := compile(c.Pattern)
	if err != nil {
		return invalid(wanted, err.Error())
	}
	var ignore *regexp.Regexp
	if c.Ignore != "" {
		if ignore, err = compile(c.Ignore); err != nil {
			return invalid(wanted, err.Error())
		}
	}
	text, trouble := facts(ctx, w, wanted, "process")
	if trouble != nil {
		return *trouble
	}
	table := parseProcesses(text)
	var found []string
	for _, p := range table.others() {
		if pattern.MatchString(p.command) && (ignore == nil || !ignore.MatchString(p.command)) {
			found = append(found, strconv.Itoa(p.pid)+" "+p.command)
		}
	}
	return c.judge(wanted, table, found).tried(1)
}

func (c Process) judge(wanted Phrase, table processTable, found []string) Result {
	switch {
	case len(found) > 0:
		values := args{"Count": strconv.Itoa(len(found)), "First": found[0]}
		observed := phrase("checks.process.found", values)
		return verdict(!c.Absent, wanted, observed).with(strings.Join(found, "\n"))
	case len(table.rows) == 0:
		return unobservable(wanted, phrase("checks.process.unreadable", nil))
	case table.hidden:
		return unobservable(wanted, phrase("checks.process.hidden", nil))
	}
	return verdict(c.Absent, wanted, phrase("checks.process.none", nil))
}

// processTable is what scripts/process.bash found in /proc.
type processTable struct {
	self   int  // the shell that looked
	hidden bool // the processes of other accounts may be missing
	rows   []process
}

type process struct {
	pid, parent int
	command     string // "" for kernel threads and for what has ended and was not waited for
}

// others are the processes that the looking did not bring about: neither the looking shell, nor its ancestors, nor its descendants.
// Process 1 is everybody's ancestor and may be the very service that is looked for, in a container: it counts.
func (t processTable) others() []process {
	parent := make(map[int]int, len(t.rows))
	for _, p := range t.rows {
		parent[p.pid] = p.parent
	}
	own := map[int]bool{}
	for pid := t.self; pid > 1 && !own[pid]; pid = parent[pid] {
		own[pid] = true
	}
	var rest []process
	for _, p := range t.rows {
		if !own[p.pid] && !descends(parent, p.pid, t.self) {
			rest = append(rest, p)
		}
	}
	return rest
}

// descends reports whether pid has ancestor above it. The bound is for tables that no kernel writes, with a circle in them.
func descends(parent map[int]int, pid, ancestor int) bool {
	for range len(parent) {
		if pid <= 1 {
			return false
		}
		if pid = parent[pid]; pid == ancestor {
			return pid > 0
		}
	}
	return false
}

// parseProcesses reads a line "self PID", perhaps a line "hidden", and a line "PID PPID COMMAND…" per process. Other lines are left out.
func parseProcesses(text string) processTable {
	var t processTable
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		first, rest, _ := strings.Cut(line, " ")
		switch first {
		case "self":
			t.self = natural(rest)
			continue
		case "hidden":
			t.hidden = true
			continue
		}
		second, command, ok := strings.Cut(rest, " ")
		pid, err1 := strconv.Atoi(first)
		parent, err2 := strconv.Atoi(second)
		if ok && err1 == nil && err2 == nil && pid > 0 && parent >= 0 {
			t.rows = append(t.rows, process{pid: pid, parent: parent, command: command})
		}
	}
	return t
}
