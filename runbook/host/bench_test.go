//go:build linux

package host

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"
)

// BenchmarkStep tells what a step costs over SSH, state restored and saved, against a plain exec on the same connection,
// and where the difference goes.
func BenchmarkStep(b *testing.B) {
	h, _ := openSSHHost(b, nil)
	benchmarkStep(b, h, os.Getenv("HOME"))
}

// benchmarkStep compares medians: of two processors one may be somebody else's for a while. home is the account's, if it
// is on this machine.
func benchmarkStep(b *testing.B, h *Host, home string) {
	run(b, h, Attempt{ID: "base", Script: "A=1"})
	link, ok := h.current.(*sshLink)
	if !ok {
		b.Fatalf("%T is no SSH connection", h.current)
	}
	var steps, plain []time.Duration
	var spent stepParts
	for b.Loop() {
		id := fmt.Sprintf("b-%d-%d", b.N, len(steps))
		begin := time.Now()
		e := run(b, h, Attempt{ID: id, Base: "base", Script: "echo $A"})
		steps = append(steps, time.Since(begin))
		if e.output != "1\r\n" {
			b.Fatalf("output %q", e.output)
		}
		begin = time.Now()
		plainExec(b, link)
		plain = append(plain, time.Since(begin))
		if home != "" {
			spent.add(b, where(home, id), e)
		}
	}
	step, exec := median(steps), median(plain)
	b.ReportMetric(0, "ns/op") // a mean of both says nothing
	b.ReportMetric(milliseconds(step), "ms/step")
	b.ReportMetric(milliseconds(exec), "ms/exec")
	b.ReportMetric(milliseconds(step-exec), "ms-added")
	b.ReportMetric(float64(step)/float64(exec), "ratio")
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.Sys)/(1<<20), "MiB-peak")
	spent.report(b, step)
}

// stepParts are where the time of steps goes, by the times of the files that they leave. A file's time is that of the
// kernel's last tick, up to 4 ms late: of one step it says little, of many their mean.
type stepParts struct {
	n                                  int
	committed, restored, ended, result time.Duration
}

func (p *stepParts) add(b *testing.B, attempt string, e ending) {
	b.Helper()
	at := func(name string) time.Time {
		info, err := os.Stat(filepath.Join(attempt, name))
		if err != nil {
			b.Fatal(err)
		}
		return info.ModTime()
	}
	if len(e.Statements) != 1 {
		b.Fatalf("statements %v", e.Statements)
	}
	p.n++
	p.committed += at("started").Sub(at("script"))
	p.restored += e.Statements[0].At.Sub(at("started"))
	p.ended += at("status").Sub(e.Statements[0].At)
	p.result += at("result").Sub(at("status"))
}

func (p *stepParts) report(b *testing.B, step time.Duration) {
	b.Helper()
	if p.n == 0 {
		return
	}
	rest := step
	for _, part := range []struct {
		name string
		sum  time.Duration
	}{
		{"ms-commit", p.committed}, // built, launched, begun: durably
		{"ms-restore", p.restored}, // script(1), the shell, its state; in part while the start is committed
		{"ms-run+save", p.ended},   // the script, the state of the shell
		{"ms-result", p.result},    // script(1) waits 10 ms for late output, what is left is looked for
	} {
		mean := part.sum / time.Duration(p.n)
		rest -= mean
		b.ReportMetric(milliseconds(mean), part.name)
	}
	b.ReportMetric(milliseconds(rest), "ms-call") // the call on the connection, the end told
}

func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func plainExec(b *testing.B, link *sshLink) {
	session, err := link.client.NewSession()
	if err != nil {
		b.Fatal(err)
	}
	out, err := session.Output("bash -c 'echo 1'")
	if err != nil || string(out) != "1\n" {
		b.Fatalf("%q, %v", out, err)
	}
	if err := session.Close(); err != nil && err != io.EOF {
		b.Fatal(err)
	}
}

// BenchmarkOutput tells how fast output comes through the terminal, the log and the connection.
func BenchmarkOutput(b *testing.B) {
	h, _ := openSSHHost(b, nil)
	const size = 16 << 20
	b.SetBytes(size)
	var n int
	for b.Loop() {
		n++
		e := run(b, h, Attempt{ID: fmt.Sprintf("o-%d-%d", b.N, n), Script: fmt.Sprintf("stty -opost\nyes 0123456789012345678901234567890123456789 | head -c %d", size)})
		// head ends yes by SIGPIPE, which pipefail tells
		if len(e.output) != size || e.Exit != 141 {
			b.Fatalf("%d bytes, exit %d", len(e.output), e.Exit)
		}
	}
}
