package runbook

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// ParseSize reads a size as checks and targets write it, "1B", "500MB", "2GiB",
// "1.5GiB", in bytes. The unit is wanted: KB to TB are powers of 1000, KiB to
// TiB of 1024.
func ParseSize(text string) (int64, error) {
	digits := len(text) - len(strings.TrimLeft(text, "0123456789."))
	unit, known := sizeUnit(text[digits:])
	n, err := strconv.ParseFloat(text[:digits], 64)
	if err != nil || !known || n*float64(unit) >= math.MaxInt64 {
		return 0, fmt.Errorf("%q is no size such as 1B, 500MB or 2GiB", text)
	}
	return int64(n * float64(unit)), nil
}

func sizeUnit(name string) (int64, bool) {
	letter, binary := strings.CutSuffix(name, "iB")
	base := int64(1024)
	if !binary {
		letter, base = strings.TrimSuffix(name, "B"), 1000
	}
	if !strings.HasSuffix(name, "B") || (binary && letter == "") {
		return 0, false
	}
	unit := int64(1)
	for _, prefix := range []string{"", "K", "M", "G", "T"} {
		if letter == prefix {
			return unit, true
		}
		unit *= base
	}
	return 0, false
}
