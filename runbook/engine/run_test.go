package engine

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"paso/runbook"
	"paso/runbook/host"
	"paso/runbook/journal"
)

// place is a run in a directory of its own, on this machine's own shell.
type place struct {
	t     testing.TB
	store Store
	id    string
	base  string
	lock  string
}

func newPlace(t *testing.T, book string) *place {
	t.Helper()
	dir := t.TempDir()
	t.Cleanup(func() { endAllBelow(dir) })
	p := &place{t: t, store: Store{Root: filepath.Join(dir, "runs")}, id: "run-1", base: filepath.Join(dir, "host"), lock: filepath.Join(dir, "lock")}
	p.create(book)
	return p
}

// create makes the run's directory and its first record.
func (p *place) create(book string) {
	p.t.Helper()
	j, err := p.store.Create(p.id, []byte(strings.ReplaceAll(book, "LOCKDIR", p.lock)))
	if err != nil {
		p.t.Fatal(err)
	}
	rec := runbook.Record{Time: time.Now(), Actor: runbook.Paso, Event: runbook.RunStarted{ID: p.id, Runbook: "T", Target: "here"}}
	body, err := rec.Encode()
	if err != nil {
		p.t.Fatal(err)
	}
	if _, err := j.Append(body); err != nil {
		p.t.Fatal(err)
	}
	if err := j.Close(); err != nil {
		p.t.Fatal(err)
	}
}

func (p *place) book() *runbook.Runbook {
	p.t.Helper()
	book, err := p.store.book(p.id)
	if err != nil {
		p.t.Fatal(err)
	}
	return book
}

// engine takes the run up.
func (p *place) engine(resumed bool) *Engine {
	p.t.Helper()
	taken, err := p.store.Open(p.id)
	if err != nil {
		p.t.Fatal(err)
	}
	return New(p.options(taken, resumed))
}

func (p *place) options(taken Taken, resumed bool) Options {
	return Options{
		Book: taken.Run.Book, Run: taken.Run, History: taken.History, Journal: taken.Journal, Dir: p.store.Dir(p.id), Resumed: resumed,
		Config: host.Config{Local: true, RunID: p.id, Base: p.base}, Open: OpenHost,
		Now: time.Now, Machine: "test", Version: "test", Getenv: func(string) string { return "" },
		Rand: func() string { return "0123456789ab" },
		Report: func(run *runbook.Run) (string, []byte, error) {
			return "report.md", []byte("# " + string(run.Outcome) + "\n"), nil
		},
	}
}

const plainBook = `
id = "T"
title = "Prueba"
version = "1"
language = "es"

[vars]
DIR = { command = "mktemp -d" }
NEXT = { ask = "¿Versión?" }
TAG = "v$NEXT"

[targets.here]
local = true

[lock]
name = "test"
dir = "LOCKDIR"

[clocks]
total = { budget = "60m" }
downtime = { from = "two", until = ["three", "rollback.three"], budget = "2m" }
rollback = { budget = "5m" }

[roles]
ops = "Operaciones"
qa = "QA"

[[people]]
name = "Ana"
roles = ["ops"]

[[people]]
name = "Quique"
roles = ["qa"]

[[raci]]
activity = "Hacer"
roles = { ops = "R", qa = "A" }

[[prerequisite]]
id = "ready"
title = "Listo"

[[stage]]
title = "Primera"
estimate = "1m"

[[stage.step]]
id = "one"
title = "Uno"
activity = "Hacer"
success = "hay un directorio"
run = '''
cd "$DIR"
greet() { echo "hola $1"; }
WHAT=mundo
echo one >> "$DIR/ran"
'''
capture = ["WHAT"]

[[stage.step]]
id = "two"
title = "Dos"
activity = "Hacer"
success = "se saluda"
run = '''
greet "$WHAT"
echo two >> ran
pwd
'''

[[stage.step.check]]
output = "hola mundo"

[[stage]]
title = "Segunda"
estimate = "1m"

[[stage.step]]
id = "three"
title = "Tres"
activity = "Hacer"
success = "el fichero está"
run = 'echo three >> ran'

[[stage.step.check]]
file = "$DIR/ran"
min_size = "1B"

[[stage]]
title = "Tercera"
estimate = "1m"

[[stage.step]]
id = "four"
title = "Cuatro"
activity = "Hacer"
success = "consta la versión"
run = 'echo "$TAG"'

[[rollback.step]]
id = "rollback.three"
title = "Deshacer"
when = 'started("two")'
run = 'echo back >> "$DIR/ran"; echo "era $WHAT"'

[[criterion]]
id = "quick"
group = "cuantitativo"
title = "En menos de una hora"
holds = 'clock("total") < 3600'
`

