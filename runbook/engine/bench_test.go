package engine

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"paso/runbook"
	"paso/runbook/host"
)

// BenchmarkStep is what a step costs beyond the bare host: the same script through a
// whole engine and through host.Start alone, in one run so that the ratio holds.
func BenchmarkStep(b *testing.B) {
	b.Run("host", func(b *testing.B) {
		h, err := host.Open(b.Context(), host.Config{Local: true, RunID: "bench", Base: b.TempDir()})
		if err != nil {
			b.Fatal(err)
		}
		defer func() { _ = h.Close() }()
		if _, err := h.Prepare(b.Context()); err != nil {
			b.Fatal(err)
		}
		base := ""
		for i := 0; b.Loop(); i++ {
			id := fmt.Sprintf("s%d-1", i)
			s, err := h.Start(b.Context(), host.Attempt{ID: id, Script: "echo x", Base: base})
			for err == nil {
				var item host.Item
				if item, err = s.Next(b.Context()); err != nil {
					b.Fatal(err)
				}
				if _, ended := item.(host.Ended); ended {
					break
				}
			}
			if err != nil {
				b.Fatal(err)
			}
			base = id
			_ = s.Close()
		}
	})
	b.Run("engine", func(b *testing.B) {
		const steps = 20
		var book strings.Builder
		dir := b.TempDir()
		head, _, _ := strings.Cut(crashBook(dir), "\n[[stage.step]]")
		book.WriteString(head)
		for n := range steps {
			fmt.Fprintf(&book, "\n[[stage.step]]\nid = \"s%d\"\ntitle = \"P\"\nactivity = \"Hacer\"\nsuccess = \"h\"\nrun = 'echo x'\n", n)
		}
		var inSteps time.Duration
		runs := 0
		for b.Loop() {
			runs++
			p := &place{t: b, store: Store{Root: filepath.Join(dir, fmt.Sprint(runs))}, id: "run-1", base: filepath.Join(dir, fmt.Sprintf("host%d", runs))}
			p.create(book.String())
			e := p.engine(false)
			o := &operator{answers: answersFor(b, e.o.Book, smallAnswers)}
			if err := o.walk(b.Context(), b, e); err != nil || o.run.Outcome != runbook.Success {
				b.Fatal(err)
			}
			inSteps += o.run.Stages[0].Ended.Sub(o.run.Stages[0].Started)
		}
		b.ReportMetric(float64(inSteps.Nanoseconds())/float64(runs*steps), "ns/step")
	})
}
