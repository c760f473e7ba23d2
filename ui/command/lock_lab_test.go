//go:build lab

package command

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"paso/runbook/host/sshdtest"
	"paso/ui/ttytest"
)

var lockStarts = flag.Int("starts", 12, "simultaneous starts of paso in TestLabManyStartsOneWinner; the figure that is told of was taken with 100")

// lockBook has a step that lasts until the test lets it go, a gate, and a step that leaves its mark.
const lockBook = `
id = "LOCKS"
title = "Bloqueo"
version = "1"
language = "es"
[targets.target]
ssh = "target"
[lock]
name = "test"
dir = "%[1]s/locks"
[[people]]
name = "Ana"
[[people]]
name = "Luis"
[[stage]]
title = "Primera"
[[stage.step]]
id = "slow"
title = "Larga"
success = "x"
run = '''
echo "$PASO_RUN" >> %[1]s/slow
until [ -e %[1]s/go ]; do read -t 0.2 <> <(:) || :; done
'''
[[stage]]
title = "Segunda"
[[stage.step]]
id = "mark"
title = "Marca"
success = "x"
run = 'echo "$PASO_RUN" >> %[1]s/mark'
`

// site is a real sshd and machines that deploy to it, each with a state of its own.
type site struct {
	t      *testing.T
	server *sshdtest.Server
	paso   string
	book   string
}

func newSite(t *testing.T, lines ...string) *site {
	t.Helper()
	s := &site{t: t, server: sshdtest.Start(t, lines...), paso: newMachine(t).paso}
	s.book = filepath.Join(s.server.Dir, "book.toml")
	s.write("book.toml", fmt.Sprintf(lockBook, s.server.Dir))
	return s
}

func (s *site) path(name string) string { return filepath.Join(s.server.Dir, name) }

func (s *site) write(name, content string) {
	s.t.Helper()
	if err := os.WriteFile(s.path(name), []byte(content), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// lines counts those of a file on the server; none where there is no file.
func (s *site) lines(name string) int {
	content, _ := os.ReadFile(s.path(name))
	return bytes.Count(content, []byte("\n"))
}

// started is a paso on a machine of its own.
type started struct {
	cmd   *exec.Cmd
	in    io.WriteCloser
	out   *growing
	ended chan int
}

// growing is output that is read while it is written.
type growing struct {
	mu   sync.Mutex
	text bytes.Buffer
	more chan struct{}
}

func (g *growing) Write(p []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	close(g.more)
	g.more = make(chan struct{})
	return g.text.Write(p)
}

func (g *growing) now() (string, chan struct{}) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.text.String(), g.more
}

func (s *site) env(machine string) []string {
	return []string{"PATH=" + os.Getenv("PATH"), "HOME=" + s.server.Home, "XDG_STATE_HOME=" + s.path(machine), "LANG=es_ES.UTF-8", "TERM=xterm-256color"}
}

func (s *site) start(machine string, args ...string) *started {
	s.t.Helper()
	cmd := exec.Command(s.paso, append(args, "--ssh-config", s.server.SSHConfig)...)
	cmd.Env = s.env(machine)
	x := &started{cmd: cmd, out: &growing{more: make(chan struct{})}, ended: make(chan int, 1)}
	cmd.Stdout, cmd.Stderr = x.out, x.out
	in, err := cmd.StdinPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	x.in = in
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = cmd.Process.Kill() })
	go func() { x.ended <- exitOf(cmd.Wait()) }()
	return x
}

// headless is a run that nobody sits at.
func (s *site) headless(machine, who string, more ...string) *started {
	s.t.Helper()
	answers := "answers-" + machine + ".toml"
	s.write(answers, fmt.Sprintf("operator = %q\n[confirm]\n\"*\" = true\n", who))
	return s.start(machine, append([]string{"run", s.book, "--headless", "--answers", s.path(answers)}, more...)...)
}

func (s *site) sees(x *started, text string) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), 3*time.Minute)
	defer cancel()
	for {
		said, more := x.out.now()
		if strings.Contains(said, text) {
			return
		}
		select {
		case <-more:
		case <-ctx.Done():
			s.t.Fatalf("never said %q:\n%s", text, said)
		}
	}
}

func (s *site) ends(x *started, want int) string {
	s.t.Helper()
	select {
	case got := <-x.ended:
		said, _ := x.out.now()
		if got != want {
			s.t.Fatalf("exit code %d, want %d:\n%s", got, want, said)
		}
		return said
	case <-time.After(4 * time.Minute):
		said, _ := x.out.now()
		s.t.Fatalf("does not end:\n%s", said)
		return ""
	}
}

// grew waits until a file on the server has so many lines.
func (s *site) grew(name string, want int) {
	s.t.Helper()
	deadline, tick := time.After(3*time.Minute), time.NewTicker(20*time.Millisecond)
	defer tick.Stop()
	for s.lines(name) < want {
		select {
		case <-tick.C:
		case <-deadline:
			s.t.Fatalf("%s has %d lines", name, s.lines(name))
		}
	}
}

