package command

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"runtime"

	"golang.org/x/term"

	"paso/report"
	"paso/runbook"
	"paso/runbook/engine"
	"paso/runbook/host"
	"paso/runbook/journal"
	"paso/runbook/routine"
	"paso/runbook/sandbox"
	"paso/runbook/text"
	"paso/ui"
)

// session is a run with what it needs to go on.
type session struct {
	id      string
	book    *runbook.Runbook
	source  string // the runbook's file as it was named, "" for the usual one
	options engine.Options
	answers *runbook.Answers // of --headless, or nil
	given   *runbook.Answers // those of a file, of a run that was taken up
	after   func(ctx context.Context, run *runbook.Run) error
	box     *sandbox.Sandbox // of the demo, or nil
	note    string           // something that has to be said of it, or ""
}

// close stops the demo's server once the engine has ended.
func (s *session) close() error {
	if s.box == nil {
		return nil
	}
	return s.box.Close()
}

func (a *app) store() engine.Store { return engine.Store{Root: filepath.Join(a.state, "runs")} }

func nonce(bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b) // never fails, says crypto/rand
	return hex.EncodeToString(b)
}

// engineOptions are what every engine gets.
func (a *app) engineOptions(id string, words *text.Catalogue) engine.Options {
	machine, err := os.Hostname()
	if err != nil {
		machine = runtime.GOOS
	}
	dir := a.store().Dir(id)
	return engine.Options{
		Dir: dir, Open: engine.OpenHost, Now: a.Now, Jumped: a.Jumped, Machine: machine, Version: a.Version, Getenv: a.Env,
		Rand: func() string { return nonce(6) },
		Notice: func(run *runbook.Run, name string) ([]string, string) {
			_, to, message := report.Notice(run, words, name)
			return to, message
		},
		Report: func(run *runbook.Run) (string, []byte, error) {
			content, err := report.Markdown(run, words, run.Last, func(step string, attempt int) ([]byte, error) {
				return engine.ReadLog(dir, step, attempt, 1<<20)
			})
			return report.Name(run), content, err
		},
	}
}

// newRun makes a run of a book: directory, journal, first record. Where it fails, as on a full disk, nothing is left.
func (a *app) newRun(book *runbook.Runbook, data []byte, info runbook.RunStarted, config host.Config) (*session, error) {
	j, err := a.store().Create(info.ID, data)
	if err != nil {
		return nil, err
	}
	s, err := a.firstRecord(j, book, data, info, config)
	if err != nil {
		return nil, errors.Join(err, j.Close(), os.RemoveAll(a.store().Dir(info.ID)))
	}
	return s, nil
}

// firstRecord writes what a run is into its journal, which makes it one.
func (a *app) firstRecord(j *journal.Journal, book *runbook.Runbook, data []byte, info runbook.RunStarted, config host.Config) (*session, error) {
	id := info.ID
	now := a.Now()
	info.Runbook, info.Title, info.Version, info.SHA256 = book.ID, book.Title, book.Version, digest(data)
	info.Paso, info.Language, info.Headless, info.StepByStep = a.Version, string(a.words(book.Language).Lang()), a.headless, a.stepwise
	info.Overdue = !book.NextReview.IsZero() && now.After(book.NextReview)
	s := &session{id: id, book: book, options: a.engineOptions(id, a.words(book.Language))}
	info.Machine = s.options.Machine
	first := runbook.Record{Time: now, Actor: runbook.Paso, Event: info}
	body, err := first.Encode()
	if err != nil {
		return nil, err
	}
	rec, err := j.Append(body)
	if err != nil {
		return nil, err
	}
	first.Seq, first.Hash = rec.Seq, rec.Hash
	run := runbook.NewRun(book)
	if err := run.Apply(first); err != nil {
		return nil, err
	}
	s.options.Book, s.options.Run, s.options.Journal, s.options.Config = book, run, j, config
	s.options.History = []runbook.Record{first}
	s.options.Config.RunID = id
	return s, nil
}

// drive runs the engine beside a front end, until both have ended.
func (a *app) drive(ctx context.Context, s *session, answers *runbook.Answers) error {
	a.prepare(s, answers)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	e, ended := launch(ctx, s)
	frontErr := a.front(ctx, s, e)
	if frontErr != nil {
		stop()
	}
	return a.settle(context.WithoutCancel(ctx), s, frontErr, <-ended)
}

// prepare gives a session what was said beforehand: the answers, and who operates.
func (a *app) prepare(s *session, answers *runbook.Answers) {
	if a.headless {
		s.answeredBy(answers)
		s.answers = a.lockAnswers(s.answers)
	}
	if a.operator != "" && s.options.Run.Operator.Name == "" {
		s.options.First = append([]runbook.Command{runbook.NameOperator{Name: a.operator, Kind: runbook.Asserted}}, s.options.First...)
	}
}

