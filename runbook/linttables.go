package runbook

import (
	"slices"
	"strconv"
)

// lintTargets looks at the places where scripts run, and at the lock on them.
func (l *linter) lintTargets() {
	for _, name := range l.source.inOrder(path{"targets"}) {
		target, decoded := l.book.Targets[name]
		if !decoded {
			continue
		}
		place := path{"targets", name}
		if (target.SSH == "") == !target.Local && !l.wasPruned(place.to("ssh")) && !l.wasPruned(place.to("local")) {
			l.fail(place, "lint.target-place", "Name", name)
		}
		l.lintText(place.to("ssh"), target.SSH, scopeVars)
		for _, where := range l.source.inOrder(place.to("free")) {
			l.lintText(place.to("free", where), where, scopeVars)
		}
	}
	l.lintText(path{"lock", "name"}, l.book.Lock.Name, scopeVars)
	l.lintText(path{"lock", "dir"}, l.book.Lock.Dir, scopeVars)
}

// lintClocks looks at the steps that start and stop a clock.
func (l *linter) lintClocks() {
	for _, name := range l.source.inOrder(path{"clocks"}) {
		clock, decoded := l.book.Clocks[name]
		if !decoded {
			continue
		}
		place := path{"clocks", name}
		l.refer(place.to("from"), "lint.unknown-step", "stage", clock.From, l.names.steps)
		inStages := false
		for i, until := range clock.Until {
			l.refer(place.at("until", i), "lint.unknown-step", "stage", until, l.names.steps)
			inStages = inStages || l.names.forward[until]
		}
		if !l.names.forward[clock.From] || !inStages {
			continue
		}
		if last := lastOf(l.book.Window(clock)); !slices.Contains(clock.Until, last) {
			l.fail(place.to("until"), "lint.clock-order", "Name", name, "From", clock.From)
		}
	}
}

func lastOf(window []*Step) string {
	if len(window) == 0 {
		return ""
	}
	return window[len(window)-1].ID
}

// lintPeople looks at who holds which role, and at the RACI matrix.
func (l *linter) lintPeople() {
	for i, person := range l.book.People {
		for j, role := range person.Roles {
			l.refer(path{}.at("people", i).at("roles", j), "lint.unknown-role", "roles", role, l.names.roles)
		}
	}
	for i, row := range l.book.RACI {
		place := path{}.at("raci", i)
		has := map[string]bool{}
		for _, role := range l.source.inOrder(place.to("roles")) {
			l.refer(place.to("roles", role), "lint.unknown-role", "roles", role, l.names.roles)
			has[row.Letters[role]] = true
		}
		if !has["A"] {
			l.warn(place, "lint.no-approver", "Activity", row.Activity)
		}
		if !has["R"] {
			l.warn(place, "lint.no-responsible", "Activity", row.Activity)
		}
	}
	for i, f := range l.book.FollowUps {
		l.refer(path{}.at("followup", i).to("role"), "lint.unknown-role", "roles", f.Role, l.names.roles)
	}
}

// lintLists looks at prerequisites, criteria, the validation, risks and
// endpoints, and that nothing has the name of another.
func (l *linter) lintLists() {
	l.lintUnique()
	for i, p := range l.book.Prerequisites {
		l.lintChecks(path{}.at("prerequisite", i), p.Checks, scopeVars)
	}
	validation := path{"validation"}
	if setup := l.book.Validation.Setup; setup != "" {
		script := l.lintScript(validation.to("setup"), setup)
		l.lintAssignments(validation.to("setup"), script)
		l.lintSecrets(validation.to("setup"), script, nil)
	}
	l.lintChecks(validation, l.book.Validation.Checks, scopeVars)
	for i, c := range l.book.Criteria {
		place := path{}.at("criterion", i)
		if (c.Holds == "") == (c.Ask == "") {
			l.fail(place, "lint.criterion-judge", "Id", c.ID)
		}
		l.refer(place.to("ask"), "lint.unknown-role", "roles", c.Ask, l.names.roles)
		l.lintCondition(place.to("holds"), c.Holds)
	}
	for i, r := range l.book.Risks {
		for j, step := range r.Steps {
			l.refer(path{}.at("risk", i).at("steps", j), "lint.unknown-step", "stage", step, l.names.steps)
		}
	}
	for i, e := range l.book.Endpoints {
		l.lintText(path{}.at("endpoint", i).to("url"), e.URL, scopeRun)
	}
	l.refer(path{"rollback", "notify"}, "lint.unknown-notice", "notify", l.book.Rollback.Notify, l.names.notices)
}

