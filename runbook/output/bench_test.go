package output

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

// BenchmarkLines takes in a million lines, and reports the time for them and the ratio to splitting the same bytes into strings.
func BenchmarkLines(b *testing.B) {
	for name, line := range map[string]string{
		"ascii":    strings.Repeat("Applying permissions.0003 OK ", 3)[:79] + "\r\n",
		"spanish":  strings.Repeat("Migración aplicada según lo previsto ", 3)[:79] + "\r\n",
		"coloured": "\x1b[32m2025-11-18 15:04:05\x1b[0m \x1b[1;34mINFO\x1b[0m django.request: GET /api/health 200 12 ms\r\n",
		"progress": strings.Repeat("\r\x1b[K 55% |█████     | 55/100 [00:03<00:02]", 2) + "\r\n",
	} {
		b.Run(name, func(b *testing.B) {
			chunk := []byte(strings.Repeat(line, 1000))
			b.SetBytes(int64(len(chunk)))
			l := NewLines(0)
			var ours, theirs time.Duration
			for b.Loop() {
				began := time.Now()
				l.parser.write(chunk)
				between := time.Now()
				bare(chunk)
				ours, theirs = ours+between.Sub(began), theirs+time.Since(between)
			}
			b.ReportMetric(ours.Seconds()/float64(b.N)*1000, "s/1Mlines")
			b.ReportMetric(float64(ours)/float64(theirs), "x-bare")
		})
	}
}

// bare splits bytes into strings and keeps the last.
func bare(chunk []byte) (last string) {
	for len(chunk) > 0 {
		end := bytes.IndexByte(chunk, '\n')
		last = string(chunk[:end])
		chunk = chunk[end+1:]
	}
	return last
}

// BenchmarkMask masks a usual log with three secrets, and reports the ratio to copying the same bytes.
func BenchmarkMask(b *testing.B) {
	text := strings.Repeat("2025-11-18 15:04:05 INFO django.request: GET http://localhost:8000/api/health 200 12 ms\r\n", 400)
	m := newMask(b, "correct horse battery", "s3cr3t-P4ssw0rd", "ghp_0123456789abcdefABCDEF0123456789abcd")
	chunk := []byte(text)
	copied := make([]byte, len(chunk))
	b.SetBytes(int64(len(chunk)))
	b.ReportAllocs()
	var ours, theirs time.Duration
	for b.Loop() {
		began := time.Now()
		m.Mask(chunk, false)
		between := time.Now()
		copy(copied, chunk)
		ours, theirs = ours+between.Sub(began), theirs+time.Since(between)
	}
	b.ReportMetric(float64(ours)/float64(theirs), "x-copy")
}
