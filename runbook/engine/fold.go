package engine

import (
	"runtime"
	"sync"

	"paso/runbook"
	"paso/runbook/journal"
	"paso/runbook/routine"
)

// foldChunk is how many records are decoded together. A run of a day has fewer, and is decoded where it is folded.
const foldChunk = 1024

// fold makes the run of its records. Without the first, which names it, there is none:
// paso was killed between the directory and that record, and has done nothing.
func fold(id string, book *runbook.Runbook, records []journal.Record) (*runbook.Run, []runbook.Record, error) {
	run := runbook.NewRun(book)
	history := make([]runbook.Record, len(records))
	chunks, stop := decode(records, history)
	defer stop()
	for i, chunk := range chunks {
		broken, err := chunk()
		from := i * foldChunk
		for at := from; at < broken; at++ {
			if err := run.Apply(history[at]); err != nil {
				return nil, nil, err
			}
		}
		if err != nil {
			return nil, nil, err
		}
	}
	if run.Info.ID == "" {
		return nil, nil, &NoRunError{ID: id, Empty: true}
	}
	return run, history, nil
}

// chunk waits for a part of the records and tells where it ends: behind its last, or before the one that could not be decoded.
type chunk func() (end int, err error)

// decode decodes records into history, in parts and on every processor, ahead of whoever takes the parts in order.
func decode(records []journal.Record, history []runbook.Record) (chunks []chunk, stop func()) {
	var workers sync.WaitGroup
	gone := make(chan struct{})
	work := make(chan func())
	for from := 0; from < len(records); from += foldChunk {
		chunks = append(chunks, func() (int, error) { return decodePart(records, history, from) })
	}
	if len(chunks) < 2 {
		return chunks, func() {}
	}
	jobs := make([]func(), len(chunks))
	for i := range chunks {
		chunks[i], jobs[i] = ahead(chunks[i])
	}
	for range runtime.GOMAXPROCS(0) {
		workers.Go(routine.Guarded(func() {
			for job := range work {
				job()
			}
		}, func(error) {})) // a job keeps its fault, for who waits for it
	}
	workers.Go(routine.Guarded(func() {
		defer close(work)
		for _, job := range jobs {
			select {
			case work <- job:
			case <-gone:
				return
			}
		}
	}, func(error) {})) // nothing here can break
	return chunks, func() { close(gone); workers.Wait() }
}

// ahead lets a part be decoded before it is asked for.
func ahead(c chunk) (later chunk, job func()) {
	var end int
	var err error
	done := make(chan struct{})
	job = func() {
		defer close(done)
		if fault := routine.Recovered(func() error { end, err = c(); return nil }); fault != nil {
			err = fault
		}
	}
	return func() (int, error) { <-done; return end, err }, job
}

func decodePart(records []journal.Record, history []runbook.Record, from int) (end int, err error) {
	for at := from; at < min(from+foldChunk, len(records)); at++ {
		if history[at], err = runbook.DecodeRecord(records[at].Seq, records[at].Body); err != nil {
			return at, err
		}
		history[at].Hash = records[at].Hash
	}
	return min(from+foldChunk, len(records)), nil
}
