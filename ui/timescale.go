package ui

import (
	"math"
	"slices"
	"time"

	"paso/runbook"
)

// timescale is the axis of a timeline: where a moment stands, in cells from the left edge of the chart. It fits what
// happened; of the plan it shows as much as leaves the run most of the room. A wait, or a time away, so long that all work
// would be squeezed to nothing is cut out of the axis: it gets a few cells, marked ≈, and the legend says how long it was.
type timescale struct {
	cells   int
	pieces  []timepiece   // in order, without gaps
	planned time.Time     // where the plan ends; zero: within the axis, or there is none
	cut     time.Duration // what is left out of the axis
}

// timepiece is a stretch of the axis.
type timepiece struct {
	runbook.Span
	x, w float64 // cells
	cut  bool
}

const (
	leastSpan = 10 * time.Second // what an axis shows at the least
	cutCells  = 5                // of a wait that is cut
	cutAbove  = 4                // a wait is cut that is longer than so many times all that was not waiting
	cutFrom   = 5 * time.Minute  // but never a shorter one
)

// The part of the axis, in hundredths, that the run keeps however long its plan is: most of it when it is over.
const (
	keptOver = 80
	keptOpen = 40
)

func newTimescale(t runbook.Timeline, cells int) timescale {
	sc := timescale{cells: cells}
	cuts := longWaits(t)
	shown := t.Length()
	for _, c := range cuts {
		shown -= c.Length()
		sc.cut += c.Length()
	}
	shown = max(shown, leastSpan)
	cutWidth := 0.0
	if len(cuts) > 0 {
		cutWidth = min(cutCells, float64(cells)/2/float64(len(cuts)))
	}
	end := t.From.Add(shown + sc.cut)
	ahead := max(0, sc.plannedEnd(t).Sub(end))
	kept := time.Duration(keptOver)
	if t.Open {
		kept = keptOpen
	}
	if most := shown*100/kept - shown; ahead > most {
		ahead, sc.planned = most, sc.plannedEnd(t)
	}
	end = end.Add(ahead)
	rate := (float64(cells) - cutWidth*float64(len(cuts))) / float64(shown+ahead)
	from, x := t.From, 0.0
	add := func(to time.Time, cut bool) {
		p := timepiece{Span: runbook.Span{From: from, To: to}, x: x, cut: cut}
		p.w = float64(p.Length()) * rate
		if cut {
			p.w = cutWidth
		}
		if p.Length() > 0 {
			sc.pieces = append(sc.pieces, p)
			from, x = to, x+p.w
		}
	}
	for _, c := range cuts {
		add(c.From, false)
		add(c.To, true)
	}
	add(end, false)
	return sc
}

// plannedEnd is the last moment of any plan; zero when there is none.
func (timescale) plannedEnd(t runbook.Timeline) time.Time {
	var end time.Time
	for i := range t.Groups {
		if to := t.Groups[i].Plan.To; to.After(end) {
			end = to
		}
	}
	return end
}

// longWaits are the stretches without work that the axis leaves out, in order.
func longWaits(t runbook.Timeline) []runbook.Span {
	var quiet []runbook.Span
	for i := range t.Groups {
		quiet = append(quiet, t.Groups[i].Waits...)
	}
	quiet = append(quiet, t.Away...)
	slices.SortFunc(quiet, func(a, b runbook.Span) int { return a.From.Compare(b.From) })
	var merged []runbook.Span
	for _, q := range quiet {
		if q.To.After(t.To) {
			q.To = t.To
		}
		n := len(merged)
		switch {
		case n > 0 && q.From.Sub(merged[n-1].To) < time.Second:
			if q.To.After(merged[n-1].To) {
				merged[n-1].To = q.To
			}
		case q.Length() > 0:
			merged = append(merged, q)
		}
	}
	work := t.Length()
	for _, q := range merged {
		work -= q.Length()
	}
	return slices.DeleteFunc(merged, func(q runbook.Span) bool { return q.Length() <= max(cutAbove*work, cutFrom) })
}

// x is where a moment stands, from 0 to the number of cells.
func (sc timescale) x(at time.Time) float64 {
	for _, p := range sc.pieces {
		if at.Before(p.To) {
			return p.x + p.w*min(1, max(0, float64(at.Sub(p.From))/float64(p.Length())))
		}
	}
	return float64(sc.cells)
}

// cellsOf are the first and the last cell of a span.
func (sc timescale) cellsOf(s runbook.Span) (from, to int) {
	from = min(int(sc.x(s.From)), sc.cells-1)
	return from, min(max(from, int(math.Ceil(sc.x(s.To)))-1), sc.cells-1)
}

// beyond tells whether a moment is past the right edge.
func (sc timescale) beyond(at time.Time) bool {
	return len(sc.pieces) == 0 || at.After(sc.pieces[len(sc.pieces)-1].To)
}

// tick is a label of the axis.
type tick struct {
	cell int
	text string
}

// tickSteps are the distances between labels.
func tickSteps() []time.Duration {
	const s, m, h = time.Second, time.Minute, time.Hour
	return []time.Duration{5 * s, 10 * s, 15 * s, 30 * s, m, 2 * m, 5 * m, 10 * m, 15 * m, 30 * m, h, 2 * h, 3 * h, 6 * h, 12 * h, 24 * h}
}

// ticks are labels at round times, as many as fit. Where the axis goes on after a cut, the time is said, and the day if it is another.
func (sc timescale) ticks() []tick {
	if len(sc.pieces) == 0 {
		return nil
	}
	step, layout := sc.step()
	var all []tick
	free := 0
	put := func(at time.Time, layout string) bool {
		text, cell := at.Format(layout), int(sc.x(at))
		fits := cell >= free && cell+len(text) <= sc.cells
		if fits {
			all = append(all, tick{cell, text})
			free = cell + len(text) + 2
		}
		return fits
	}
	day := sc.pieces[0].From.YearDay() // as the labels have said it
	label := func(at time.Time) {
		if at.YearDay() == day || !put(at, "01-02 15:04") {
			put(at, layout)
			return
		}
		day = at.YearDay()
	}
	for i, p := range sc.pieces {
		if p.cut {
			continue
		}
		if i > 0 {
			label(p.From)
		}
		y, m, d := p.From.Date()
		midnight := time.Date(y, m, d, 0, 0, 0, 0, p.From.Location())
		first := midnight.Add((p.From.Sub(midnight) + step - 1) / step * step)
		for at := first; at.Before(p.To); at = at.Add(step) {
			label(at)
		}
	}
	return all
}

// step is the distance between labels, with as much room between them as each needs, and how they are written.
func (sc timescale) step() (time.Duration, string) {
	rate := 0.0
	for _, p := range sc.pieces {
		if !p.cut {
			rate = max(rate, p.w/float64(p.Length()))
		}
	}
	layout := time.TimeOnly
	for _, step := range tickSteps() {
		if step >= time.Minute {
			layout = "15:04"
		}
		if float64(step)*rate >= float64(len(layout)+4) {
			return step, layout
		}
	}
	return 24 * time.Hour, "01-02"
}
