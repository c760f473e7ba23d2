package runbook

import "slices"

// lintWindows holds that nobody is waited for between the start and the end of a
// clock that a step starts: services are down there, and the window runs without
// asking (DESIGN §6, section 7.1: downtime under 2 minutes).
func (l *linter) lintWindows() {
	places := map[string]path{}
	stages := map[string]int{}
	last := map[string]string{} // of each activity, the step at which A approves it
	for i := range l.book.Stages {
		for j, step := range l.book.Stages[i].Steps {
			places[step.ID], stages[step.ID] = stepPath(i, j), i
			last[step.Activity] = step.ID
		}
	}
	for _, name := range l.source.inOrder(path{"clocks"}) {
		clock := l.book.Clocks[name]
		if !l.names.forward[clock.From] || len(clock.Until) == 0 {
			continue
		}
		window := l.book.Window(clock)
		if len(window) == 0 || !slices.Contains(clock.Until, lastOf(window)) {
			continue // it never closes in the stages: reported, or meant
		}
		for n, step := range window {
			l.lintWaits(places[step.ID], step, name, last[step.Activity] == step.ID)
			stage := stages[step.ID]
			opens := n > 0 && l.book.Stages[stage].Steps[0].ID == step.ID
			if opens && l.book.Stages[stage].Advance == "ask" {
				l.fail(path{}.at("stage", stage).to("advance"), "lint.waits-in-window", "What", "advance", "Clock", name)
			}
		}
	}
}

// lintWaits reports what in a step waits for a person.
func (l *linter) lintWaits(place path, step *Step, clock string, approves bool) {
	waits := []struct {
		key string
		set bool
	}{
		{"checklist", len(step.Checklist) > 0},
		{"approve", len(step.Approve) > 0},
		{"advance", step.Advance == "ask"},
		{"report", step.Report},
		{"notify", step.Notify != ""},
		{"activity", approves && l.hasApprover(step.Activity)},
	}
	for _, wait := range waits {
		if wait.set {
			l.fail(place.to(wait.key), "lint.waits-in-window", "What", wait.key, "Clock", clock)
		}
	}
}

// hasApprover tells whether somebody has the A of an activity.
func (l *linter) hasApprover(activity string) bool {
	for _, row := range l.book.RACI {
		if row.Activity != activity {
			continue
		}
		for _, letter := range row.Letters {
			if letter == "A" {
				return true
			}
		}
	}
	return false
}
