package ui

import (
	"context"
	"io"
	"time"

	"paso/runbook"
	"paso/runbook/engine"
	"paso/runbook/output"
	"paso/runbook/routine"
	"paso/runbook/text"
)

// PlainOptions is everything that the plain front end is given.
type PlainOptions struct {
	Engine    Engine // nil with Start
	Start     *Start // asks what to begin, which makes the engine; nil: there is one already
	Book      *runbook.Runbook
	Catalogue *text.Catalogue
	In        io.Reader
	Out       io.Writer
	Now       func() time.Time
	Demo      bool // the target is the embedded one, and nothing is real
	// ResumeHint is the command line that resumes the run.
	ResumeHint string
	// ReadSecret reads a line without echo and ends it on the screen; nil takes In where it is a terminal.
	ReadSecret func() (string, error)
	// Interrupt says that the operator pressed Ctrl-C; nil where nobody can. A running step is asked about, a question is left.
	Interrupt <-chan struct{}
	// Report renders the report of a run, and says where its file is.
	Report func(run *runbook.Run) (markdown, path string)
	// Tick says that time has passed, about once a second; nil takes a clock of its own.
	Tick <-chan time.Time
}

// Plain is the guided run as lines of text, for screen readers, terminals that cannot draw, and pipes. Every state is
// said in words, nothing is drawn twice, and each gate is a question with numbered choices. An empty line never starts
// anything, and what cannot be taken back asks a second time with "no" as the answer of an empty line (plainsure.go). At
// every question words are understood too (plainwords.go): help, note, where the run stands, contacts, rollback, leave.
// The end of the input and the end of ctx pause the run: it can be resumed. Plain returns when the engine has ended,
// with its error; nil also where the operator began nothing, and ErrNobody where nobody was there to.
func Plain(ctx context.Context, o PlainOptions) error {
	p := &plainFront{
		narrator: newNarrator(o.Catalogue, o.Book, o.Out, o.Now),
		o:        o,
		in:       newLineReader(o.In, o.ReadSecret),
	}
	p.gaps, p.resume = true, o.ResumeHint
	defer p.in.close()
	return routine.Recovered(func() error { return p.guide(ctx) })
}

func (p *plainFront) guide(ctx context.Context) error {
	if p.o.Demo {
		p.say("demo")
	}
	if p.o.Start != nil {
		if begun, err := p.begin(ctx); !begun {
			return err
		}
	}
	return p.loop(ctx)
}

// plainFront is a narrator that also asks. Invariants: at most one question is open; an answer goes only to
// the question that was asked when its line was read; nothing is asked again before the engine has answered.
type plainFront struct {
	*narrator
	o  PlainOptions
	in *lineReader

	q        *plainQuestion // that waits for a line, or nil
	readFor  *plainQuestion // for which the line on its way was asked
	ahead    *string        // a line of a pipe whose question went away
	sent     bool           // the question is answered, the engine has not reacted
	retrying bool           // its reaction may come without a record
	local    *plainQuestion // of ours, not of the run: Ctrl-C
	prompt   *engine.Prompt
	vouched  int // the last question of the connection that was answered
	input    *engine.Input
	typed    bool // the script's question is answered, it has not reacted
	keepSudo *bool
	leaving  bool
	headed   string // the list whose heading was said
	spelled  string // the list whose choices were said one by one
	prompted string // the end of the open question, to be said again after something else was told
}

func (p *plainFront) loop(ctx context.Context) error {
	taking, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	updates, over := takeAll(taking, p.o.Engine), ctx.Done()
	ticks, still := every(p.o.Tick)
	defer still()
	for {
		select {
		case u, ok := <-updates:
			if !ok {
				p.end(nil, p.o.ResumeHint, p.o.Report)
				return p.err
			}
			if err := p.took(u); err != nil {
				return err
			}
			if u.Done {
				p.end(u.Err, p.o.ResumeHint, p.o.Report)
				return u.Err
			}
		case l := <-p.in.lines:
			if isFault(l.err) {
				return l.err
			}
			p.heard(l)
		case <-ticks:
			p.tick()
		case <-p.o.Interrupt:
			p.interrupted()
		case <-over:
			over = nil
			p.pause("signal")
		}
		if p.err != nil {
			p.pause("operator") // nobody reads any more
		}
		p.ask()
	}
}