// silent makes the last sign of the lock's holder ten minutes old, as if it had been gone for so long.
func (s *site) silent() {
	s.t.Helper()
	files, err := filepath.Glob(s.path("locks/test.*"))
	if err != nil || len(files) == 0 {
		s.t.Fatal(files, err)
	}
	old := time.Now().Add(-10 * time.Minute)
	for _, file := range files {
		if err := os.Chtimes(file, old, old); err != nil {
			s.t.Fatal(err)
		}
	}
}

func (s *site) journal(machine string) string {
	s.t.Helper()
	files, err := filepath.Glob(filepath.Join(s.path(machine), "paso/runs/*/journal.jsonl"))
	if err != nil || len(files) != 1 {
		s.t.Fatal(files, err)
	}
	content, err := os.ReadFile(files[0])
	if err != nil {
		s.t.Fatal(err)
	}
	return string(content)
}

func wantsIn(t *testing.T, what, text string, wanted ...string) {
	t.Helper()
	for _, one := range wanted {
		if !strings.Contains(text, one) {
			t.Errorf("%s: no %q in\n%s", what, one, text)
		}
	}
}

// TestLabManyStartsOneWinner starts the real binary so many times at once, each on a machine of its own: one runs the step,
// the others have done nothing, say who has the target, and end with 5.
func TestLabManyStartsOneWinner(t *testing.T) {
	s := newSite(t, "MaxStartups 1000")
	n := *lockStarts
	all := make([]*started, n)
	began := time.Now()
	for i := range all {
		who := []string{"Ana", "Luis"}[i%2]
		all[i] = s.headless("machine-"+strconv.Itoa(i), who)
	}
	codes, winner, named := map[int]int{}, (*started)(nil), 0
	over := make(chan int, n)
	outs := make([]int, n)
	for i, x := range all {
		go func() { outs[i] = <-x.ended; over <- i }()
	}
	deadline := time.After(9 * time.Minute)
	for left := n; left > 0; left-- {
		if left == 1 { // who is left has it
			s.write("go", "")
		}
		select {
		case i := <-over:
			codes[outs[i]]++
			said, _ := all[i].out.now()
			switch {
			case left == 1:
				winner = all[i]
			case strings.Contains(said, "lo tiene Ana") || strings.Contains(said, "lo tiene Luis"):
				named++
			default:
				t.Errorf("a loser does not name the holder:\n%s", said)
			}
		case <-deadline:
			t.Fatalf("%d have not ended; codes so far %v", left, codes)
		}
	}
	if codes[exitOK] != 1 || codes[exitLocked] != n-1 {
		said, _ := winner.out.now()
		t.Errorf("exit codes %v\nthe winner:\n%s", codes, said)
	}
	if s.lines("slow") != 1 || s.lines("mark") != 1 {
		t.Errorf("the steps ran %d and %d times", s.lines("slow"), s.lines("mark"))
	}
	t.Logf("%d starts at once: %d ran, %d left with 5 and named the holder; the step ran %d time; %s in all", n, codes[exitOK], named, s.lines("slow"), time.Since(began).Round(time.Second))
}

// TestLabHolderIsKilled: its step goes on, so it is not taken over; when that has ended it is, after having been watched, for
// a reason. The killed run comes back to a target that another had.
func TestLabHolderIsKilled(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	killed := s.headless("one", "Ana")
	s.grew("slow", 1)
	if err := killed.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-killed.ended
	s.silent()
	said := s.ends(s.headless("two", "Luis"), exitLocked)
	wantsIn(t, "without a word of what to do", said, "lo tiene Ana", "sigue ejecutándose en el servidor", "--take-over")
	s.silent()
	third := s.headless("three", "Luis", "--take-over", "el portátil de Ana murió")
	s.sees(third, "Mientras ese paso dure")
	said = s.ends(third, exitLocked)
	if strings.Contains(said, "Tomado de") {
		t.Errorf("taken over although its step runs:\n%s", said)
	}

	s.write("go", "")
	began := time.Now()
	fourth := s.headless("four", "Luis", "--take-over", "el portátil de Ana murió", "--wait-lock", "3m")
	said = s.ends(fourth, exitOK)
	wantsIn(t, "the takeover", said, "Tomado de Ana", "el portátil de Ana murió", "se la observa")
	wantsIn(t, "its journal", s.journal("four"), `"took_over":"Ana · `, `"reason":"el portátil de Ana murió"`)
	took := time.Since(began).Round(time.Second)

	resumed := s.start("one", "resume", "--headless", "--answers", s.path("answers-one.toml"))
	said = s.ends(resumed, exitOK)
	wantsIn(t, "the run that was killed", said, "entretanto lo tuvo Luis")
	if s.lines("slow") != 2 || s.lines("mark") != 2 {
		t.Errorf("two runs: the steps ran %d and %d times", s.lines("slow"), s.lines("mark"))
	}
	t.Logf("found to be gone, taken over and deployed in %s", took)
}

