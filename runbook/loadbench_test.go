package runbook

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/BurntSushi/toml"
)

// manySteps is a runbook of n steps of the usual size.
func manySteps(n int) []byte {
	var b strings.Builder
	b.WriteString("id = 'P'\ntitle = 'T'\nversion = '1'\n[vars]\nAPP = '/srv/app'\n[targets.t]\nssh = 'host'\n")
	for i := range n {
		if i%10 == 0 {
			fmt.Fprintf(&b, "[[stage]]\ntitle = 'Stage %d'\nestimate = '10m'\n", i/10)
		}
		fmt.Fprintf(&b, `[[stage.step]]
id = "step-%d"
title = "Step number %d"
timeout = "10m"
success = "It is done"
capture = ["FILE_%d"]
run = '''
cd "$APP"
FILE_%d=$(date +%%Y%%m%%d).sql
if [ -e "$FILE_%d" ]; then
  ls -l "$FILE_%d"
fi
'''
[[stage.step.check]]
file = "$FILE_%d"
min_size = "1B"
`, i, i, i, i, i, i, i)
	}
	return []byte(b.String())
}

// BenchmarkLoad gives the time for 10,000 steps and its ratio to decoding the same
// bytes with BurntSushi/toml alone, which finds none of the problems.
func BenchmarkLoad(b *testing.B) {
	data := manySteps(10_000)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, problems := Load("x", data); len(problems) > 0 {
			b.Fatal(problems[0])
		}
	}
	ours := b.Elapsed() / time.Duration(b.N)
	start := time.Now()
	for range 3 {
		var book Runbook
		if _, err := toml.Decode(string(data), &book); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(ours)/float64(time.Since(start)/3), "ratio")
	reportPeak(b)
}

// reportPeak tells how much memory the process has had from the system so far.
func reportPeak(b *testing.B) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.Sys)/(1<<20), "MiB-peak")
}