// takeAll turns Take into a channel; it ends with the engine or with ctx.
func takeAll(ctx context.Context, e Engine) <-chan engine.Update {
	updates := make(chan engine.Update)
	give := func(u engine.Update) {
		select {
		case updates <- u:
		case <-ctx.Done():
		}
	}
	pump := func() {
		for {
			u, more := e.Take(ctx)
			if !more && !u.Done {
				return
			}
			give(u)
			if u.Done || ctx.Err() != nil {
				return
			}
		}
	}
	go routine.Guarded(func() {
		defer close(updates)
		routine.Guarded(pump, func(fault error) { give(engine.Update{Done: true, Err: fault}) })()
	}, func(error) {})() // closing cannot break
	return updates
}

// took folds an update and forgets questions that it answers.
func (p *plainFront) took(u engine.Update) error {
	if err := p.take(u); err != nil {
		return err
	}
	if u.Input == nil || len(u.Output) > 0 {
		p.typed = false
	}
	p.prompt, p.input = u.Prompt, u.Input
	if p.prompt != nil && p.prompt.ID == p.vouched {
		p.prompt = nil
	}
	if p.sent && (p.retrying || len(u.Records) > 0 || len(u.Refused) > 0) {
		p.q, p.sent, p.retrying = nil, false, false
	}
	return nil
}

// heard gives a line to the question for which it was read.
func (p *plainFront) heard(l heard) {
	p.in.busy = false
	p.midline = p.midline && !p.in.terminal // Enter ended the line there
	p.in.hush(false)
	asked := p.readFor
	p.readFor = nil
	switch {
	case l.err != nil:
		if !p.leaving {
			p.gap()
			p.say("eof")
		}
		p.pause("operator")
	case p.q == nil || p.q != asked:
		if p.in.terminal {
			p.say("late")
		} else {
			p.ahead = &l.text
		}
	default:
		p.echo(l.text)
		p.answered(l.text)
	}
}

// echo ends the line of a question: with the answer where no terminal has shown it, and never with a secret.
func (p *plainFront) echo(line string) {
	switch {
	case p.q.secret && p.o.ReadSecret == nil:
		p.write("\n")
	case p.q.secret:
	case !p.in.terminal:
		p.write(output.Sanitize(line) + "\n")
	}
}

func (p *plainFront) answered(line string) {
	ours := p.local != nil && p.q == p.local
	next, obeyed := p.obey(line)
	if !obeyed {
		next = p.q.answer(line)
	}
	if ours {
		p.local = next
	}
	if next == nil {
		p.sent = true
		return
	}
	if next == p.q && obeyed {
		return // told; its last line is said again
	}
	next.key = p.q.key
	p.q = next
	p.pose()
}

// pose writes the question.
func (p *plainFront) pose() {
	p.in.hush(p.q.secret)
	p.prompted = ""
	p.q.print()
}

// ask opens the question that the run waits for, and asks for a line.
func (p *plainFront) ask() {
	if p.leaving {
		p.q = nil
		return
	}
	wanted := p.wanted()
	switch {
	case wanted == nil:
		p.q, p.sent = nil, false
		return
	case p.q == nil || p.q.key != wanted.key:
		p.q, p.sent = wanted, false
		if !wanted.script {
			p.in.discard()
		}
		p.pose()
	}
	if p.sent {
		return
	}
	if p.ahead != nil {
		line := *p.ahead
		p.ahead = nil
		p.echo(line)
		p.answered(line)
		p.ask()
		return
	}
	if !p.midline && p.prompted != "" {
		p.write(p.prompted)
	}
	if !p.in.busy {
		p.readFor = p.q
	} else if p.readFor != p.q && p.q.secret && p.in.terminal {
		p.say("secret.enter")
	}
	p.in.request(p.q.secret)
}

// wanted is the question that stands open now, or nil.
func (p *plainFront) wanted() *plainQuestion {
	switch {
	case p.local != nil:
		return p.local
	case p.prompt != nil:
		return p.connection(*p.prompt)
	case p.input != nil && !p.typed:
		return p.script(*p.input)
	}
	if wait, ok := runbook.Next(p.run, p.session).(runbook.Wait); ok {
		return p.gate(wait.Gate)
	}
	return nil
}

// do sends a command; its answer comes with the next update.
func (p *plainFront) do(c runbook.Command) *plainQuestion {
	p.o.Engine.Do(c)
	return nil
}
