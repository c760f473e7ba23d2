package engine

import (
	"context"
	"errors"
	"sync"
	"time"

	"paso/runbook"
	"paso/runbook/host"
	"paso/runbook/journal"
)

// Options is all that an engine depends on.
type Options struct {
	Book    *runbook.Runbook
	Run     *runbook.Run     // folded from History; the engine's from now on
	History []runbook.Record // what the journal held, for the front end's own fold
	Journal *journal.Journal // open for writing; the engine closes it
	Dir     string           // the run's directory
	Config  host.Config      // of the target; Asker is the engine's own
	Open    func(context.Context, host.Config) (Host, error)
	Report  func(*runbook.Run) (name string, content []byte, err error)
	Notice  func(run *runbook.Run, name string) (to []string, text string) // a notice with the run's values
	Now     func() time.Time                                               // goes evenly: see Clock
	Jumped  func() time.Duration                                           // by how much the wall's clock was set since it was asked last; nil: nobody looks
	Machine string                                                         // name of this machine
	Version string                                                         // of paso
	Getenv  func(string) string
	Given   map[string]string // variables given on the command line, secrets among them
	First   []runbook.Command // commands as if typed first: who operates, what is wanted
	Rand    func() string     // a nonce of at least 8 hex digits
	Resumed bool              // the journal had records

	HeartbeatEvery time.Duration // of the lock; 0 is host.BeatEvery
	BackoffMax     time.Duration // between tries to reconnect; 0 is 15 s
}

const (
	defaultHeartbeat = host.BeatEvery
	defaultBackoff   = 15 * time.Second
	// graceToStop is how long Run waits for its workers once they were told to stop.
	graceToStop = 5 * time.Second
)

// Engine takes one run to its end. Everything but [Engine.Run] may be called from
// any goroutine and returns at once.
type Engine struct {
	o     Options
	book  appender
	box   *mailbox
	queue *queue[runbook.Command]
	calls chan func() error // run on the engine's goroutine, in order
	asker *asker
	keys  *keyboard // of the attempt that is followed
	vault *vault
	link  *link
	nonce string // in sudo's prompt

	openLog func(name string) (logFile, error)

	workers sync.WaitGroup

	// What follows belongs to the engine's goroutine.
	run        *runbook.Run
	session    runbook.Session
	ledger     *ledger
	host       Host
	facts      host.Facts // of the target, since it was reached
	lease      host.Lease
	rival      *rival           // who has the lock, while it is waited for
	busy       int              // workers that are at an action; Next is not asked meanwhile
	beating    bool             // a heartbeat is on its way
	cancelling string           // attempt that is being cancelled
	ended      error            // why the run ended as it did, where that is an error
	grace      <-chan time.Time // runs out after a person left a run that is over; nil: nobody did
}

// appender is what the engine asks of the journal: records in, on the disk when it returns.
type appender interface {
	AppendAll(bodies [][]byte) ([]journal.Record, error)
	Close() error
}

// New makes an engine; nothing happens before [Engine.Run].
func New(o Options) *Engine {
	if o.HeartbeatEvery == 0 {
		o.HeartbeatEvery = defaultHeartbeat
	}
	if o.BackoffMax == 0 {
		o.BackoffMax = defaultBackoff
	}
	e := &Engine{
		o: o, run: o.Run, book: o.Journal, ledger: newLedger(o.History),
		box: newMailbox(), queue: newQueue[runbook.Command](), calls: make(chan func() error),
		keys: newKeyboard(), vault: newVault(), link: newLink(), openLog: openLog,
	}
	e.session.Secrets = map[string]bool{}
	e.asker = newAsker(e)
	e.o.Config.Asker = e.asker
	return e
}

// Run takes the run to its end, or to where it is left. A nil error means that the
// outcome is fixed; what it still owed where somebody left is the next paso's. When it returns, the journal is closed and no
// worker runs any more; a step that runs on the target goes on.
//
// Errors: *PausedError (left, resumable), *host.LockedError and *host.LockLostError
// (another run has the target), *PanicError, those of the connection and the journal.
func (e *Engine) Run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	err := e.recovered(func() error { return e.walk(ctx) })
	if errors.Is(err, errLeftAfterEnd) {
		err = e.ended
	}
	err = e.farewell(err)
	err = errors.Join(err, e.recovered(func() error { e.letGo(stop); return nil }), e.recovered(e.book.Close))
	e.box.end(err)
	return err
}

// letGo leaves the target; what runs there goes on.
func (e *Engine) letGo(stop context.CancelFunc) {
	stop()
	e.keys.detach()
	if e.host != nil {
		_ = e.host.Close()
	}
	e.awaitWorkers()
}

