package runbook

import (
	"slices"
	"time"
)

// Timeline is a run laid out in time, for a picture of it. Moments are those of the journal (wall clock), lengths are
// differences of them; every span is closed, and what still goes on ends at the moment at which the timeline was read.
// Nothing of a screen is in it: units, scale and looks are the painter's.
type Timeline struct {
	Span                 // from the run's start to its end, or to now
	Open    bool         // it goes on
	Groups  []TimeGroup  // before the first stage, the stages as in the book, the rollback once it began
	Away    []Span       // no paso had the run
	Windows []TimeWindow // the clocks that measure from a step to another: downtime (1.3)
}

// GroupKind says what a group of steps is.
type GroupKind uint8

// The groups of a timeline, in the order in which they happen.
const (
	GroupBefore   GroupKind = iota // up to the first stage: operator, values, prerequisites (4)
	GroupStage                     // a stage (5)
	GroupRollback                  // the rollback (9.1)
)

// TimeGroup is one row of the picture: a stage, or what came before the first, or the rollback.
type TimeGroup struct {
	Kind   GroupKind
	Stage  int    // index in Book.Stages; -1 for the others
	Span   Span   // zero: not begun
	Open   bool   // it goes on
	Cut    bool   // it was left before its end: by a rollback, or the end of the run
	Plan   Span   // its estimate, from its start or from where it is due; zero: none, or it will not come any more
	Waits  []Span // for people, in order; also those that led up to it
	Waited time.Duration
	Work   []Span     // Span without waits and times away, in order
	Steps  []TimeStep // those that came up
}

// Took is how long the group took, waits and times away included.
func (g *TimeGroup) Took() time.Duration { return g.Span.Length() }

// TimeStep is a step that came up, in its state as of now.
type TimeStep struct {
	Step     *Step
	State    StepState
	Span     Span
	Open     bool
	Attempts []TimeAttempt
	Waits    []Span // at its gates, also those before its start
	Work     []Span // as of a group
}

// TimeAttempt is one execution of a step.
type TimeAttempt struct {
	Span   Span
	Failed bool // it ended, and not well
	Shell  bool // a manual shell
}

// TimeWindow is a clock with its open times.
type TimeWindow struct {
	Reading ClockReading
	Spans   []Span
	Spent   time.Time // when its budget was used up; zero: it is not
}

// Timeline lays the run out as of now; once the outcome is fixed, now changes nothing. The lengths of all Waits add up to
// [Run.WaitedAt], Waited of a stage's group to that of its StageProgress.
func (r *Run) Timeline(now time.Time) Timeline {
	at := now
	switch {
	case r.Over():
		at = r.Ended
	case now.Before(r.Last):
		at = r.Last
	}
	t := Timeline{Span: Span{From: r.Started, To: at}, Open: !r.Over()}
	if r.Started.IsZero() {
		return Timeline{}
	}
	t.Away = r.away(at)
	t.Groups = append(t.Groups, r.timeBefore(at))
	for i := range r.Book.Stages {
		t.Groups = append(t.Groups, r.timeStage(i, at))
	}
	if r.RollingBack() {
		t.Groups = append(t.Groups, r.timeRollback(at))
	}
	r.plan(t.Groups, at)
	r.timeWaits(t.Groups, at)
	t.work()
	t.Windows = r.timeWindows(at)
	return t
}

func (r *Run) timeBefore(at time.Time) TimeGroup {
	g := TimeGroup{Kind: GroupBefore, Stage: -1, Span: Span{From: r.Started, To: at}}
	switch {
	case len(r.Stages) > 0 && !r.Stages[0].Started.IsZero():
		g.Span.To = r.Stages[0].Started
	case r.RollingBack():
		g.Span.To, g.Cut = r.RollbackStarted, true
	default:
		g.Open, g.Cut = !r.Over(), r.Over()
	}
	return g
}

func (r *Run) timeStage(i int, at time.Time) TimeGroup {
	g, progress := TimeGroup{Kind: GroupStage, Stage: i}, r.Stages[i]
	if progress.Started.IsZero() {
		return g
	}
	g.Span = Span{From: progress.Started, To: progress.Ended}
	if progress.Ended.IsZero() {
		g.Span.To = at
		if r.RollingBack() {
			g.Span.To = r.RollbackStarted
		}
		g.Cut = r.Over() || r.RollingBack()
		g.Open = !g.Cut
	}
	g.Steps = r.timeSteps(r.Book.Stages[i].Steps, g.Span.To, g.Open)
	return g
}

