package ui

import (
	"strings"

	"paso/runbook"
)

// whyWords are the reasons of a front end: how it says that steps have not begun, that values were not left, or neither.
type whyWords struct {
	notBegun, notLeft func(count int, names string) string
	always            string
}

// why says why a step of the rollback is not needed: "2.2, 2.4 no empezaron".
func (w whyWords) why(u runbook.Unneeded) string {
	switch {
	case len(u.Steps) > 0:
		numbers := make([]string, len(u.Steps))
		for i, step := range u.Steps {
			numbers[i] = step.Number
		}
		return w.notBegun(len(numbers), strings.Join(numbers, ", "))
	case len(u.Values) > 0:
		return w.notLeft(len(u.Values), strings.Join(u.Values, ", "))
	}
	return w.always
}

func (s *scene) whyWords() whyWords {
	return whyWords{
		notBegun: func(n int, steps string) string { return s.plural("plan.notbegun", n, "Steps", steps) },
		notLeft:  func(n int, names string) string { return s.plural("plan.notleft", n, "Names", names) },
		always:   s.t("plan.always"),
	}
}

// shellsOf are the steps at which somebody was on the server with a shell: what was done there is in no plan.
func shellsOf(run *runbook.Run) string {
	var at []string
	for _, step := range run.Book.AllSteps {
		for _, a := range run.Steps[step.ID].Attempts {
			if a.Shell && a.Refused.IsZero() {
				at = append(at, step.Number)
				break
			}
		}
	}
	return strings.Join(at, ", ")
}
