package engine

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"paso/runbook"
	"paso/runbook/host"
)

// asSudo asks as sudo does in a run whose nonce is known; it takes what the host takes.
func asSudo(t *tty) bool {
	prompt := strings.ReplaceAll(t.order.SudoPrompt, "%p", "deploy")
	for range 3 {
		if t.ask(prompt, true) == t.host.sudo {
			return true
		}
		t.print("Sorry, try again.\n")
	}
	return false
}

func needsSudo(t *tty) host.Result {
	if !asSudo(t) {
		return host.Result{Exit: 1, State: host.StateOK}
	}
	t.print("done as root\n")
	return passed
}

func TestSudoIsAskedOnceAndKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		r.host.scripts["one"], r.host.scripts["two"] = needsSudo, needsSudo
		o := r.operator()
		o.react = func(o *operator, e *Engine, u Update, _ *runbook.Gate) bool {
			if u.Input != nil && len(u.Output) > 0 || u.Input != nil && len(o.inputs) == 1 {
				o.answer(e, u.Input, r.host.sudo)
			}
			return false
		}
		if err := o.walk(t.Context(), t, r.engine()); err != nil {
			t.Fatal(err)
		}
		if len(o.inputs) != 2 || o.inputs[1] != nil {
			t.Fatalf("inputs %v", o.inputs)
		}
		if in := o.inputs[0]; !in.Sudo || in.Echo || in.Step != "one" || in.Text != "[sudo] deploy: " {
			t.Errorf("input %+v", in)
		}
		if r.host.asked != 1 {
			t.Errorf("verified %d times", r.host.asked)
		}
		if strings.Contains(r.journal.text(), r.host.sudo) {
			t.Error("the password is in the journal")
		}
	})
}

// TestWrongKeptPasswordIsSentOncePerAttempt: what was right once may be wrong now; a
// second try by paso could lock the account.
func TestWrongKeptPasswordIsSentOncePerAttempt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		r.host.scripts["two"] = needsSudo
		r.host.sudo = "changed-meanwhile"
		o := r.operator()
		e := r.engine()
		e.vault.keepSudo("kept-password")
		o.react = func(o *operator, e *Engine, u Update, _ *runbook.Gate) bool {
			if u.Input != nil && len(o.inputs) == 1 {
				o.answer(e, u.Input, "")
			}
			return false
		}
		if err := o.walk(t.Context(), t, e); err != nil {
			t.Fatal(err)
		}
		typed := r.host.attempts["two-1"].lines
		if len(typed) != 2 || typed[0] != "kept-password" || typed[1] != "changed-meanwhile" {
			t.Errorf("typed %q", typed)
		}
	})
}

// TestSomebodyElsesPasswordPrompt is not sudo's, whatever it says: the kept password stays.
func TestSomebodyElsesPasswordPrompt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		r.host.scripts["one"] = func(t *tty) host.Result {
			t.ask("[sudo] password for deploy: ", true)
			return passed
		}
		e := r.engine()
		e.vault.keepSudo("kept-password")
		o := r.operator()
		o.react = func(o *operator, e *Engine, u Update, _ *runbook.Gate) bool {
			if u.Input != nil && len(o.inputs) == 1 {
				o.asked = u.Input
				e.TypeSecret("by hand", false)
			}
			return false
		}
		if err := o.walk(t.Context(), t, e); err != nil {
			t.Fatal(err)
		}
		if typed := r.host.attempts["one-1"].lines; len(typed) != 1 || typed[0] != "by hand" || o.inputs[0].Sudo {
			t.Errorf("typed %q at %+v", typed, o.inputs[0])
		}
	})
}

