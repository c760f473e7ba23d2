package journal

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// BenchmarkAppend appends records of 300 bytes in turn with bare writes and fsyncs of the same bytes, and reports the ratio.
func BenchmarkAppend(b *testing.B) {
	dir := filepath.Join(b.TempDir(), "run")
	j, err := Create(dir)
	if err != nil {
		b.Fatal(err)
	}
	bare, err := os.OpenFile(filepath.Join(dir, "bare"), os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		b.Fatal(err)
	}
	body := make([]byte, 300)
	for i := range body {
		body[i] = 'x'
	}
	body[0], body[len(body)-1] = '"', '"'
	_, line := start().encode(body)
	var ours, theirs time.Duration
	for b.Loop() {
		began := time.Now()
		if _, err := j.Append(body); err != nil {
			b.Fatal(err)
		}
		between := time.Now()
		if _, err := bare.Write(line); err != nil {
			b.Fatal(err)
		}
		if err := bare.Sync(); err != nil {
			b.Fatal(err)
		}
		ours, theirs = ours+between.Sub(began), theirs+time.Since(between)
	}
	b.ReportMetric(float64(ours)/float64(theirs), "x-bare")
	b.ReportMetric(float64(ours.Nanoseconds())/float64(b.N), "append-ns/op")
	if err := j.Close(); err != nil {
		b.Fatal(err)
	}
	if err := bare.Close(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkRead100k reads and verifies 100,000 records, and reports the ratio to reading the file alone.
func BenchmarkRead100k(b *testing.B) {
	dir, _ := written(b, 100_000)
	var ours, theirs time.Duration
	b.ReportAllocs()
	for b.Loop() {
		began := time.Now()
		content, err := os.ReadFile(fileIn(dir))
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(len(content)))
		between := time.Now()
		if _, err := Read(dir); err != nil {
			b.Fatal(err)
		}
		theirs, ours = theirs+between.Sub(began), ours+time.Since(between)
	}
	b.ReportMetric(float64(ours)/float64(theirs), "x-bare")
}
