package runbook

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"time"
)

// Measure is a number that a criterion was judged by, as its recorded evidence has it.
type Measure struct {
	Kind  string // "clock" or "latency"
	Name  string // of the clock, or of the step
	Value time.Duration
	Than  string        // how it was to compare: "<", "<=", ">", ">="; "" where the expression does not compare it with a number
	Limit time.Duration // with what; means nothing without Than
}

// evidence is the expression with what it came to; the expression itself is the reason that a reader can check. Values are
// cut and not rounded, as every clock is.
func (r *Run) evidence(c Criterion) string {
	text := c.Holds
	for _, call := range measured.FindAllStringSubmatch(c.Holds, -1) {
		switch name := call[2]; call[1] {
		case "clock":
			text += fmt.Sprintf("; clock(%q) = %.1f s", name, r.Clock(name, r.Last).Elapsed.Truncate(time.Second/10).Seconds())
		case "latency":
			text += fmt.Sprintf("; latency(%q) = %.1f ms", name, math.Floor(r.Facts().Latency(name)*10)/10)
		}
	}
	return text
}

var (
	// measured finds the calls in an expression whose value a reader wants to see, and the limit of each: a number that stands
	// alone, for 60 is no limit where 60*2 is written.
	measured = regexp.MustCompile(`\b(clock|latency)\(\s*["']([^"']+)["']\s*\)(?:\s*(<=?|>=?)\s*(\d+(?:\.\d+)?)\s*(?:$|[)&|]|and\b|or\b))?`)
	// written finds their values in what [Run.evidence] wrote.
	written = regexp.MustCompile(`; (clock|latency)\("([^"]+)"\) = (\d+(?:\.\d+)?) (s|ms)`)
)

// maxMeasure is above every number that was measured; the endless latency of a step without an http check is none.
const maxMeasure = 1e9

// Measures are the numbers by which the criterion was judged, in the order of its expression; none where a person judged
// it, or where it rests on what steps came to.
func (r *Run) Measures(c Criterion) []Measure {
	var all []Measure
	limits := measured.FindAllStringSubmatch(c.Holds, -1)
	for i, value := range written.FindAllStringSubmatch(r.Criteria[c.ID].Evidence, -1) {
		m := Measure{Kind: value[1], Name: value[2]}
		unit := time.Second
		if m.Kind == "latency" {
			unit = time.Millisecond
		}
		number, err := strconv.ParseFloat(value[3], 64)
		if err != nil || number > maxMeasure {
			continue
		}
		m.Value = time.Duration(number * float64(unit))
		if i < len(limits) && limits[i][1] == m.Kind && limits[i][2] == m.Name && limits[i][3] != "" { // one was written for each
			if number, err := strconv.ParseFloat(limits[i][4], 64); err == nil && number <= maxMeasure {
				m.Than, m.Limit = limits[i][3], time.Duration(number*float64(unit))
			}
		}
		all = append(all, m)
	}
	return all
}
