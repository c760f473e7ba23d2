package runbook

import "strings"

// rollbackPrefix begins the ids of the rollback's steps, so that a clock, a log or
// an answers file never takes "stop" for its twin.
const rollbackPrefix = "rollback."

// lintStep looks at one step. Steps come in their order: what they capture is
// known to the texts of those after them.
func (l *linter) lintStep(place path, step *Step, rollback bool) {
	for _, name := range step.Capture {
		l.names.soFar[name] = true
	}
	if rollback != strings.HasPrefix(step.ID, rollbackPrefix) && step.ID != "" {
		id := "lint.rollback-id"
		if !rollback {
			id = "lint.stage-id"
		}
		l.fail(place.to("id"), id, "Id", step.ID)
	}
	l.lintStepNames(place, step)
	l.lintParts(place, step)
	l.lintRepeats(place, step)
	l.lintCondition(place.to("when"), step.When)
	if step.Run != "" {
		script := l.lintScript(place.to("run"), step.Run)
		l.lintAssignments(place.to("run"), script)
		l.lintSecrets(place.to("run"), script, step.Secrets)
		l.lintShell(place.to("run"), script)
	}
	l.lintChecks(place, step.Checks, scopeStep, step.Secrets...)
	if !rollback {
		l.lintHabits(place, step)
	}
}

// lintStepNames looks at what a step refers to.
func (l *linter) lintStepNames(place path, step *Step) {
	l.refer(place.to("activity"), "lint.unknown-activity", "raci", step.Activity, l.names.activities)
	for i, activity := range step.Approve {
		l.refer(place.at("approve", i), "lint.unknown-activity", "raci", activity, l.names.activities)
	}
	l.refer(place.to("notify"), "lint.unknown-notice", "notify", step.Notify, l.names.notices)
	for i, name := range step.Secrets {
		switch at := place.at("secrets", i); {
		case l.names.secrets[name]:
		case l.names.vars[name]:
			l.fail(at, "lint.not-secret", "Name", name)
		default:
			l.refer(at, "lint.unknown-secret", "vars", name, l.names.secrets)
		}
	}
	for i, name := range step.Capture {
		at := place.at("capture", i)
		switch {
		case l.names.vars[name]:
			l.fail(at, "lint.capture-of-variable", "Name", name)
		case reserved(name):
			l.fail(at, "lint.reserved-name", "Name", name)
		}
	}
	for _, name := range l.source.inOrder(place.to("env")) {
		if nameLength(name) != len(name) || name == "" {
			l.fail(place.to("env", name), "lint.bad-name", "Name", name)
		}
	}
}

// lintParts looks at what a step consists of: a script, or the report, or a
// notice, or only checks and gates; and something.
func (l *linter) lintParts(place path, step *Step) {
	var parts []string
	if step.Run != "" {
		parts = append(parts, "run")
	}
	if step.Report {
		parts = append(parts, "report")
	}
	if step.Notify != "" {
		parts = append(parts, "notify")
	}
	gates := len(step.Checks) + len(step.Checklist) + len(step.Approve)
	switch {
	case len(parts) > 1:
		l.fail(place.to(parts[1]), "lint.two-actions", "Parts", strings.Join(parts, ", "))
	case len(parts) == 0 && gates == 0:
		l.fail(place, "lint.nothing-to-do", "Id", step.ID)
	}
	if step.Run != "" {
		return
	}
	for _, only := range []struct {
		key string
		set bool
	}{
		{"capture", len(step.Capture) > 0}, {"exit", len(step.Exit) > 0}, {"secrets", len(step.Secrets) > 0},
		{"env", len(step.Env) > 0}, {"timeout", step.Timeout > 0},
	} {
		if only.set {
			l.fail(place.to(only.key), "lint.needs-script", "Name", only.key)
		}
	}
	for i, check := range step.Checks {
		if check.Output != nil {
			l.fail(place.at("check", i).to("output"), "lint.needs-script", "Name", "output")
		}
	}
}

// lintRepeats holds that only what does no harm twice is run twice by itself.
func (l *linter) lintRepeats(place path, step *Step) {
	if step.Idempotent {
		return
	}
	if step.Retry > 0 {
		l.fail(place.to("retry"), "lint.not-idempotent", "Name", "retry")
	}
	if step.Resume != "" {
		l.fail(place.to("resume"), "lint.not-idempotent", "Name", "resume")
	}
}

// lintHabits warns of what a procedure should have: a criterion of success for
// what is run (section 5 has one for every step), and a check where it is critical.
func (l *linter) lintHabits(place path, step *Step) {
	if step.Success == "" && step.Run != "" {
		l.warn(place, "lint.no-success", "Id", step.ID)
	}
	if step.Critical && len(step.Checks) == 0 {
		l.warn(place, "lint.critical-unchecked", "Id", step.ID)
	}
}

// lintCondition looks at a when or holds.
func (l *linter) lintCondition(place path, source string) {
	if source == "" {
		return
	}
	if err := CompileCondition(source); err != nil {
		l.badCondition(place, err)
		return
	}
	for _, asked := range questions(source) {
		if asked.name == "" {
			l.fail(place, "lint.condition-literal", "Word", asked.word)
			continue
		}
		switch asked.word {
		case "clock":
			l.refer(place, "lint.unknown-clock", "clocks", asked.name, l.names.clocks)
		case "captured":
			l.refer(place, "lint.unknown-capture", "stage", asked.name, l.names.captured)
		case "sent":
			l.refer(place, "lint.unknown-notice", "notify", asked.name, l.names.notices)
		default:
			l.refer(place, "lint.unknown-step", "stage", asked.name, l.names.steps)
		}
	}
}
