//go:build linux

package command

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"paso/runbook"
	"paso/runbook/engine"
)

// killSteps is how many steps the run has that is killed. Each writes its own begin and end on its host: that file is the judge.
const killSteps = 4

// killBook is a runbook with what a run can be at: a variable of the host, a prerequisite, steps of which each needs the
// shell that the one before it left, checks, a gate at each stage, a report that is published.
func killBook(target, dir string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `
id = "K"
title = "Prueba"
version = "1"
language = "es"
[vars]
PLACE = { command = "pwd" }
[targets.here]
%s
[lock]
name = "kill"
dir = "%s/lock"
[clocks]
total = { budget = "5m" }
[roles]
ops = "Operaciones"
[[people]]
name = "Ana"
roles = ["ops"]
[[raci]]
activity = "Hacer"
roles = { ops = "R" }
[[prerequisite]]
id = "ready"
title = "Listo"
[[prerequisite.check]]
command = 'true'
`, target, dir)
	for n := range killSteps {
		fmt.Fprintf(&b, `
[[stage]]
title = "Etapa %[1]d"
[[stage.step]]
id = "s%[1]d"
title = "Paso %[1]d"
activity = "Hacer"
success = "hecho"
run = '''
echo "begin %[1]d" >>"$HOME/ran"
BEFORE=${COUNT-none}
COUNT=%[1]d
for i in 1 2 3 4 5; do echo "line %[1]d $i after $BEFORE"; sleep 0.01; done
echo "end %[1]d" >>"$HOME/ran"
'''
[[stage.step.check]]
command = 'test "$COUNT" = %[1]d'
`, n)
	}
	fmt.Fprintf(&b, `
[report]
title = "Prueba"
path = "DEPLOY-YYYY-MM-DD-HHMM.md"
publish = "%s/reports"
`, dir)
	return b.String()
}

const killAnswers = `
operator = "Ana"
[prerequisites]
"*" = true
[confirm]
"*" = true
`

// A killing is one run whose paso is killed again and again, at any moment, until it is done.
type killing struct {
	t      *testing.T
	random *rand.Rand
	paso   string
	args   []string // of both commands
	env    []string
	dir    string        // runbook, answers
	state  string        // of paso
	home   string        // of the account on the host
	full   time.Duration // about what a run takes which nothing disturbs
	lines  int           // that it prints, about

	kept []byte         // whole records of the journal when it was looked at last
	at   map[string]int // the newest record at each kill
}

// newKilling writes what a run needs. The target is a line of [targets.here].
func newKilling(t *testing.T, paso, target, home string, args ...string) *killing {
	t.Helper()
	dir := t.TempDir()
	k := &killing{t: t, paso: paso, dir: dir, state: filepath.Join(dir, "state"), home: home, at: map[string]int{}, full: time.Second, lines: 60}
	k.put("book.toml", killBook(target, dir))
	k.put("answers.toml", killAnswers)
	if err := os.Mkdir(filepath.Join(dir, "reports"), 0o700); err != nil {
		t.Fatal(err)
	}
	k.args = append([]string{"--headless", "--answers", filepath.Join(dir, "answers.toml")}, args...)
	k.env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "XDG_STATE_HOME=" + k.state, "LANG=es_ES.UTF-8"}
	return k
}

func (k *killing) put(name, text string) {
	k.t.Helper()
	if err := os.WriteFile(filepath.Join(k.dir, name), []byte(text), 0o600); err != nil {
		k.t.Fatal(err)
	}
}

// measure takes a run whole, to know how long one is, and how much it prints.
func (k *killing) measure() {
	k.t.Helper()
	began := time.Now()
	out, err := k.command().Output()
	if err != nil {
		k.t.Fatalf("a run that nobody kills: %v\n%s", err, out)
	}
	k.full, k.lines = time.Since(began), bytes.Count(out, []byte("\n"))
	k.t.Logf("an undisturbed run takes %s and prints %d lines", k.full.Round(time.Millisecond), k.lines)
	k.judge()
}

// clear forgets a run that was judged.
func (k *killing) clear() {
	k.t.Helper()
	if err := errors.Join(os.RemoveAll(k.state), os.RemoveAll(filepath.Join(k.home, "ran"))); err != nil {
		k.t.Fatal(err)
	}
	k.kept = nil
}

// command begins the run, or takes it up where there is one.
func (k *killing) command() *exec.Cmd {
	k.t.Helper()
	words := []string{"run", filepath.Join(k.dir, "book.toml")}
	if len(k.kept) > 0 {
		words = []string{"resume"}
	}
	cmd := exec.Command(k.paso, append(words, k.args...)...)
	cmd.Env, cmd.Dir = k.env, k.dir
	return cmd
}

// live lets a paso live for a while, and tells whether it was killed. The moment is one of the time that a run takes, or
// one soon after any line that it prints: what is quick is met as often as what takes long.
func (k *killing) live() (killed bool) {
	k.t.Helper()
	cmd := k.command()
	var told, complained bytes.Buffer // each has a writer of its own
	cmd.Stderr = &complained
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		k.t.Fatal(err)
	}
	end := func() { _ = cmd.Process.Kill() }
	line, after := -1, time.Duration(k.random.Int64N(int64(k.full)))
	if k.random.IntN(2) == 0 {
		line, after = k.random.IntN(k.lines), time.Duration(k.random.Int64N(int64(20*time.Millisecond)))
	}
	if line < 0 {
		defer time.AfterFunc(after, end).Stop()
	}
	lines := bufio.NewScanner(out)
	for n := 0; lines.Scan(); n++ {
		told.Write(append(lines.Bytes(), '\n'))
		if n == line {
			defer time.AfterFunc(after, end).Stop()
		}
	}
	err = cmd.Wait()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return false
	case errors.As(err, &exit) && exit.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL:
		return true
	}
	k.t.Fatalf("%v: %v\n%s%s\n%s", cmd.Args, err, complained.Bytes(), told.Bytes(), k.kept)
	return false
}

