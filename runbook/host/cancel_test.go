//go:build linux

package host

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func cancelled(t *testing.T, p patience, script string) (ending, []string, []Process) {
	t.Helper()
	localHome(t)
	h, g := openLocalHost(t), newGate(t)
	h.patience = p
	s := waiting(t, h, g, Attempt{ID: "c-1", Script: script})
	var told []string
	left, err := h.Cancel(bounded(t), "c-1", func(signal string) { told = append(told, signal) })
	if err != nil {
		t.Fatal(err)
	}
	e := drain(t, s)
	if e.Why != "cancel" || e.Reached {
		t.Errorf("%+v", e.Result)
	}
	return e, told, left
}

const soon = 200 * time.Millisecond

func TestCancel(t *testing.T) {
	patient := patience{int: time.Minute, term: time.Minute}
	t.Run("plain", func(t *testing.T) {
		e, told, left := cancelled(t, patient, "sh -c 'echo ready; exec sleep 1000'\necho not here")
		if e.Exit != 130 || !slices.Equal(told, []string{"INT"}) || len(left) != 0 || strings.Contains(e.output, "not here") {
			t.Errorf("exit %d, told %v, left %v, output %q", e.Exit, told, left, e.output)
		}
	})
	t.Run("pipeline", func(t *testing.T) {
		e, told, _ := cancelled(t, patient, "sh -c 'echo ready; exec sleep 1000' | cat | cat")
		if e.Exit != 130 || !slices.Equal(told, []string{"INT"}) {
			t.Errorf("exit %d, told %v", e.Exit, told)
		}
	})
	t.Run("child that handles INT", func(t *testing.T) {
		e, told, _ := cancelled(t, patient, "bash -c 'trap \"exit 0\" INT; echo ready; while :; do sleep 0.1; done'\necho not here")
		if e.Exit != 130 || strings.Contains(e.output, "not here") || !slices.Equal(told, []string{"INT"}) {
			t.Errorf("exit %d, told %v, output %q", e.Exit, told, e.output)
		}
	})
	t.Run("terminal without signals", func(t *testing.T) {
		e, told, _ := cancelled(t, patient, "stty -isig\nsh -c 'echo ready; exec sleep 1000'")
		if e.Exit != 130 || !slices.Equal(told, []string{"INT"}) {
			t.Errorf("exit %d, told %v", e.Exit, told)
		}
	})
	t.Run("background jobs", func(t *testing.T) {
		_, _, left := cancelled(t, patient, "sleep 1000 &\nnohup sleep 1000 >/dev/null 2>&1 &\necho ready\nwait")
		if len(left) != 0 {
			t.Errorf("left %v", left)
		}
	})
}

func TestCancelOfWhatIgnoresInt(t *testing.T) {
	e, told, left := cancelled(t, patience{int: soon, term: time.Minute}, "trap '' INT\n{ echo ready; while :; do sleep 0.1; done; }")
	if !slices.Equal(told, []string{"INT", "TERM"}) || len(left) != 0 || e.Exit != 143 {
		t.Errorf("told %v, left %v, exit %d", told, left, e.Exit)
	}
}

func TestCancelOfWhatIgnoresAll(t *testing.T) {
	e, told, left := cancelled(t, patience{int: soon, term: soon}, "trap '' INT TERM HUP\n{ echo ready; while :; do sleep 0.1; done; }")
	if !slices.Equal(told, []string{"INT", "TERM", "KILL"}) || len(left) != 0 || e.Exit != 137 {
		t.Errorf("told %v, left %v, exit %d", told, left, e.Exit)
	}
}

func TestCancelOfWhatHasEnded(t *testing.T) {
	localHome(t)
	h := openLocalHost(t)
	run(t, h, Attempt{ID: "c-1", Script: "true"})
	left, err := h.Cancel(bounded(t), "c-1", func(signal string) { t.Errorf("sent %s", signal) })
	if err != nil || len(left) != 0 {
		t.Errorf("left %v, %v", left, err)
	}
	if got, err := h.Status(bounded(t), "c-1"); err != nil || got.(Finished).Result.Why != "" {
		t.Errorf("status %+v, %v: it ended by itself", got, err)
	}
}

func TestTimeoutHoldsWithNobodyConnected(t *testing.T) {
	localHome(t)
	h := openLocalHost(t)
	s, err := h.Start(bounded(t), Attempt{ID: "t-1", Script: "echo a\nsleep 1000\necho not here", Timeout: 300 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s, err = h.Attach(bounded(t), "t-1", 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	e := drain(t, s)
	if e.Why != "timeout" || e.Exit != 130 || e.Reached || strings.Contains(e.output, "not here") {
		t.Errorf("%+v", e.Result)
	}
}

func TestTimeoutLeavesNobodyBehind(t *testing.T) {
	localHome(t)
	h := openLocalHost(t)
	e := run(t, h, Attempt{ID: "t-1", Script: "echo a", Timeout: time.Hour})
	if e.Why != "" || e.Exit != 0 {
		t.Errorf("%+v", e.Result)
	}
}
