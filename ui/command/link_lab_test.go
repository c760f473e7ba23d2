//go:build lab && linux

package command

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"paso/runbook"
	"paso/runbook/engine"
	"paso/runbook/host/sshdtest"
	"paso/ui/ttytest"
)

// linkBook has one step, which waits on its host for the test in the middle.
const linkBook = `
id = "L"
title = "Prueba"
version = "1"
language = "es"
[targets.here]
ssh = "target"
[lock]
name = "link"
dir = "DIR/lock"
[roles]
ops = "Operaciones"
[[people]]
name = "Ana"
roles = ["ops"]
[[raci]]
activity = "Hacer"
roles = { ops = "R" }
[[stage]]
title = "Etapa"
[[stage.step]]
id = "s1"
title = "Largo"
activity = "Hacer"
success = "hecho"
run = '''
echo "begin" >>"$HOME/ran"
echo before
read -r _ <"$HOME/gate"
for i in 1 2 3; do echo "after $i"; done
echo "end" >>"$HOME/ran"
'''
`

// A farRun is a run of the built program behind a network that can fail, at its step.
type farRun struct {
	*killing
	server  *sshdtest.Server
	network *sshdtest.Network
}

func newFarRun(t *testing.T, paso string) *farRun {
	t.Helper()
	s := sshdtest.Start(t)
	n := sshdtest.NewNetwork(t, s.Addr())
	f := &farRun{newKilling(t, paso, "local = true", s.Home, "--ssh-config", s.Through(t, n)), s, n}
	f.put("book.toml", strings.ReplaceAll(linkBook, "DIR", f.dir))
	if err := syscall.Mkfifo(filepath.Join(s.Home, "gate"), 0o600); err != nil {
		t.Fatal(err)
	}
	return f
}

// open lets the step go on.
func (f *farRun) open() {
	f.t.Helper()
	gate, err := os.OpenFile(filepath.Join(f.server.Home, "gate"), os.O_WRONLY, 0)
	if err == nil {
		_, err = gate.WriteString("go\n")
		err = errors.Join(err, gate.Close())
	}
	if err != nil {
		f.t.Fatal(err)
	}
}

// toStep starts the run without a person and waits for what the step prints.
func (f *farRun) toStep() (cmd *exec.Cmd, rest *bufio.Reader) {
	f.t.Helper()
	return f.until(f.command(), "| before")
}

// until starts a command and reads its lines until one has the text.
func (f *farRun) until(cmd *exec.Cmd, text string) (*exec.Cmd, *bufio.Reader) {
	f.t.Helper()
	out, err := cmd.StdoutPipe()
	cmd.Stderr = cmd.Stdout
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		f.t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	f.reads(lines, text)
	return cmd, lines
}

func (f *farRun) reads(lines *bufio.Reader, text string) string {
	f.t.Helper()
	var seen strings.Builder
	for {
		line, err := lines.ReadString('\n')
		seen.WriteString(line)
		if strings.Contains(line, text) {
			return seen.String()
		}
		if err != nil {
			f.t.Fatalf("%q never came: %v\n%s", text, err, seen.String())
		}
	}
}

// leftAtStep is a run whose paso was killed while its step runs: a resume goes right back to it.
func (f *farRun) leftAtStep() {
	f.t.Helper()
	cmd, rest := f.toStep()
	_ = cmd.Process.Kill()
	_, _ = io.Copy(io.Discard, rest)
	_ = cmd.Wait()
	f.look()
}

// ends makes sure that the step ran once, its log is whole, and the loss is on record and over; it tells how long the loss took
// to be noticed, and to be mended.
func (f *farRun) ends() {
	f.t.Helper()
	ran, err := os.ReadFile(filepath.Join(f.server.Home, "ran"))
	if err != nil || string(ran) != "begin\nend\n" {
		f.t.Errorf("ran %q, %v", ran, err)
	}
	run := f.look()
	if run == nil || run.Outcome != runbook.Success || len(run.Outages) == 0 || run.Outages[0].To.IsZero() {
		f.t.Fatalf("at the end: %+v", run)
	}
	log, err := engine.ReadLog(filepath.Join(f.state, "paso/runs", run.Info.ID), "s1", 1, 1<<20)
	if err != nil || string(log) != "before\r\nafter 1\r\nafter 2\r\nafter 3\r\n" {
		f.t.Errorf("log %q, %v", log, err)
	}
	o := run.Outages[0]
	f.t.Logf("without a link for %s: %s, noticed after %s s", o.To.Sub(o.From).Round(time.Millisecond), o.Why.ID, o.Why.Args["Seconds"])
}

