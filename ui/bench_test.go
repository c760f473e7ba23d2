package ui

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"paso/runbook"
	"paso/runbook/engine"
)

// bigBook is the source of a runbook of stages of steps.
func bigBook(stages, steps int) []byte {
	var b bytes.Buffer
	b.WriteString("id = \"BIG\"\ntitle = \"Big\"\nversion = \"1\"\n[targets.here]\nlocal = true\n")
	for i := range stages {
		fmt.Fprintf(&b, "[[stage]]\nid = \"stage%d\"\ntitle = \"Stage %d\"\nestimate = \"1h\"\n", i+1, i+1)
		for j := range steps {
			fmt.Fprintf(&b, "[[stage.step]]\nid = \"s%d-%d\"\ntitle = \"A step of many\"\nrun = \"true\"\n", i+1, j+1)
		}
	}
	return b.Bytes()
}

func loadBig(tb testing.TB, source []byte) *runbook.Runbook {
	tb.Helper()
	book, problems := runbook.Load("big.toml", source)
	if book == nil {
		tb.Fatal(problems)
	}
	return book
}

func realSource(tb testing.TB) []byte {
	tb.Helper()
	data, err := os.ReadFile("../runbook.toml")
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

// runningStep is a session at a step in the middle of a big runbook.
func runningStep(tb testing.TB, book *runbook.Runbook, step string, with setup) *session {
	tb.Helper()
	s := newSession(tb, book, with, func(p *player) { p.hold[step] = true })
	s.p.Do(runbook.NameOperator{Name: "x", Kind: runbook.Operator})
	for range book.Stages {
		if wait, ok := runbook.Next(s.p.run, s.p.session).(runbook.Wait); ok {
			s.p.Do(runbook.Confirm{Gate: wait.Gate.Key()})
		}
	}
	s.settle()
	if s.m.s.live() != step {
		tb.Fatalf("at %s: %v", s.m.s.live(), runbook.Next(s.p.run, s.p.session))
	}
	return s
}

// flooded is a session with 10,000 lines of output before it.
func flooded(s *session) *session {
	out := s.m.output()
	for i := range 10_000 {
		out.write(fmt.Appendf(nil, "\x1b[32m%d\x1b[0m a line of output as programs print them\n", i))
	}
	return s
}

// percentiles measures what is done again and again, and reports it in milliseconds beside
// a trivial way to draw as many cells in the same run: what a slow machine slows too.
func percentiles(b *testing.B, w, h int, frame func()) {
	b.Helper()
	var took, trivial []time.Duration
	th := newTheme(darkTheme, false)
	row := say(plain, strings.Repeat("a line ", w/7+1)[:w])
	for b.Loop() {
		began := time.Now()
		frame()
		took = append(took, time.Since(began))
		began = time.Now()
		for range h {
			th.render(row, paper)
		}
		trivial = append(trivial, time.Since(began))
	}
	slices.Sort(took)
	slices.Sort(trivial)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	at := func(all []time.Duration, part int) time.Duration { return all[(len(all)-1)*part/100] }
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(ms(at(took, 50)), "p50-ms")
	b.ReportMetric(ms(at(took, 95)), "p95-ms")
	b.ReportMetric(ms(took[len(took)-1]), "max-ms")
	b.ReportMetric(ms(at(trivial, 95)), "p95-trivial-ms") // how much of it is the machine
	b.ReportMetric(float64(at(took, 50))/float64(at(trivial, 50)), "x-trivial")
}

// A frame of 200x60, as an update brings it: state, size, picture.
func BenchmarkFrame(b *testing.B) {
	const w, h = 200, 60
	for _, c := range []struct {
		name string
		open func() *session
	}{
		{"23steps/10000lines", func() *session {
			return flooded(at(b, realBook(b), momentNamed(b, "running"), setup{w: w, h: h}))
		}},
		{"100x100steps/10000lines", func() *session {
			return flooded(runningStep(b, loadBig(b, bigBook(100, 100)), "s50-50", setup{w: w, h: h}))
		}},
		{"1x10000steps/10000lines", func() *session {
			return flooded(runningStep(b, loadBig(b, bigBook(1, 10_000)), "s1-3000", setup{w: w, h: h}))
		}},
		{"10000x1steps/10000lines", func() *session {
			return flooded(runningStep(b, loadBig(b, bigBook(10_000, 1)), "s50-1", setup{w: w, h: h}))
		}},
	} {
		b.Run(c.name, func(b *testing.B) {
			s := c.open()
			percentiles(b, w, h, func() {
				s.m.Update(tickMsg{})
				_ = s.m.View()
			})
		})
	}
}

// The time from the records to the first frame, against that of reading the runbook.
func BenchmarkFirstFrame(b *testing.B) {
	for _, c := range []struct {
		name          string
		stages, steps int
	}{{"23steps", 0, 0}, {"10000steps", 100, 100}} {
		b.Run(c.name, func(b *testing.B) {
			source := bigBook(c.stages, c.steps)
			if c.stages == 0 {
				source = realSource(b)
			}
			var loads, frames time.Duration
			for b.Loop() {
				began := time.Now()
				book := loadBig(b, source)
				loaded := time.Now()
				s := newSession(b, book, setup{w: 200, h: 60}, nil)
				_ = s.m.View()
				loads, frames = loads+loaded.Sub(began), frames+time.Since(loaded)
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(loads.Microseconds())/1000/float64(b.N), "load-ms")
			b.ReportMetric(float64(frames.Microseconds())/1000/float64(b.N), "frame-ms")
			b.ReportMetric(float64(frames)/float64(loads), "frame/load")
		})
	}
}

// 200 MB in a million lines, taken as the engine gives it: a mailbox of 256 KB a
// frame, a frame drawn after each.
func BenchmarkFlood(b *testing.B) {
	const size = 256 << 10
	text := bytes.Repeat([]byte(strings.Repeat("0123456789 ", 18)+"01\n"), size/201)
	s := at(b, realBook(b), momentNamed(b, "running"), setup{w: 120, h: 36})
	key, _ := s.m.shownAttempt()
	offset := s.m.output().next
	b.SetBytes(200 << 20)
	for b.Loop() {
		for range (200 << 20) / len(text) {
			s.m.Update(tookMsg{ok: true, update: engine.Update{
				Session: s.p.session, Output: []engine.Chunk{{Step: key.step, Attempt: key.n, Offset: offset, Bytes: text}},
			}})
			offset += int64(len(text))
			_ = s.m.View()
		}
	}
}
