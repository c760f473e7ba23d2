package checks

import (
	"context"
	"strconv"
	"strings"
	"time"
)

// The states that a Unit can be wanted in.
const (
	UnitActive   = "active"
	UnitInactive = "inactive"
)

// Unit looks at a systemd unit.
//
// `systemctl start` returns 0 while the workers of a service crash and systemd starts it again and again. So active with Stable means: the main
// PID is the same after that time and systemd has not restarted the unit meanwhile (DESIGN §10, step 4.1). A unit on its way
// (activating, reloading) is not active.
//
// A unit that was stopped and ended badly ("failed") runs no more than one that ended well: it counts as inactive, and is
// shown as failed. A unit that does not exist is neither.
type Unit struct {
	Name   string
	State  string        // UnitActive, also for "", or UnitInactive
	Stable time.Duration // looked at again after this time; 0 looks once
}

func (c Unit) inactive() bool { return c.State == UnitInactive }

// Title names the check.
func (c Unit) Title() Phrase {
	if c.inactive() {
		return phrase("checks.unit.title.inactive", args{"Name": c.Name})
	}
	return phrase("checks.unit.title.active", args{"Name": c.Name})
}

func (c Unit) wanted() Phrase {
	id := "checks.unit.wanted.active"
	if c.inactive() {
		id = "checks.unit.wanted.inactive"
	}
	if c.Stable > 0 {
		id += ".stable"
	}
	return phrase(id, args{"Name": c.Name, "Stable": duration(c.Stable)})
}

// Observe asks the target once, and again after Stable where the first answer was as wanted.
func (c Unit) Observe(ctx context.Context, w World) Result {
	wanted := c.wanted()
	if c.Name == "" || (c.State != "" && c.State != UnitActive && !c.inactive()) {
		return invalid(wanted, "unit "+strconv.Quote(c.Name)+" in state "+strconv.Quote(c.State))
	}
	first, trouble := c.look(ctx, w, wanted)
	if trouble != nil {
		return *trouble
	}
	if !c.fits(first) {
		return failed(wanted, c.observed(first)).tried(1)
	}
	if c.Stable <= 0 {
		return passed(wanted, c.observed(first)).tried(1)
	}
	if err := w.Wait(ctx, c.Stable); err != nil {
		return lost(wanted, err).tried(1)
	}
	second, trouble := c.look(ctx, w, wanted)
	if trouble != nil {
		return trouble.tried(2)
	}
	return c.compare(wanted, first, second).tried(2)
}

// compare judges two looks at the unit, Stable apart, the first of which was as wanted.
func (c Unit) compare(wanted Phrase, first, second unitFacts) Result {
	switch {
	case !c.fits(second):
		return failed(wanted, c.observed(second))
	case c.inactive():
		return passed(wanted, c.observed(second))
	}
	values := args{
		"State": second.active + " (" + second.sub + ")", "Stable": duration(c.Stable),
		"PID": strconv.Itoa(second.pid), "OldPID": strconv.Itoa(first.pid),
		"Restarts": strconv.Itoa(second.restarts), "OldRestarts": strconv.Itoa(first.restarts),
	}
	switch {
	case second.restarts > first.restarts:
		return failed(wanted, phrase("checks.unit.restarting", values))
	case second.pid != first.pid:
		return failed(wanted, phrase("checks.unit.new-pid", values))
	case second.pid == 0:
		return passed(wanted, phrase("checks.unit.stable.no-pid", values))
	}
	return passed(wanted, phrase("checks.unit.stable", values))
}

func (c Unit) look(ctx context.Context, w World, wanted Phrase) (unitFacts, *Result) {
	text, trouble := facts(ctx, w, wanted, "unit", param{"paso_unit", c.Name})
	if trouble != nil {
		return unitFacts{}, trouble
	}
	seen, ok := parseUnit(text)
	if !ok {
		r := unobservable(wanted, phrase("checks.unseen", args{"Why": "systemctl show"})).with(text).tried(1)
		return unitFacts{}, &r
	}
	return seen, nil
}

func (c Unit) fits(seen unitFacts) bool {
	switch {
	case seen.missing():
		return false
	case c.inactive():
		return seen.active == "inactive" || seen.active == "failed"
	}
	return seen.active == "active"
}

func (c Unit) observed(seen unitFacts) Phrase {
	values := args{
		"Name": c.Name, "State": seen.active + " (" + seen.sub + ")", "Result": seen.result,
		"PID": strconv.Itoa(seen.pid), "Restarts": strconv.Itoa(seen.restarts),
	}
	switch {
	case seen.missing():
		return phrase("checks.unit.missing", values)
	case seen.active == "failed":
		return phrase("checks.unit.failed", values)
	case seen.active == "active" && seen.pid > 0:
		return phrase("checks.unit.active", values)
	}
	return phrase("checks.unit.state", values)
}

// unitFacts is what systemd says about a unit.
type unitFacts struct {
	load, active, sub, result string
	pid                       int // 0: it has no main process
	restarts                  int // 0 also for a systemd older than 235, which does not count
}

// missing reports that systemd knows no such unit. One whose file was removed while it runs is "not-found", too, and there.
func (u unitFacts) missing() bool { return u.load == "not-found" && u.active == "inactive" }

// parseUnit reads the output of `systemctl show`: Key=Value lines, keys in any order. Without the two states it is none.
func parseUnit(text string) (unitFacts, bool) {
	var u unitFacts
	for line := range strings.Lines(text) {
		key, value, _ := strings.Cut(strings.TrimRight(line, "\r\n"), "=")
		switch key {
		case "LoadState":
			u.load = value
		case "ActiveState":
			u.active = value
		case "SubState":
			u.sub = value
		case "Result":
			u.result = value
		case "MainPID":
			u.pid = natural(value)
		case "NRestarts":
			u.restarts = natural(value)
		}
	}
	return u, u.load != "" && u.active != ""
}

// natural reads a number that is not below 0, and takes anything else for 0.
func natural(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return max(n, 0)
}
