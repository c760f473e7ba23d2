package report

import (
	"fmt"
	"testing"
	"time"

	"paso/runbook"
	"paso/runbook/text"
)

// book is a small procedure with something of every kind.
func book() *runbook.Runbook {
	steps := func(all ...runbook.Step) []runbook.Step { return all }
	b := &runbook.Runbook{
		ID: "PROCED-BACK-002", Title: "Deployment a Staging", Version: "1.0.0", Language: "es",
		Clocks: map[string]runbook.Clock{
			"total":    {Title: "Total", Budget: minutes(60)},
			"downtime": {Title: "Downtime", From: "stop", Until: []string{"health", "rollback.health"}, Budget: minutes(2)},
			"rollback": {Title: "Rollback", Budget: minutes(5)},
		},
		Roles:  map[string]string{"devops": "DevOps", "qa": "QA"},
		People: []runbook.Person{{Name: "Ana Ruiz", Roles: []string{"devops"}}, {Name: "Marta Gil", Roles: []string{"qa"}}},
		RACI: []runbook.Activity{
			{Activity: "Ejecutar deployment", Letters: map[string]string{"devops": "R"}},
			{Activity: "Validar deployment", Letters: map[string]string{"devops": "R", "qa": "A"}},
		},
		Prerequisites: []runbook.Prerequisite{{ID: "merged", Group: "Técnicos", Title: "Código mergeado"}, {ID: "vpn", Group: "Técnicos", Title: "VPN conectada"}},
		Stages: []runbook.Stage{
			{Title: "Preparación", Estimate: minutes(15), Steps: steps(
				runbook.Step{ID: "backup", Number: "1.1", Title: "Crear Backup", Activity: "Ejecutar deployment", Critical: true, Run: "pg_dump", Capture: []string{"BACKUP_FILE", "FROM_VERSION"}},
				runbook.Step{ID: "stop", Number: "1.2", Title: "Detener Servicios", Activity: "Ejecutar deployment", Run: "stop"},
			)},
			{Title: "Despliegue", Estimate: minutes(25), Steps: steps(
				runbook.Step{ID: "pull", Number: "2.1", Title: "Pull de Cambios", Activity: "Ejecutar deployment", Run: "git pull", Capture: []string{"COMMITS", "VERSION"}},
				runbook.Step{ID: "migrate", Number: "2.2", Title: "Ejecutar Migraciones", Activity: "Ejecutar deployment", Run: "migrate", Capture: []string{"MIGRATIONS"}},
				runbook.Step{ID: "health", Number: "2.3", Title: "Verificar Conectividad", Activity: "Ejecutar deployment", Run: "curl"},
				runbook.Step{ID: "smoke", Number: "2.4", Title: "Smoke Tests", Activity: "Validar deployment", Run: "pytest",
					Checklist: []runbook.Item{{ID: "login", Title: "Login funcional"}, {ID: "admin", Title: "Panel de admin"}}},
				runbook.Step{ID: "notify", Number: "2.5", Title: "Notificar", Notify: "deployed"},
			)},
		},
		Rollback: runbook.Rollback{Title: "Rollback a la versión anterior", Estimate: minutes(10), Notify: "rolled_back", Steps: steps(
			runbook.Step{ID: "rollback.code", Number: "R.1", Title: "Volver a versión anterior", Run: "git checkout"},
			runbook.Step{ID: "rollback.health", Number: "R.2", Title: "Validar", Run: "curl"},
		)},
		Criteria: []runbook.Criterion{
			{ID: "total_time", Group: "Cuantitativos", Title: "Deployment en < 60 minutos", Holds: `clock("total") < 3600`},
			{ID: "downtime", Group: "Cuantitativos", Title: "Downtime < 2 minutos", Holds: `clock("downtime") < 120`},
		},
		Report: runbook.ReportSpec{
			Path: "docs/DEPLOY-STAGING-YYYY-MM-DD-HHMM.md", Title: "Deployment Staging", Version: "v$VERSION", Tag: "$DEPLOY_TAG",
			Commits: "$COMMITS", Migrations: "$MIGRATIONS", Tests: []string{"smoke"}, Downtime: "downtime",
			Validations: []runbook.ReportValidation{
				{Title: "Health check OK", Steps: []string{"health"}}, {Title: "Smoke tests OK", Steps: []string{"smoke"}},
			},
		},
		Notices: map[string]runbook.Notice{
			"deployed":    {Title: "Deployment completado", To: []string{"#deployments"}, Text: "Fecha: $PASO_DATE $PASO_TIME\nVersión: v$VERSION\nEstado: $PASO_STATE\nReporte: $PASO_REPORT\n"},
			"rolled_back": {Title: "Rollback", To: []string{"#deployments"}, Text: "Razón: $PASO_REASON\nPor: $PASO_OPERATOR\nFalta: $NOTHING\n"},
		},
		Artefacts: []runbook.Artefact{{Title: "Backup de DB", Place: "$BACKUP_FILE", Purpose: "Rollback"}, {Title: "Reporte", Place: "$PASO_REPORT", Purpose: "Documentación"}},
		FollowUps: []runbook.FollowUp{{ID: "watch", Title: "Monitorear logs", For: minutes(30), Role: "devops"}, {ID: "docs", Title: "Actualizar documentación"}},
		Contacts:  []runbook.Contact{{Title: "DevOps Lead", How: "[email/slack]"}},
	}
	return b
}

