package sandbox

import (
	"slices"
	"strconv"
	"strings"
)

// Exit codes of systemctl, after LSB.
const (
	exitInactive = 3
	exitNoUnit   = 4
	exitNoStart  = 5
)

// systemctl looks after the units of the box.
func systemctl(c *call) int {
	keepFiles()
	verb, names, options := parseSystemctl(c.args)
	if options.version {
		c.print("systemd 252 (252.31-1~deb12u1)\n")
		return 0
	}
	switch verb {
	case "start", "stop", "restart", "reload", "try-restart", "reset-failed":
		return c.eachUnit(names, exitNoStart, func(kind unitKind) int { return c.manage(verb, kind) })
	case "status":
		return c.eachUnit(names, exitNoUnit, func(kind unitKind) int { return c.unitStatus(kind, options) })
	case "is-active", "is-failed":
		return c.isActive(verb, names)
	case "is-enabled":
		return c.eachUnit(names, exitFailed, func(unitKind) int { c.print("enabled\n"); return 0 })
	case "show":
		return c.showUnits(names, options)
	case "list-units", "":
		return c.listUnits()
	case "daemon-reload":
		return 0
	default:
		c.complain("Unknown command verb %s.", verb)
		return exitFailed
	}
}

// systemctlOptions are the options that matter here.
type systemctlOptions struct {
	properties     []string
	value, version bool
	lines          int
}

func parseSystemctl(args []string) (verb string, names []string, o systemctlOptions) {
	o.lines = 10
	for i := 0; i < len(args); i++ {
		arg := args[i]
		next := func() string {
			if i+1 < len(args) {
				i++
				return args[i]
			}
			return ""
		}
		switch {
		case arg == "-p" || arg == "--property":
			o.properties = append(o.properties, strings.Split(next(), ",")...)
		case strings.HasPrefix(arg, "-p"), strings.HasPrefix(arg, "--property="):
			list := strings.TrimPrefix(strings.TrimPrefix(arg, "--property="), "-p")
			o.properties = append(o.properties, strings.Split(list, ",")...)
		case arg == "-n" || arg == "--lines":
			o.lines, _ = strconv.Atoi(next())
		case strings.HasPrefix(arg, "--lines="):
			o.lines, _ = strconv.Atoi(strings.TrimPrefix(arg, "--lines="))
		case arg == "--value":
			o.value = true
		case arg == "--version":
			o.version = true
		case arg == "-o" || arg == "--output" || arg == "-t" || arg == "--type":
			next()
		case strings.HasPrefix(arg, "-"): // --no-pager, --quiet, --full, --plain, --system, -l, --
		case verb == "":
			verb = arg
		default:
			names = append(names, strings.TrimSuffix(arg, ".service"))
		}
	}
	return verb, names, o
}

// eachUnit does something to every unit and gives the worst exit code.
func (c *call) eachUnit(names []string, unknown int, do func(unitKind) int) int {
	worst := 0
	for _, name := range names {
		kind, ok := kindOf(name)
		if !ok {
			c.complain("%s", noSuchUnit(c.args, name))
			worst = max(worst, unknown)
			continue
		}
		worst = max(worst, do(kind))
	}
	return worst
}

func noSuchUnit(args []string, name string) string {
	if slices.Contains(args, "status") {
		return "Unit " + name + ".service could not be found."
	}
	verb := "start"
	if len(args) > 0 {
		verb = args[0]
	}
	return "Failed to " + verb + " " + name + ".service: Unit " + name + ".service not found."
}

// manage changes a unit. In the step that is meant to fail a stop does not stop, and a start does not last.
func (c *call) manage(verb string, kind unitKind) int {
	var err error
	switch verb {
	case "start", "restart", "try-restart":
		if c.fails() {
			err = flapUnit(c.box, kind, c.now())
			break
		}
		if verb != "start" {
			err = stopUnit(c.box, kind, c.now())
		}
		c.pace(1100)
		if err == nil {
			err = startUnit(c.box, c.config, kind)
		}
	case "stop":
		c.pace(1400)
		if c.fails() {
			c.complain("Failed to stop %s.service: Connection timed out\nSee system logs and 'systemctl status %s.service' for details.", kind.name, kind.name)
			return exitFailed
		}
		err = stopUnit(c.box, kind, c.now())
	case "reload":
		c.pace(300)
		err = reloadUnit(c.box, kind, c.now())
	}
	if err != nil {
		c.complain("Job for %s.service failed because the control process exited with error code.\nSee \"systemctl status %s.service\" and \"journalctl -xeu %s.service\" for details.", kind.name, kind.name, kind.name)
		_ = logUnit(c.box, manager(kind, c.now(), err.Error()))
		return exitFailed
	}
	return 0
}

func (c *call) look(kind unitKind) seen {
	all, err := load[units](c.box.unitsFile())
	if err != nil {
		return seen{active: inactive, sub: "dead"}
	}
	return all[kind.name].look(c.now())
}

// isActive prints a state a line; it ends well if one of the units is in it.
func (c *call) isActive(verb string, names []string) int {
	wanted, code := active, exitInactive
	if verb == "is-failed" {
		wanted, code = failing, exitFailed
	}
	for _, name := range names {
		state := inactive
		if kind, ok := kindOf(name); ok {
			state = c.look(kind).active
		}
		if !c.has("-q", "--quiet") {
			c.print("%s\n", state)
		}
		if state == wanted {
			code = 0
		}
	}
	return code
}

func (c *call) showUnits(names []string, o systemctlOptions) int {
	for i, name := range names {
		if i > 0 {
			c.print("\n")
		}
		kind, ok := kindOf(name)
		all := properties(kind, c.look(kind))
		if !ok {
			all = [][2]string{{"MainPID", "0"}, {"Result", "success"}, {"NRestarts", "0"}, {"Id", name + ".service"}, {"LoadState", "not-found"}, {"ActiveState", "inactive"}, {"SubState", "dead"}}
		}
		for _, p := range all {
			switch {
			case len(o.properties) > 0 && !slices.Contains(o.properties, p[0]):
			case o.value:
				c.print("%s\n", p[1])
			default:
				c.print("%s=%s\n", p[0], p[1])
			}
		}
	}
	return 0
}

func (c *call) listUnits() int {
	c.print("  UNIT             LOAD   ACTIVE   SUB     DESCRIPTION\n")
	for _, kind := range unitKinds() {
		s := c.look(kind)
		c.print("  %-16s loaded %-8s %-7s %s\n", kind.name+".service", s.active, s.sub, kind.description)
	}
	return 0
}
