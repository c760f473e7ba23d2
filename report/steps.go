package report

import (
	"fmt"
	"strconv"
	"time"

	"paso/runbook"
)

// tailLines is how much of a failed attempt's output the report shows; the whole lies beside it.
const tailLines = 40

// steps lists every step of the stages, and of the rollback once there is one.
func (p *page) steps() {
	p.heading("steps")
	var rows [][]string
	p.eachStep(func(at *runbook.Progress) {
		if p.outside(at) {
			return
		}
		rows = append(rows, []string{
			name(at.Step), p.state(at), strconv.Itoa(scripted(at)), p.clock(at.Started), p.stepSpan(at), p.waited(at.Waited),
		})
	})
	p.table([]string{"step", "state", "attempts", "start", "lasted", "waited"}, rows)
}

// outside tells whether the step is of a rollback that did not happen.
func (p *page) outside(at *runbook.Progress) bool {
	return p.run.StageOf(at.Step.ID) < 0 && !p.run.RollingBack()
}

func scripted(at *runbook.Progress) int {
	n := 0
	for _, a := range at.Attempts {
		if !a.Shell {
			n++
		}
	}
	return n
}

func (p *page) state(at *runbook.Progress) string {
	said := p.c.Say("report.state." + string(at.State))
	if at.Reason != "" {
		said += " (" + at.By + ": " + at.Reason + ")"
	}
	return said
}

func (p *page) stepSpan(at *runbook.Progress) string {
	switch at.State {
	case runbook.StateSkipped, runbook.StateNA, runbook.StatePending:
		return "—"
	case runbook.StateFailed, runbook.StateUnknown:
		if n := len(at.Attempts); n > 0 {
			return p.span(at.Started, at.Attempts[n-1].Ended)
		}
		return "—"
	case runbook.StateRunning, runbook.StateWaiting, runbook.StatePassed, runbook.StateMarked, runbook.StateRolledBack:
	}
	if at.Ended.IsZero() && p.run.Over() {
		return p.c.Say("report.unfinished")
	}
	return p.span(at.Started, at.Ended)
}

// attempts lists every execution: what ran, how it ended, how much it printed.
func (p *page) attempts() {
	var rows [][]string
	p.eachStep(func(at *runbook.Progress) {
		for _, a := range at.Attempts {
			rows = append(rows, []string{
				name(at.Step), strconv.Itoa(a.N) + p.attemptKind(a), p.clock(a.Started), p.span(a.Started, a.Ended), p.ending(at.Step, a), p.printed(a),
			})
		}
	})
	if len(rows) == 0 {
		return
	}
	p.heading("attempts")
	p.table([]string{"step", "attempt", "start", "lasted", "ending", "output"}, rows)
}

func (p *page) attemptKind(a *runbook.Attempt) string {
	switch {
	case a.Shell:
		return " " + p.c.Say("report.attempt.shell")
	case a.Edited:
		return " " + p.c.Say("report.attempt.edited")
	}
	return ""
}

// ending is how an attempt ended, without markup.
func (p *page) ending(step *runbook.Step, a *runbook.Attempt) string {
	switch {
	case !a.Lost.IsZero():
		return p.c.Say("report.ending.lost", "Why", say(p.c, a.Lost))
	case !a.Refused.IsZero():
		return p.c.Say("report.ending.refused", "Why", say(p.c, a.Refused))
	case a.Result == nil:
		return p.c.Say("report.ending.open")
	}
	said := p.c.Say("report.ending.exit", "Exit", strconv.Itoa(a.Result.Exit))
	switch {
	case a.Result.Why != "":
		said += ", " + a.Result.Why
	case a.Result.Signal != "":
		said += ", " + a.Result.Signal
	}
	if !a.Shell && !a.Passed(step.Exit) && a.Result.Line > 0 {
		said += ", " + p.c.Say("report.ending.line", "Line", strconv.Itoa(a.Result.Line))
	}
	return said
}

func (p *page) printed(a *runbook.Attempt) string {
	if a.Result == nil {
		return "—"
	}
	said := p.c.Bytes(a.Result.Size)
	if a.Result.Truncated {
		said += " " + p.c.Say("report.truncated")
	}
	return said
}

// checks holds what was wanted against what was observed: of the target, then of every attempt.
func (p *page) checks() {
	p.heading("checks")
	var rows [][]string
	add := func(where string, results []runbook.CheckResult) {
		for _, r := range results {
			rows = append(rows, []string{where, checkTitle(p.c, r), say(p.c, r.Wanted), p.observed(r), p.verdict(r.Verdict)})
		}
	}
	add(p.c.Say("report.preflight"), p.run.Preflight)
	for _, q := range p.run.Book.Prerequisites {
		if item := p.run.Prerequisites[q.ID]; item != nil {
			add(q.Title, item.Results)
		}
	}
	p.eachStep(func(at *runbook.Progress) {
		seen := false
		for _, a := range at.Attempts {
			where := name(at.Step)
			if a.N > 1 {
				where += " · " + strconv.Itoa(a.N)
			}
			add(where, a.Checks)
			seen = seen || a.Checked
		}
		if !seen {
			add(name(at.Step), at.Checks)
		}
	})
	if len(rows) == 0 {
		p.none("checks")
		return
	}
	p.table([]string{"where", "check", "wanted", "observed", "verdict"}, rows)
}

func (p *page) observed(r runbook.CheckResult) string {
	said := say(p.c, r.Observed)
	if r.Latency > 0 {
		said += " (" + p.c.Duration(r.Latency.Round(time.Millisecond)) + ")"
	}
	return said
}

// failedOutput shows the end of what failed attempts printed, as the log beside the report has it.
func (p *page) failedOutput() {
	if p.log == nil {
		return
	}
	titled := false
	p.eachStep(func(at *runbook.Progress) {
		for _, a := range at.Attempts {
			if a.Shell || p.failure(p.c, at.Step, a) == "" {
				continue
			}
			raw, err := p.log(at.Step.ID, a.N)
			if err == nil && len(raw) == 0 {
				continue
			}
			if !titled {
				p.heading("output")
				titled = true
			}
			fmt.Fprintf(p, "### %s\n\n", p.c.Say("report.output.title", "Step", inline(name(at.Step)), "N", strconv.Itoa(a.N)))
			if err != nil {
				fmt.Fprintf(p, "%s\n\n", p.c.Say("report.output.unreadable", "Why", inline(p.c.Error(err))))
				continue
			}
			fmt.Fprintf(p, "%s\n", fenced(tail(raw)))
		}
	})
}

// tail is the last lines of raw output, and no more than 16 KiB of them.
func tail(raw []byte) []byte {
	const most = 16 << 10
	if len(raw) > most {
		raw = raw[len(raw)-most:]
	}
	count := 0
	for i := len(raw) - 2; i >= 0; i-- {
		if raw[i] == '\n' {
			if count++; count == tailLines {
				return raw[i+1:]
			}
		}
	}
	return raw
}
