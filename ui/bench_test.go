package ui

import (
	"bytes"
	"fmt"
	"testing"

	"paso/runbook"
	"paso/runbook/engine"
)

// A frame of 200x60 with 10,000 lines of output.
func BenchmarkFrame(b *testing.B) {
	s := at(b, realBook(b), momentNamed(b, "running"), setup{w: 200, h: 60})
	out := s.m.output()
	for i := range 10_000 {
		out.write(fmt.Appendf(nil, "\x1b[32m%d\x1b[0m a line of output as programs print them\n", i))
	}
	for b.Loop() {
		s.m.frame()
	}
}

// The same with a runbook of 10,000 steps.
func BenchmarkFrameManySteps(b *testing.B) {
	book := &runbook.Runbook{ID: "B", Title: "big", Version: "1", Roles: map[string]string{}}
	for i := range 100 {
		stage := runbook.Stage{Title: fmt.Sprint("stage ", i)}
		for j := range 100 {
			stage.Steps = append(stage.Steps, runbook.Step{ID: fmt.Sprint("s", i, "-", j), Number: fmt.Sprintf("%d.%d", i+1, j+1), Title: "a step", Run: "true"})
		}
		book.Stages = append(book.Stages, stage)
	}
	s := newSession(b, book, setup{w: 200, h: 60}, func(p *player) { p.hold["s0-3"] = true })
	s.p.Do(runbook.NameOperator{Name: "x", Kind: runbook.Operator})
	s.p.Do(runbook.Confirm{Gate: "stage:1"})
	s.settle()
	s.sees("1.4 a step")
	for b.Loop() {
		s.m.frame()
	}
}

// 200 MB in a million lines, taken as the engine gives it: a mailbox of 256 KB a
// frame, a frame drawn after each.
func BenchmarkFlood(b *testing.B) {
	const size = 256 << 10
	text := bytes.Repeat([]byte("0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 01\n"), size/201)
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
