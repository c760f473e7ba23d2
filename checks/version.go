package checks

import (
	"fmt"
	"regexp"
	"strings"
)

// Version is the numbers of a version, most significant first, as they were written but without leading zeros: "2.39.2"
// is {"2", "39", "2"}. Digits stay text, so that no number is too long.
type Version []string

// String writes the version with dots.
func (v Version) String() string { return strings.Join(v, ".") }

// versionToken is a number, perhaps with more after dots, at the start of a word or after "v". What follows decides.
var versionToken = regexp.MustCompile(`(?:^|[^0-9A-Za-z._-])[vV]?=?(\d+(?:\.\d+)*)([A-Za-z_/:]|-\d+-\d)?`)

// ParseVersion finds the first thing in a program's words that looks like a version: "systemd 252 (252.22-1~deb12u1)" is 252,
// "psql (PostgreSQL) 15.8 (Debian …)" is 15.8, "OpenSSL 1.1.1n" is 1.1.1. A number without a dot that goes on as a word ("2to3",
// "8080/tcp") or as a date is none.
func ParseVersion(text string) (Version, bool) {
	for _, m := range versionToken.FindAllStringSubmatch(text, -1) {
		if strings.Contains(m[1], ".") || m[2] == "" {
			return splitVersion(m[1]), true
		}
	}
	return nil, false
}

func splitVersion(digits string) Version {
	parts := strings.Split(digits, ".")
	for i, p := range parts {
		if parts[i] = strings.TrimLeft(p, "0"); parts[i] == "" {
			parts[i] = "0"
		}
	}
	return parts
}

// compare orders v against other on as many numbers as other names: 15.8 is equal to 15, and 2.39.2 greater than 2.38.
func (v Version) compare(other Version) int {
	for i, theirs := range other {
		mine := "0"
		if i < len(v) {
			mine = v[i]
		}
		if len(mine) != len(theirs) {
			return len(mine) - len(theirs)
		}
		if c := strings.Compare(mine, theirs); c != 0 {
			return c
		}
	}
	return 0
}

// Constraint is what is wanted of a version: conditions that must all hold.
type Constraint []condition

type condition struct {
	operator string
	version  Version
}

var conditionText = regexp.MustCompile(`^(>=|<=|==|!=|=|>|<)?\s*[vV]?(\d+(?:\.\d+)*)$`)

// ParseConstraint reads conditions such as ">= 2", "< 3.1", "= 15" or "!= 2.5", several with commas between; a version alone means "=".
// A comparison looks at as many numbers as the condition names: 15.8 satisfies "= 15" and "<= 15".
func ParseConstraint(text string) (Constraint, error) {
	var all Constraint
	for part := range strings.SplitSeq(text, ",") {
		m := conditionText.FindStringSubmatch(strings.TrimSpace(part))
		if m == nil {
			return nil, fmt.Errorf("%q is no condition on a version, such as \">= 2\"", strings.TrimSpace(part))
		}
		all = append(all, condition{operator: m[1], version: splitVersion(m[2])})
	}
	return all, nil
}

// Accepts reports whether the version satisfies every condition.
func (c Constraint) Accepts(v Version) bool {
	for _, one := range c {
		if !one.accepts(v) {
			return false
		}
	}
	return true
}

func (c condition) accepts(v Version) bool {
	order := v.compare(c.version)
	switch c.operator {
	case ">=":
		return order >= 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	case "<":
		return order < 0
	case "!=":
		return order != 0
	}
	return order == 0
}