// launch starts the engine of a session; what it ends with comes once.
func launch(ctx context.Context, s *session) (*engine.Engine, <-chan error) {
	e := engine.New(s.options)
	ended := make(chan error, 1)
	go routine.Guarded(func() { ended <- e.Run(ctx) }, func(fault error) { ended <- fault })()
	return e, ended
}

// settle turns what front end and engine came to into what paso ends with. Once the
// outcome is fixed it decides the exit code, whatever goes wrong after it.
func (a *app) settle(ctx context.Context, s *session, frontErr, err error) error {
	var broken *ui.PanicError
	if errors.As(frontErr, &broken) {
		a.printf(a.Err, "%s\n", a.words(s.book.Language).Say("command.comeback", "Command", "paso resume "+s.id))
		return frontErr
	}
	run := s.options.Run
	switch {
	case err != nil:
		return a.paused(s, err)
	case !run.Over():
		return frontErr
	}
	a.farewell(s)
	if s.after != nil {
		a.tell(s.after(ctx, run))
	}
	if outcomeCode(run.Outcome) != exitOK {
		return &outcomeError{run.Outcome}
	}
	return nil
}

// paused says how to come back, where the front end has not: the screen is gone when
// it ends.
func (a *app) paused(s *session, err error) error {
	var paused *engine.PausedError
	if !errors.As(err, &paused) {
		return err
	}
	if !a.headless && !a.plain && a.interactive() {
		words := a.words(s.book.Language)
		a.printf(a.Err, "%s\n%s\n", stands(words, s.options.Run, paused), words.Say("command.comeback", "Command", "paso resume "+s.id))
	}
	return &toldError{err}
}

// front is the screen where there is one, lines of text where not, a log where
// nobody is.
func (a *app) front(ctx context.Context, s *session, e *engine.Engine) error {
	words := a.words(s.book.Language)
	hint := "paso resume " + s.id
	demo := s.options.Run.Info.Demo
	written := a.written(s, e)
	switch {
	case a.headless:
		if demo {
			a.printf(a.Out, "%s\n", words.Say("command.demo.headless"))
		}
		return ui.Headless(ctx, ui.HeadlessOptions{
			Engine: e, Book: s.book, Catalogue: words, Answers: s.answers, Out: a.Out, Now: a.Now, ResumeHint: hint, Report: written,
			Logs: filepath.Join(s.options.Dir, "output"), GitHub: a.gitHub(s, e, words),
		})
	case a.lines():
		o := a.plainOptions(s.book, demo)
		o.Engine, o.ResumeHint, o.Report = e, hint, written
		return ui.Plain(ctx, o)
	}
	o := a.screenOptions(s.book, demo)
	o.Engine, o.ResumeHint, o.Report, o.LogPath = e, hint, written, s.logPath
	return ui.Run(ctx, o)
}

// lookup is the environment as os.LookupEnv tells it, an empty value as none.
func (a *app) lookup(name string) (string, bool) {
	value := a.Env(name)
	return value, value != ""
}

// interactive tells whether there is a terminal on both sides; a dumb one gets lines.
func (a *app) interactive() bool {
	return term.IsTerminal(int(a.In.Fd())) && term.IsTerminal(int(a.Out.Fd())) && a.Env("TERM") != "dumb"
}

// readSecret reads a line without echo, where the input is a terminal.
func (a *app) readSecret() func() (string, error) {
	fd := int(a.In.Fd())
	if !term.IsTerminal(fd) {
		return nil
	}
	return func() (string, error) {
		b, err := term.ReadPassword(fd)
		a.printf(a.Out, "\n")
		return string(b), err
	}
}

// readAnswers reads --answers before anything is made; nil without the flag.
func (a *app) readAnswers(book *runbook.Runbook) (*runbook.Answers, error) {
	if !a.headless && (a.waitLock != 0 || a.takeOver != "") {
		return nil, usage("lockflags.headless")
	}
	if a.answers == "" {
		return nil, nil //nolint:nilnil // no file is no error, and no answers
	}
	if !a.headless {
		return nil, usage("answers.headless")
	}
	data, err := os.ReadFile(a.answers)
	if err != nil {
		return nil, usage("nobook", "File", a.answers, "Why", err.Error())
	}
	answers, problems := runbook.LoadAnswers(a.answers, data, book)
	if answers != nil {
		problems = append(problems, answers.Resolve(a.lookup)...)
	}
	if answers == nil || len(runbook.Problems(problems).Errors()) > 0 {
		a.problems(problems)
		return nil, usage("badanswers", "File", a.answers)
	}
	return answers, nil
}

// answeredBy gives a session the answers of a file, over those of the demo for what
// the file leaves open.
func (s *session) answeredBy(answers *runbook.Answers) {
	switch {
	case answers == nil && s.answers == nil:
		s.answers = &runbook.Answers{}
		return
	case answers == nil:
		return
	case s.answers != nil:
		answers = answers.Over(s.answers)
	}
	given := answers.Set(s.book)
	maps.Copy(given, s.options.Given)
	s.answers, s.options.Given = answers, given
}
