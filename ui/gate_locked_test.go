package ui

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"paso/runbook"
	"paso/runbook/text"
)

// rival is another run that holds the target.
func rival(sign runbook.LockSign, step runbook.LockStep) *runbook.LockHolder {
	h := &runbook.LockHolder{
		Lock: "staging", Owner: "Luis Vega", Account: "deploypw", Run: "20251118-1310-9f3c", Since: time.Date(2025, 11, 18, 13, 10, 4, 0, time.UTC),
		Silent: 8 * time.Second, Sign: sign, Step: step,
	}
	if sign != runbook.SignAlive {
		h.Silent, h.Left = 12*time.Minute, 14*time.Second
	}
	if step == runbook.LockStepRuns {
		h.Attempt = "migrate-1"
	}
	return h
}

func atRival(h *runbook.LockHolder) moment {
	return moment{"locked", func(p *player) { p.session.Holder = h }, (*player).begin}
}

// The gate says who has the target and what is known of that run; only a holder that is gone can be taken over from.
func TestLockedGate(t *testing.T) {
	for name, h := range map[string]*runbook.LockHolder{
		"alive": rival(runbook.SignAlive, runbook.LockStepRuns), "watched": rival(runbook.SignWatched, runbook.LockStepNone),
		"gone": rival(runbook.SignGone, runbook.LockStepNone), "gone-unsure": rival(runbook.SignGone, runbook.LockStepUnknown),
		"gone-but-its-step-runs": rival(runbook.SignGone, runbook.LockStepRuns),
	} {
		t.Run(name, func(t *testing.T) {
			s := at(t, realBook(t), atRival(h), setup{w: 80, h: 24})
			shown := s.screen()
			if got := strings.Contains(shown, "Tomar el bloqueo"); got != (name == "gone" || name == "gone-unsure") {
				t.Errorf("offers to take it: %v\n%s", got, shown)
			}
			golden.RequireEqual(t, shown+"\n")
		})
	}
}

// Taking the lock takes a reason and a yes; what then goes to the engine is that reason.
func TestLockedGateTakesOver(t *testing.T) {
	s := at(t, realBook(t), atRival(rival(runbook.SignGone, runbook.LockStepNone)), setup{w: 120, h: 36})
	s.keys("down", "down", "enter").sees("Motivo").write("murió su portátil").keys("enter").sees("¿Tomar el bloqueo de Luis Vega").keys("down", "enter")
	var took runbook.TakeOver
	for _, c := range s.p.commands {
		if c, is := c.(runbook.TakeOver); is {
			took = c
		}
	}
	if took.Reason != "murió su portátil" {
		t.Errorf("%+v", s.p.commands)
	}
}

// In lines: the same words, and the same rule.
func TestPlainLocked(t *testing.T) {
	for _, lang := range text.Languages() {
		t.Run("takeover."+string(lang), func(t *testing.T) {
			yes := map[text.Lang]string{text.ES: "sí", text.EN: "yes"}[lang]
			f, out := walk(t, lang, "1\n\nhunter22\n2\nmurió su portátil\n"+yes+"\n"+strings.TrimPrefix(typedAll, "1\n\nhunter22\n"), func(f *plainFake) {
				f.session.Holder = rival(runbook.SignGone, runbook.LockStepNone)
			})
			if f.run.Outcome != runbook.SuccessWithDeviations || f.run.Deviations[0].Kind != runbook.DeviationTakeOver {
				t.Errorf("%q %+v", f.run.Outcome, f.run.Deviations)
			}
			golden.RequireEqual(t, out)
		})
	}
}

// With nobody there: it is left, unless the answers say to wait or, for a reason, to take it from one that is gone.
func TestHeadlessLocked(t *testing.T) {
	const reason = "take_over = \"murió su portátil\"\n"
	for name, c := range map[string]struct {
		file    string
		holder  *runbook.LockHolder
		outcome runbook.Outcome
		said    []string
	}{
		"left":                 {"", rival(runbook.SignAlive, runbook.LockStepNone), runbook.Aborted, []string{"Luis Vega", "--wait-lock"}},
		"alive, not taken":     {reason, rival(runbook.SignAlive, runbook.LockStepNone), runbook.Aborted, []string{"Luis Vega"}},
		"its step runs":        {reason, rival(runbook.SignGone, runbook.LockStepRuns), runbook.Aborted, []string{"migrate-1"}},
		"gone, without reason": {"", rival(runbook.SignGone, runbook.LockStepNone), runbook.Aborted, []string{"Luis Vega", "--take-over"}},
		"gone, taken":          {reason, rival(runbook.SignGone, runbook.LockStepNone), runbook.SuccessWithDeviations, []string{"murió su portátil"}},
		"waited in vain":       {"wait_lock = \"10m\"\n", rival(runbook.SignAlive, runbook.LockStepNone), runbook.Aborted, []string{"10 min"}},
	} {
		t.Run(name, func(t *testing.T) {
			f, out := unattended(t, text.ES, demoWith(t, c.file), func(f *plainFake) { f.session.Holder = c.holder })
			if f.run.Outcome != c.outcome {
				t.Errorf("%q, want %q\n%s", f.run.Outcome, c.outcome, out)
			}
			for _, said := range c.said {
				if !strings.Contains(out, said) {
					t.Errorf("no %q in\n%s", said, out)
				}
			}
		})
	}
}