// journal is the only journal there is; nil where paso was killed before it began one.
func (k *killing) journal() (id string, content []byte) {
	k.t.Helper()
	found, err := filepath.Glob(filepath.Join(k.state, "paso/runs/*/journal.jsonl"))
	if err != nil {
		k.t.Fatal(err)
	}
	for _, name := range found {
		content, err := os.ReadFile(name)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			k.t.Fatal(err)
		}
		if len(content) > 0 { // one without a record never began
			return filepath.Base(filepath.Dir(name)), content
		}
	}
	return "", nil
}

// look holds the journal against what it was: it opens, and no record that was in it is gone or another.
func (k *killing) look() (run *runbook.Run) {
	k.t.Helper()
	id, content := k.journal()
	if content == nil {
		if len(k.kept) > 0 {
			k.t.Fatal("the journal is gone")
		}
		k.at["nothing"]++
		return nil
	}
	if !bytes.HasPrefix(content, k.kept) {
		k.t.Fatalf("records were lost. Before:\n%s\nNow:\n%s", k.kept, content)
	}
	k.kept = bytes.Clone(content[:bytes.LastIndexByte(content, '\n')+1])
	if len(k.kept) == 0 {
		k.at["half a record"]++
		return nil
	}
	run, err := engine.Store{Root: filepath.Join(k.state, "paso/runs")}.Read(id)
	if err != nil {
		k.t.Fatalf("the journal does not open: %v\n%s", err, content)
	}
	return run
}

// newest names the last whole record of the journal.
func (k *killing) newest() string {
	last := k.kept[:max(0, len(k.kept)-1)]
	_, name, _ := strings.Cut(string(last[bytes.LastIndexByte(last, '\n')+1:]), `"type":"`)
	name, _, _ = strings.Cut(name, `"`)
	return name
}

// round takes one run from its begin to its end, killed at most that often.
func (k *killing) round(most int) (kills int) {
	k.t.Helper()
	over := false
	for kills < most && !over {
		if over = !k.live(); over {
			break
		}
		kills++
		if run := k.look(); run != nil {
			k.at[k.newest()]++
			over = run.Over() && run.Cleaned && run.Lock == nil // nothing is left to take up
		}
	}
	if !over {
		if out, err := k.command().CombinedOutput(); err != nil {
			k.t.Fatalf("the last resume: %v\n%s", err, out)
		}
	}
	k.judge()
	return kills
}

// judge asks the file that the steps wrote, the logs that were kept here, and the run as recorded.
func (k *killing) judge() {
	k.t.Helper()
	var want strings.Builder
	for n := range killSteps {
		fmt.Fprintf(&want, "begin %d\nend %d\n", n, n)
	}
	if ran, err := os.ReadFile(filepath.Join(k.home, "ran")); err != nil || string(ran) != want.String() {
		k.t.Errorf("ran %q, %v", ran, err)
	}
	run := k.look()
	if run == nil || run.Outcome != runbook.Success || run.Lock != nil || !run.Cleaned {
		k.t.Fatalf("at the end: %+v", run)
	}
	before := "none"
	for n := range killSteps {
		id := fmt.Sprintf("s%d", n)
		var lines strings.Builder
		for i := 1; i <= 5; i++ {
			fmt.Fprintf(&lines, "line %d %d after %s\r\n", n, i, before)
		}
		log, err := engine.ReadLog(filepath.Join(k.state, "paso/runs", run.Info.ID), id, 1, 1<<20)
		if err != nil || string(log) != lines.String() || len(run.Steps[id].Attempts) != 1 {
			k.t.Errorf("%s: log %q, %v, %d attempts", id, log, err, len(run.Steps[id].Attempts))
		}
		before = fmt.Sprint(n)
	}
}

// few kills are not worth a run that is only measured.
const few = 4

// killings kills until there were that many kills, a few runs at the same time, and tells where they fell.
func killings(t *testing.T, want, workers int, begin func(t *testing.T) *killing) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	var mu sync.Mutex
	kills, runs, at := 0, 0, map[string]int{}
	t.Run("kills", func(t *testing.T) {
		for worker := range workers {
			t.Run(fmt.Sprint(worker), func(t *testing.T) {
				t.Parallel()
				k := begin(t)
				k.random = rand.New(rand.NewPCG(seed, uint64(worker)))
				if want > few {
					k.measure()
				}
				for done := 0; done < want/workers && !t.Failed(); {
					k.clear()
					n := k.round(want/workers - done)
					done += n
					mu.Lock()
					kills, runs = kills+n, runs+1
					mu.Unlock()
				}
				mu.Lock()
				defer mu.Unlock()
				for record, n := range k.at {
					at[record] += n
				}
			})
		}
	})
	t.Logf("%d kills in %d runs: no step ran twice, no record was lost, every journal opened", kills, runs)
	for _, record := range slices.Sorted(maps.Keys(at)) {
		t.Logf("%5d after %s", at[record], record)
	}
}

// TestKill kills paso at any moment of a run on this machine, and takes the run up, again and again: each step runs once, in
// its order, and no recorded fact is lost. -rounds is the number of kills. Over a real sshd: TestSSHKill.
func TestKill(t *testing.T) {
	t.Parallel()
	killings(t, countOr(2), 1, func(t *testing.T) *killing {
		return newKilling(t, newMachine(t).paso, "local = true", t.TempDir())
	})
}