func minutes(n int) runbook.Duration { return runbook.Duration(time.Duration(n) * time.Minute) }

// story folds a run from facts as a journal would hold them, a second apart unless it says otherwise.
type story struct {
	t   *testing.T
	run *runbook.Run
	now time.Time
	seq uint64
}

func begin(t *testing.T, b *runbook.Runbook) *story {
	zone := time.FixedZone("", -6*3600)
	s := &story{t: t, run: runbook.NewRun(b), now: time.Date(2025, 11, 18, 14, 30, 0, 0, zone)}
	s.says(runbook.RunStarted{
		ID: "20251118-1430-ab12", Runbook: b.ID, Title: b.Title, Version: b.Version, SHA256: "9f86d081884c7d65", Target: "staging",
		Destination: "staging-server", Paso: "0.1.0", Machine: "laptop", Language: "es",
	})
	s.says(runbook.OperatorNamed{Name: "Ana Ruiz", Roles: []string{"devops"}, Kind: runbook.Asserted})
	s.says(runbook.TargetReached{User: "deploy", Hostname: "staging-01"})
	s.says(runbook.VarsFixed{Values: map[string]string{"DEPLOY_TAG": "staging-deploy-20251118-1430"}})
	s.says(runbook.Preflighted{Results: []runbook.CheckResult{check("git ≥ 2", runbook.OK)}})
	s.waits("prerequisites", "", 40*time.Second)
	s.by("Ana Ruiz", runbook.ItemTicked{List: runbook.ListPrerequisites, Item: "merged", Verdict: runbook.OK})
	s.by("Ana Ruiz", runbook.ItemTicked{List: runbook.ListPrerequisites, Item: "vpn", Verdict: runbook.NotApplicable, Note: "misma red"})
	s.by("Ana Ruiz", runbook.ChecklistClosed{List: runbook.ListPrerequisites})
	return s
}

func (s *story) by(actor string, e runbook.Event) {
	s.t.Helper()
	s.seq++
	s.now = s.now.Add(time.Second)
	if err := s.run.Apply(runbook.Record{Seq: s.seq, Hash: hashOf(s.seq), Time: s.now, Actor: actor, Event: e}); err != nil {
		s.t.Fatal(err)
	}
}

func (s *story) says(e runbook.Event) {
	s.t.Helper()
	s.by(runbook.Paso, e)
}

func (s *story) waits(gate, step string, d time.Duration) {
	s.t.Helper()
	s.says(runbook.GateOpened{Gate: gate, Step: step})
	s.now = s.now.Add(d)
	s.says(runbook.GateClosed{Gate: gate})
}

// attempts runs a script for d with this end.
func (s *story) attempts(step string, n int, d time.Duration, result runbook.AttemptResult) {
	s.t.Helper()
	s.says(runbook.AttemptStarted{Step: step, Attempt: n, ID: runbook.AttemptID(step, n)})
	s.says(runbook.AttemptAcknowledged{Step: step, Attempt: n})
	s.now = s.now.Add(d)
	s.says(runbook.AttemptEnded{Step: step, Attempt: n, Result: result})
}

func (s *story) passes(step string, d time.Duration, captures map[string]string) {
	s.t.Helper()
	s.says(runbook.StepStarted{Step: step})
	s.attempts(step, 1, d, runbook.AttemptResult{Reached: true, State: "ok", Size: 1234, Captures: captures})
	s.says(runbook.ChecksObserved{Step: step, Attempt: 1, Results: []runbook.CheckResult{check("llegó al final", runbook.OK)}})
	s.says(runbook.StepPassed{Step: step})
}

// check has phrases that no catalogue knows: the report shows the gap and goes on.
func check(label string, v runbook.Verdict) runbook.CheckResult {
	return runbook.CheckResult{Label: label, Verdict: v,
		Wanted:   runbook.Phrase{ID: "report.identity.operator"},
		Observed: runbook.Phrase{ID: "report.ending.exit", Args: map[string]string{"Exit": "0"}}}
}

// untilDown walks to the point where the services are stopped.
func (s *story) untilDown() {
	s.t.Helper()
	s.says(runbook.ResponsibleNamed{Activity: "Ejecutar deployment", Role: "devops", Person: "Ana Ruiz", Kind: runbook.Operator})
	s.says(runbook.StageStarted{Stage: 1})
	s.passes("backup", 12*time.Second, map[string]string{"BACKUP_FILE": "/backups/iact_staging_20251118.sql", "FROM_VERSION": "1.3.0"})
	s.passes("stop", 3*time.Second, nil)
	s.says(runbook.StageEnded{Stage: 1})
	s.says(runbook.StageStarted{Stage: 2})
}

