package ui

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"paso/runbook"
	"paso/runbook/engine"
)

// player is an engine that plays a run by the real rules (Next, Decide, Apply) on a
// host that does what a table says. Nothing in it waits: its clock is moved by hand.
type player struct {
	run      *runbook.Run
	session  runbook.Session
	now      time.Time
	box      engine.Update
	fresh    bool              // something is in the box
	fails    map[string]int    // by step: attempts that fail
	unsure   map[string]int    // attempts that are lost
	stubborn []runbook.Process // what a cancel cannot end
	badCheck map[string]int    // looks at which a check does not hold
	hold     map[string]bool
	ask      map[string]engine.Input
	typed    []string
	secrets  []string
	kept     bool
	answers  []string
	rows     int
	cols     int
	commands []runbook.Command
	logs     map[attemptKey][]byte
	said     map[string]string // what a step prints
}

func newPlayer(book *runbook.Runbook, demo bool) *player {
	p := &player{
		run: runbook.NewRun(book), now: time.Date(2026, 11, 23, 14, 18, 0, 0, time.UTC),
		session: runbook.Session{Secrets: map[string]bool{}},
		fails:   map[string]int{}, unsure: map[string]int{}, badCheck: map[string]int{}, hold: map[string]bool{}, ask: map[string]engine.Input{},
		logs: map[attemptKey][]byte{}, said: map[string]string{},
	}
	p.record(runbook.Paso, runbook.RunStarted{
		ID: "20261123-1418-staging", Runbook: book.ID, Title: book.Title, Version: book.Version, Target: "staging",
		Destination: "staging-server", Paso: "dev", Machine: "portatil", Language: "es", Demo: demo,
	})
	p.advance()
	return p
}

func (p *player) record(actor string, events ...runbook.Event) {
	for _, e := range events {
		rec := runbook.Record{Seq: p.run.Seq + 1, Time: p.now, Actor: actor, Event: e}
		if err := p.run.Apply(rec); err != nil {
			panic(err)
		}
		p.box.Records = append(p.box.Records, rec)
		p.fresh = true
	}
}

// take is the mailbox; false when nothing is new.
func (p *player) take() (engine.Update, bool) {
	if !p.fresh {
		return engine.Update{}, false
	}
	u := p.box
	u.Session = p.session
	u.Session.Secrets = map[string]bool{}
	for name := range p.session.Secrets {
		u.Session.Secrets[name] = true
	}
	p.box = engine.Update{Doing: p.box.Doing, Input: p.box.Input, Prompt: p.box.Prompt, Link: p.box.Link}
	p.fresh = false
	return u, true
}

// Take never blocks here: the driver asks the mailbox itself.
func (p *player) Take(context.Context) (engine.Update, bool) { return engine.Update{}, false }

func (p *player) actor() string {
	if p.run.Operator.Name != "" {
		return p.run.Operator.Name
	}
	return runbook.Paso
}

func (p *player) Do(c runbook.Command) {
	p.commands = append(p.commands, c)
	events, err := runbook.Decide(p.run, p.session, c)
	if err != nil {
		p.box.Refused = append(p.box.Refused, engine.Refused{Command: c, Err: err})
		p.fresh = true
		return
	}
	if v, ok := c.(runbook.GiveValue); ok && p.run.Book.Var(v.Name).Secret {
		p.session.Secrets[v.Name] = true
	}
	p.record(p.actor(), events...)
	switch c.(type) {
	case runbook.Pause:
		p.box.Done, p.box.Err, p.fresh = true, errors.New("paused"), true // as the engine says it
		return
	case runbook.Cancel:
		p.end(130, "cancel")
	case runbook.Reconnect:
		p.session.Unreachable = false
	default:
	}
	p.advance()
}

func (p *player) Type(line string) {
	p.typed = append(p.typed, line)
	p.box.Input, p.fresh = nil, true
}

func (p *player) TypeSecret(value string, keep bool) {
	p.secrets, p.kept = append(p.secrets, value), keep
	p.box.Input, p.fresh = nil, true
}

func (p *player) Answer(_ int, value string, ok bool) {
	p.answers = append(p.answers, fmt.Sprint(value, ok))
	p.box.Prompt, p.fresh = nil, true
}

func (p *player) Resize(rows, cols int) { p.rows, p.cols = rows, cols }

// Output gives at most logPart bytes, as the engine gives at most 1 MiB.
func (p *player) Output(step string, attempt int, before int64) (engine.Log, error) {
	log := p.logs[attemptKey{step, attempt}]
	end := len(log)
	if before > 0 {
		end = min(end, int(before))
	}
	from := max(0, end-logPart)
	if i := bytes.IndexByte(log[from:end], '\n'); from > 0 && i >= 0 && from+i+1 < end {
		from += i + 1
	}
	return engine.Log{From: int64(from), Bytes: log[from:end]}, nil
}

const logPart = 4096

