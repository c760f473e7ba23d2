package checks

import (
	"context"
	"regexp"
	"strconv"
)

// Disk wants room on the file system of a path. Where the path does not exist yet, its nearest parent that does is asked.
type Disk struct {
	Path string
	Free int64 // bytes that the account may still write, at least
}

// Title names the check.
func (c Disk) Title() Phrase { return phrase("checks.disk.title", args{"Path": c.Path}) }

// Observe asks the target once.
func (c Disk) Observe(ctx context.Context, w World) Result {
	wanted := phrase("checks.disk.wanted", args{"Path": c.Path, "Free": byteSize(c.Free)})
	if c.Path == "" {
		return invalid(wanted, "empty path")
	}
	text, trouble := facts(ctx, w, wanted, "disk", param{"paso_path", c.Path})
	if trouble != nil {
		return *trouble
	}
	room, mount, ok := parseDisk(text)
	if !ok {
		return unobservable(wanted, phrase("checks.unseen", args{"Why": lastLine([]byte(text))})).tried(1)
	}
	observed := phrase("checks.disk.observed", args{"Mount": mount, "Free": byteSize(room)})
	return verdict(room >= c.Free, wanted, observed).tried(1)
}

// diskLine is a line of `df -Pk`: device, size, used, available, percent, mount point. Device and mount point may hold blanks,
// and available is below 0 where the reserve for root is in use.
var diskLine = regexp.MustCompile(`(?m)^\S.*?\s+\d+\s+\d+\s+(-?\d{1,15})\s+(?:\d+%|-)\s+(/.*)$`)

// parseDisk reads the output of `df -Pk`: bytes that are free, and where the file system is mounted.
func parseDisk(text string) (free int64, mount string, ok bool) {
	found := diskLine.FindStringSubmatch(text)
	if found == nil {
		return 0, "", false
	}
	kilo, err := strconv.ParseInt(found[1], 10, 64)
	if err != nil {
		return 0, "", false
	}
	return max(kilo, 0) * 1024, found[2], true
}
