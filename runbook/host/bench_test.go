//go:build linux

package host

import (
	"fmt"
	"io"
	"runtime"
	"testing"
	"time"
)

// BenchmarkStep tells what a step costs over SSH, state restored and saved, against a plain exec on the same connection.
func BenchmarkStep(b *testing.B) {
	h, _ := openSSHHost(b, nil)
	benchmarkStep(b, h)
}

func benchmarkStep(b *testing.B, h *Host) {
	run(b, h, Attempt{ID: "base", Script: "A=1"})
	link, ok := h.current.(*sshLink)
	if !ok {
		b.Fatalf("%T is no SSH connection", h.current)
	}
	var steps, plain time.Duration
	var n int
	for b.Loop() {
		n++
		begin := time.Now()
		e := run(b, h, Attempt{ID: fmt.Sprintf("b-%d-%d", b.N, n), Base: "base", Script: "echo $A"})
		steps += time.Since(begin)
		if e.output != "1\r\n" {
			b.Fatalf("output %q", e.output)
		}
		begin = time.Now()
		plainExec(b, link)
		plain += time.Since(begin)
	}
	b.ReportMetric(float64(steps.Microseconds())/1000/float64(n), "ms/step")
	b.ReportMetric(float64(plain.Microseconds())/1000/float64(n), "ms/exec")
	b.ReportMetric(float64(steps)/float64(plain), "ratio")
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.Sys)/(1<<20), "MiB-peak")
}

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
