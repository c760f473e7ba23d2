package runbook

import "time"

// Facts is the run as conditions and criteria see it; see [Holds].
func (r *Run) Facts() Facts { return runFacts{r} }

type runFacts struct{ run *Run }

func (f runFacts) Started(id string) bool {
	p := f.run.Steps[id]
	return p != nil && p.begun()
}

func (f runFacts) Passed(id string) bool {
	p := f.run.Steps[id]
	return p != nil && p.stood() == StatePassed
}

func (f runFacts) Failed(id string) bool {
	p := f.run.Steps[id]
	return p != nil && (p.State == StateFailed || p.State == StateUnknown)
}

func (f runFacts) Skipped(id string) bool {
	p := f.run.Steps[id]
	return p != nil && p.State == StateSkipped
}

// Clock is in seconds, as of the newest record.
func (f runFacts) Clock(name string) float64 { return f.run.Clock(name, f.run.Last).Elapsed.Seconds() }

// Latency is that of the step's slowest http check in milliseconds; a step without one
// has an endless latency, so that a wanted limit does not hold unseen.
func (f runFacts) Latency(step string) float64 {
	latency := time.Duration(0)
	if p := f.run.Steps[step]; p != nil {
		for _, c := range p.Checks {
			latency = max(latency, c.Latency)
		}
	}
	if latency == 0 {
		return 1e12
	}
	return float64(latency) / float64(time.Millisecond)
}

func (f runFacts) Captured(name string) bool {
	c, ok := f.run.Captures[name]
	return ok && c.Value != ""
}

// Sent is about the last time that the notice was shown (7.3, stakeholders notified).
func (f runFacts) Sent(notice string) bool {
	sent := false
	for _, n := range f.run.Notices {
		if n.Notice == notice {
			sent = n.Sent
		}
	}
	return sent
}

// Restored tells whether the rollback came to its end.
func (f runFacts) Restored() bool {
	return f.run.RollingBack() && f.run.RollbackCursor >= len(f.run.Book.Rollback.Steps)
}

func (f runFacts) Deviations() int { return len(f.run.Deviations) }

// judge gives the verdicts that follow from recorded facts (section 7) and have
// not been given.
func (r *Run) judge() []Event {
	var events []Event
	for _, c := range r.Book.Criteria {
		if _, done := r.Criteria[c.ID]; done || c.Holds == "" {
			continue
		}
		holds, err := Holds(c.Holds, r.Facts())
		verdict := Failed
		if holds && err == nil {
			verdict = OK
		}
		events = append(events, CriterionJudged{ID: c.ID, Verdict: verdict, Evidence: r.evidence(c), By: Paso})
	}
	return events
}
