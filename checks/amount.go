package checks

import (
	"fmt"
	"time"

	"github.com/dustin/go-humanize"
)

// duration is a length of time as both languages write it: "43 ms", "5 s", "2.5 s", "1 min 05 s".
func duration(d time.Duration) string {
	switch {
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Round(time.Millisecond).Milliseconds())
	case d < time.Minute && d%time.Second == 0:
		return fmt.Sprintf("%d s", d/time.Second)
	case d.Round(100*time.Millisecond) < time.Minute:
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	d = d.Round(time.Second)
	return fmt.Sprintf("%d min %02d s", d/time.Minute, d%time.Minute/time.Second)
}

// byteSize is a size in binary units: "0 B", "1.4 MiB".
func byteSize(n int64) string { return humanize.IBytes(uint64(max(n, 0))) }