// advance does what is next until a person or a held script is waited for.
func (p *player) advance() {
	for range 10_000 {
		action := runbook.Next(p.run, p.session)
		if wait, ok := action.(runbook.Wait); ok {
			if p.run.OpenGate != wait.Gate.Key() {
				if p.run.OpenGate != "" {
					p.record(runbook.Paso, runbook.GateClosed{Gate: p.run.OpenGate})
				}
				p.record(runbook.Paso, runbook.GateOpened{Gate: wait.Gate.Key(), Step: wait.Gate.Step})
			}
			return
		}
		if p.run.OpenGate != "" {
			p.record(runbook.Paso, runbook.GateClosed{Gate: p.run.OpenGate})
		}
		p.now = p.now.Add(700 * time.Millisecond)
		if !p.act(action) {
			return
		}
	}
	panic(fmt.Sprintf("the run never comes to rest: %#v", runbook.Next(p.run, p.session)))
}

func (p *player) act(action runbook.Action) bool {
	switch a := action.(type) {
	case runbook.Conclude:
		p.record(runbook.Paso, a.Events...)
	case runbook.Connect:
		if p.session.Unreachable {
			return false
		}
		p.session.Connected = true
		p.record(runbook.Paso, runbook.TargetReached{User: "deploy", Hostname: "staging-server", BootID: "b"}, runbook.HostPrepared{BootID: "b"})
	case runbook.FixVars:
		values := map[string]string{"DEPLOY_TAG": "staging-deploy-20261123-1418"}
		for _, v := range p.run.Book.Vars {
			if v.Value != "" {
				values[v.Name], _ = runbook.Expand(v.Value, func(n string) (string, bool) { s, ok := values[n]; return s, ok })
			}
		}
		p.record(runbook.Paso, runbook.VarsFixed{Values: values})
	case runbook.TakeLock:
		p.session.Locked = true
		p.record(runbook.Paso, runbook.LockTaken{Name: "staging", Epoch: 1})
	case runbook.RunPreflight:
		if p.hold["preflight"] {
			p.box.Doing, p.fresh = engine.DoingPreflight, true
			return false
		}
		p.record(runbook.Paso, runbook.Preflighted{Results: p.results("preflight", []runbook.Check{{Title: "git 2.39.5"}, {Title: "psql 15.8"}, {Title: "/backups: 18 GiB"}})})
	case runbook.ObservePrerequisites:
		if p.hold["observe"] {
			p.box.Doing, p.fresh = engine.DoingPrerequisites, true
			return false
		}
		for _, id := range a.IDs {
			for i := range p.run.Book.Prerequisites {
				if q := p.run.Book.Prerequisites[i]; q.ID == id {
					p.record(runbook.Paso, runbook.PrerequisiteObserved{ID: id, Results: p.results(id, q.Checks)})
				}
			}
		}
	case runbook.StartAttempt:
		return p.start(a)
	case runbook.FollowAttempt:
		return false
	case runbook.ObserveChecks:
		step := p.run.Steps[a.Step]
		attempt := 0
		if c := step.Current(); c != nil {
			attempt = c.N
			if !c.Lost.IsZero() {
				p.record(runbook.Paso, runbook.SurvivorsObserved{Step: a.Step, Attempt: c.N, Processes: []runbook.Process{
					{PID: 4711, User: "deploy", Command: "python manage.py migrate --noinput"},
					{PID: 4720, User: "root", Command: "tail -f /var/log/nginx/error.log"},
				}})
			}
		}
		p.record(runbook.Paso, runbook.ChecksObserved{Step: a.Step, Attempt: attempt, Results: p.results(a.Step, step.Step.Checks)})
	case runbook.WriteReport:
		p.record(runbook.Paso, runbook.ReportWritten{Step: a.Step, Path: "docs/backend/deployment/DEPLOY-STAGING-2026-11-23-1418.md", Size: 4211})
	case runbook.ReleaseLock:
		p.session.Locked = false
		p.record(runbook.Paso, runbook.LockReleased{})
	case runbook.CleanTarget:
		p.record(runbook.Paso, runbook.TargetCleaned{})
	case runbook.Finished:
		p.box.Done, p.fresh = true, true
		return false
	case runbook.Wait:
		return false
	}
	return true
}

func (p *player) results(id string, checks []runbook.Check) []runbook.CheckResult {
	bad := p.badCheck[id] > 0
	if bad {
		p.badCheck[id]--
	}
	out := make([]runbook.CheckResult, len(checks))
	for i, c := range checks {
		label := c.Title
		if label == "" {
			label = "comprobación " + itoa(i+1)
		}
		out[i] = runbook.CheckResult{
			Label: label, Verdict: runbook.OK, Latency: 38 * time.Millisecond,
			Wanted: runbook.Phrase{ID: "checks.http.wanted", Args: map[string]string{"Status": "200"}}, Observed: runbook.Phrase{ID: "checks.http.observed", Args: map[string]string{"Status": "200", "Latency": "38 ms"}},
		}
		if bad && i == 0 {
			out[i].Verdict = runbook.Failed
			out[i].Observed = runbook.Phrase{ID: "checks.http.observed", Args: map[string]string{"Status": "502", "Latency": "12 ms"}}
		}
	}
	return out
}
