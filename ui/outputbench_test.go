package ui

import (
	"bufio"
	"bytes"
	"runtime"
	"testing"
	"time"

	"paso/runbook/engine"
)

// million is a million lines as programs print them: colours, wide letters, bars.
func million() []byte {
	some := "\x1b[32mOK\x1b[0m 0123456789 compiling the module of permissions, which has a long name\n" +
		"2026-11-23 14:18:01 INFO tabla «permissions_permiso» creada 日本語\n" +
		"plain text as most of it is, with a few words in every line\n" +
		"10%\r55%\r100% done\n"
	return bytes.Repeat([]byte(some), 250_000)
}

// A million lines through the output, a search running, as the engine gives them (256 KiB a
// frame, a frame drawn after each), against the time in which bufio.Scanner splits the same bytes
// in the same run: "x-scan" is how many times as long, "peak-MB" the most heap in use, above what
// the lines themselves take.
func BenchmarkMillionLines(b *testing.B) {
	text := million()
	scan := scanned(text)
	var took time.Duration
	var peak uint64
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		s := at(b, realBook(b), momentNamed(b, "running"), setup{w: 200, h: 60})
		s.m.output().seek("permiso")
		key, _ := s.m.shownAttempt()
		offset := s.m.output().next
		runtime.GC()
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		floor := stats.HeapAlloc
		begin := time.Now()
		for rest := text; len(rest) > 0; {
			part := rest[:min(len(rest), 256<<10)]
			rest = rest[len(part):]
			s.m.Update(tookMsg{ok: true, update: engine.Update{
				Session: s.p.session, Output: []engine.Chunk{{Step: key.step, Attempt: key.n, Offset: offset, Bytes: part}},
			}})
			offset += int64(len(part))
			_ = s.m.View()
			if len(rest)%(4<<20) < 256<<10 {
				runtime.ReadMemStats(&stats)
				peak = max(peak, stats.HeapAlloc-min(floor, stats.HeapAlloc))
			}
		}
		took += time.Since(begin)
	}
	b.ReportMetric(took.Seconds()/float64(b.N)/scan.Seconds(), "x-scan")
	b.ReportMetric(float64(peak)/(1<<20), "peak-MB")
}

// scanned is how long bufio.Scanner takes for the lines, the best of three.
func scanned(text []byte) time.Duration {
	best := time.Hour
	for range 3 {
		begin, lines := time.Now(), 0
		for sc := bufio.NewScanner(bytes.NewReader(text)); sc.Scan(); {
			lines += len(sc.Bytes()) & 1
		}
		best = min(best, time.Since(begin))
		runtime.KeepAlive(lines)
	}
	return best
}

// The palette of a runbook with ten thousand steps, a letter at a time.
func BenchmarkPalette(b *testing.B) {
	var items []paletteItem
	for i := range 10_000 {
		items = append(items, paletteItem{group: "steps", label: itoa(i) + " Ejecutar Migraciones y Configuración", detail: "pendiente"})
	}
	p := newPalette(items)
	for b.Loop() {
		p.field.set("migr 99")
		p.search()
	}
}