// TestPromptComesAndGoes: a question shows, and goes when the script goes on without an answer.
func TestPromptComesAndGoes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		r.host.scripts["one"] = func(t *tty) host.Result {
			t.print("Collecting...\nDownloading 40%...")
			t.wait(time.Minute) // progress is no question
			t.print("\nProceed? [y/N] ")
			t.wait(time.Minute)
			t.print("\nno answer, going on\n")
			t.mode(false, false)
			t.wait(time.Minute) // unseen, without a word
			t.mode(true, false)
			t.wait(time.Hour)
			return passed
		}
		o, err := r.walk()
		if err != nil {
			t.Fatal(err)
		}
		if len(o.inputs) != 4 || o.inputs[1] != nil || o.inputs[3] != nil {
			t.Fatalf("inputs %v", o.inputs)
		}
		if q := o.inputs[0]; !q.Echo || q.Text != "Proceed? [y/N] " {
			t.Errorf("question %+v", q)
		}
		if o.inputs[2].Echo {
			t.Errorf("unseen %+v", o.inputs[2])
		}
		if n := r.host.count("Terminal"); n > 150 {
			t.Errorf("the terminal was asked %d times in an hour", n)
		}
	})
}

// TestPromptOverAResume: who takes the run up sees the question that waits, sudo's as sudo's.
func TestPromptOverAResume(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		r.host.scripts["one"] = needsSudo
		o := r.operator()
		o.react = func(_ *operator, e *Engine, u Update, _ *runbook.Gate) bool {
			if u.Input != nil {
				e.Do(runbook.Pause{Why: "operator"})
			}
			return false
		}
		if err := o.walk(t.Context(), t, r.engine()); err == nil {
			t.Fatal("not paused")
		}
		r.options = func(o *Options) { o.Rand = func() string { return "another-nonce" } }
		o = r.operator()
		o.react = func(o *operator, e *Engine, u Update, _ *runbook.Gate) bool {
			if u.Input != nil && len(o.inputs) == 1 {
				o.answer(e, u.Input, r.host.sudo)
			}
			return false
		}
		if err := o.walk(t.Context(), t, r.engine()); err != nil {
			t.Fatal(err)
		}
		if in := o.inputs[0]; in == nil || !in.Sudo || in.Text != "[sudo] deploy: " {
			t.Errorf("inputs %+v", o.inputs[0])
		}
		r.exactlyOnce("one-1", "two-1")
	})
}

// TestTypedLinesArriveInOrder, and one that nothing waits for is told, not sent to the next.
func TestTypedLinesArriveInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, smallBook)
		r.host.scripts["one"] = func(t *tty) host.Result {
			t.print("menu> ")
			for range 10 {
				t.read()
			}
			return passed
		}
		o := r.operator()
		o.react = func(o *operator, e *Engine, u Update, gate *runbook.Gate) bool {
			if u.Input != nil && len(o.inputs) == 1 && o.asked == nil {
				o.asked = u.Input
				for c := range "0123456789" {
					e.Type(string(rune('0' + c)))
				}
			}
			if gate != nil && gate.Kind == runbook.GateStage && len(o.refused) == 0 {
				e.Type("too early")
				return true
			}
			return false
		}
		if err := o.walk(t.Context(), t, r.engine()); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(r.host.attempts["one-1"].lines, ""); got != "0123456789" {
			t.Errorf("typed %q", got)
		}
		if len(o.refused) != 1 {
			t.Errorf("refused %v", o.refused)
		}
	})
}

func TestWantsSecret(t *testing.T) {
	for _, c := range []struct {
		terminal host.Terminal
		line     string
		want     bool
	}{
		{host.Terminal{Echo: true, Canonical: true}, "Password: ", false},
		{host.Terminal{Canonical: true}, "", true},
		{host.Terminal{}, "iact=# ", false},
		{host.Terminal{}, "[sudo 0123456789ab] ana: ", true}, // pwfeedback
		{host.Terminal{}, "Contraseña: ", true},
	} {
		if got := wantsSecret(c.terminal, c.line); got != c.want {
			t.Errorf("%+v %q: %t", c.terminal, c.line, got)
		}
	}
}
