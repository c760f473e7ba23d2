package ui

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"paso/runbook"
	"paso/runbook/engine"
	"paso/runbook/text"
)

// plainFake is an engine without a host: the rules are the real ones, scripts end as the test says. Everything happens
// inside of Do and its like, so a test is the same every time.
type plainFake struct {
	mu      sync.Mutex
	ready   chan struct{}
	run     *runbook.Run
	session runbook.Session
	now     time.Time
	pending engine.Update
	state   engine.Update // what every update says of the moment

	results     map[string][]runbook.AttemptResult // by step, one per attempt; the last holds for the rest
	printed     map[string]string                  // by step
	inputs      map[string]engine.Input            // a step that waits for a line
	prereqs     map[string]runbook.Verdict         // by id; OK if absent
	preflight   runbook.Verdict
	unreachable int // how often the target does not answer
	prompts     []engine.Prompt

	hangs    string // a step that runs until it is cancelled
	waiting  string // step that waits for a line
	sent     []runbook.Command
	typed    []string
	kept     bool
	answered []string
	ended    bool
}

func newPlainFake(t *testing.T, book *runbook.Runbook, set func(*plainFake)) *plainFake {
	t.Helper()
	f := &plainFake{
		ready: make(chan struct{}, 1), run: runbook.NewRun(book), now: plainStart(),
		session: runbook.Session{Secrets: map[string]bool{}},
		results: map[string][]runbook.AttemptResult{}, printed: map[string]string{}, inputs: map[string]engine.Input{},
		prereqs: map[string]runbook.Verdict{}, preflight: runbook.OK,
	}
	if set != nil {
		set(f)
	}
	f.record(runbook.Paso, runbook.RunStarted{
		ID: "20251118-1430-ab12", Runbook: book.ID, Title: book.Title, Version: book.Version, Target: "staging", Destination: "staging-server", Language: "es",
	})
	f.advance()
	return f
}

func plainStart() time.Time {
	return time.Date(2025, 11, 18, 14, 30, 0, 0, time.FixedZone("", -6*3600))
}

// plainClock says at first when the front end began, and then a time after the run.
func plainClock() func() time.Time {
	at := plainStart()
	return func() time.Time {
		now := at
		at = plainNow()
		return now
	}
}

// never is a clock that does not tick: what a test tells of time, it tells itself.
func never() <-chan time.Time { return make(chan time.Time) }

func plainNow() time.Time { return plainStart().Add(10 * time.Minute) }

func (f *plainFake) record(actor string, e runbook.Event) {
	f.now = f.now.Add(time.Second)
	rec := runbook.Record{Seq: f.run.Seq + 1, Time: f.now, Actor: actor, Event: e}
	if err := f.run.Apply(rec); err != nil {
		panic(err)
	}
	f.pending.Records = append(f.pending.Records, rec)
}

// signal makes the update visible to Take.
func (f *plainFake) signal() {
	select {
	case f.ready <- struct{}{}:
	default:
	}
}

// advance does what comes next until a person or a script is waited for.
func (f *plainFake) advance() {
	defer f.signal()
	for turns := 0; !f.ended && f.waiting == "" && f.state.Prompt == nil; turns++ {
		if turns > 1000 {
			panic(fmt.Sprintf("the rules go round in circles: %#v", runbook.Next(f.run, f.session)))
		}
		switch a := runbook.Next(f.run, f.session).(type) {
		case runbook.Wait:
			if f.run.OpenGate != a.Gate.Key() {
				f.record(runbook.Paso, runbook.GateOpened{Gate: a.Gate.Key(), Step: a.Gate.Step})
			}
			return
		case runbook.Conclude:
			for _, e := range a.Events {
				f.record(runbook.Paso, e)
			}
		case runbook.Connect:
			f.connect()
		case runbook.FixVars:
			f.record(runbook.Paso, runbook.VarsFixed{Values: map[string]string{"VERSION": "1.4.0"}})
		case runbook.TakeLock:
			f.session.Locked = true
			f.record(runbook.Paso, runbook.LockTaken{Name: "staging", Epoch: 1})
		case runbook.RunPreflight:
			f.record(runbook.Paso, runbook.Preflighted{Results: []runbook.CheckResult{plainCheck("git ≥ 2", f.preflight)}})
		case runbook.ObservePrerequisites:
			for _, id := range a.IDs {
				verdict := f.prereqs[id]
				if verdict == "" {
					verdict = runbook.OK
				}
				f.record(runbook.Paso, runbook.PrerequisiteObserved{ID: id, Results: []runbook.CheckResult{plainCheck("responde", verdict)}})
			}
		case runbook.StartAttempt:
			f.start(a)
		case runbook.ObserveChecks:
			n := len(f.run.Steps[a.Step].Attempts)
			f.record(runbook.Paso, runbook.ChecksObserved{Step: a.Step, Attempt: n, Results: []runbook.CheckResult{plainCheck("responde 200", runbook.OK)}})
		case runbook.WriteReport:
			f.record(runbook.Paso, runbook.ReportWritten{Step: a.Step, Path: "docs/DEPLOY.md", Size: 100, SHA256: "ab"})
		case runbook.ReleaseLock:
			f.session.Locked = false
			f.record(runbook.Paso, runbook.LockReleased{})
		case runbook.CleanTarget:
			f.record(runbook.Paso, runbook.TargetCleaned{})
		case runbook.Finished:
			f.finish()
		case runbook.FollowAttempt:
			return
		}
	}
}

