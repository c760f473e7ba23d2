package engine

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"paso/runbook"
)

var (
	crashRounds = flag.Int("crash.rounds", 10, "rounds of the crash test")
	crashSeed   = flag.Uint64("crash.seed", 0, "seed of the crash test; 0 takes one and tells it")
)

// crashPlace is the variable in which a re-executed test binary finds its run.
const crashPlace = "PASO_TEST_CRASH"

func TestMain(m *testing.M) {
	if dir := os.Getenv(crashPlace); dir != "" {
		os.Exit(crashChild(dir))
	}
	os.Exit(m.Run())
}

// crashBook has steps that append a line as they begin and as they end, and print.
func crashBook(dir string) string {
	var b strings.Builder
	b.WriteString(`
id = "T"
title = "Prueba"
version = "1"
language = "es"
[targets.here]
local = true
[lock]
name = "crash"
dir = "` + filepath.Join(dir, "lock") + `"
[roles]
ops = "Operaciones"
[[people]]
name = "Ana"
roles = ["ops"]
[[raci]]
activity = "Hacer"
roles = { ops = "R" }
[[stage]]
title = "Primera"
`)
	for n := range 3 {
		fmt.Fprintf(&b, `
[[stage.step]]
id = "s%[1]d"
title = "Paso %[1]d"
activity = "Hacer"
success = "hecho"
run = '''
echo "begin %[1]d" >> %[2]s
BEFORE=${COUNT-none}
COUNT=%[1]d
for i in 1 2 3 4 5; do echo "line %[1]d $i after $BEFORE"; sleep 0.01; done
echo "end %[1]d" >> %[2]s
'''
`, n, filepath.Join(dir, "ran"))
	}
	return b.String()
}

// crashChild is a paso that goes on with the run until it is done or killed.
func crashChild(dir string) int {
	p := &place{t: nil, store: Store{Root: filepath.Join(dir, "runs")}, id: "run-1", base: filepath.Join(dir, "host")}
	taken, err := p.store.Open(p.id)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	answers, problems := runbook.LoadAnswers("answers.toml", []byte(smallAnswers), taken.Run.Book)
	if answers == nil {
		fmt.Fprintln(os.Stderr, problems)
		return 2
	}
	e := New(p.options(taken, len(taken.History) > 1))
	o := &operator{answers: answers}
	if err := o.drive(context.Background(), e); err != nil || o.run.Outcome != runbook.Success {
		fmt.Fprintln(os.Stderr, err, o.run.Outcome, o.gates)
		return 1
	}
	return 0
}

// TestCrash kills a paso again and again, at any moment, until the run is done: every
// step ran exactly once, its log is whole, and the shell's state went from step to step.
func TestCrash(t *testing.T) {
	seed := *crashSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("seed %d", seed)
	var killed atomic.Int64
	t.Run("rounds", func(t *testing.T) {
		for round := range *crashRounds {
			t.Run(fmt.Sprint(round), func(t *testing.T) {
				t.Parallel()
				random := rand.New(rand.NewPCG(seed, uint64(round)))
				killed.Add(int64(crashRound(t, random)))
			})
		}
	})
	if killed.Load() == 0 {
		t.Error("no paso was killed: the test proved nothing")
	}
	t.Logf("%d killed", killed.Load())
}

func crashRound(t *testing.T, random *rand.Rand) (killed int) {
	dir := t.TempDir()
	p := &place{t: t, store: Store{Root: filepath.Join(dir, "runs")}, id: "run-1", base: filepath.Join(dir, "host")}
	p.create(crashBook(dir))
	for life := time.Duration(1); ; life++ { // each may live longer, so that the run ends on any machine
		child := exec.Command(os.Args[0], "-test.run=^$")
		child.Env = append(os.Environ(), crashPlace+"="+dir)
		var told strings.Builder
		child.Stderr = &told
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		after := time.Duration(random.Int64N(int64(life * 400 * time.Millisecond)))
		timer := time.AfterFunc(after, func() { _ = child.Process.Kill() })
		err := child.Wait()
		timer.Stop()
		var exit *exec.ExitError
		switch {
		case err == nil:
			p.checkCrashed(dir)
			return killed
		case errors.As(err, &exit) && exit.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL:
			killed++
		default:
			t.Fatalf("%v: %s", err, told.String())
		}
	}
}

func (p *place) checkCrashed(dir string) {
	p.t.Helper()
	ran, err := os.ReadFile(filepath.Join(dir, "ran"))
	want := "begin 0\nend 0\nbegin 1\nend 1\nbegin 2\nend 2\n"
	if err != nil || string(ran) != want {
		p.t.Errorf("ran %q, %v", ran, err)
	}
	for n, before := range []string{"none", "0", "1"} {
		var lines strings.Builder
		for i := 1; i <= 5; i++ {
			fmt.Fprintf(&lines, "line %d %d after %s\r\n", n, i, before)
		}
		log, err := ReadLog(p.store.Dir(p.id), fmt.Sprintf("s%d", n), 1, 1<<20)
		if err != nil || string(log) != lines.String() {
			p.t.Errorf("log of step %d: %q, %v", n, log, err)
		}
	}
	run, err := p.store.Read(p.id)
	if err != nil || run.Outcome != runbook.Success || run.Lock != nil || !run.Cleaned {
		p.t.Errorf("at the end: %+v, %v", run, err)
	}
}
