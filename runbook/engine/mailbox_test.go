package engine

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"paso/runbook"
	"paso/runbook/host"
)

func TestMailboxGathersOverAFrame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMailbox()
		go func() {
			for range 1000 {
				m.output(Chunk{Bytes: []byte("x")})
				time.Sleep(time.Millisecond)
			}
			m.end(errors.New("over"))
		}()
		updates, got := 0, 0
		for {
			u, ok := m.take(t.Context())
			if !ok {
				break
			}
			updates++
			for _, c := range u.Output {
				got += len(c.Bytes)
			}
			if u.Done && u.Err == nil {
				t.Error("no error at the end")
			}
		}
		if got != 1000 || updates > 50 {
			t.Errorf("%d bytes in %d updates", got, updates)
		}
		if _, ok := m.take(t.Context()); ok {
			t.Error("something after the end")
		}
	})
}

func TestMailboxKeepsStatesAndForgetsHappenings(t *testing.T) {
	m := newMailbox()
	m.put(func(u *Update) { u.Doing, u.Refused = DoingStep, []Refused{{}} })
	m.setInput(&Input{Text: "?"})
	first, _ := m.take(t.Context())
	m.setInput(&Input{Text: "?"}) // the same question again is nothing new
	if dirty, _, _ := m.state(); dirty {
		t.Error("the same question woke the front end")
	}
	m.put(func(*Update) {})
	second, _ := m.take(t.Context())
	if len(first.Refused) != 1 || len(second.Refused) != 0 || second.Doing != DoingStep || second.Input == nil {
		t.Errorf("%+v, then %+v", first, second)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, ok := m.take(ctx); ok {
		t.Error("taken after the context's end")
	}
}

// TestNobodyTakes: a front end that does not look holds nothing up. The step's 5 MB
// are in the log; the mailbox keeps the newest of them.
func TestNobodyTakes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		want := strings.Repeat(strings.Repeat("o", 99)+"\n", 50_000)
		r.host.scripts["one"] = func(t *tty) host.Result { t.print(want); return passed }
		e := r.engine()
		for _, c := range []runbook.Command{
			runbook.NameOperator{Name: "Ana", Kind: runbook.Asserted},
		} {
			e.Do(c)
		}
		ended := make(chan error, 1)
		go func() { ended <- e.Run(t.Context()) }()
		for range 3 { // the gates before and between: one is there, the others are refused
			time.Sleep(time.Minute)
			e.Do(runbook.Confirm{Gate: "stage:1"})
		}
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
		log, err := ReadLog(r.dir, "one", 1, 1<<30)
		if err != nil || string(log) != want {
			t.Errorf("%d bytes in the log, %v", len(log), err)
		}
		u, ok := e.Take(t.Context())
		var kept []byte
		for _, c := range u.Output {
			if c.Step == "one" {
				kept = append(kept, c.Bytes...)
			}
		}
		if !ok || !u.Done || len(kept) > mailboxBytes || len(kept) < mailboxBytes/2 || !bytes.HasSuffix([]byte(want), kept) {
			t.Errorf("kept %d bytes, done %t", len(kept), u.Done)
		}
	})
}
