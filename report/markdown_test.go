package report

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"paso/runbook"
	"paso/runbook/text"
)

func TestGoldens(t *testing.T) {
	outcomes := map[string]func(*story){
		"success": func(s *story) {
			s.untilMigrated("abc1234 Agrega descripción\ndef5678 fix: `permisos` | *todos*")
			s.succeeds()
		},
		"rollback": func(s *story) { s.breaks(); s.rollsBack() },
		"failed": func(s *story) {
			s.breaks()
			s.by("Ana Ruiz", runbook.RunEnded{Outcome: runbook.FailedOutcome, Reason: "sin tiempo"})
		},
		"interrupted": func(s *story) {
			s.untilDown()
			s.says(runbook.StepStarted{Step: "pull"})
			s.says(runbook.AttemptStarted{Step: "pull", Attempt: 1, ID: "pull-1"})
			s.says(runbook.Paused{Why: "signal"})
		},
	}
	for name, tell := range outcomes {
		for _, lang := range text.Languages() {
			t.Run(name+"."+string(lang), func(t *testing.T) {
				s := begin(t, book())
				tell(s)
				golden.RequireEqual(t, s.report(lang))
			})
		}
	}
}

// section61 is the template as section 6.1 (step 6.1) of the procedure gives it, a field up to its colon.
const section61 = `# Deployment Staging - YYYY-MM-DD HH:MM

## Informacion General
- Fecha:
- Version deployada:
- Tag:
- Ejecutado por:

## Cambios Deployados
-

## Migraciones Aplicadas
-

## Resultados
- Tiempo total:
- Downtime:
- Tests:
- Estado:

## Problemas Encontrados
-

## Validaciones
- [
- [
`

func TestTheTemplateIsThatOfTheProcedure(t *testing.T) {
	wanted := strings.ReplaceAll(section61, "YYYY-MM-DD HH:MM", "2025-11-18 14:30")
	for _, lang := range text.Languages() {
		s := begin(t, book())
		s.untilMigrated("abc1234 uno")
		s.succeeds()
		first, _, _ := strings.Cut(s.report(lang), "\n---\n")
		got := strings.Split(strings.TrimRight(first, "\n"), "\n")
		want := strings.Split(strings.TrimRight(wanted, "\n"), "\n")
		if len(got) < len(want) {
			t.Fatalf("%s: the template has %d lines, want %d:\n%s", lang, len(got), len(want), first)
		}
		at := 0
		for _, line := range want {
			for at < len(got) && !matches(got[at], line) {
				if strings.HasPrefix(got[at], "#") || strings.HasSuffix(line, ":") {
					t.Fatalf("%s: line %d is %q, want %q", lang, at+1, got[at], line)
				}
				at++ // one more commit, migration or problem
			}
			if at == len(got) {
				t.Fatalf("%s: %q is missing", lang, line)
			}
			at++
		}
	}
}

func matches(got, want string) bool {
	if strings.HasPrefix(want, "#") || want == "" {
		return got == want
	}
	return strings.HasPrefix(got, want)
}

func fieldOf(t *testing.T, report, field string) string {
	t.Helper()
	for line := range strings.SplitSeq(report, "\n") {
		if value, ok := strings.CutPrefix(line, "- "+field+": "); ok {
			return value
		}
	}
	t.Fatalf("no field %q", field)
	return ""
}

