package ui

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"paso/runbook"
	"paso/runbook/engine"
	"paso/runbook/host"
	"paso/runbook/text"
)

// longRun writes a run of so many records: the procedure at its first step, retried again and again as a night goes by,
// with gates, output, checks, cuts of the connection and notes.
func longRun(b *testing.B, records int) (s engine.Store, id string) { //nolint:forbidigo // the real way from the directory to the frame
	b.Helper()
	s, id = engine.Store{Root: b.TempDir()}, "20261123-200000-beef" //nolint:forbidigo // as above
	source := realSource(b)
	book := loadBig(b, source)
	j, err := s.Create(id, source)
	if err != nil {
		b.Fatal(err)
	}
	step := book.Stages[0].Steps[0]
	checks := []runbook.CheckResult{{
		Title: runbook.Phrase{ID: "checks.file.title", Args: map[string]string{"Path": "/backups/iact.sql"}}, Verdict: runbook.Failed, Kind: "file",
		Wanted:   runbook.Phrase{ID: "checks.file.wanted", Args: map[string]string{"LastLine": "", "MinSize": "1 B", "Path": "/backups/iact.sql"}},
		Observed: runbook.Phrase{ID: "checks.file.observed", Args: map[string]string{"LastLine": "", "Path": "/backups/iact.sql", "Size": "0 B"}},
	}}
	events := []runbook.Event{
		runbook.RunStarted{ID: id, Runbook: book.ID, Title: book.Title, Version: book.Version, Target: "staging", Destination: "staging-server", Language: "es"},
		runbook.OperatorNamed{Name: "Ana Ruiz", Roles: []string{"devops"}, Kind: runbook.Asserted},
		runbook.StageStarted{Stage: 1},
		runbook.StepStarted{Step: step.ID},
	}
	for n := 1; len(events) < records; n++ {
		gate := "failure:" + step.ID
		events = append(events,
			runbook.AttemptStarted{Step: step.ID, Attempt: n, ID: runbook.AttemptID(step.ID, n), SHA256: fmt.Sprintf("%064x", n)},
			runbook.AttemptAcknowledged{Step: step.ID, Attempt: n},
			runbook.LinkLost{Why: runbook.Phrase{ID: "host.link-lost.silent"}}, runbook.LinkRestored{},
			runbook.AttemptEnded{Step: step.ID, Attempt: n, Result: runbook.AttemptResult{Reached: true, State: "ok", Size: 1234, Statements: []runbook.Statement{{N: 1, Line: 1, At: time.Unix(int64(n), 0)}, {N: 2, Line: 2, At: time.Unix(int64(n), 0)}}}},
			runbook.ChecksObserved{Step: step.ID, Attempt: n, Results: checks},
			runbook.GateOpened{Gate: gate, Step: step.ID},
			runbook.Noted{Step: step.ID, Text: fmt.Sprint("nota ", n)},
			runbook.RetryAsked{Step: step.ID}, runbook.GateClosed{Gate: gate},
		)
	}
	bodies := make([][]byte, records)
	began := time.Date(2026, 11, 23, 20, 0, 0, 0, time.UTC)
	for i := range bodies {
		rec := runbook.Record{Time: began.Add(time.Duration(i) * 100 * time.Millisecond), Actor: "Ana Ruiz", Event: events[i]}
		if bodies[i], err = rec.Encode(); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := j.AppendAll(bodies); err != nil {
		b.Fatal(err)
	}
	if err := j.Close(); err != nil {
		b.Fatal(err)
	}
	return s, id
}

// decoded reads a journal as anybody would: the file, and each line as JSON. It checks nothing.
func decoded(b *testing.B, name string) {
	b.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		b.Fatal(err)
	}
	for line := range bytes.Lines(content) {
		var record struct {
			Seq  uint64
			Prev string
			Body struct {
				Time        time.Time
				Actor, Type string
				Data        json.RawMessage
			}
		}
		if err := json.Unmarshal(line[9:], &record); err != nil {
			b.Fatal(err)
		}
	}
}

// Taking up a run of 100,000 records, from its directory to the first frame: the journal opened and verified, folded for
// the engine, handed to the screen and folded there, drawn. The baseline reads the same file and decodes it, no more.
func BenchmarkResume100k(b *testing.B) {
	store, id := longRun(b, 100_000)
	words, err := text.For(text.ES)
	if err != nil {
		b.Fatal(err)
	}
	var opened, framed, bare time.Duration
	for b.Loop() {
		runtime.GC()
		began := time.Now()
		decoded(b, filepath.Join(store.Dir(id), "journal.jsonl"))
		bare += time.Since(began)
		runtime.GC()

		began = time.Now()
		taken, err := store.Open(id)
		if err != nil {
			b.Fatal(err)
		}
		opened += time.Since(began)
		ctx, stop := context.WithCancel(context.Background())
		e := engine.New(engine.Options{ //nolint:forbidigo // as above
			Book: taken.Run.Book, Run: taken.Run, History: taken.History, Journal: taken.Journal, Dir: store.Dir(id), Now: time.Now, Resumed: true,
			Getenv: func(string) string { return "" }, Rand: func() string { return "0123456789ab" },
			Open: func(ctx context.Context, _ host.Config) (engine.Host, error) { <-ctx.Done(); return nil, ctx.Err() },
		})
		ended := make(chan error, 1)
		go func() { ended <- e.Run(ctx) }()
		m := newModel(ctx, Options{Engine: e, Book: taken.Run.Book, Catalogue: words, Now: time.Now})
		m.Update(tea.WindowSizeMsg{Width: 120, Height: 36})
		for m.s.run.Records < 100_000 {
			m.Update(m.take())
		}
		if frame := m.View(); len(frame.Content) == 0 {
			b.Fatal("no frame")
		}
		framed += time.Since(began)
		stop()
		<-ended
	}
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 / float64(b.N) }
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(ms(opened), "open-ms")
	b.ReportMetric(ms(framed), "frame-ms")
	b.ReportMetric(ms(bare), "bare-ms")
	b.ReportMetric(float64(framed)/float64(bare), "x-bare")
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	b.ReportMetric(float64(memory.Sys)/(1<<20), "MiB-peak")
}