// The link dies in silence while a step runs: the screen says for how long it is gone, that the step goes on, and when it is tried
// again; a key tries at once.
func TestSSHLinkGoneOnTheScreen(t *testing.T) {
	paso := builtPaso(t)
	for name, c := range map[string]struct {
		w, h  int
		args  []string
		gone  *regexp.Regexp
		known string
	}{
		"es": {80, 24, nil, regexp.MustCompile(`✗ Sin conexión 00:\d\d · 1\.1 sigue en el servidor · intento \d+ en \d+ s`), "^R reconectar ya"},
		"en": {120, 36, []string{"--lang", "en"}, regexp.MustCompile(`✗ No connection for 00:\d\d · step 1\.1 goes on at the server · try \d+ in \d+ s`), "^R reconnect now"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFarRun(t, paso)
			f.leftAtStep()
			x := ttytest.Start(t, c.w, c.h, append(f.env, "TERM=xterm-256color"), paso, append([]string{"resume", "--ssh-config", f.args[len(f.args)-1]}, c.args...)...)
			x.Sees("●  target") // what is read of the log shows before the link stands
			f.network.Down(true)
			f.network.Swallow()
			x.Sees(c.known)
			for !c.gone.MatchString(x.Screen()) {
				x.Sees(c.known) // the frame changes once a second
			}
			f.network.Down(false)
			x.Types("\x12", "●  target")
			f.open()
			x.Sees("S U C C E S S").Press("q")
			if code := x.Ends(); code != exitOK {
				t.Errorf("exit code %d", code)
			}
			f.ends()
		})
	}
}

// The same in lines: with nobody there, and for a person.
func TestSSHLinkGoneInLines(t *testing.T) {
	paso := builtPaso(t)
	for name, args := range map[string][]string{"headless": nil, "plain": {"--plain"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFarRun(t, paso)
			f.leftAtStep()
			cmd := f.command()
			if args != nil {
				cmd = exec.Command(paso, append([]string{"resume", "--ssh-config", f.args[len(f.args)-1]}, args...)...)
				cmd.Env, cmd.Dir = f.env, f.dir
			}
			cmd, lines := f.until(cmd, "| before")
			f.network.Down(true)
			f.network.Swallow()
			f.reads(lines, "target no da señales desde hace 5 s: se perdió la conexión. Lo que se ejecuta en el servidor sigue su curso")
			f.reads(lines, "El paso 1.1 Largo sigue ejecutándose en el servidor. Intento")
			f.network.Down(false)
			f.reads(lines, "Conexión recuperada tras")
			f.open()
			rest := f.reads(lines, "SUCCESS")
			_, _ = io.Copy(io.Discard, lines)
			if err := cmd.Wait(); err != nil || !strings.Contains(rest, "after 3") {
				t.Errorf("%v\n%s", err, rest)
			}
			f.ends()
			report := exec.Command(paso, "report")
			report.Env, report.Dir = f.env, f.dir
			if out, err := report.Output(); err != nil || !strings.Contains(string(out), "el servidor dejó de dar señales (se notó a los") {
				t.Errorf("the report does not say why: %v\n%s", err, out)
			}
		})
	}
}

// A laptop sleeps while a step runs, and the server or the network gives its connection up meanwhile. It wakes, and goes on.
func TestSSHLaptopSleeps(t *testing.T) {
	paso := builtPaso(t)
	for name, fail := range map[string]func(*sshdtest.Network){"dropped": (*sshdtest.Network).Cut, "swallowed": (*sshdtest.Network).Swallow} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFarRun(t, paso)
			cmd, lines := f.toStep()
			if err := cmd.Process.Signal(syscall.SIGSTOP); err != nil {
				t.Fatal(err)
			}
			fail(f.network)
			f.open() // the step ends while paso sleeps
			<-time.After(8 * time.Second)
			if err := cmd.Process.Signal(syscall.SIGCONT); err != nil {
				t.Fatal(err)
			}
			rest, _ := io.ReadAll(lines)
			if err := cmd.Wait(); err != nil || !strings.Contains(string(rest), "after 3") {
				t.Errorf("%v\n%s", err, rest)
			}
			f.ends()
		})
	}
}

// A laptop that slept while nothing happened to its connection keeps it: the sleep is not taken for silence.
func TestSSHLaptopSleepsAndNothingWasLost(t *testing.T) {
	f := newFarRun(t, builtPaso(t))
	cmd, lines := f.toStep()
	if err := cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	<-time.After(8 * time.Second)
	if err := cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	f.open()
	rest, _ := io.ReadAll(lines)
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v\n%s", err, rest)
	}
	if run := f.look(); run == nil || run.Outcome != runbook.Success || len(run.Outages) != 0 {
		t.Errorf("at the end: %s", fmt.Sprintf("%+v", run))
	}
}
