package command

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"paso/runbook"
	"paso/runbook/engine"
	"paso/runbook/journal"
	"paso/ui"
)

// proposed is a proposal of the procedure on its target, by an app whose state is a directory of the test.
func proposed(t *testing.T) (*app, proposal) {
	t.Helper()
	data := mustRead(t, "../../runbook.toml")
	book, problems := runbook.Load("runbook.toml", data)
	if book == nil {
		t.Fatal(problems)
	}
	a := &app{World: World{Env: func(string) string { return "" }, Now: time.Now, Err: os.Stderr, Out: os.Stdout}, state: t.TempDir()}
	p := proposal{book: book, target: "staging", destination: "staging-server"}
	p.begin = func(context.Context) (*session, error) {
		id := engine.NewID(a.Now(), nonce(2))
		return a.newRun(book, data, runbook.RunStarted{ID: id, Target: "staging"}, a.hostConfig(runbook.Target{Local: true}, id))
	}
	return a, p
}

// made are the runs that there are on the disk.
func (a *app) made(t *testing.T) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(a.store().Root, "*"))
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestGuideMakesNothingByItself(t *testing.T) {
	a, p := proposed(t)
	g := &guided{a: a, p: p}
	if _, err := a.startInfo(p); err != nil {
		t.Fatal(err)
	}
	given, stop := context.WithCancel(context.Background())
	stop()
	if _, err := g.begin(given, ui.Choice{}); !errors.Is(err, context.Canceled) {
		t.Errorf("begun although nobody waits for it: %v", err)
	}
	if _, err := g.begin(context.Background(), ui.Choice{Resume: "20260101-000000-gone"}); err == nil {
		t.Error("took up a run that is not there")
	}
	if made := a.made(t); len(made) != 0 {
		t.Errorf("made %v", made)
	}
}

// What paso ends with where nothing has begun: leaving is no failure, a signal and a missing person are.
func TestGuideEndsWithoutARun(t *testing.T) {
	for _, c := range []struct {
		front error
		want  int
	}{{nil, exitOK}, {context.Canceled, exitInterrupted}, {ui.ErrNobody, exitWaiting}, {&ui.PanicError{Value: "x"}, exitFailed}} {
		a, p := proposed(t)
		g := &guided{a: a, p: p}
		if got := exitCode(g.settle(context.Background(), c.front)); got != c.want {
			t.Errorf("%v: exit code %d, want %d", c.front, got, c.want)
		}
	}
}

// A begin is under way while the front end ends: the end waits for it, and for its engine.
func TestGuideWaitsForABeginUnderWay(t *testing.T) {
	a, p := proposed(t)
	inside, goOn := make(chan struct{}), make(chan struct{})
	begin := p.begin
	p.begin = func(ctx context.Context) (*session, error) {
		close(inside)
		<-goOn
		return begin(ctx)
	}
	paused := &engine.PausedError{Why: "signal"}
	g := &guided{a: a, p: p, launch: func(s *session) (*engine.Engine, <-chan error) {
		ended := make(chan error, 1)
		ended <- errors.Join(paused, s.options.Journal.Close())
		return engine.New(s.options), ended
	}}
	go func() { _, _ = g.begin(context.Background(), ui.Choice{}) }()
	<-inside
	settled := make(chan error, 1)
	go func() { settled <- g.settle(context.Background(), context.Canceled) }()
	close(goOn)
	if code := exitCode(<-settled); code != exitInterrupted || len(a.made(t)) != 1 {
		t.Errorf("exit code %d, made %v", code, a.made(t))
	}
}

// Only runs of the same procedure on the same target are offered, and a demo's only while its server is there.
func TestGuideOffersItsOwn(t *testing.T) {
	a, p := proposed(t)
	left := func(change func(*runbook.RunStarted)) string {
		info := runbook.RunStarted{ID: engine.NewID(a.Now(), nonce(2)), Target: "staging"}
		change(&info)
		s, err := a.newRun(p.book, mustRead(t, "../../runbook.toml"), info, a.hostConfig(runbook.Target{Local: true}, info.ID))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.options.Journal.Close(); err != nil {
			t.Fatal(err)
		}
		return info.ID
	}
	own := left(func(*runbook.RunStarted) {})
	left(func(i *runbook.RunStarted) { i.Target = "elsewhere" })
	demo := left(func(i *runbook.RunStarted) { i.Demo = true })
	offered := func(p proposal) []string {
		info, err := a.startInfo(p)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, run := range info.Interrupted {
			ids = append(ids, run.Info.ID)
		}
		return ids
	}
	if got := offered(p); len(got) != 1 || got[0] != own {
		t.Errorf("offered %v, want %s", got, own)
	}
	p.demo = true
	if got := offered(p); len(got) != 0 {
		t.Errorf("offered %v, whose server is gone", got)
	}
	if err := os.MkdirAll(a.sandboxDir(demo), 0o700); err != nil {
		t.Fatal(err)
	}
	if got := offered(p); len(got) != 1 || got[0] != demo {
		t.Errorf("offered %v, want %s", got, demo)
	}
}

func mustRead(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// A run that could not be written leaves no directory behind, as on a full disk.
func TestNewRunLeavesNothingWhereItFails(t *testing.T) {
	a, p := proposed(t)
	info := runbook.RunStarted{ID: "20260101-000000-long", Target: "staging", Set: map[string]string{"X": strings.Repeat("x", journal.MaxLine+1)}}
	if _, err := a.newRun(p.book, mustRead(t, "../../runbook.toml"), info, a.hostConfig(runbook.Target{Local: true}, info.ID)); err == nil {
		t.Error("a record that is too long was taken")
	}
	if made := a.made(t); len(made) != 0 {
		t.Errorf("left %v", made)
	}
}

// A panic while a run is begun is told on the start screen, and the run can be taken up from there.
func TestGuideSurvivesAPanic(t *testing.T) {
	a, p := proposed(t)
	broken := true
	g := &guided{a: a, p: p, launch: func(s *session) (*engine.Engine, <-chan error) {
		if broken {
			panic("boom")
		}
		ended := make(chan error, 1)
		ended <- s.options.Journal.Close()
		return engine.New(s.options), ended
	}}
	var told *ui.PanicError
	if _, err := g.begin(context.Background(), ui.Choice{}); !errors.As(err, &told) || g.s != nil {
		t.Fatalf("a panic came as %v", err)
	}
	info, err := a.startInfo(p)
	if err != nil || len(info.Interrupted) != 1 {
		t.Fatal(info, err)
	}
	broken = false
	if _, err := g.begin(context.Background(), ui.Choice{Resume: info.Interrupted[0].Info.ID}); err != nil {
		t.Errorf("its journal is still held: %v", err)
	}
}

// Flags of a new run do not change one that is taken up, and that is said.
func TestGuideSaysWhatItDoesNotHear(t *testing.T) {
	a, p := proposed(t)
	s, err := p.begin(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.options.Journal.Close(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	g := &guided{a: a, p: p, launch: func(s *session) (*engine.Engine, <-chan error) { return engine.New(s.options), ended }}
	a.set, a.stepwise, g.p.given = []string{"BRANCH=otra"}, true, map[string]string{"BRANCH": "otra"}
	begun, err := g.begin(context.Background(), ui.Choice{Resume: s.id})
	if err != nil || !strings.Contains(begun.Note, "--set, --step") {
		t.Errorf("%q, %v", begun.Note, err)
	}
	if err := g.s.options.Journal.Close(); err != nil {
		t.Error(err)
	}
}
