package ui

import (
	"fmt"
	"strings"
	"time"

	"paso/runbook"
	"paso/runbook/engine"
)

// start plays a script: statements begin, lines come, and, unless it is held, it ends.
func (p *player) start(a runbook.StartAttempt) bool {
	started, actor := runbook.AttemptStarted{Step: a.Step, Attempt: a.Attempt, ID: a.ID, Base: a.Base}, runbook.Paso
	if a.Edited {
		started.Edited, started.Script, started.Reason, actor = true, a.Script, p.run.Steps[a.Step].EditReason, p.actor()
	}
	p.record(actor, started)
	p.record(runbook.Paso, runbook.AttemptAcknowledged{Step: a.Step, Attempt: a.Attempt})
	p.play(a.Step, a.Attempt, a.Script)
	if p.hold[a.Step] {
		if in, ok := p.ask[a.Step]; ok {
			in.Step, in.Attempt = a.Step, a.Attempt
			p.box.Input = &in
		}
		return false
	}
	code := 0
	if p.fails[a.Step] > 0 {
		p.fails[a.Step]--
		code = 1
	}
	if p.unsure[a.Step] > 0 {
		p.unsure[a.Step]--
		p.record(runbook.Paso, runbook.AttemptLost{Step: a.Step, Attempt: a.Attempt, Why: runbook.Phrase{ID: "engine.lost.harness"}})
		return true
	}
	p.end(code, "")
	return true
}

// statementLines are the first lines of what stands in a script, near enough for a test.
func statementLines(script string) []int {
	var at []int
	for i, text := range strings.Split(script, "\n") {
		text = strings.TrimSpace(text)
		if text != "" && !strings.HasPrefix(text, "#") && !strings.HasPrefix(text, "-") && text != "EOF" && text != "fi" {
			at = append(at, i+1)
		}
	}
	return at
}

func (p *player) play(step string, attempt int, script string) {
	at := statementLines(script)
	if p.fails[step] > 0 || p.hold[step] {
		at = at[:max(1, len(at)-1)]
	}
	for i, line := range at {
		p.box.Marks = append(p.box.Marks, engine.Mark{Step: step, Attempt: attempt, N: i + 1, Line: line, At: p.now})
		p.print(step, attempt, p.said[fmt.Sprint(step, ":", line)])
		p.now = p.now.Add(1300 * time.Millisecond)
	}
	text := p.said[step]
	if p.fails[step] > 0 {
		text = p.said[step+"!"]
	}
	p.print(step, attempt, text)
}

func (p *player) print(step string, attempt int, text string) {
	if text == "" {
		return
	}
	key := attemptKey{step, attempt}
	p.box.Output = append(p.box.Output, engine.Chunk{Step: step, Attempt: attempt, Offset: int64(len(p.logs[key])), Bytes: []byte(text)})
	p.logs[key] = append(p.logs[key], text...)
	p.fresh = true
}

// end ends the running attempt.
func (p *player) end(code int, why string) {
	cur := p.run.Current()
	a := cur.Open()
	script := a.Script
	at := statementLines(script)
	result := runbook.AttemptResult{Exit: code, Why: why, Reached: code == 0, State: "ok", Captures: map[string]string{}}
	if code != 0 {
		at = at[:max(1, len(at)-1)]
		result.Line = at[len(at)-1]
	}
	for i, line := range at {
		result.Statements = append(result.Statements, runbook.Statement{N: i + 1, Line: line, At: a.Started.Add(time.Duration(i) * 1300 * time.Millisecond)})
	}
	if code == 0 {
		for _, name := range cur.Step.Capture {
			result.Captures[name] = captured(name)
		}
	}
	if why != "" {
		result.Processes = p.stubborn
	}
	p.box.Input = nil
	p.record(runbook.Paso, runbook.AttemptEnded{Step: cur.Step.ID, Attempt: a.N, Result: result})
}

func captured(name string) string {
	known := map[string]string{
		"BACKUP_FILE": "/backups/iact_staging_20261123_141902.sql", "FROM_SHA": "3f2c1ab", "TAG": "staging-deploy-20261123-1418", "TO_SHA": "9d81e07", "FROM_VERSION": "1.3.2",
		"VERSION": "1.4.0", "COMMITS": "9d81e07 Permisos: descripción\n77aa012 Celery 5.4", "PENDING": "permissions.0003_permission_description", "MIGRATIONS": "permissions.0003_permission_description",
	}
	if v := known[name]; v != "" {
		return v
	}
	return "x"
}
