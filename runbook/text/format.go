package text

import (
	"fmt"
	"math"
	"time"

	"github.com/dustin/go-humanize"
)

const day = 24 * time.Hour

// Seconds is how many whole seconds of a length are over. Every place that says a length cuts off what has not gone by, as
// a clock does, and never rounds: the screen, the report and a notice then say the same of one window.
func Seconds(d time.Duration) int64 { return int64(d / time.Second) }

// Minutes is how many whole minutes of a length are over.
func Minutes(d time.Duration) int64 { return int64(d / time.Minute) }

// Duration says a length of time in the two units that matter, cut as [Seconds] is: "45 ms", "0.9 s", "1 min 05 s",
// "2 h 03 min", "1 d 04 h".
func (c *Catalogue) Duration(d time.Duration) string {
	if d < 0 {
		return "-" + c.Duration(-max(d, math.MinInt64+1))
	}
	switch {
	case d == 0:
		return "0 s"
	case d < time.Millisecond:
		return "<1 ms"
	case d < 100*time.Millisecond:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", d.Truncate(100*time.Millisecond).Seconds())
	case d < time.Hour:
		return fmt.Sprintf("%d min %02d s", Minutes(d), Seconds(d%time.Minute))
	case d < day:
		return fmt.Sprintf("%d h %02d min", d/time.Hour, Minutes(d%time.Hour))
	}
	return fmt.Sprintf("%d d %02d h", d/day, d%day/time.Hour)
}

// Clock says a running time as a clock does, whole seconds only: "12:41", "60:00"; from 100 minutes on "1:40:00".
func (c *Catalogue) Clock(d time.Duration) string {
	if d < 0 {
		return "-" + c.Clock(-max(d, math.MinInt64+1))
	}
	hours, minutes, seconds := d/time.Hour, Minutes(d), Seconds(d%time.Minute)
	if minutes < 100 {
		return fmt.Sprintf("%02d:%02d", minutes, seconds)
	}
	return fmt.Sprintf("%d:%02d:%02d", hours, minutes%60, seconds)
}

// Bytes says a size in binary units: "512 B", "1.4 MiB".
func (c *Catalogue) Bytes(n int64) string {
	if n < 0 {
		return "-" + humanize.IBytes(uint64(-n))
	}
	return humanize.IBytes(uint64(n))
}

// Time says the time of day in t's own zone: "15:04:05".
func (c *Catalogue) Time(t time.Time) string { return t.Format(time.TimeOnly) }

// Date says the day in t's own zone, in the order that no reader can mistake: "2025-11-18".
func (c *Catalogue) Date(t time.Time) string { return t.Format(time.DateOnly) }

// DateTime says day and time: "2025-11-18 15:04:05".
func (c *Catalogue) DateTime(t time.Time) string { return t.Format(time.DateTime) }
