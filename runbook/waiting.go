package runbook

import "time"

// Span is a piece of wall-clock time that has an end; To is never before From.
type Span struct{ From, To time.Time }

// Length is how long it is.
func (s Span) Length() time.Duration { return s.To.Sub(s.From) }

// IsZero tells whether there is none.
func (s Span) IsZero() bool { return s.From.IsZero() }

// waitPlace is where the run stood when a gate opened.
type waitPlace struct {
	stage    int  // from 0; the number of stages once the last is over
	inside   bool // the stage had started, so the wait is part of its time
	rollback bool
}

// waiting is a time in which a person was waited for and paso was there to be answered: a gate that was left open overnight
// gives one such span before the pause and one after it.
type waiting struct {
	Span
	step  string // at which the gate stood, if any
	place waitPlace
}

func (r *Run) waitPlace() waitPlace {
	at := waitPlace{stage: r.Stage, rollback: r.RollingBack()}
	at.inside = !at.rollback && r.Stage < len(r.Stages) && !r.Stages[r.Stage].Started.IsZero()
	return at
}

// waitedFor is the open gate's waiting until now, without the times away.
func (r *Run) waitedFor(now time.Time) []waiting {
	var all []waiting
	if r.OpenGate == "" {
		return nil
	}
	for _, span := range (Span{From: r.gateSince, To: now}).without(r.away(now)) {
		all = append(all, waiting{Span: span, step: r.gateStep, place: r.gatePlace})
	}
	return all
}

// away are the times away as of now, in order.
func (r *Run) away(now time.Time) []Span {
	all := make([]Span, len(r.Away))
	for i, gone := range r.Away {
		all[i] = closed(gone, now)
	}
	return all
}

// closed is a span that ends now where it has no end, or a later one.
func closed(span Outage, now time.Time) Span {
	if span.To.IsZero() || span.To.After(now) {
		span.To = now
	}
	if span.To.Before(span.From) {
		span.To = span.From
	}
	return Span{From: span.From, To: span.To}
}

// without is what is left of a span when others, which are in order, are taken out.
func (s Span) without(others []Span) []Span {
	var left []Span
	from := s.From
	for _, other := range others {
		if !other.To.After(from) || !other.From.Before(s.To) {
			continue
		}
		if other.From.After(from) {
			left = append(left, Span{From: from, To: other.From})
		}
		from = other.To
	}
	if s.To.After(from) {
		left = append(left, Span{From: from, To: s.To})
	}
	return left
}