// lintReport looks at the report and the notices.
func (l *linter) lintReport() {
	place := path{"report"}
	r := l.book.Report
	for _, field := range []struct{ key, text string }{
		{"path", r.Path}, {"publish", r.Publish}, {"title", r.Title}, {"version", r.Version},
		{"tag", r.Tag}, {"commits", r.Commits}, {"migrations", r.Migrations},
	} {
		l.lintText(place.to(field.key), field.text, scopeRun)
	}
	for i, step := range r.Tests {
		l.refer(place.at("tests", i), "lint.unknown-step", "stage", step, l.names.steps)
	}
	l.refer(place.to("downtime"), "lint.unknown-clock", "clocks", r.Downtime, l.names.clocks)
	for i, v := range r.Validations {
		for j, step := range v.Steps {
			l.refer(place.at("validation", i).at("steps", j), "lint.unknown-step", "stage", step, l.names.steps)
		}
	}
	for name, notice := range l.book.Notices {
		at := path{"notify", name}
		l.lintText(at.to("title"), notice.Title, scopeRun)
		l.lintText(at.to("text"), notice.Text, scopeRun)
		for i, to := range notice.To {
			l.lintText(at.at("to", i), to, scopeRun)
		}
	}
}

// lintUnique looks for two things with one name.
func (l *linter) lintUnique() {
	steps, stages := unique{l: l, id: "lint.duplicate-id"}, unique{l: l, id: "lint.duplicate-id"}
	for i, stage := range l.book.Stages {
		stages.add(path{}.at("stage", i).to("id"), stage.ID)
		for j, step := range stage.Steps {
			steps.add(stepPath(i, j).to("id"), step.ID)
			l.uniqueItems(stepPath(i, j).to("checklist"), step.Checklist)
		}
	}
	for j, step := range l.book.Rollback.Steps {
		place := path{"rollback"}.at("step", j)
		steps.add(place.to("id"), step.ID)
		l.uniqueItems(place.to("checklist"), step.Checklist)
	}
	l.uniqueItems(path{"validation", "item"}, l.book.Validation.Items)
	uniqueIn(l, "prerequisite", "id", l.book.Prerequisites, func(p Prerequisite) string { return p.ID })
	uniqueIn(l, "criterion", "id", l.book.Criteria, func(c Criterion) string { return c.ID })
	uniqueIn(l, "followup", "id", l.book.FollowUps, func(f FollowUp) string { return f.ID })
	uniqueIn(l, "people", "name", l.book.People, func(p Person) string { return p.Name })
	uniqueIn(l, "raci", "activity", l.book.RACI, func(a Activity) string { return a.Activity })
}

// unique remembers where a name was first.
type unique struct {
	l     *linter
	id    string
	first map[string]int
}

func (u *unique) add(place path, name string) {
	if name == "" {
		return
	}
	line := u.l.line(place)
	if first, known := u.first[name]; known {
		u.l.fail(place, u.id, "Name", name, "First", strconv.Itoa(first))
		return
	}
	if u.first == nil {
		u.first = map[string]int{}
	}
	u.first[name] = line
}

func (l *linter) uniqueItems(place path, items []Item) {
	ids := unique{l: l, id: "lint.duplicate-id"}
	for i, item := range items {
		ids.add(place.to(strconv.Itoa(i), "id"), item.ID)
	}
}

func uniqueIn[T any](l *linter, table, key string, list []T, name func(T) string) {
	ids := unique{l: l, id: "lint.duplicate-id"}
	for i, entry := range list {
		ids.add(path{}.at(table, i).to(key), name(entry))
	}
}
