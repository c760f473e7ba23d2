package runbook

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Duration is a time.Duration written as "90s", "2m", "1h30m" or "7d".
type Duration time.Duration

// D is the duration as the standard library's type.
func (d Duration) D() time.Duration { return time.Duration(d) }

// durationUnits are the units in the order in which they may follow each other.
func durationUnits() []struct {
	suffix string
	size   time.Duration
} {
	return []struct {
		suffix string
		size   time.Duration
	}{
		{"d", 24 * time.Hour}, {"h", time.Hour}, {"m", time.Minute}, {"s", time.Second}, {"ms", time.Millisecond},
	}
}

// ParseDuration reads whole numbers with the units d, h, m, s, ms, each at most
// once and the longest first. There is no sign: nothing in a procedure takes
// less than no time.
func ParseDuration(text string) (Duration, error) {
	var sum time.Duration
	rest, units := text, durationUnits()
	for rest != "" {
		digits := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
		n, err := strconv.ParseInt(rest[:digits], 10, 64)
		if err != nil {
			return 0, badDuration(text)
		}
		rest = rest[digits:]
		letters := len(rest) - len(strings.TrimLeft(rest, "dhms"))
		for len(units) > 0 && units[0].suffix != rest[:letters] {
			units = units[1:]
		}
		if len(units) == 0 || n > int64((1<<63-1-sum)/units[0].size) {
			return 0, badDuration(text)
		}
		sum += time.Duration(n) * units[0].size
		rest, units = rest[letters:], units[1:]
	}
	if text == "" {
		return 0, badDuration(text)
	}
	return Duration(sum), nil
}

func badDuration(text string) error {
	return fmt.Errorf("%q is no duration such as 90s, 2m, 1h30m or 7d", text)
}

// UnmarshalText reads a duration of a runbook; see [ParseDuration].
func (d *Duration) UnmarshalText(text []byte) error {
	parsed, err := ParseDuration(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// String writes the duration as a runbook does, "1h30m", so that it can be read
// back; what is shorter than a millisecond is left out.
func (d Duration) String() string {
	if d < Duration(time.Millisecond) {
		return "0s"
	}
	var b strings.Builder
	rest := d.D()
	for _, unit := range durationUnits() {
		if n := rest / unit.size; n > 0 {
			fmt.Fprintf(&b, "%d%s", n, unit.suffix)
			rest -= n * unit.size
		}
	}
	return b.String()
}
