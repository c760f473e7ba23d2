package engine

import (
	"time"

	"golang.org/x/sys/unix"
)

// thisMachine reads CLOCK_BOOTTIME, which goes on in sleep; Go's own monotonic clock stands still then.
func thisMachine() Reading {
	now := time.Now()
	var since unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &since); err != nil { // every kernel since 2.6.39 has it
		return Reading{Wall: now, Even: time.Duration(now.UnixNano())}
	}
	return Reading{Wall: now, Even: time.Duration(since.Nano())}
}
