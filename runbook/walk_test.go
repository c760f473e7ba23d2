package runbook

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// testBook is a small procedure with everything that the rules know.
func testBook(t testing.TB) *Runbook {
	t.Helper()
	book, problems := Load("test.toml", []byte(rulesBook))
	if book == nil {
		t.Fatal(Problems(problems))
	}
	return book
}

const rulesBook = `
id = "T"
title = "Prueba"
version = "1"
language = "es"

[about]
excludes = ["producción"]

[vars]
PASSWORD = { secret = true, ask = "Contraseña" }

[targets.staging]
ssh = "staging"

[lock]
name = "staging"

[clocks]
total = { budget = "60m" }
downtime = { from = "stop", until = ["health", "rollback.health"], budget = "2m" }
rollback = { budget = "5m" }

[roles]
devops = "DevOps"
qa = "QA"
dev = "Desarrollo"

[[people]]
name = "Ana"
roles = ["devops"]
[[people]]
name = "Quique"
roles = ["qa"]
[[people]]
name = "Dora"
roles = ["dev"]

[[raci]]
activity = "Preparar"
roles = { devops = "R", qa = "I" }
[[raci]]
activity = "Ejecutar"
roles = { dev = "R", devops = "C" }
[[raci]]
activity = "Validar"
roles = { devops = "R", qa = "A" }

[[prerequisite]]
id = "merged"
title = "Mergeado"
[[prerequisite]]
id = "disk"
title = "Disco"
[[prerequisite.check]]
disk = "/"
free = "1B"

[[stage]]
title = "Preparar"
[[stage.step]]
id = "backup"
title = "Backup"
activity = "Preparar"
critical = true
secrets = ["PASSWORD"]
success = "hay backup"
run = 'FILE=/b; echo "${PASSWORD:+x}"'
capture = ["FILE"]
[[stage.step.check]]
file = "$FILE"

[[stage]]
title = "Parar"
[[stage.step]]
id = "stop"
title = "Parar"
activity = "Ejecutar"
success = "parado"
run = 'true'
[[stage.step]]
id = "migrate"
title = "Migrar"
activity = "Ejecutar"
success = "migrado"
run = 'true'

[[stage]]
title = "Arrancar"
[[stage.step]]
id = "health"
title = "Salud"
activity = "Ejecutar"
success = "responde"
run = 'true'

[[stage]]
title = "Validar"
[[stage.step]]
id = "manual"
title = "Manual"
activity = "Validar"
success = "todo bien"
checklist = [{ id = "login", title = "Login" }, { id = "admin", title = "Admin" }]

[[rollback.step]]
id = "rollback.stop"
title = "Parar"
run = 'true'
[[rollback.step]]
id = "rollback.database"
title = "Base de datos"
when = 'started("migrate")'
run = 'true'
[[rollback.step]]
id = "rollback.health"
title = "Salud"
run = 'true'

[[criterion]]
id = "downtime"
group = "cuantitativo"
title = "Downtime < 2 minutos"
holds = 'clock("downtime") < 120'
[[criterion]]
id = "qa"
group = "cualitativo"
title = "QA puede empezar"
ask = "qa"
`

// walk is a run under the rules with a clock that only it moves: what an engine and
// an operator would do, without either.
type walk struct {
	alive   []Process // of a lost attempt
	t       *testing.T
	run     *Run
	session Session
	now     time.Time
	seq     uint64
	gates   []string
	outcome map[string]AttemptResult // by step; default: exit 0
	checks  map[string]Verdict       // by step or prerequisite; default: OK
	watch   func()                   // after every record; may be nil
}

func newWalk(t *testing.T) *walk {
	w := &walk{
		t: t, run: NewRun(testBook(t)), session: Session{Connected: true, Locked: true, Secrets: map[string]bool{}},
		now: time.Date(2026, 11, 23, 23, 0, 0, 0, time.UTC), outcome: map[string]AttemptResult{}, checks: map[string]Verdict{},
	}
	w.record(RunStarted{ID: "r", Target: "staging"})
	return w
}

func (w *walk) record(events ...Event) {
	w.t.Helper()
	for _, e := range events {
		w.seq++
		if err := w.run.Apply(Record{Seq: w.seq, Time: w.now, Actor: "Ana", Event: e}); err != nil {
			w.t.Fatal(err)
		}
		if w.watch != nil {
			w.watch()
		}
	}
}

// do gives a command and returns its refusal.
func (w *walk) do(c Command) string {
	w.t.Helper()
	events, err := Decide(w.run, w.session, c)
	var refusal *Refusal
	if errors.As(err, &refusal) {
		return strings.TrimPrefix(refusal.ID, "refusal.")
	}
	if err != nil {
		w.t.Fatal(err)
	}
	if given, ok := c.(GiveValue); ok {
		w.session.Secrets[given.Name] = true
	}
	w.record(events...)
	return ""
}