const plainAnswers = `
operator = "Ana"
on_failure = "rollback"
[vars]
NEXT = "7"
[prerequisites]
"*" = true
[confirm]
"*" = true
[approve]
"Hacer" = "Quique"
`

func TestRunToSuccess(t *testing.T) {
	p := newPlace(t, plainBook)
	e := p.engine(false)
	o := &operator{answers: answersFor(t, e.o.Book, plainAnswers)}
	if err := o.walk(t.Context(), t, e); err != nil {
		t.Fatal(err, o.refused, o.output.String())
	}
	if o.run.Outcome != runbook.Success {
		t.Errorf("outcome %s, deviations %v", o.run.Outcome, o.run.Deviations)
	}
	if got := o.output.String(); !strings.Contains(got, "hola mundo") {
		t.Errorf("shell state is not carried: %q", got)
	}
	if c := o.run.Captures["WHAT"]; c.Value != "mundo" || !c.Verified {
		t.Errorf("capture: %+v", c)
	}
	ran, err := os.ReadFile(filepath.Join(o.run.Values["DIR"], "ran"))
	if err != nil || string(ran) != "one\ntwo\nthree\n" {
		t.Errorf("ran %q, %v", ran, err)
	}
	if _, err := os.Stat(filepath.Join(p.base, p.id)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the run's directory is still on the host: %v", err)
	}
	if log, err := ReadLog(p.store.Dir(p.id), "two", 1, 1<<20); err != nil || !strings.Contains(string(log), "hola mundo") {
		t.Errorf("log %q, %v", log, err)
	}
	again, err := p.store.Read(p.id)
	if err != nil || again.Outcome != runbook.Success {
		t.Errorf("read back: %v, %v", again, err)
	}
}

func TestFailureToRollback(t *testing.T) {
	p := newPlace(t, strings.Replace(plainBook, "run = 'echo three >> ran'", "run = 'false'", 1))
	e := p.engine(false)
	o := &operator{answers: answersFor(t, e.o.Book, plainAnswers)}
	if err := o.walk(t.Context(), t, e); err != nil {
		t.Fatal(err, o.refused)
	}
	if o.run.Outcome != runbook.RolledBackOutcome || !strings.Contains(o.output.String(), "era mundo") {
		t.Errorf("outcome %s, output %q", o.run.Outcome, o.output.String())
	}
	if c := o.run.Clock("downtime", o.run.Last); !c.Started || c.Running {
		t.Errorf("downtime clock: %+v", c)
	}
}

func TestNoAnswerPausesAndResumes(t *testing.T) {
	p := newPlace(t, plainBook)
	e := p.engine(false)
	o := &operator{answers: answersFor(t, e.o.Book, strings.Replace(plainAnswers, `"Hacer" = "Quique"`, "", 1))}
	err := o.walk(t.Context(), t, e)
	var paused *PausedError
	if !errors.As(err, &paused) || paused.Why != "gate" {
		t.Fatalf("want a pause at the approval, got %v at %v", err, o.gates)
	}
	e = p.engine(true)
	o = &operator{answers: answersFor(t, e.o.Book, plainAnswers)}
	if err := o.walk(t.Context(), t, e); err != nil {
		t.Fatal(err, o.refused)
	}
	ran, err := os.ReadFile(filepath.Join(o.run.Values["DIR"], "ran"))
	if err != nil || string(ran) != "one\ntwo\nthree\n" {
		t.Errorf("a step ran twice or not at all: %q, %v", ran, err)
	}
}

func TestJournalIsHeldByOneWriter(t *testing.T) {
	p := newPlace(t, plainBook)
	e := p.engine(false)
	_, err := p.store.Open(p.id)
	var busy *journal.BusyError
	if !errors.As(err, &busy) {
		t.Errorf("a second writer was let in: %v", err)
	}
	if err := e.o.Journal.Close(); err != nil {
		t.Fatal(err)
	}
}
