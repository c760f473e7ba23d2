package engine

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"paso/runbook"
	"paso/runbook/host"
	"paso/runbook/journal"
)

// rig is a run on a fakeHost with its journal in memory.
type rig struct {
	t       testing.TB
	book    *runbook.Runbook
	host    *fakeHost
	journal *memory
	dir     string
	options func(*Options)
}

// memory is a journal that can fail, and tells whether it was closed.
type memory struct {
	mu     sync.Mutex
	bodies [][]byte
	failAt int // number of the record that cannot be written; 0: none
	after  func(event runbook.Event)
	closed bool
}

func (m *memory) AppendAll(bodies [][]byte) ([]journal.Record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return nil, &journal.ClosedError{}
	}
	records := make([]journal.Record, 0, len(bodies))
	for _, body := range bodies {
		if m.failAt > 0 && len(m.bodies)+1 >= m.failAt {
			return nil, &journal.BrokenError{Op: "write", Err: errors.New("no space left on device")}
		}
		m.bodies = append(m.bodies, json.RawMessage(body))
		seq := uint64(len(m.bodies))
		records = append(records, journal.Record{Seq: seq, Body: body})
		if m.after != nil {
			rec, err := runbook.DecodeRecord(seq, body)
			if err != nil {
				return nil, err
			}
			m.after(rec.Event)
		}
	}
	return records, nil
}

func (m *memory) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	return nil
}

func (m *memory) text() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all strings.Builder
	for _, body := range m.bodies {
		all.Write(body)
		all.WriteByte('\n')
	}
	return all.String()
}

func newRig(t testing.TB, source string) *rig {
	t.Helper()
	book, problems := runbook.Load("test.toml", []byte(source))
	if book == nil {
		t.Fatal(runbook.Problems(problems))
	}
	r := &rig{t: t, book: book, host: newFakeHost(), journal: &memory{}, dir: t.TempDir()}
	t.Cleanup(r.host.killAll) // a bubble ends with its last goroutine
	t.Cleanup(r.legal)
	first := runbook.Record{Time: time.Now(), Actor: runbook.Paso, Event: runbook.RunStarted{ID: "run-1", Runbook: "T", Target: "here"}}
	body, err := first.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.journal.AppendAll([][]byte{body}); err != nil {
		t.Fatal(err)
	}
	return r
}

// history is what the journal holds.
func (r *rig) history() []runbook.Record {
	r.t.Helper()
	r.journal.mu.Lock()
	defer r.journal.mu.Unlock()
	var all []runbook.Record
	for i, body := range r.journal.bodies {
		rec, err := runbook.DecodeRecord(uint64(i+1), body)
		if err != nil {
			r.t.Fatal(err)
		}
		all = append(all, rec)
	}
	return all
}

func (r *rig) fold() *runbook.Run {
	r.t.Helper()
	run := runbook.NewRun(r.book)
	for _, rec := range r.history() {
		if err := run.Apply(rec); err != nil {
			r.t.Fatal(err)
		}
	}
	return run
}

// engine takes the run up: a new one, or as the next paso would.
func (r *rig) engine() *Engine {
	r.t.Helper()
	r.journal.closed = false
	history := r.history()
	o := Options{
		Book: r.book, Run: r.fold(), History: history, Dir: r.dir, Resumed: len(history) > 1,
		Open: func(context.Context, host.Config) (Host, error) { return r.host, nil },
		Now:  time.Now, Machine: "test", Version: "test", Getenv: func(string) string { return "" },
		Rand:   func() string { return "0123456789ab" },
		Report: func(*runbook.Run) (string, []byte, error) { return "report.md", []byte("# report\n"), nil },
	}
	if r.options != nil {
		r.options(&o)
	}
	e := New(o)
	e.book = r.journal
	return e
}

// legal fails for a fact that paso recorded and its own rules would not have made: `paso verify` would doubt an honest run.
func (r *rig) legal() {
	r.t.Helper()
	audit := runbook.NewAuditor(r.book)
	for _, rec := range r.history() {
		if err := audit.Apply(rec); err != nil {
			r.t.Error(err)
			return
		}
	}
}

// events of one type, in order.
func eventsOf[E runbook.Event](r *rig) []E {
	var all []E
	for _, rec := range r.history() {
		if e, is := rec.Event.(E); is {
			all = append(all, e)
		}
	}
	return all
}

// exactlyOnce fails unless these attempts ran, each once, in this order.
func (r *rig) exactlyOnce(want ...string) {
	r.t.Helper()
	if got := strings.Join(r.host.ran(), " "); got != strings.Join(want, " ") {
		r.t.Errorf("ran %q, want %q", got, want)
	}
}

// smallBook has two steps with a script, of which the second has a check, and a rollback.
const smallBook = `
id = "T"
title = "Prueba"
version = "1"
language = "es"
[vars]
PLACE = { command = "pwd" }
[targets.here]
local = true
[lock]
name = "test"
[roles]
ops = "Operaciones"
[[people]]
name = "Ana"
roles = ["ops"]
[[raci]]
activity = "Hacer"
roles = { ops = "R" }
[[stage]]
title = "Primera"
[[stage.step]]
id = "one"
title = "Uno"
activity = "Hacer"
success = "hecho"
run = 'one'
[[stage.step]]
id = "two"
title = "Dos"
activity = "Hacer"
success = "hecho"
run = 'two'
[[stage.step.check]]
command = 'true'
[report]
publish = "/srv/reports"
[[rollback.step]]
id = "rollback.one"
title = "Deshacer"
run = 'undo'
`

const smallAnswers = `
operator = "Ana"
on_failure = "pause"
[confirm]
"*" = true
`

func (r *rig) operator() *operator {
	r.t.Helper()
	return &operator{answers: answersFor(r.t, r.book, smallAnswers)}
}

// walk runs an engine with an operator to its end.
func (r *rig) walk() (*operator, error) {
	r.t.Helper()
	o := r.operator()
	return o, o.walk(context.Background(), r.t, r.engine())
}
