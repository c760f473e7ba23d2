package runbook

import "time"

// applyPeople folds what people did at gates, and what was shown to them.
func (r *Run) applyPeople(rec Record) error {
	switch e := rec.Event.(type) {
	case PrerequisiteObserved:
		r.prerequisiteObserved(e, rec)
	case ItemTicked:
		return r.itemTicked(e, rec)
	case Confirmed:
		r.Confirmed[e.Gate] = Confirmation{By: rec.Actor, At: rec.Time, Note: e.Note}
		if e.Note != "" && gateOverride(e.Gate) {
			r.deviate(rec, Deviation{Kind: DeviationOverride, Reason: e.Note, Detail: e.Gate})
		}
	case ResponsibleNamed:
		r.Responsible[e.Activity] = e
	case ChecklistClosed:
		return r.checklistClosed(e, rec)
	case Approved:
		return r.answered(rec, e, false)
	case Rejected:
		return r.answered(rec, Approved(e), true)
	case CriterionJudged:
		r.Criteria[e.ID] = e
		if e.Verdict == Failed {
			r.deviate(rec, Deviation{Kind: DeviationCriterion, Reason: e.Evidence, Detail: e.ID})
		}
	case Noted:
		r.Notes = append(r.Notes, Note{At: rec.Time, By: rec.Actor, Step: e.Step, Text: e.Text})
	case NoticeShown:
		r.Confirmed[Gate{Kind: GateNotice, Subject: e.Notice}.Key()] = Confirmation{By: rec.Actor, At: rec.Time}
		r.Notices = append(r.Notices, e)
		if p := r.Current(); p != nil && p.Step.Notify == e.Notice {
			p.Noticed = true
		}
	case ReportWritten:
		r.reportWritten(e, rec.Seq)
	case GateOpened:
		r.OpenGate, r.gateSince, r.gateStep, r.gatePlace = e.Gate, rec.Time, e.Step, r.waitPlace()
	case GateClosed:
		r.gateClosed(rec.Time)
	default:
		return notFolded(rec)
	}
	return nil
}

func (r *Run) prerequisiteObserved(e PrerequisiteObserved, rec Record) {
	verdict := Failed
	if AllOK(e.Results) {
		verdict = OK
	}
	r.Prerequisites[e.ID] = &ListItem{Verdict: verdict, By: Paso, At: rec.Time, Results: e.Results}
}

func (r *Run) itemTicked(e ItemTicked, rec Record) error {
	item := &ListItem{Verdict: e.Verdict, Note: e.Note, By: rec.Actor, At: rec.Time}
	switch e.List {
	case ListPrerequisites:
		if before := r.Prerequisites[e.Item]; before != nil {
			item.Results = before.Results
		}
		r.Prerequisites[e.Item] = item
		return nil
	case ListCriteria:
		r.Criteria[e.Item] = CriterionJudged{ID: e.Item, Verdict: e.Verdict, Evidence: e.Note, By: rec.Actor}
		return nil
	}
	p, err := r.step(rec, e.List)
	if err != nil {
		return err
	}
	p.Ticks[e.Item] = item
	p.Closed, p.ChecklistBad = false, false
	return nil
}

func (r *Run) checklistClosed(e ChecklistClosed, rec Record) error {
	switch e.List {
	case ListPrerequisites:
		r.PrereqsClosed = true
		r.deviatingPrerequisites(rec)
		return nil
	case ListCriteria:
		r.Confirmed[string(GateCriteria)] = Confirmation{By: rec.Actor, At: rec.Time}
		for _, c := range r.MissedCriteria() {
			if c.Ask != "" {
				r.deviate(rec, Deviation{Kind: DeviationCriterion, Reason: r.Criteria[c.ID].Evidence, Detail: c.ID})
			}
		}
		return nil
	}
	p, err := r.step(rec, e.List)
	if err != nil {
		return err
	}
	p.Closed = true
	for _, item := range p.Step.Checklist {
		if t := p.Ticks[item.ID]; t != nil && t.Verdict == Failed {
			p.ChecklistBad, p.State = true, StateFailed
		}
	}
	return nil
}

func (r *Run) answered(rec Record, e Approved, no bool) error {
	p, err := r.step(rec, e.Step)
	if err != nil {
		return err
	}
	a := Approval{Step: e.Step, Activity: e.Activity, Person: e.Person, Role: e.Role, Kind: e.Kind, Note: e.Note, At: rec.Time, No: no}
	p.Approvals = append(p.Approvals, a)
	p.Rejected = nil
	if a.No {
		p.Rejected, p.State = &a, StateFailed
	}
	return nil
}

// reportWritten notes a report. One without a path could not be written: a step that
// is there for it has failed, and the run's end does not wait for it.
func (r *Run) reportWritten(e ReportWritten, seq uint64) {
	r.reportedAt = seq
	p := r.Steps[e.Step]
	switch {
	case e.Path != "":
		r.Reports = append(r.Reports, e)
	case p != nil:
		p.State = StateFailed
	}
	if p != nil {
		p.Reported = e.Path != ""
	}
}

// gateClosed adds up what was waited. It belongs to the stage in which the gate opened: the yes to a rollback ends a wait of
// the stage that failed, not of the rollback.
func (r *Run) gateClosed(at time.Time) {
	if r.OpenGate == "" {
		return
	}
	waited := at.Sub(r.gateSince) - r.awaySince(r.gateSince, at)
	r.Waited += waited
	if p := r.Steps[r.gateStep]; p != nil {
		p.Waited += waited
	}
	if r.gatePlace.inside {
		r.Stages[r.gatePlace.stage].Waited += waited
	}
	r.waits = append(r.waits, r.waitedFor(at)...)
	r.OpenGate, r.gateStep, r.gateSince, r.gatePlace = "", "", time.Time{}, waitPlace{}
}

// WaitedAt is how long the run has waited for people until now.
func (r *Run) WaitedAt(now time.Time) time.Duration {
	if r.OpenGate == "" || now.Before(r.gateSince) {
		return r.Waited
	}
	return r.Waited + now.Sub(r.gateSince) - r.awaySince(r.gateSince, now)
}

// awaySince is the part of a span in which no paso had the run: nobody was waited for.
func (r *Run) awaySince(from, to time.Time) time.Duration {
	var away time.Duration
	for _, span := range r.Away {
		until := span.To
		if until.IsZero() || until.After(to) {
			until = to
		}
		since := span.From
		if since.Before(from) {
			since = from
		}
		if until.After(since) {
			away += until.Sub(since)
		}
	}
	return away
}

// GateSince is when the open gate opened; zero when none is open.
func (r *Run) GateSince() time.Time { return r.gateSince }
