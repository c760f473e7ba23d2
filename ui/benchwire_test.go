//go:build unix

package ui

import (
	"crypto/sha256"
	"fmt"
	"syscall"
	"testing"
	"time"
)

// Bytes that go over the connection: a frame with a new line of output, a second at a
// gate where only clocks go on, a second after the end.
func BenchmarkBytes(b *testing.B) {
	streaming := func(w *wire, i int) string {
		w.e.do(func(p *player) {
			p.print("migrate", 1, fmt.Sprintf("%x a line of output\n", sha256.Sum256([]byte{byte(i), byte(i >> 8)})))
		})
		return w.mark()
	}
	second := func(w *wire, _ int) string { return w.second() }
	for _, c := range []struct {
		name, moment string
		step         func(*wire, int) string
	}{{"streaming", "running", streaming}, {"gate", "approval", second}, {"gate.downtime", "failure", second}, {"over", "success", second}} {
		for _, size := range [][2]int{{80, 24}, {200, 60}} {
			b.Run(fmt.Sprintf("%s/%dx%d", c.name, size[0], size[1]), func(b *testing.B) {
				w := openWire(b, c.moment, size[0], size[1], false)
				sent, changed, n := 0, 0, 0
				for b.Loop() {
					before := w.cells()
					sent += len(c.step(w, n))
					for y, row := range w.cells() {
						for x := range row {
							if row[x] != before[y][x] {
								changed++
							}
						}
					}
					n++
				}
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(float64(sent)/float64(n), "B/frame")
				b.ReportMetric(float64(changed)/float64(n), "cells/frame")
			})
		}
	}
}

// The processor's time of a program that waits at a gate with its real clock, in thousandths of a second a second.
func BenchmarkIdle(b *testing.B) {
	for _, moment := range []string{"approval", "success"} {
		b.Run(moment, func(b *testing.B) {
			openWire(b, moment, 200, 60, true)
			var used, passed time.Duration
			for b.Loop() {
				before, began := processor(b), time.Now()
				<-time.After(3 * time.Second)
				used, passed = used+processor(b)-before, passed+time.Since(began)
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(used.Microseconds())/1000/passed.Seconds(), "cpu-ms/s")
		})
	}
}

func processor(tb testing.TB) time.Duration {
	tb.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
