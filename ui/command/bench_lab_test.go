//go:build lab

package command

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/creack/pty"

	"paso/runbook/engine"
)

// floodBook has one step that prints 200 MB in lines of 80 bytes.
const floodBook = `
id = "FLOOD"
title = "Salida"
version = "1"
language = "es"
[targets.staging]
ssh = "staging-server"
[lock]
name = "flood-%d"
[roles]
ops = "Operaciones"
[[people]]
name = "Ana"
roles = ["ops"]
[[stage]]
title = "Una"
[[stage.step]]
id = "flood"
title = "Salida"
success = "200 MB"
run = '%s'
`

const flood = `yes "$(printf "%079d" 7)" | head -c 200000000 || true`

// BenchmarkLabScreen puts 200 MB of output of a real host through the real screen on
// a real terminal, against ssh -tt of the same command into a file.
func BenchmarkLabScreen(b *testing.B) {
	l := newLab(b)
	book := filepath.Join(l.dir, "flood.toml")
	if err := os.WriteFile(book, []byte(fmt.Sprintf(floodBook, os.Getpid(), flood)), 0o600); err != nil {
		b.Fatal(err)
	}
	var ours, plain time.Duration
	peak := 0
	for b.Loop() {
		begin := time.Now()
		cmd := exec.Command("ssh", "-tt", "-F", l.config, "staging-server", flood)
		out, err := os.Create(filepath.Join(l.dir, "plain"))
		if err != nil {
			b.Fatal(err)
		}
		cmd.Stdout = out
		if err := cmd.Run(); err != nil {
			b.Fatal(err)
		}
		_ = out.Close()
		plain += time.Since(begin)
		took, memory := l.screen(b, book)
		ours += took
		peak = max(peak, memory)
	}
	b.ReportMetric(ours.Seconds()/float64(b.N), "s/screen")
	b.ReportMetric(plain.Seconds()/float64(b.N), "s/ssh")
	b.ReportMetric(float64(ours)/float64(plain), "ratio")
	b.ReportMetric(float64(peak)/1024, "MiB-peak")
}

// screen runs the book on a terminal; it gives the step's time as the journal has it
// and the peak memory of paso in KiB.
func (l *lab) screen(b *testing.B, book string) (time.Duration, int) {
	b.Helper()
	cmd := exec.Command(l.paso, "--as", "Ana", "--ssh-config", l.config, book)
	cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+filepath.Join(l.dir, "state"), "TERM=xterm-256color")
	terminal, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 60, Cols: 200})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = terminal.Close() }()
	go func() { _, _ = io.Copy(io.Discard, terminal) }()
	store := engine.Store{Root: filepath.Join(l.dir, "state/paso/runs")}
	peak, typed := 0, time.Now()
	for tick := time.NewTicker(100 * time.Millisecond); ; <-tick.C {
		peak = max(peak, vmHWM(cmd.Process.Pid))
		id, err := store.Find("")
		if err != nil {
			continue
		}
		run, err := store.Read(id)
		if err != nil {
			continue
		}
		if run.Over() {
			_, _ = terminal.WriteString("q")
			_ = cmd.Process.Signal(os.Interrupt)
			_ = cmd.Wait()
			a := run.Steps["flood"].Current()
			if a == nil {
				b.Fatalf("the run ended %s: %s", run.Outcome, run.EndReason)
			}
			return a.Ended.Sub(a.Started), peak
		}
		// A gate that has just opened swallows keys until the keyboard was quiet.
		if run.OpenGate == "stage:1" && time.Since(typed) > 2*time.Second {
			_, _ = terminal.WriteString("s\r")
			typed = time.Now()
		}
	}
}

var highWater = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

func vmHWM(pid int) int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	m := highWater.FindSubmatch(status)
	if m == nil {
		return 0
	}
	n, err := strconv.Atoi(string(m[1]))
	if err != nil {
		return 0
	}
	return n
}
