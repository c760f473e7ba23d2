//go:build lab

package command

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"paso/runbook/engine"
	"paso/runbook/host/sshdtest"
)

// floodBook has one step that prints 200 MB in lines of 80 bytes.
const floodBook = `
id = "FLOOD"
title = "Salida"
version = "1"
language = "es"
[targets.staging]
ssh = "target"
[lock]
name = "flood-%d"
dir = "%s"
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

// BenchmarkFlood puts 200 MB of output of a real sshd through the real screen on a real terminal, against ssh -tt of the
// same command into a file. Meanwhile keys are pressed: how long until what they show has arrived at the terminal?
func BenchmarkFlood(b *testing.B) {
	b.Run("server elsewhere", func(b *testing.B) { benchmarkFlood(b, true) })
	b.Run("server here", func(b *testing.B) { benchmarkFlood(b, false) })
}

// benchmarkFlood measures with a server that competes for the processors of this machine, or with one that steps back.
func benchmarkFlood(b *testing.B, elsewhere bool) {
	server := sshdtest.Start(b)
	if elsewhere {
		server.StepBack(b)
	}
	dir := b.TempDir()
	paso, book := filepath.Join(dir, "paso"), filepath.Join(dir, "flood.toml")
	if out, err := exec.Command("go", "build", "-o", paso, "../..").CombinedOutput(); err != nil {
		b.Fatalf("build paso: %v\n%s", err, out)
	}
	var ours, plain time.Duration
	var keys []time.Duration
	peak, unseen, n := 0, 0, 0
	for b.Loop() {
		plain += plainFlood(b, server, filepath.Join(dir, "plain"))
		n++
		text := fmt.Appendf(nil, floodBook, n, filepath.Join(dir, "locks"), flood) // a lock of its own: the last may still be held
		if err := os.WriteFile(book, text, 0o600); err != nil {
			b.Fatal(err)
		}
		f := startFlood(b, dir, paso, "--as", "Ana", "--ssh-config", server.SSHConfig, book)
		ours += f.watch(b)
		keys, unseen = append(keys, f.keys...), unseen+f.unseen
		peak = max(peak, f.peak)
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(ours.Seconds()/float64(b.N), "s/screen")
	b.ReportMetric(plain.Seconds()/float64(b.N), "s/ssh")
	b.ReportMetric(float64(ours)/float64(plain), "ratio")
	b.ReportMetric(float64(peak)/1024, "MiB-peak")
	if slices.Sort(keys); len(keys) > 0 {
		b.ReportMetric(float64(keys[len(keys)/2].Microseconds())/1000, "ms-key-p50")
		b.ReportMetric(float64(keys[len(keys)*95/100].Microseconds())/1000, "ms-key-p95")
		b.ReportMetric(float64(len(keys)), "keys")
		b.ReportMetric(float64(unseen), "keys-unseen")
	}
}

func plainFlood(b *testing.B, server *sshdtest.Server, file string) time.Duration {
	b.Helper()
	begin := time.Now()
	cmd := exec.Command("ssh", "-tt", "-F", server.SSHConfig, sshdtest.Alias, flood)
	out, err := os.Create(file)
	if err != nil {
		b.Fatal(err)
	}
	cmd.Stdout = out
	if err := cmd.Run(); err != nil {
		b.Fatal(err)
	}
	if err := out.Close(); err != nil {
		b.Fatal(err)
	}
	return time.Since(begin)
}

// A flooded is paso on a terminal while its step floods it. What comes is not put on an emulated screen: that takes more
// time than paso.
type flooded struct {
	cmd      *exec.Cmd
	terminal *os.File
	store    engine.Store
	typed    time.Time
	peak     int // KiB
	keys     []time.Duration
	unseen   int // keys of which nothing was seen

	mu   sync.Mutex
	came []byte // since the last key
	grew chan struct{}
}

func startFlood(b *testing.B, dir, paso string, args ...string) *flooded {
	b.Helper()
	state := filepath.Join(dir, "state", strconv.FormatInt(time.Now().UnixNano(), 36))
	cmd := exec.Command(paso, args...)
	cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+state, "TERM=xterm-256color")
	terminal, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 60, Cols: 200})
	if err != nil {
		b.Fatal(err)
	}
	f := &flooded{
		cmd: cmd, terminal: terminal, store: engine.Store{Root: filepath.Join(state, "paso/runs")},
		typed: time.Now(), grew: make(chan struct{}, 1),
	}
	go f.read()
	b.Cleanup(func() {
		_ = terminal.Close()
		_ = cmd.Process.Kill()
	})
	return f
}

func (f *flooded) read() {
	buffer := make([]byte, 64<<10)
	for {
		n, err := f.terminal.Read(buffer)
		f.mu.Lock()
		f.came = append(f.came, buffer[:n]...)
		f.mu.Unlock()
		select {
		case f.grew <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

// press types a key and notes how long it took until the terminal was sent a text that it had not shown.
func (f *flooded) press(key, text string) {
	f.mu.Lock()
	f.came = f.came[:0]
	f.mu.Unlock()
	begin := time.Now()
	if _, err := f.terminal.WriteString(key); err != nil {
		return
	}
	for deadline := time.After(time.Second); ; {
		f.mu.Lock()
		shown := bytes.Contains(f.came, []byte(text))
		f.mu.Unlock()
		if shown {
			f.keys = append(f.keys, time.Since(begin))
			return
		}
		select {
		case <-f.grew:
		case <-deadline:
			f.unseen++
			return
		}
	}
}

// watch leaves the start screen, answers the gate, presses keys while the step runs, and gives the step's time as the journal
// has it.
func (f *flooded) watch(b *testing.B) time.Duration {
	b.Helper()
	for tick := time.NewTicker(20 * time.Millisecond); ; <-tick.C {
		f.peak = max(f.peak, vmHWM(f.cmd.Process.Pid))
		id, err := f.store.Find("")
		if err != nil {
			f.answer("\r")
			continue
		}
		run, err := f.store.Read(id)
		if err != nil {
			continue
		}
		step := run.Steps["flood"].Current()
		switch {
		case run.Over():
			_ = f.cmd.Process.Signal(syscall.SIGTERM)
			_ = f.cmd.Wait()
			if step == nil {
				b.Fatalf("the run ended %s: %s", run.Outcome, run.EndReason)
			}
			return step.Ended.Sub(step.Started)
		case step != nil && step.Ended.IsZero() && !step.Started.IsZero():
			f.press("?", "cerrar") // in the last line of the help
			f.press("?", "buscar") // in that of the run
		case run.OpenGate == "stage:1":
			f.answer("s\r")
		}
	}
}

// answer types what a screen that waits needs. A gate that has just opened swallows keys until the keyboard was quiet.
func (f *flooded) answer(keys string) {
	if time.Since(f.typed) > 2*time.Second {
		_, _ = f.terminal.WriteString(keys)
		f.typed = time.Now()
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
