package ui

import (
	"context"
	"io"
	"strconv"
	"time"

	"paso/report"
	"paso/runbook"
	"paso/runbook/engine"
	"paso/runbook/routine"
	"paso/runbook/text"
)

// DefaultInputWait is how long a run without a person lets a script wait for a line before it leaves.
const DefaultInputWait = 30 * time.Second

// HeadlessOptions is everything that the front end without a person is given.
type HeadlessOptions struct {
	Engine    Engine
	Book      *runbook.Runbook
	Catalogue *text.Catalogue
	Answers   *runbook.Answers
	Out       io.Writer
	Now       func() time.Time
	// ResumeHint is the command line that resumes the run.
	ResumeHint string
	// InputWait is how long a script may wait for a line that nobody types; 0 is DefaultInputWait.
	InputWait time.Duration
	// After is time.After unless a test has a clock of its own.
	After func(time.Duration) <-chan time.Time
	// Report renders the report of a run, and says where its file is.
	Report func(run *runbook.Run) (markdown, path string)
	// Logs is where the whole output of each attempt lies.
	Logs string
	// GitHub is set where the log is read by GitHub Actions.
	GitHub *GitHub
	// Tick says that time has passed, about once a second; nil takes a clock of its own.
	Tick <-chan time.Time
}

// Headless is a run with nobody at the keyboard: a log with times, and answers from a file at the gates. Where a gate
// has no answer, or a script asks for a line, the run pauses and says how to go on; a step that runs goes on without
// it. It vouches for no host key and types no password. What failed is told again before the outcome. In GitHub Actions the
// log is folded and annotated (headlessgithub.go). Headless returns when the engine has ended, with its error.
func Headless(ctx context.Context, o HeadlessOptions) error {
	if o.InputWait == 0 {
		o.InputWait = DefaultInputWait
	}
	if o.After == nil {
		o.After = time.After
	}
	h := &headlessFront{narrator: newNarrator(o.Catalogue, o.Book, o.Out, o.Now), o: o}
	layout := "2006-01-02 15:04:05 "
	if o.GitHub != nil {
		layout = "15:04:05 " // GitHub keeps the day itself
		h.folds, h.shield = &workflow{GitHub: *o.GitHub}, Shielded()
	}
	h.stamp = func() string { return o.Now().Format(layout) }
	h.resume = o.ResumeHint
	return routine.Recovered(func() error { return h.loop(ctx) })
}

// headlessFront has no person. Invariant: a gate is answered once; it is answered again only after the run was elsewhere.
type headlessFront struct {
	*narrator
	o        HeadlessOptions
	answered string // key of the gate whose answer is on its way
	prompt   int    // last question of the connection that was declined
	waiting  <-chan time.Time
	asking   string // what the script seems to ask
	leaving  bool
	lock     lockWait
}

func (h *headlessFront) loop(ctx context.Context) error {
	taking, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	updates, over := takeAll(taking, h.o.Engine), ctx.Done()
	ticks, still := every(h.o.Tick)
	defer still()
	for {
		select {
		case u, ok := <-updates:
			if !ok {
				h.over(nil)
				return h.err
			}
			if err := h.take(u); err != nil {
				h.folds.unfold(h.narrator) // what the workflow does next is not to be hidden, nor its commands stopped
				return err
			}
			if u.Done {
				h.over(u.Err)
				return u.Err
			}
			h.react(u)
		case <-ticks:
			now := h.now()
			h.budgets(now)
			h.quiet(now)
		case <-h.waiting:
			h.waiting = nil
			h.folds.unfold(h.narrator)
			h.say("headless.input.left", "Text", h.asking)
			h.pause("input")
		case <-h.lock.until:
			h.lockWaited()
		case <-over:
			over = nil
			h.pause("signal")
		}
	}
}

func (h *headlessFront) pause(why string) {
	if !h.leaving {
		h.leaving = true
		h.o.Engine.Do(runbook.Pause{Why: why})
	}
}

// react does what the run waits for, if there is an answer.
func (h *headlessFront) react(u engine.Update) {
	switch {
	case h.leaving:
		return
	case u.Prompt != nil:
		h.decline(*u.Prompt)
		return
	}
	h.watch(u.Input)
	wait, ok := runbook.Next(h.run, h.session).(runbook.Wait)
	if !ok {
		h.answered, h.lock = "", lockWait{}
		return
	}
	key := wait.Gate.Key() + "@" + wait.Gate.Step
	switch {
	case wait.Gate.Kind == runbook.GateLocked:
		h.locked()
	case refusedCommand(u.Refused):
		h.leave(wait.Gate)
	case key != h.answered:
		h.answered = key
		h.answer(wait.Gate)
	}
}

// refusedCommand tells whether a command was refused; what else went wrong beside the
// run, a heartbeat say, is told and stops nothing.
func refusedCommand(refused []engine.Refused) bool {
	for _, r := range refused {
		if r.Command != nil {
			return true
		}
	}
	return false
}

func (h *headlessFront) answer(g runbook.Gate) {
	commands := h.o.Answers.Answer(h.run, g)
	if len(commands) == 0 {
		h.leave(g)
		return
	}
	if g.Kind == runbook.GateRollbackPlan {
		h.planHead()
	}
	h.say("headless.answered", "Gate", h.gateName(g))
	for _, c := range commands {
		if notice, ok := c.(runbook.SendNotice); ok {
			_, notice.To, notice.Text = report.Notice(h.run, h.c, notice.Notice)
			h.block(notice.Text)
			c = notice
		}
		h.o.Engine.Do(c)
	}
}

// leave pauses at a gate without an answer, and says which it is and what would answer it.
func (h *headlessFront) leave(g runbook.Gate) {
	h.folds.unfold(h.narrator)
	h.say("headless.waits", "Gate", h.gateName(g))
	h.because(g)
	if lines := h.wouldAnswer(g); len(lines) > 0 {
		h.say("headless.how")
		for _, l := range lines {
			h.line("    " + l)
		}
	}
	why := "gate"
	if g.Kind == runbook.GateUnreachable {
		why = "unreachable"
	}
	h.pause(why)
}

// decline answers a question of the connection with no, once, and says what to do before the next run.
func (h *headlessFront) decline(prompt engine.Prompt) {
	if prompt.ID == h.prompt {
		return
	}
	h.prompt = prompt.ID
	h.folds.unfold(h.narrator)
	h.say("headless.prompt."+string(prompt.Kind), "Host", prompt.Host, "Fingerprint", prompt.Fingerprint, "File", prompt.File, "Text", prompt.Text)
	h.o.Engine.Answer(prompt.ID, "", false)
}

// watch starts the wait for a script that asks for a line, and ends it when the script goes on.
func (h *headlessFront) watch(in *engine.Input) {
	if in == nil {
		h.waiting = nil
		return
	}
	if h.waiting == nil {
		h.asking = h.partial(in.Step, in.Attempt, in.Text)
		h.say("headless.input", "Step", h.step(in.Step), "Text", h.asking, "Seconds", strconv.Itoa(int(h.o.InputWait.Seconds())))
		h.waiting = h.o.After(h.o.InputWait)
	}
}
