package ui

import (
	"io"
	"os"
	"testing"
	"time"

	"paso/runbook"
	"paso/runbook/engine"
	"paso/runbook/host"
)

const migrating = "Operations to perform:\n  Apply all migrations: admin, auth, permissions\nRunning migrations:\n" +
	"  Applying permissions.0003_permission_description... \x1b[32mOK\x1b[0m\n  Applying permissions.0004_permission_index..."

const broken = migrating + "Traceback (most recent call last):\n  File \"manage.py\", line 22, in <module>\n" +
	"django.db.utils.ProgrammingError: relation \"no_such_table\" does not exist\n"

// moment is a point of a run: what is different about the host, and how it was reached.
type moment struct {
	name  string
	setup func(*player) // of the host, before anything runs
	walk  func(*player)
}

func (p *player) waitsFor() runbook.Gate {
	wait, ok := runbook.Next(p.run, p.session).(runbook.Wait)
	if !ok {
		panic("the run does not wait")
	}
	return wait.Gate
}

func (p *player) after(d time.Duration) *player {
	p.now = p.now.Add(d)
	return p
}

// begin names the operator and gives the secret; the run then waits at 2.2.
func (p *player) begin() {
	p.after(8 * time.Second).Do(runbook.NameOperator{Name: "Ana Ruiz", Kind: runbook.Operator})
	p.after(5 * time.Second).Do(runbook.GiveValue{Name: "DB_PASSWORD", Value: "x", Source: "asked"})
}

// prerequisites confirms 2.2; the run then waits at section 4.
func (p *player) prerequisites() {
	p.begin()
	p.after(10 * time.Second).Do(runbook.Confirm{Gate: "scope"})
}

// stage1 closes the prerequisites; the run then waits before stage 2.
func (p *player) stage1() {
	p.prerequisites()
	p.after(70 * time.Second)
	for i := range p.run.Book.Prerequisites {
		if id := p.run.Book.Prerequisites[i].ID; p.run.Prerequisites[id] == nil {
			p.Do(runbook.Tick{List: runbook.ListPrerequisites, Item: id, Verdict: runbook.OK})
		}
	}
	p.Do(runbook.CloseList{List: runbook.ListPrerequisites})
}

func (p *player) confirm() { p.after(40 * time.Second).Do(runbook.Confirm{Gate: p.waitsFor().Key()}) }

func (p *player) responsible(who string) {
	p.after(10 * time.Second).Do(runbook.NameResponsible{Activity: p.waitsFor().Activity, Person: who, Kind: runbook.Asserted})
}

func (p *player) approve(who string) {
	g := p.waitsFor()
	p.after(60 * time.Second).Do(runbook.Approve{Step: g.Step, Activity: g.Activity, Person: who, Kind: runbook.Asserted})
}

// window runs stages 2 to 4; the run then waits before stage 5, or where the host made it stop.
func (p *player) window() {
	p.stage1()
	p.confirm()
}

// validation runs up to the checklist of 5.4.
func (p *player) validation() {
	p.window()
	p.confirm()
	p.responsible("Marta Gil")
	p.responsible("Luis Ortega")
}

// approval closes the checklist; QA is to approve.
func (p *player) approval() {
	p.validation()
	for _, item := range p.run.Steps["functional"].Step.Checklist {
		p.after(50 * time.Second).Do(runbook.Tick{List: "functional", Item: item.ID, Verdict: runbook.OK})
	}
	p.Do(runbook.CloseList{List: "functional"})
}

// notice runs up to the notice of 6.3.
func (p *player) notice() {
	p.approval()
	p.approve("Marta Gil")
	p.approve("Marta Gil")
	p.confirm()
	p.responsible("Carlos Vega")
}

func (p *player) success() {
	p.notice()
	p.after(30 * time.Second).Do(runbook.SendNotice{Notice: "deployed", To: []string{"#deployments"}, Text: "aviso", Sent: true})
	p.approve("Elena Soto")
}

func (p *player) plan() {
	p.window()
	p.after(40 * time.Second).Do(runbook.AskRollback{Reason: "Falló 3.2 Ejecutar Migraciones."})
}

func (p *player) rollback() {
	p.plan()
	p.after(15 * time.Second).Do(runbook.StartRollback{})
}

// rolledBack runs the rollback to its end.
func (p *player) rolledBack() {
	p.rollback()
	p.after(25 * time.Second).Do(runbook.SendNotice{Notice: "rolled_back", To: []string{"#deployments"}, Text: "aviso", Sent: true})
}

