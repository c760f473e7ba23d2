package ui

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"paso/runbook"
	"paso/runbook/output"
	"paso/runbook/routine"
)

// ErrNobody says that the input ended before anybody had chosen what to begin. Nothing was made.
var ErrNobody = errors.New("choose what to begin: the input ended")

// begin is the start screen as lines: what is proposed, what was interrupted, and a
// choice by number. It is false, with a reason or without, where nothing has begun.
// As everywhere in lines, an empty answer starts nothing: it leaves.
func (p *plainFront) begin(ctx context.Context) (bool, error) {
	p.propose()
	for {
		choice, chosen, err := p.chooseStart(ctx)
		if err != nil || !chosen {
			switch {
			case errors.Is(err, ErrNobody):
				p.say("start.nobody")
			case err == nil:
				p.say("start.left")
			}
			return false, err
		}
		p.gap()
		p.say(openingID(p.o.Demo, choice))
		begun, err := p.beginChoice(ctx, choice)
		switch {
		case ctx.Err() != nil:
			return false, context.Cause(ctx)
		case errors.Is(err, context.Canceled):
			return false, err
		case err != nil:
			p.block(p.c.Error(err))
			continue
		}
		if begun.Note != "" {
			p.block(begun.Note)
		}
		p.o.Engine, p.o.Book, p.o.ResumeHint, p.o.Report = begun.Engine, begun.Book, begun.ResumeHint, begun.Report
		p.run = runbook.NewRun(begun.Book)
		p.begun = p.now()
		return true, nil
	}
}

func openingID(demo bool, c Choice) string {
	switch {
	case c.Resume != "":
		return "start.opening.resume"
	case demo:
		return "start.opening.demo"
	}
	return "start.opening.new"
}

// beginChoice begins; Ctrl-C gives it up. What fails then is no fault to tell: the terminal
// sends ^C to the programs of a begin too, and one that is given up may say anything.
func (p *plainFront) beginChoice(ctx context.Context, c Choice) (Begun, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	type result struct {
		begun Begun
		err   error
	}
	done := make(chan result, 1)
	go routine.Guarded(func() {
		begun, err := p.o.Start.Begin(ctx, c)
		done <- result{begun, err}
	}, func(fault error) { done <- result{err: fault} })()
	givenUp := false
	for {
		select {
		case r := <-done:
			if r.err != nil && (givenUp || p.pressed()) {
				r.err = context.Canceled
			}
			return r.begun, r.err
		case <-p.o.Interrupt:
			givenUp = true
			stop()
		}
	}
}

// pressed tells whether there is a Ctrl-C that nobody has taken yet.
func (p *plainFront) pressed() bool {
	select {
	case <-p.o.Interrupt:
		return true
	default:
		return false
	}
}

// propose says what is about to be done, where, and what it will ask.
func (p *plainFront) propose() {
	st, b := p.o.Start, p.o.Book
	p.say("begins", "Title", b.Title, "Runbook", b.ID, "Version", b.Version, "Target", st.Destination)
	if next := b.NextReview; !next.IsZero() && p.now().After(next) {
		p.say("begins.overdue")
	}
	if st.Fail != nil {
		p.say("start.fails", "Step", stepTitle(st.Fail))
	}
	if st.Operator.Name != "" {
		p.say("operator", "Name", st.Operator.Name, "Roles", strings.Join(p.roles(st.Operator.Roles), ", "))
	}
	var total runbook.Duration
	for i := range b.Stages {
		stage := &b.Stages[i]
		total += stage.Estimate
		p.say("start.stage", "N", strconv.Itoa(i+1), "Title", stage.Title, "Steps", strconv.Itoa(len(stage.Steps)), "Planned", planned(stage.Estimate))
	}
	p.say("start.total", "Planned", planned(total))
	for _, name := range sortedClocks(b) {
		if window := b.Window(b.Clocks[name]); len(window) > 0 {
			p.say("start.window", "From", window[0].Number, "To", window[len(window)-1].Number, "Budget", planned(b.Clocks[name].Budget))
		}
	}
	if len(st.Asked) > 0 {
		p.say("start.asked", "Names", strings.Join(st.Asked, ", "))
	}
	for _, id := range st.Unreadable {
		p.say("start.unreadable", "Run", id)
	}
}

