package command

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"runtime/debug"
	"strings"
	"sync"

	"paso/report"
	"paso/runbook"
	"paso/runbook/engine"
	"paso/ui"
)

// proposal is a run that could be begun: what is known before anything is made.
type proposal struct {
	book        *runbook.Runbook
	target      string
	destination string
	demo        bool
	fail        *runbook.Step     // of the demo
	given       map[string]string // values of variables, from the command line
	answers     *runbook.Answers  // of --headless
	// begin makes the run: its directory, its journal, the demo's server. Where it fails nothing is left.
	begin func(ctx context.Context) (*session, error)
}

// propose lets the operator choose what to begin. Headless nobody chooses: a new run
// begins, and what was interrupted is only told.
func (a *app) propose(ctx context.Context, p proposal) error {
	if !a.headless {
		return a.guide(ctx, p)
	}
	a.tellInterrupted(p)
	s, err := p.begin(ctx)
	switch {
	case err != nil && ctx.Err() != nil: // what was being built for it has been taken back
		return &notBegunError{}
	case err != nil:
		return err
	}
	err = a.drive(ctx, s, p.answers)
	a.tell(s.close())
	return err
}

// guide opens a front end that asks what to begin, and begins it there.
func (a *app) guide(ctx context.Context, p proposal) error {
	info, err := a.startInfo(p)
	if err != nil {
		return err
	}
	inner, stop := context.WithCancel(ctx)
	defer stop()
	g := &guided{a: a, p: p, launch: func(s *session) (*engine.Engine, <-chan error) { return launch(inner, s) }}
	info.Begin = g.begin
	var frontErr error
	if a.lines() {
		o := a.plainOptions(p.book, p.demo)
		o.Start = info
		frontErr = ui.Plain(ctx, o)
	} else {
		o := a.screenOptions(p.book, p.demo)
		o.Start = info
		frontErr = ui.Run(ctx, o)
	}
	if frontErr != nil {
		stop()
	}
	return g.settle(ctx, frontErr)
}

// guided is a run that is begun from within a front end. A front end that ends early,
// by a signal or a fault of its own, may leave a begin under way: settle waits for it.
type guided struct {
	a      *app
	p      proposal
	launch func(*session) (*engine.Engine, <-chan error)

	mu    sync.Mutex
	s     *session // once it has begun
	ended <-chan error
}

// begin is for a goroutine of the front end, where a panic would end paso with Go's words and the code of a wrong
// command line: it is an error like any other, and what was opened is given back.
func (g *guided) begin(ctx context.Context, c ui.Choice) (begun ui.Begun, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return ui.Begun{}, err
	}
	var s *session
	defer func() {
		if v := recover(); v != nil {
			err = errors.Join(&ui.PanicError{Value: v, Stack: debug.Stack()}, g.giveBack(s))
		}
	}()
	if s, err = g.open(ctx, c); err != nil {
		return ui.Begun{}, err
	}
	g.a.prepare(s, nil)
	e, ended := g.launch(s)
	g.s, g.ended = s, ended
	return ui.Begun{
		Engine: e, Book: s.book, ResumeHint: "paso resume " + s.id, Note: s.note, Report: g.a.written(s, e), LogPath: s.logPath,
	}, nil
}

func (g *guided) open(ctx context.Context, c ui.Choice) (*session, error) {
	if c.Resume == "" {
		return g.p.begin(ctx)
	}
	s, err := g.a.takeUp(ctx, c.Resume, nil)
	if err != nil {
		return nil, err
	}
	if flags := g.unheard(s); len(flags) > 0 {
		kept := g.a.words(s.book.Language).Say("command.start.kept", "Flags", strings.Join(flags, ", "))
		s.note = strings.TrimSpace(s.note + "\n" + kept)
	}
	return s, nil
}

