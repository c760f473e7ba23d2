package runbook

import (
	"fmt"
	"testing"
	"time"
)

// BenchmarkFold folds 100,000 records; the baseline is decoding the same bytes alone.
func BenchmarkFold(b *testing.B) {
	book := testBook(b)
	const n = 100_000
	raw := make([][]byte, n)
	for i := range raw {
		rec := Record{Time: time.Unix(int64(i), 0), Actor: "Ana", Event: Noted{Step: "backup", Text: fmt.Sprint("nota ", i)}}
		body, err := rec.Encode()
		if err != nil {
			b.Fatal(err)
		}
		raw[i] = body
	}
	decode := func() []Record {
		records := make([]Record, n)
		for i, body := range raw {
			rec, err := DecodeRecord(uint64(i+1), body)
			if err != nil {
				b.Fatal(err)
			}
			records[i] = rec
		}
		return records
	}
	for b.Loop() {
		start := time.Now()
		records := decode()
		decoded := time.Since(start)
		start = time.Now()
		run := NewRun(book)
		for _, rec := range records {
			if err := run.Apply(rec); err != nil {
				b.Fatal(err)
			}
		}
		folded := time.Since(start)
		b.ReportMetric(float64(decoded+folded)/float64(decoded), "ratio")
		b.ReportMetric(folded.Seconds()*1e3, "ms-fold")
	}
	reportPeak(b)
}
