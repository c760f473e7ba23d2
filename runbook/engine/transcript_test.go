package engine

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"paso/runbook/host"
)

// TestOutputThatComesTwice is kept once; a gap is an error and never closed by guessing.
func TestOutputThatComesTwice(t *testing.T) {
	r := newRig(t, smallBook)
	e := r.engine()
	log, err := openTranscript(openLog, r.dir, "one", 1, e.vault)
	if err != nil {
		t.Fatal(err)
	}
	defer log.close()
	f := &follower{step: "one", n: 1, log: log}
	for _, o := range []host.Output{
		{Offset: 0, Bytes: []byte("one\ntwo\n")}, {Offset: 0, Bytes: []byte("one\n")}, {Offset: 4, Bytes: []byte("two\nthree\n")},
	} {
		if err := e.keep(f, o); err != nil {
			t.Fatal(err)
		}
	}
	var gap *LogError
	if err := e.keep(f, host.Output{Offset: 99, Bytes: []byte("x")}); !errors.As(err, &gap) {
		t.Errorf("a gap: %v", err)
	}
	if got, err := ReadLog(r.dir, "one", 1, 100); err != nil || string(got) != "one\ntwo\nthree\n" {
		t.Errorf("%q, %v", got, err)
	}
}

// TestSecretOverALostLink: the link breaks in the middle of a secret.
func TestSecretOverALostLink(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newSecretRig(t)
		r.host.scripts["one"] = func(t *tty) host.Result {
			t.print("it is hunter2-")
			synctest.Wait()
			t.host.cut()
			t.print("and-more.\n")
			passed := passed
			passed.Captures = map[string]string{"URL": "x"}
			return passed
		}
		if _, err := r.walk(); err != nil {
			t.Fatal(err)
		}
		log, err := ReadLog(r.dir, "one", 1, 100)
		if want := "it is " + strings.Repeat("*", len(theSecret)) + ".\n"; err != nil || string(log) != want {
			t.Errorf("%q, %v", log, err)
		}
	})
}