// deviations mends the migration by hand, and goes on to the end.
func (p *player) deviations() {
	p.window()
	p.after(95 * time.Second).Do(runbook.Retry{Step: "migrate", Script: "python manage.py migrate --fake permissions 0004", Reason: "la 0004 ya estaba aplicada a mano"})
	p.confirm()
	p.responsible("Marta Gil")
	p.responsible("Luis Ortega")
	for _, item := range p.run.Steps["functional"].Step.Checklist {
		p.after(20 * time.Second).Do(runbook.Tick{List: "functional", Item: item.ID, Verdict: runbook.OK})
	}
	p.Do(runbook.CloseList{List: "functional"})
	p.approve("Marta Gil")
	p.approve("Marta Gil")
	p.confirm()
	p.responsible("Carlos Vega")
	p.after(30 * time.Second).Do(runbook.SendNotice{Notice: "deployed", To: []string{"#deployments"}, Text: "aviso"})
	p.approve("Elena Soto")
}

func failing(step string) func(*player) { return func(p *player) { p.fails[step] = 1 } }

// moments are the screens of a run, one of each kind.
func moments() []moment {
	return []moment{
		{"start", nil, func(*player) {}},
		{"start-interrupted", nil, func(*player) {}},
		{"operator", nil, func(*player) {}},
		{"secret", nil, func(p *player) { p.Do(runbook.NameOperator{Name: "Ana Ruiz", Kind: runbook.Operator}) }},
		{"before", func(p *player) { p.hold["preflight"] = true }, (*player).begin},
		{"before-seen", func(p *player) { p.hold["observe"] = true }, (*player).prerequisites},
		{"preflight", func(p *player) { p.badCheck["preflight"] = 1 }, (*player).begin},
		{"unreachable", func(p *player) {
			p.session.Unreachable = true
			p.box.Link = engine.Link{Err: &host.UnreachableError{Host: "staging-server", Address: "10.0.0.7:22", Cause: os.ErrDeadlineExceeded}}
		}, (*player).begin},
		{"scope", nil, (*player).begin},
		{"prerequisites", func(p *player) { p.badCheck["environment"] = 1 }, func(p *player) {
			p.prerequisites()
			p.after(20 * time.Second).Do(runbook.Tick{List: runbook.ListPrerequisites, Item: "ci", Verdict: runbook.OK})
			p.Do(runbook.Tick{List: runbook.ListPrerequisites, Item: "vpn", Verdict: runbook.NotApplicable, Note: "misma red"})
		}},
		{"stage", nil, (*player).stage1},
		{"running", func(p *player) { p.hold["migrate"], p.said["migrate"] = true, migrating }, (*player).window},
		{"outage", func(p *player) { p.hold["migrate"], p.said["migrate"] = true, migrating }, func(p *player) {
			p.window()
			lost := &host.LinkLostError{Host: "staging-server", Cause: io.EOF}
			p.box.Link = engine.Link{Down: true, Since: p.now.Add(-12 * time.Second), Err: lost, Tries: 3, Next: p.now.Add(5 * time.Second)}
			p.fresh = true
		}},
		{"sudo", func(p *player) {
			p.hold["services"], p.said["services"] = true, "[sudo] password for deploy: "
			p.ask["services"] = engine.Input{Sudo: true, Text: "[sudo] password for deploy: "}
		}, (*player).stage1},
		{"failure", func(p *player) { p.fails["migrate"], p.said["migrate!"] = 1, broken }, (*player).window},
		{"check", func(p *player) { p.badCheck["health"] = 1 }, (*player).window},
		{"unknown", func(p *player) { p.unsure["migrate"], p.said["migrate"] = 1, migrating }, (*player).window},
		{"plan", failing("migrate"), (*player).plan},
		{"rollback", func(p *player) { p.fails["migrate"], p.hold["rollback.database"] = 1, true }, (*player).rollback},
		{"responsible", nil, func(p *player) { p.window(); p.confirm() }},
		{"checklist", nil, func(p *player) {
			p.validation()
			p.Do(runbook.Tick{List: "functional", Item: "login", Verdict: runbook.OK})
			p.Do(runbook.Tick{List: "functional", Item: "admin", Verdict: runbook.Failed, Note: "sin estilos en /admin: ¿falta collectstatic?"})
		}},
		{"approval", nil, (*player).approval},
		{"notice", nil, (*player).notice},
		{"success", nil, (*player).success},
		{"deviations", failing("migrate"), (*player).deviations},
		{"rolledback", failing("migrate"), (*player).rolledBack},
		{"aborted", failing("migrate"), func(p *player) { p.window(); p.Do(runbook.Abort{Reason: "se hará mañana"}) }},
	}
}

// at brings a session to a moment.
func at(tb testing.TB, book *runbook.Runbook, m moment, with setup) *session {
	tb.Helper()
	with.start = beforeRun(m.name, with.demo)
	s := newSession(tb, book, with, m.setup)
	m.walk(s.p)
	s.settle()
	return s
}

func momentNamed(tb testing.TB, name string) moment {
	tb.Helper()
	for _, m := range moments() {
		if m.name == name {
			return m
		}
	}
	tb.Fatalf("no moment %q", name)
	return moment{}
}
