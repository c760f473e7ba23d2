package runbook

import "strings"

// listOf are the items of a list by id, and the gate at which they are judged.
func (r *Run) listOf(list string) (map[string]bool, Gate, bool) {
	items := map[string]bool{}
	switch list {
	case ListPrerequisites:
		for i := range r.Book.Prerequisites {
			items[r.Book.Prerequisites[i].ID] = true
		}
		return items, Gate{Kind: GatePrerequisites}, true
	case ListCriteria:
		for _, c := range r.Book.Criteria {
			if c.Ask != "" {
				items[c.ID] = true
			}
		}
		return items, Gate{Kind: GateCriteria}, true
	}
	p := r.Steps[list]
	if p == nil {
		return nil, Gate{}, false
	}
	for _, item := range p.Step.Checklist {
		items[item.ID] = true
	}
	return items, Gate{Kind: GateChecklist, Subject: list}, true
}

// tick judges an item. What a check saw failing passes only with a reason.
func (r *Run) tick(s Session, c Tick) ([]Event, error) {
	items, gate, known := r.listOf(c.List)
	if !known || !items[c.Item] {
		return nil, refuse("item.unknown", "Item", c.Item)
	}
	if err := r.at(s, gate); err != nil {
		return nil, err
	}
	switch c.Verdict {
	case OK, Failed, NotApplicable, Unjudged:
	case Unobservable:
		return nil, refuse("verdict")
	}
	needsReason := c.Verdict == NotApplicable
	if c.List == ListPrerequisites && c.Verdict == OK {
		seen := r.Prerequisites[c.Item]
		needsReason = seen != nil && len(seen.Results) > 0 && !AllOK(seen.Results)
	}
	if needsReason && strings.TrimSpace(c.Note) == "" {
		return nil, refuse("reason.missing")
	}
	return []Event{ItemTicked(c)}, nil
}

// closeList stands behind a list. Prerequisites must all hold; a checklist with a
// failed item may be closed, and fails its step.
func (r *Run) closeList(s Session, c CloseList) ([]Event, error) {
	items, gate, known := r.listOf(c.List)
	if !known {
		return nil, refuse("item.unknown", "Item", c.List)
	}
	if err := r.at(s, gate); err != nil {
		return nil, err
	}
	for id := range items {
		verdict := r.verdictOf(c.List, id)
		if verdict == Unjudged {
			return nil, refuse("list.open")
		}
		if c.List == ListPrerequisites && verdict == Failed {
			return nil, refuse("list.failed")
		}
	}
	return []Event{ChecklistClosed(c)}, nil
}

func (r *Run) verdictOf(list, item string) Verdict {
	switch list {
	case ListPrerequisites:
		if p := r.Prerequisites[item]; p != nil {
			return p.Verdict
		}
		return Unjudged
	case ListCriteria:
		return r.Criteria[item].Verdict
	}
	if p := r.Steps[list]; p != nil && p.Ticks[item] != nil {
		return p.Ticks[item].Verdict
	}
	return Unjudged
}

func (r *Run) recheckPrerequisite(s Session, c RecheckPrerequisite) ([]Event, error) {
	if err := r.at(s, Gate{Kind: GatePrerequisites}); err != nil {
		return nil, err
	}
	for i := range r.Book.Prerequisites {
		if p := &r.Book.Prerequisites[i]; p.ID == c.ID && len(p.Checks) > 0 {
			return []Event{PrerequisiteForgotten(c)}, nil
		}
	}
	return nil, refuse("item.nocheck")
}

func (r *Run) recheckPreflight(s Session) ([]Event, error) {
	if err := r.at(s, Gate{Kind: GatePreflight}); err != nil {
		return nil, err
	}
	return []Event{PreflightForgotten{}}, nil
}