func TestFieldsSayOnlyWhatIsRecorded(t *testing.T) {
	done := func(s *story) { s.untilMigrated("abc1234 uno"); s.succeeds() }
	cases := map[string]struct {
		tell        func(*story)
		field, want string
	}{
		"version":                        {done, "Version deployada", "v1.4.0"},
		"tag":                            {done, "Tag", "staging-deploy-20251118-1430"},
		"state":                          {done, "Estado", "SUCCESS"},
		"tests":                          {done, "Tests", "PASS"},
		"downtime":                       {done, "Downtime", "54 segundos"},
		"version before the pull":        {func(s *story) { s.untilDown() }, "Version deployada", "sin registrar: 2.1 Pull de Cambios no se ejecutó"},
		"version of a failed run":        {func(s *story) { s.breaks(); s.says(runbook.RunEnded{Outcome: runbook.FailedOutcome}) }, "Version deployada", "v1.4.0 (sin confirmar: el deployment no se completó)"},
		"version after a rollback":       {func(s *story) { s.breaks(); s.rollsBack() }, "Version deployada", "en vigor la anterior, v1.3.0; se intentó v1.4.0"},
		"tag after a rollback":           {func(s *story) { s.breaks(); s.rollsBack() }, "Tag", "staging-deploy-20251118-1430 (en vigor: marca el código anterior)"},
		"state after a rollback":         {func(s *story) { s.breaks(); s.rollsBack() }, "Estado", "ROLLBACK"},
		"tests that did not run":         {func(s *story) { s.breaks(); s.rollsBack() }, "Tests", "sin ejecutar"},
		"downtime is cut as on a clock":  {func(s *story) { s.untilMigrated("x"); s.now = s.now.Add(970 * time.Millisecond); s.succeeds() }, "Downtime", "54 segundos"},
		"downtime that never began":      {func(*story) {}, "Downtime", "0 segundos (los servicios no se detuvieron)"},
		"downtime that nobody saw end":   {func(s *story) { s.breaks(); s.says(runbook.RunEnded{Outcome: runbook.FailedOutcome}) }, "Downtime", "al menos 46 segundos: nadie ha visto responder de nuevo a los servicios"},
		"tests marked done":              {func(s *story) { markedTests(s) }, "Tests", "sin observar (dados por hechos por una persona)"},
		"state of a paused run":          {func(s *story) { s.untilDown(); s.says(runbook.Paused{Why: "gate"}) }, "Estado", "EN PAUSA, sin terminar"},
		"state of a run that was killed": {func(s *story) { s.untilDown() }, "Estado", "EN CURSO, sin terminar"},
		"state of an aborted run":        {func(s *story) { s.says(runbook.RunEnded{Outcome: runbook.Aborted}) }, "Estado", "ABORTED"},
		"state with deviations":          {func(s *story) { s.says(runbook.RunEnded{Outcome: runbook.SuccessWithDeviations}) }, "Estado", "SUCCESS con desviaciones"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			s := begin(t, book())
			tc.tell(s)
			if got := fieldOf(t, s.report(text.ES), tc.field); got != tc.want {
				t.Errorf("%s: %q, want %q", tc.field, got, tc.want)
			}
		})
	}
}

func markedTests(s *story) {
	s.untilMigrated("abc1234 uno")
	s.passes("health", time.Second, nil)
	s.says(runbook.StepStarted{Step: "smoke"})
	s.attempts("smoke", 1, time.Second, runbook.AttemptResult{Exit: 1})
	s.by("Ana Ruiz", runbook.StepMarkedDone{Step: "smoke", Reason: "probado a mano"})
}

func TestAFailureSaysItsCauseAndNotWhatFollowsFromIt(t *testing.T) {
	for _, tc := range []struct {
		result runbook.AttemptResult
		want   string
	}{
		{runbook.AttemptResult{Exit: 1, Line: 2, Command: "migrate", Unset: []string{"MIGRATIONS"}}, "intento 1: código 1 en la línea 2: migrate\n"},
		{runbook.AttemptResult{Reached: true, Unset: []string{"MIGRATIONS"}}, "intento 1: no dejó MIGRATIONS\n"},
		{runbook.AttemptResult{Exit: 130, Why: "cancel", Unset: []string{"MIGRATIONS"}}, "intento 1: cancelado por una persona\n"},
		{runbook.AttemptResult{Signal: "KILL"}, "intento 1: terminado por la señal KILL\n"},
	} {
		s := begin(t, book())
		s.untilDown()
		s.says(runbook.StepStarted{Step: "pull"})
		s.attempts("pull", 1, time.Second, tc.result)
		if got := s.report(text.ES); !strings.Contains(got, tc.want) {
			t.Errorf("%+v: %q is missing", tc.result, tc.want)
		}
	}
}