// unheard are the flags for a new run that change nothing of one that was taken up instead.
func (g *guided) unheard(s *session) []string {
	info := s.options.Run.Info
	var flags []string
	if len(g.a.set) > 0 && !maps.Equal(g.p.given, info.Set) {
		flags = append(flags, "--set")
	}
	if g.a.stepwise && !info.StepByStep {
		flags = append(flags, "--step")
	}
	if g.p.fail != nil && (s.box == nil || s.box.Fail() != g.p.fail.ID) {
		flags = append(flags, "--fail")
	}
	return flags
}

// giveBack closes what a begin had opened before it broke; an engine that has started does it itself.
func (g *guided) giveBack(s *session) error {
	if s == nil || g.s != nil {
		return nil
	}
	return errors.Join(s.options.Journal.Close(), s.close())
}

// settle ends what was begun, if anything was.
func (g *guided) settle(ctx context.Context, frontErr error) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case g.s != nil:
		err := g.a.settle(context.WithoutCancel(ctx), g.s, frontErr, <-g.ended)
		g.a.tell(g.s.close())
		return err
	case errors.Is(frontErr, context.Canceled):
		return &notBegunError{}
	case errors.Is(frontErr, ui.ErrNobody):
		return &toldError{frontErr}
	}
	return frontErr
}

// startInfo is what the start shows.
func (a *app) startInfo(p proposal) (*ui.Start, error) {
	words := a.words(p.book.Language)
	info := &ui.Start{
		Target: p.target, Destination: p.destination, Asked: a.asked(p), Fail: p.fail,
		Report: func(run *runbook.Run) string {
			content, err := report.Markdown(run, words, run.Last, func(step string, attempt int) ([]byte, error) {
				return engine.ReadLog(a.store().Dir(run.Info.ID), step, attempt, 1<<20)
			})
			if err != nil {
				return words.Error(err)
			}
			return string(content)
		},
	}
	switch person, known := p.book.Person(a.operator); {
	case known:
		info.Operator = person
	case a.operator != "":
		info.Operator.Name = a.operator
	case len(p.book.People) == 1:
		info.Operator = p.book.People[0]
	}
	all, err := a.store().List()
	if err != nil {
		return nil, err
	}
	var empty *engine.NoRunError
	for _, l := range all {
		switch {
		case errors.As(l.Err, &empty): // it never began
		case l.Run == nil:
			info.Unreadable = append(info.Unreadable, l.ID)
		case !p.is(l.Run):
		case !ui.Interrupted(l.Run):
			info.Past = append(info.Past, l.Run)
		case !a.demoGone(l.Run):
			info.Interrupted = append(info.Interrupted, l.Run)
		}
	}
	return info, nil
}

// is tells whether a run is one of what is proposed.
func (p proposal) is(run *runbook.Run) bool {
	return run.Info.Runbook == p.book.ID && run.Info.Target == p.target && run.Info.Demo == p.demo
}

// demoGone tells whether the run was on a server of the demo that is no more.
func (a *app) demoGone(run *runbook.Run) bool {
	if !run.Info.Demo {
		return false
	}
	_, err := os.Stat(a.sandboxDir(run.Info.ID))
	return errors.Is(err, fs.ErrNotExist)
}

// asked are the variables that nobody gives yet. The demo gives its own.
func (a *app) asked(p proposal) []string {
	var names []string
	for _, v := range p.book.Vars {
		_, given := p.given[v.Name]
		if v.Ask != "" && !given && !p.demo && (v.Env == "" || a.Env(v.Env) == "") {
			names = append(names, v.Name)
		}
	}
	return names
}

// tellInterrupted says that there is something to go on with, for whoever reads the log.
func (a *app) tellInterrupted(p proposal) {
	info, err := a.startInfo(p)
	if err != nil || len(info.Interrupted) == 0 {
		return // beginning says what is wrong with the store
	}
	run, id := info.Interrupted[0], "command.start.unfinished"
	if run.WindowOpen() {
		id = "command.start.unfinished.down"
	}
	a.printf(a.Err, "%s\n", a.words(p.book.Language).Say(id, "Run", run.Info.ID))
}