func (f *plainFake) finish() { f.ended, f.pending.Done = true, true }

func (f *plainFake) connect() {
	switch {
	case len(f.prompts) > 0:
		f.state.Prompt = &f.prompts[0]
	case f.unreachable > 0:
		f.unreachable--
		f.session.Unreachable = true
	default:
		f.session.Connected = true
		f.record(runbook.Paso, runbook.TargetReached{User: "deploy", Hostname: "staging-01"})
		f.record(runbook.Paso, runbook.HostPrepared{BootID: "b"})
	}
}

func (f *plainFake) start(a runbook.StartAttempt) {
	f.record(runbook.Paso, runbook.AttemptStarted{Step: a.Step, Attempt: a.Attempt, ID: a.ID, Script: a.Script, Edited: a.Edited})
	f.pending.Marks = append(f.pending.Marks, engine.Mark{Step: a.Step, Attempt: a.Attempt, N: 1, Line: 1, At: f.now})
	f.pending.Output = append(f.pending.Output, engine.Chunk{Step: a.Step, Attempt: a.Attempt, Bytes: []byte(f.printed[a.Step])})
	if in, waits := f.inputs[a.Step]; waits {
		in.Step, in.Attempt = a.Step, a.Attempt
		f.waiting, f.state.Input = a.Step, &in
		return
	}
	if f.hangs == a.Step {
		f.waiting = a.Step
		return
	}
	f.end(a.Step, a.Attempt)
}

func (f *plainFake) end(step string, attempt int) {
	result := runbook.AttemptResult{Reached: true, State: "ok"}
	if all := f.results[step]; len(all) > 0 {
		result = all[min(attempt, len(all))-1]
	}
	f.record(runbook.Paso, runbook.AttemptEnded{Step: step, Attempt: attempt, Result: result})
}

func plainCheck(label string, v runbook.Verdict) runbook.CheckResult {
	return runbook.CheckResult{Label: label, Verdict: v, Wanted: runbook.Phrase{ID: "plain.verdict.ok"}, Observed: runbook.Phrase{ID: "plain.verdict." + string(v)}}
}

func (f *plainFake) Take(ctx context.Context) (engine.Update, bool) {
	select {
	case <-f.ready:
	case <-ctx.Done():
		return engine.Update{}, false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	u := f.pending
	f.pending = engine.Update{}
	secrets := map[string]bool{}
	for name := range f.session.Secrets {
		secrets[name] = true
	}
	u.Session = f.session
	u.Session.Secrets = secrets
	u.Prompt, u.Input = f.state.Prompt, f.state.Input
	return u, true
}

func (f *plainFake) Do(c runbook.Command) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sent = append(f.sent, c)
	if f.ended {
		return
	}
	if f.run.OpenGate != "" {
		f.record(runbook.Paso, runbook.GateClosed{Gate: f.run.OpenGate})
	}
	events, err := runbook.Decide(f.run, f.session, c)
	if err != nil {
		f.pending.Refused = append(f.pending.Refused, engine.Refused{Command: c, Err: err})
	}
	actor := f.run.Operator.Name
	if actor == "" {
		actor = runbook.Paso
	}
	for _, e := range events {
		f.record(actor, e)
	}
	switch c := c.(type) {
	case runbook.Pause:
		f.finish()
	case runbook.Cancel:
		f.waiting = ""
		f.record(runbook.Paso, runbook.AttemptEnded{Step: f.hangs, Attempt: 1, Result: runbook.AttemptResult{Exit: 130, Why: "cancel"}})
	case runbook.Reconnect:
		f.session.Unreachable = false
	case runbook.TakeOver:
		if err == nil {
			f.record(actor, runbook.LockTaken{Name: "staging", Epoch: 2, TookOver: f.session.Holder.Owner + " · " + f.session.Holder.Run, Reason: c.Reason})
			f.session.Locked, f.session.Holder = true, nil
		}
	case runbook.LeaveLocked:
		f.record(runbook.Paso, runbook.RunEnded{Outcome: runbook.Aborted, Reason: "Luis"})
	case runbook.GiveValue:
		if err == nil && f.run.Book.Var(c.Name).Secret {
			f.session.Secrets[c.Name] = true
		}
	default:
	}
	f.advance()
}

func (f *plainFake) Type(line string) { f.input(line, false) }

func (f *plainFake) TypeSecret(value string, keep bool) { f.input(value, keep) }