// walk begins, and then asks what is next until nothing is.
func (e *Engine) walk(ctx context.Context) error {
	e.nonce = e.promptNonce()
	e.box.records(e.o.History)
	e.publish()
	e.worker(ctx, e.typist)
	if e.o.Resumed {
		if err := e.recordAs(runbook.Paso, runbook.Resumed{Machine: e.o.Machine, Paso: e.o.Version}); err != nil {
			return err
		}
	}
	if err := e.givenValues(); err != nil {
		return err
	}
	for _, c := range e.o.First {
		if err := e.command(ctx, c); err != nil {
			return err
		}
	}
	return e.loop(ctx)
}

func (e *Engine) loop(ctx context.Context) error {
	beat := time.NewTicker(e.o.HeartbeatEvery)
	defer beat.Stop()
	for {
		finished, err := e.next(ctx)
		if finished || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return e.leave("signal")
		case call := <-e.calls:
			err = call()
		case <-e.queue.ready:
			err = e.commands(ctx)
		case <-e.grace:
			return errLeftAfterEnd
		case <-beat.C:
			e.heartbeat(ctx)
			err = e.noticeJump()
		}
		if err != nil {
			return err
		}
	}
}

// next does what the rules say, until a worker or a person has to be waited for.
func (e *Engine) next(ctx context.Context) (finished bool, err error) {
	for e.busy == 0 {
		action := runbook.Next(e.run, e.session)
		wait, waits := action.(runbook.Wait)
		if err := e.gate(wait.Gate, waits); err != nil {
			return false, err
		}
		switch a := action.(type) {
		case runbook.Wait:
			return false, nil
		case runbook.Finished:
			return true, e.ended
		case runbook.Conclude:
			err = e.recordAs(runbook.Paso, a.Events...)
		case runbook.Connect, runbook.FixVars, runbook.TakeLock, runbook.RunPreflight, runbook.ObservePrerequisites,
			runbook.StartAttempt, runbook.FollowAttempt, runbook.ObserveChecks, runbook.WriteReport, runbook.ReleaseLock,
			runbook.CleanTarget:
			err = e.begin(ctx, action)
		}
		if err != nil {
			return false, err
		}
	}
	return false, nil
}

// gate records when the run begins and ends to wait for a person.
func (e *Engine) gate(g runbook.Gate, waits bool) error {
	key := ""
	if waits {
		key = g.Key()
	}
	if e.run.OpenGate == key {
		return nil
	}
	var events []runbook.Event
	if e.run.OpenGate != "" {
		events = append(events, runbook.GateClosed{Gate: e.run.OpenGate})
	}
	if waits {
		events = append(events, runbook.GateOpened{Gate: key, Step: g.Step})
	}
	return e.recordAs(runbook.Paso, events...)
}

// begin starts the worker of an action. The engine goes on listening meanwhile.
func (e *Engine) begin(ctx context.Context, action runbook.Action) error {
	switch a := action.(type) {
	case runbook.Connect:
		e.act(ctx, DoingConnect, e.connect)
	case runbook.FixVars:
		e.act(ctx, DoingVars, e.fixVars(a))
	case runbook.TakeLock:
		e.act(ctx, DoingLock, e.takeLock(e.lockRequest()))
	case runbook.RunPreflight:
		e.act(ctx, DoingPreflight, e.preflight(a))
	case runbook.ObservePrerequisites:
		e.act(ctx, DoingPrerequisites, e.prerequisites(a))
	case runbook.StartAttempt:
		e.startAttempt(ctx, a)
	case runbook.FollowAttempt:
		e.followAttempt(ctx, a)
	case runbook.ObserveChecks:
		e.act(ctx, DoingChecks, e.stepChecks(a))
	case runbook.WriteReport:
		return e.writeReport(ctx, a)
	case runbook.ReleaseLock:
		e.act(ctx, DoingClean, e.releaseLock())
	case runbook.CleanTarget:
		e.act(ctx, DoingClean, e.cleanTarget)
	case runbook.Wait, runbook.Conclude, runbook.Finished:
	}
	return nil
}

// Take waits for something to have happened and gives all of it; false after the end.
func (e *Engine) Take(ctx context.Context) (Update, bool) { return e.box.take(ctx) }

// Do hands over a command. If the rules do not allow it, Update.Refused says so.
func (e *Engine) Do(c runbook.Command) { e.queue.add(c) }

// Answer answers the open question of the connection.
func (e *Engine) Answer(prompt int, value string, ok bool) { e.asker.reply(prompt, value, ok) }

// Output is a part of an attempt's log as it lies in the run's directory: what ends at
// byte before, or at the end of the log for 0; at most 1 MiB, from the start of a line.
func (e *Engine) Output(step string, attempt int, before int64) (Log, error) {
	return readLog(e.o.Dir, step, attempt, before, 1<<20)
}