// What of a step ran on, and a person's word on an outcome that nobody saw, stand in the report.
func TestWhatRanOnIsInTheReport(t *testing.T) {
	s := begin(t, book())
	s.untilDown()
	s.says(runbook.StepStarted{Step: "pull"})
	left := []runbook.Process{{PID: 4720, User: "root", Command: "tail -f /var/log/nginx/error.log"}}
	s.attempts("pull", 1, time.Second, runbook.AttemptResult{Exit: 130, Why: "cancel", Processes: left})
	s.says(runbook.AttemptStarted{Step: "pull", Attempt: 2, ID: "pull-2"})
	s.says(runbook.AttemptLost{Step: "pull", Attempt: 2, Why: runbook.Phrase{ID: "engine.lost.rebooted"}})
	s.says(runbook.SurvivorsObserved{Step: "pull", Attempt: 2, Processes: []runbook.Process{{PID: 81, User: "deploy", Command: "git pull"}}})
	s.by("Ana Ruiz", runbook.StepMarkedFailed{Step: "pull", Reason: "no hay rastro"})
	got := s.report(text.ES)
	for _, want := range []string{
		"el proceso 4720 de root no se pudo terminar: tail -f /var/log/nginx/error.log",
		"el proceso 81 de deploy seguía vivo cuando se miró: git pull", "Ana Ruiz lo dio por fallido: no hay rastro",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
}

func TestATagCountsOnceItWasSeen(t *testing.T) {
	tagged := func() *runbook.Runbook {
		b := book()
		b.Stages[0].Steps[1].Checks = []runbook.Check{{Tag: "$DEPLOY_TAG"}}
		return b
	}
	s := begin(t, tagged())
	if got, want := fieldOf(t, s.report(text.ES), "Tag"), "staging-deploy-20251118-1430 (sin confirmar: 1.2 Detener Servicios no pasó)"; got != want {
		t.Errorf("before: %q, want %q", got, want)
	}
	s = begin(t, tagged())
	s.untilDown()
	if got, want := fieldOf(t, s.report(text.ES), "Tag"), "staging-deploy-20251118-1430"; got != want {
		t.Errorf("after: %q, want %q", got, want)
	}
}

func TestAMigrationThatBeganMayHaveDoneAPart(t *testing.T) {
	s := begin(t, book())
	s.breaks()
	_, after, _ := strings.Cut(s.report(text.ES), "## Migraciones Aplicadas\n")
	if want := "- sin registrar: 2.2 Ejecutar Migraciones empezó y no lo dejó registrado; puede haber hecho una parte\n"; !strings.HasPrefix(after, want) {
		t.Errorf("got %q", after[:120])
	}
}

func TestAnEndedRunIsTheSameBytesAtAnyTime(t *testing.T) {
	s := begin(t, book())
	s.breaks()
	s.says(runbook.RunEnded{Outcome: runbook.FailedOutcome})
	c := catalogue(t, text.ES)
	first, err := Markdown(s.run, c, s.now, nil)
	if err != nil {
		t.Fatal(err)
	}
	later, err := Markdown(s.run, c, s.now.Add(48*time.Hour).UTC(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if string(first) != string(later) {
		t.Error("the report changes with the time at which it is written")
	}
}

func TestALogThatCannotBeReadIsSaidToBeSo(t *testing.T) {
	s := begin(t, book())
	s.breaks()
	raw, err := Markdown(s.run, catalogue(t, text.EN), s.now, func(string, int) ([]byte, error) { return nil, errors.New("no such | file") })
	if err != nil {
		t.Fatal(err)
	}
	if want := "It could not be read: no such \\| file"; !strings.Contains(string(raw), want) {
		t.Errorf("%q is missing", want)
	}
}

func TestName(t *testing.T) {
	s := begin(t, book())
	for path, want := range map[string]string{
		"docs/backend/DEPLOY-STAGING-YYYY-MM-DD-HHMM.md": "docs/backend/DEPLOY-STAGING-2025-11-18-1430.md",
		"log-YYYYMMDD-HHMM.md":                           "log-20251118-1430.md",
		"../../etc/YYYY-MM-DD.md":                        "etc/2025-11-18.md",
		"HHMM/ADD-MM.md":                                 "HHMM/ADD-MM.md",
		"":                                               "DEPLOY-2025-11-18-1430.md",
	} {
		s.run.Book.Report.Path = path
		if got := Name(s.run); got != want {
			t.Errorf("%q: %q, want %q", path, got, want)
		}
	}
}
