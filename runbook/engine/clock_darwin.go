package engine

import (
	"time"

	"golang.org/x/sys/unix"
)

// thisMachine reads CLOCK_MONOTONIC, which on macOS goes on in sleep; Go's own monotonic clock stands still then.
func thisMachine() Reading {
	now := time.Now()
	var since unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &since); err != nil {
		return Reading{Wall: now, Even: time.Duration(now.UnixNano())}
	}
	return Reading{Wall: now, Even: time.Duration(since.Nano())}
}