func (f *plainFake) input(line string, keep bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.typed, f.kept = append(f.typed, line), keep
	if step := f.waiting; step != "" {
		f.waiting, f.state.Input = "", nil
		f.end(step, len(f.run.Steps[step].Attempts))
	}
	f.advance()
}

func (f *plainFake) Answer(_ int, value string, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !ok {
		value = "declined"
	}
	f.answered = append(f.answered, value)
	f.state.Prompt, f.prompts = nil, f.prompts[1:]
	if value != "yes" && value != "secreto" {
		f.session.Unreachable = true
	}
	f.advance()
}

func (f *plainFake) Resize(int, int) {}

func (f *plainFake) Output(step string, _ int, _ int64) (engine.Log, error) {
	return engine.Log{Bytes: []byte(f.printed[step])}, nil
}

// plainBook is a procedure with a gate of every kind.
func plainBook() *runbook.Runbook {
	return &runbook.Runbook{
		ID: "PROCED-BACK-002", Title: "Deployment a Staging", Version: "1.0.0", Language: "es",
		Vars:   []runbook.Var{{Name: "TICKET", Ask: "Ticket", Default: "OPS-1"}, {Name: "DB_PASSWORD", Ask: "Contraseña de la base", Secret: true, Env: "IACT_DB_PASSWORD"}},
		People: []runbook.Person{{Name: "Ana Ruiz", Roles: []string{"devops"}}, {Name: "Marta Gil", Roles: []string{"qa"}}},
		Roles:  map[string]string{"devops": "DevOps", "qa": "QA"},
		RACI: []runbook.Activity{
			{Activity: "Ejecutar deployment", Letters: map[string]string{"devops": "R"}},
			{Activity: "Validar deployment", Letters: map[string]string{"qa": "R/A"}},
		},
		Clocks: map[string]runbook.Clock{
			"total":    {Title: "Total", Budget: runbook.Duration(time.Hour)},
			"downtime": {Title: "Downtime", From: "stop", Until: []string{"health", "rollback.health"}, Budget: runbook.Duration(2 * time.Minute)},
		},
		About:         runbook.About{Excludes: []string{"Deployment a producción"}},
		Prerequisites: []runbook.Prerequisite{{ID: "merged", Title: "Código mergeado"}, {ID: "ssh", Title: "Acceso SSH", Checks: []runbook.Check{{}}}},
		Stages: []runbook.Stage{
			{Title: "Preparación", Estimate: runbook.Duration(15 * time.Minute), Steps: []runbook.Step{
				{ID: "backup", Number: "1.1", Title: "Crear Backup", Activity: "Ejecutar deployment", Critical: true, Run: "pg_dump > x\nls -l x\n", Secrets: []string{"DB_PASSWORD"}},
			}},
			{Title: "Código", Estimate: runbook.Duration(10 * time.Minute), Steps: []runbook.Step{
				{ID: "stop", Number: "2.1", Title: "Detener Servicios", Activity: "Ejecutar deployment", Run: "sudo systemctl stop gunicorn\n"},
				{ID: "health", Number: "2.2", Title: "Verificar Conectividad", Activity: "Ejecutar deployment", Run: "curl -f x\n", Checks: []runbook.Check{{}}},
				{ID: "functional", Number: "2.3", Title: "Validación Manual", Activity: "Validar deployment",
					Checklist: []runbook.Item{{ID: "login", Title: "Login funcional"}, {ID: "admin", Title: "Panel de admin"}}},
				{ID: "notify", Number: "2.4", Title: "Notificar", Notify: "deployed"},
			}},
		},
		Rollback: runbook.Rollback{Title: "Rollback", Estimate: runbook.Duration(10 * time.Minute), Warning: "Se pierde lo escrito después.", Notify: "back",
			Steps: []runbook.Step{{ID: "rollback.health", Number: "R.1", Title: "Validar", Run: "curl -f x\n"}}},
		Notices: map[string]runbook.Notice{
			"deployed": {Title: "Deployment completado", To: []string{"#deployments"}, Text: "Versión: $VERSION\nEstado: $PASO_STATE\n"},
			"back":     {Title: "Rollback hecho", To: []string{"#deployments"}, Text: "Razón: $PASO_REASON\n"},
		},
		Criteria: []runbook.Criterion{{ID: "downtime", Title: "Downtime < 2 minutos", Holds: `clock("downtime") < 120`}, {ID: "calm", Title: "Equipo tranquilo", Ask: "qa"}},
		Risks:    []runbook.Risk{{Title: "Servicios no reinician", Impact: "ALTO", Contingency: "Restart manual", Steps: []string{"health"}}},
		Contacts: []runbook.Contact{{Title: "DevOps Lead", How: "ext. 12"}},
	}
}

func plainCatalogue(t *testing.T, lang text.Lang) *text.Catalogue {
	t.Helper()
	c, err := text.For(lang)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