func (r *Run) timeRollback(at time.Time) TimeGroup {
	g := TimeGroup{Kind: GroupRollback, Stage: -1, Span: Span{From: r.RollbackStarted, To: at}, Open: !r.Over()}
	if !r.RollbackEnded.IsZero() {
		g.Span.To = r.RollbackEnded
	}
	g.Cut = r.Over() && r.Outcome != RolledBackOutcome
	g.Steps = r.timeSteps(r.Book.Rollback.Steps, g.Span.To, g.Open)
	return g
}

// timeSteps are the steps that came up. One without an end ends with its group.
func (r *Run) timeSteps(steps []Step, end time.Time, open bool) []TimeStep {
	var all []TimeStep
	for i := range steps {
		p := r.Steps[steps[i].ID]
		if p.Started.IsZero() {
			continue
		}
		s := TimeStep{Step: p.Step, State: p.State, Span: closed(Outage{From: p.Started, To: p.Ended}, end)}
		s.Open = open && p.Ended.IsZero()
		for _, a := range p.Attempts[p.from:] {
			s.Attempts = append(s.Attempts, TimeAttempt{
				Span: closed(Outage{From: a.Started, To: a.Ended}, end), Shell: a.Shell,
				Failed: !a.Running() && !a.Shell && (!a.Passed(p.Step.Exit) || a.Checked && !AllOK(a.Checks)),
			})
		}
		all = append(all, s)
	}
	return all
}

// plan lays the estimates (annex B) out: from where a group began, and those to come end to end from there on, but never
// into the past. What will not come any more has none.
func (r *Run) plan(groups []TimeGroup, at time.Time) {
	due := at
	for i := range groups {
		g := &groups[i]
		var estimate time.Duration
		switch g.Kind {
		case GroupStage:
			estimate = r.Book.Stages[g.Stage].Estimate.D()
		case GroupRollback:
			estimate = r.Book.Rollback.Estimate.D()
		case GroupBefore:
		}
		switch {
		case !g.Span.IsZero() && estimate > 0:
			g.Plan = Span{From: g.Span.From, To: g.Span.From.Add(estimate)}
		case g.Span.IsZero() && estimate > 0 && !r.Over() && !r.RollingBack():
			g.Plan = Span{From: due, To: due.Add(estimate)}
		default:
			continue
		}
		if (g.Open || g.Span.IsZero()) && g.Plan.To.After(due) {
			due = g.Plan.To
		}
	}
}

// timeWaits gives every wait to the group that it was for, and to its step.
func (r *Run) timeWaits(groups []TimeGroup, at time.Time) {
	steps := map[string]*TimeStep{}
	for i := range groups {
		for j := range groups[i].Steps {
			steps[groups[i].Steps[j].Step.ID] = &groups[i].Steps[j]
		}
	}
	all := append(append([]waiting(nil), r.waits...), r.waitedFor(at)...)
	for _, wait := range all {
		g := &groups[r.groupOf(wait.place)]
		g.Waits = append(g.Waits, wait.Span)
		if wait.place.inside || g.Kind != GroupStage {
			g.Waited += wait.Length()
		}
		if s := steps[wait.step]; s != nil {
			s.Waits = append(s.Waits, wait.Span)
		}
	}
}

// work is what is left of every group and step when nobody was waited for and somebody was there.
func (t *Timeline) work() {
	quiet := append([]Span(nil), t.Away...)
	for i := range t.Groups {
		quiet = append(quiet, t.Groups[i].Waits...)
	}
	slices.SortFunc(quiet, func(a, b Span) int { return a.From.Compare(b.From) })
	for i := range t.Groups {
		g := &t.Groups[i]
		g.Work = g.Span.without(quiet)
		for j := range g.Steps {
			g.Steps[j].Work = g.Steps[j].Span.without(quiet)
		}
	}
}

// groupOf is the index of the group in which a wait belongs. What comes after the last stage (the criteria, 7) is its tail.
// A wait of a rollback that was asked for again belongs to the one that there is.
func (r *Run) groupOf(place waitPlace) int {
	stages := len(r.Book.Stages)
	switch {
	case place.rollback:
		return stages + 1
	case place.stage == 0 && !place.inside:
		return 0
	}
	return 1 + min(place.stage, stages-1)
}

func (r *Run) timeWindows(at time.Time) []TimeWindow {
	var all []TimeWindow
	for _, reading := range r.Clocks(at) {
		if reading.Clock.From == "" || !reading.Started {
			continue
		}
		w, left := TimeWindow{Reading: reading}, reading.Clock.Budget.D()
		for _, span := range reading.Spans {
			open := closed(span, at)
			w.Spans = append(w.Spans, open)
			if reading.Over() && w.Spent.IsZero() && open.Length() > left {
				w.Spent = open.From.Add(left)
			}
			left -= open.Length()
		}
		all = append(all, w)
	}
	return all
}