func (w *walk) must(c Command) {
	w.t.Helper()
	if refusal := w.do(c); refusal != "" {
		w.t.Fatalf("%#v refused: %s, at %s", c, refusal, w.gate().Key())
	}
}

// gate lets the engine's part go on until a person is wanted; each act takes a second.
func (w *walk) gate() Gate {
	w.t.Helper()
	for range 500 {
		switch a := Next(w.run, w.session).(type) {
		case Wait:
			if w.run.OpenGate != a.Gate.Key() {
				if w.run.OpenGate != "" {
					w.record(GateClosed{Gate: w.run.OpenGate})
				}
				w.record(GateOpened{Gate: a.Gate.Key(), Step: a.Gate.Step})
				w.gates = append(w.gates, a.Gate.Key())
			}
			return a.Gate
		case Finished:
			return Gate{Kind: "finished"}
		default:
			if w.run.OpenGate != "" {
				w.record(GateClosed{Gate: w.run.OpenGate})
			}
			w.now = w.now.Add(time.Second)
			w.act(a)
		}
	}
	w.t.Fatalf("the rules go round in circles at %T", Next(w.run, w.session))
	return Gate{}
}

func (w *walk) act(a Action) {
	switch a := a.(type) {
	case Conclude:
		w.record(a.Events...)
	case FixVars:
		w.record(VarsFixed{Values: map[string]string{}})
	case RunPreflight:
		w.record(Preflighted{})
	case ObservePrerequisites:
		for _, id := range a.IDs {
			w.record(PrerequisiteObserved{ID: id, Results: []CheckResult{{Verdict: w.verdict(id)}}})
		}
	case StartAttempt:
		w.record(AttemptStarted{Step: a.Step, Attempt: a.Attempt, ID: a.ID, Base: a.Base})
	case FollowAttempt:
		result, set := w.outcome[a.Step]
		if !set {
			result = AttemptResult{Reached: true, State: "ok", Captures: map[string]string{}}
			for _, name := range w.run.Steps[a.Step].Step.Capture {
				result.Captures[name] = "v"
			}
		}
		w.record(AttemptEnded{Step: a.Step, Attempt: a.Attempt, Result: result})
	case ObserveChecks:
		if p := w.run.Steps[a.Step]; p.State == StateUnknown {
			w.record(SurvivorsObserved{Step: a.Step, Attempt: p.Current().N, Processes: w.alive})
		}
		w.record(ChecksObserved{Step: a.Step, Attempt: len(w.run.Steps[a.Step].Attempts), Results: []CheckResult{{Verdict: w.verdict(a.Step)}}})
	case WriteReport:
		w.record(ReportWritten{Step: a.Step, Path: "r.md"})
	case ReleaseLock:
		w.record(LockReleased{})
	case CleanTarget:
		w.record(TargetCleaned{})
	default:
		w.t.Fatalf("unexpected action %T", a)
	}
}

func (w *walk) verdict(id string) Verdict {
	if v := w.checks[id]; v != Unjudged {
		return v
	}
	return OK
}

// until answers every gate well until one of the kind.
func (w *walk) until(key string) Gate {
	w.t.Helper()
	for range 100 {
		g := w.gate()
		if g.Key() == key || string(g.Kind) == key {
			return g
		}
		w.answer(g)
	}
	w.t.Fatalf("never came to %s: %v", key, w.gates)
	return Gate{}
}

func (w *walk) answer(g Gate) {
	w.t.Helper()
	w.now = w.now.Add(10 * time.Second)
	switch g.Kind {
	case GateOperator:
		w.must(NameOperator{Name: "ana", Kind: Asserted})
	case GateValue:
		w.must(GiveValue{Name: g.Subject, Value: "hush", Source: "asked"})
	case GateScope, GateStage, GateStep:
		w.must(Confirm{Gate: g.Key()})
	case GatePrerequisites:
		w.must(Tick{List: ListPrerequisites, Item: "merged", Verdict: OK})
		w.must(CloseList{List: ListPrerequisites})
	case GateResponsible:
		w.must(NameResponsible{Activity: g.Activity, Person: w.run.Book.Holders(g.Role)[0].Name, Kind: Asserted})
	case GateChecklist:
		w.must(Tick{List: g.Step, Item: "login", Verdict: OK})
		w.must(Tick{List: g.Step, Item: "admin", Verdict: OK})
		w.must(CloseList{List: g.Step})
	case GateApproval:
		w.must(Approve{Step: g.Step, Activity: g.Activity, Person: w.run.Book.Holders(g.Role)[0].Name, Kind: Asserted})
	case GateCriteria:
		w.must(Tick{List: ListCriteria, Item: "qa", Verdict: OK})
		w.must(CloseList{List: ListCriteria})
	case GateRollbackPlan:
		w.must(StartRollback{})
	default:
		w.t.Fatalf("nothing answers %s", g.Key())
	}
}