// chooseStart asks what to begin; false to leave.
func (p *plainFront) chooseStart(ctx context.Context) (Choice, bool, error) {
	interrupted := p.o.Start.Interrupted
	another, leaving := len(interrupted)+1, len(interrupted)+2
	n, err := p.number(ctx, leaving, leaving, func() {
		for i, run := range interrupted {
			p.offered(i+1, run)
		}
		id := "start.option.begin"
		if len(interrupted) > 0 {
			id = "start.option.another"
		}
		p.line("  " + strconv.Itoa(another) + ". " + p.text(id))
		p.line("  " + strconv.Itoa(leaving) + ". " + p.text("start.option.leave"))
	})
	switch {
	case err != nil || n == leaving || n == left:
		return Choice{}, false, err
	case n <= len(interrupted):
		return Choice{Resume: interrupted[n-1].Info.ID}, true, nil
	case len(interrupted) == 0:
		return Choice{}, true, nil
	}
	sure, err := p.number(ctx, 2, 1, func() {
		p.say("start.another")
		p.line("  1. " + p.text("start.option.no"))
		p.line("  2. " + p.text("start.option.another"))
	})
	switch {
	case err != nil || sure == left:
		return Choice{}, false, err
	case sure == 2:
		return Choice{}, true, nil
	}
	return p.chooseStart(ctx)
}

// offered is an interrupted run as a choice, with what it has left.
func (p *plainFront) offered(n int, run *runbook.Run) {
	id, step := stands(run)
	where := ""
	if step != nil {
		where = stepTitle(step)
	}
	p.line("  " + strconv.Itoa(n) + ". " + p.text("start.option.resume", "Run", run.Info.ID, "Where", p.text("start.stands."+id, "Where", where)))
	who := run.Operator.Name
	if who == "" {
		who = "-"
	}
	p.line("     " + p.text("start.by", "Who", who, "Last", run.Last.Format(time.DateTime)))
	if since := run.DownSince(); !since.IsZero() {
		p.line("     " + p.text("start.down", "Since", since.Format(time.DateTime)))
	}
	if run.Paused == nil && !run.Over() {
		p.line("     " + p.text("start.open"))
	}
	if at := run.Current(); at != nil && at.Open() != nil {
		p.line("     " + p.text("start.goeson", "Step", stepTitle(at.Step)))
	}
}

// left is no number of a choice: who says the word leaves.
const left = 0

// number asks for one of 1 to most until it has one; an empty line is the safe one, and the word for leaving is left.
func (p *plainFront) number(ctx context.Context, most, safe int, offer func()) (int, error) {
	for {
		p.gap()
		offer()
		p.in.discard()
		p.write(p.text("start.choose", "Most", strconv.Itoa(most), "Default", strconv.Itoa(safe)) + " ")
		line, err := p.answer(ctx)
		if err != nil {
			return 0, err
		}
		if line == "" {
			return safe, nil
		}
		n, err := strconv.Atoi(line)
		switch {
		case err == nil && n >= 1 && n <= most:
			return n, nil
		case p.wordOf(line) == wordLeave:
			return left, nil
		case p.wordOf(line) == wordHelp:
			p.say("start.help")
		default:
			p.say("choose.wrong", "Most", strconv.Itoa(most))
		}
	}
}

// answer reads a line.
func (p *plainFront) answer(ctx context.Context) (string, error) {
	p.in.request(false)
	select {
	case l := <-p.in.lines:
		p.in.busy = false
		if l.err != nil {
			p.write("\n")
			return "", ErrNobody
		}
		if !p.in.terminal {
			p.write(output.Sanitize(l.text) + "\n")
		}
		return strings.TrimSpace(l.text), p.err
	case <-p.o.Interrupt:
		p.write("\n")
		return "", context.Canceled
	case <-ctx.Done():
		p.write("\n")
		return "", context.Cause(ctx)
	}
}