// TestLabHolderIsStopped: SIGSTOP at a gate, as a laptop that sleeps; another takes the lock over. What wakes up stops before
// its next command, says who has the target, and its resume meets that run's lock.
func TestLabHolderIsStopped(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.write("go", "")
	x := ttytest.Start(t, 120, 36, s.env("one"), s.paso, "run", s.book, "--as", "Ana", "--ssh-config", s.server.SSHConfig)
	x.Sees("¿Qué hacemos?").Types(enter, "Etapa 1").Types(second, "Etapa 2:")
	x.Signal(syscall.SIGSTOP)
	if err := os.Remove(s.path("go")); err != nil {
		t.Fatal(err)
	}
	s.silent()
	other := s.headless("two", "Luis", "--take-over", "duerme")
	s.grew("slow", 2) // it has the lock, and runs
	x.Signal(syscall.SIGCONT)
	if code := x.Sees("tomó el bloqueo").Press("q").Ends(); code != exitLocked {
		t.Errorf("exit code %d\n%s", code, x.Screen())
	}
	s.write("answers-one.toml", "operator = \"Ana\"\n[confirm]\n\"*\" = true\n")
	said := s.ends(s.start("one", "resume", "--headless", "--answers", s.path("answers-one.toml")), exitLocked)
	wantsIn(t, "the run that slept", said, "lo tiene Luis", "Un paso suyo (slow-1) sigue ejecutándose")
	if s.lines("mark") != 0 {
		t.Errorf("the command ran %d times", s.lines("mark"))
	}
	s.write("go", "")
	s.ends(other, exitOK)
}

// TestLabConnectionDropsAtAGate: swallowed, and down for a while, as a VPN that drops in a pause. The run is at its gate
// afterwards, with the same lock, and nothing is asked again.
func TestLabConnectionDropsAtAGate(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.write("go", "")
	network := sshdtest.NewNetwork(t, s.server.Addr())
	s.server.SSHConfig = s.server.Through(t, network)
	x := s.start("one", "run", s.book, "--plain")
	defer func() { _ = x.in.Close() }()
	say := func(line string) {
		t.Helper()
		if _, err := io.WriteString(x.in, line+"\n"); err != nil {
			t.Fatal(err)
		}
	}
	s.sees(x, "Empezar")
	say("1")
	s.sees(x, "¿Quién está al teclado?")
	say("1")
	s.sees(x, "Siguiente: etapa 1")
	say("1")
	s.sees(x, "Siguiente: etapa 2")
	before := network.Taken()
	network.Down(true)
	network.Swallow()
	s.sees(x, "se perdió la conexión")
	network.Down(false)
	s.sees(x, "Conexión recuperada")
	if network.Taken() == before {
		t.Error("the connection never dropped")
	}
	say("1")
	s.ends(x, exitOK)
	journal := s.journal("one")
	wantsIn(t, "the journal", journal, `"LinkLost"`, `"LinkRestored"`)
	if n := strings.Count(journal, `"LockTaken"`); n != 1 {
		t.Errorf("the lock was taken %d times", n)
	}
	if s.lines("slow") != 1 || s.lines("mark") != 1 {
		t.Errorf("the steps ran %d and %d times", s.lines("slow"), s.lines("mark"))
	}
}

// BenchmarkLabIdleAtAGate is what a paso at a gate costs, on its screen, with a lock whose signs of life go to a real sshd.
func BenchmarkLabIdleAtAGate(b *testing.B) {
	server := sshdtest.Start(b)
	state := b.TempDir()
	book := filepath.Join(server.Dir, "book.toml")
	if err := os.WriteFile(book, fmt.Appendf(nil, lockBook, server.Dir), 0o600); err != nil {
		b.Fatal(err)
	}
	paso := filepath.Join(state, "paso")
	if out, err := exec.Command("go", "build", "-o", paso, "../..").CombinedOutput(); err != nil {
		b.Fatalf("build paso: %v\n%s", err, out)
	}
	env := []string{"PATH=" + os.Getenv("PATH"), "HOME=" + server.Home, "XDG_STATE_HOME=" + filepath.Join(state, "state"), "LANG=es_ES.UTF-8", "TERM=xterm-256color"}
	x := ttytest.Start(b, 120, 36, env, paso, "run", book, "--as", "Ana", "--ssh-config", server.SSHConfig)
	x.Sees("¿Qué hacemos?").Types(enter, "Etapa 1")
	for b.Loop() {
		const long = 60 * time.Second
		before := cpuOf(b, x.Pid())
		<-time.After(long)
		used := cpuOf(b, x.Pid()) - before
		b.ReportMetric(100*used.Seconds()/long.Seconds(), "%core")
		b.ReportMetric(float64(used.Milliseconds())/long.Seconds(), "ms/s")
	}
	x.Signal(syscall.SIGKILL)
}

// cpuOf is what a process has used of a core so far; the kernel counts it in hundredths of a second.
func cpuOf(b *testing.B, pid int) time.Duration {
	b.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		b.Fatal(err)
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	ticks := 0
	for _, field := range fields[11:13] { // utime and stime
		n, err := strconv.Atoi(field)
		if err != nil {
			b.Fatal(err)
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}
