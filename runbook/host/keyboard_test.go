//go:build linux

package host

import (
	"errors"
	"strings"
	"testing"
)

func started(t *testing.T, h *Host, a Attempt) *Stream {
	t.Helper()
	s, err := h.Start(bounded(t), a)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestKeyboard(t *testing.T) {
	h, _ := openSSHHost(t, nil)
	s := started(t, h, Attempt{ID: "k-1", Script: "read -r -p 'sure? ' answer\necho \"<$answer>\""})
	readUntil(t, s, "sure? ")
	if mode, err := h.Terminal(bounded(t), "k-1"); err != nil || !mode.Echo || !mode.Canonical {
		t.Errorf("terminal %+v, %v", mode, err)
	}
	err := h.Secret(bounded(t), "k-1", "hush")
	wantReason(t, err, AttemptEchoes)
	if err := s.Write(bounded(t), []byte("yes\n")); err != nil {
		t.Fatal(err)
	}
	e := drain(t, s)
	wantOutput(t, e, "yes\n<yes>\n")
}

func TestInterruptTyped(t *testing.T) {
	h, _ := openSSHHost(t, nil)
	s := started(t, h, Attempt{ID: "k-1", Script: "sh -c 'echo ready; exec sleep 1000'"})
	readUntil(t, s, "ready")
	if err := s.Write(bounded(t), []byte{3}); err != nil {
		t.Fatal(err)
	}
	if e := drain(t, s); e.Exit != 130 || e.Signal != "INT" || e.Why != "" {
		t.Errorf("%+v", e.Result)
	}
}

func TestSecretIsTypedWhereNothingEchoes(t *testing.T) {
	home := localHome(t)
	h := openLocalHost(t)
	s := started(t, h, Attempt{ID: "k-1", Script: "read -r -s -p 'Password: ' p\necho got ${#p}\nunset p"})
	readUntil(t, s, "Password: ")
	if mode, err := h.Terminal(bounded(t), "k-1"); err != nil || mode.Echo {
		t.Errorf("terminal %+v, %v", mode, err)
	}
	if err := h.Secret(bounded(t), "k-1", secretValue); err != nil {
		t.Fatal(err)
	}
	e := drain(t, s)
	wantOutput(t, e, "got 22\n")
	noFileHolds(t, home, secretValue)
	wantReason(t, h.Secret(bounded(t), "k-1", "x"), AttemptEnded)
	_, err := h.Terminal(bounded(t), "k-1")
	wantReason(t, err, AttemptEnded)
}

func TestLongLinesAreRefused(t *testing.T) {
	localHome(t)
	h := openLocalHost(t)
	s := started(t, h, Attempt{ID: "k-1", Script: "echo ready\nread -r line\necho ${#line}"})
	readUntil(t, s, "ready")
	var long *InputTooLongError
	if err := s.Write(bounded(t), []byte(strings.Repeat("x", 4000))); err != nil {
		t.Fatal(err)
	}
	if err := s.Write(bounded(t), []byte(strings.Repeat("x", 100))); !errors.As(err, &long) {
		t.Errorf("error %v: the line has 4100 bytes", err)
	}
	if err := s.Write(bounded(t), []byte(strings.Repeat("x", 95)+"\n")); err != nil {
		t.Fatal(err)
	}
	if e := drain(t, s); !strings.HasSuffix(e.output, "4095\r\n") {
		t.Errorf("got %q", e.output[len(e.output)-20:])
	}
	if err := h.Secret(bounded(t), "k-1", strings.Repeat("x", 4096)); !errors.As(err, &long) {
		t.Errorf("error %v", err)
	}
}

func TestResizeReachesTheStep(t *testing.T) {
	h, _ := openSSHHost(t, nil)
	s := started(t, h, Attempt{ID: "k-1", Rows: 24, Cols: 80, Script: "trap 'stty size; exit' WINCH\necho ready\nwhile :; do sleep 0.05; done"})
	readUntil(t, s, "ready")
	if err := h.Resize(bounded(t), "k-1", 40, 132); err != nil {
		t.Fatal(err)
	}
	if e := drain(t, s); !strings.Contains(e.output, "40 132") {
		t.Errorf("the step saw %q", e.output)
	}
	wantReason(t, h.Resize(bounded(t), "k-1", 40, 132), AttemptEnded)
	if err := h.Resize(bounded(t), "k-1", 0, 80); err == nil {
		t.Error("0 rows were taken")
	}
}
