package ui

// details are the panes below the timeline: criteria, deviations, and what is left to do. They stand side by side where there
// is room, and one below the other where there is not, then what strayed from the book first.
type details struct {
	w                           int
	criteria, deviations, leave pane
}

// From these widths on, the details stand in so many columns.
const (
	twoColumns   = 110
	threeColumns = 160
)

// newDetails makes the panes; least is how many rows they are to fill.
func newDetails(m *model, w, least int) details {
	s, d := &m.s, details{w: w}
	a, b, c := d.widths()
	if w < twoColumns {
		least = 0
	}
	d.criteria, d.deviations, d.leave = criteriaPane(s, a-4, least-2), deviationPane(s, b-4), leavePane(m, c-4)
	return d
}

// widths are those of the three panes.
func (d details) widths() (criteria, deviations, leave int) {
	switch {
	case d.w >= threeColumns:
		a, b := d.w*36/100, d.w*28/100
		return a, b, d.w - a - b
	case d.w >= twoColumns:
		return d.w / 2, d.w - d.w/2, d.w - d.w/2
	}
	return d.w, d.w, d.w
}

// height is how high they are when all of them show.
func (d details) height() int {
	a, b, c := d.criteria.height(), d.deviations.height(), d.leave.height()
	switch {
	case d.w >= threeColumns:
		return max(a, b, c)
	case d.w >= twoColumns:
		return max(a, b+c)
	}
	return a + b + c
}

// draw fills at least so many rows.
func (d details) draw(th *theme, least int) block {
	h := max(least, d.height())
	a, b, c := d.widths()
	over := d.deviations.height()
	switch {
	case d.w >= threeColumns:
		return beside(beside(d.criteria.draw(th, a, h), d.deviations.draw(th, b, h)), d.leave.draw(th, c, h))
	case d.w >= twoColumns:
		return beside(d.criteria.draw(th, a, h), below(d.deviations.draw(th, b, over), d.leave.draw(th, c, h-over)))
	}
	middle := d.criteria.height()
	return below(d.deviations.draw(th, b, over), d.criteria.draw(th, a, middle), d.leave.draw(th, c, h-over-middle))
}