func (s *story) untilMigrated(commits string) {
	s.t.Helper()
	s.untilDown()
	s.passes("pull", 5*time.Second, map[string]string{"COMMITS": commits, "VERSION": "1.4.0"})
	s.passes("migrate", 20*time.Second, map[string]string{"MIGRATIONS": "permissions.0003_permission_description"})
}

// succeeds walks the rest.
func (s *story) succeeds() {
	s.t.Helper()
	s.passes("health", time.Second, nil)
	s.says(runbook.LinkLost{Why: runbook.Phrase{ID: "host.link-lost.cut", Args: map[string]string{"Host": "staging-server"}}})
	s.now = s.now.Add(20 * time.Second)
	s.says(runbook.LinkRestored{})
	s.says(runbook.StepStarted{Step: "smoke"})
	s.attempts("smoke", 1, time.Minute, runbook.AttemptResult{Reached: true, State: "ok", Size: 40960})
	s.waits("checklist:smoke", "smoke", 90*time.Second)
	s.by("Ana Ruiz", runbook.ItemTicked{List: "smoke", Item: "login", Verdict: runbook.OK})
	s.by("Ana Ruiz", runbook.ItemTicked{List: "smoke", Item: "admin", Verdict: runbook.OK, Note: "con el usuario de pruebas"})
	s.by("Ana Ruiz", runbook.ChecklistClosed{List: "smoke"})
	s.says(runbook.Approved{Step: "smoke", Activity: "Validar deployment", Person: "Marta Gil", Role: "qa", Kind: runbook.Asserted})
	s.says(runbook.StepPassed{Step: "smoke"})
	s.says(runbook.StepStarted{Step: "notify"})
	title, to, message := Notice(s.run, catalogue(s.t, text.ES), "deployed")
	if title == "" {
		s.t.Fatal("no notice")
	}
	s.by("Ana Ruiz", runbook.NoticeShown{Notice: "deployed", To: to, Text: message, Sent: true})
	s.says(runbook.StepPassed{Step: "notify"})
	s.says(runbook.StageEnded{Stage: 2})
	s.by("Ana Ruiz", runbook.Noted{Step: "smoke", Text: "todo en orden"})
	s.says(runbook.CriterionJudged{ID: "total_time", Verdict: runbook.OK, Evidence: `clock("total") < 3600; clock("total") = 310.0 s`, By: runbook.Paso})
	s.says(runbook.CriterionJudged{ID: "downtime", Verdict: runbook.OK, Evidence: `clock("downtime") < 120; clock("downtime") = 47.0 s`, By: runbook.Paso})
	s.says(runbook.RunEnded{Outcome: runbook.Success})
}

// breaks fails the migration.
func (s *story) breaks() {
	s.t.Helper()
	s.untilDown()
	s.passes("pull", 5*time.Second, map[string]string{"COMMITS": "abc1234 Nueva columna", "VERSION": "1.4.0"})
	s.says(runbook.StepStarted{Step: "migrate"})
	s.attempts("migrate", 1, 20*time.Second, runbook.AttemptResult{Exit: 1, Line: 2, Command: "python manage.py migrate --noinput", State: "ok", Size: 900})
}

func (s *story) rollsBack() {
	s.t.Helper()
	s.says(runbook.RollbackAsked{Reason: "la migración falló"})
	s.by("Ana Ruiz", runbook.RollbackStarted{Reason: "la migración falló"})
	s.passes("rollback.code", 4*time.Second, nil)
	s.passes("rollback.health", 2*time.Second, nil)
	title, to, message := Notice(s.run, catalogue(s.t, text.ES), "rolled_back")
	if title == "" {
		s.t.Fatal("no notice")
	}
	s.by("Ana Ruiz", runbook.NoticeShown{Notice: "rolled_back", To: to, Text: message})
	s.says(runbook.RunEnded{Outcome: runbook.RolledBackOutcome, Reason: "la migración falló"})
}

func catalogue(t *testing.T, lang text.Lang) *text.Catalogue {
	t.Helper()
	c, err := text.For(lang)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (s *story) report(lang text.Lang) string {
	s.t.Helper()
	log := func(_ string, attempt int) ([]byte, error) {
		return []byte("Running migrations:\r\n\x1b[31mdjango.db.utils.ProgrammingError\x1b[0m: column exists\n"), nil
	}
	raw, err := Markdown(s.run, catalogue(s.t, lang), s.now.Add(time.Minute), log)
	if err != nil {
		s.t.Fatal(err)
	}
	return string(raw)
}

// hashOf is the hash that the story gives a record.
func hashOf(seq uint64) string { return fmt.Sprintf("%064x", seq) }
