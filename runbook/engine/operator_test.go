package engine

import (
	"context"
	"strings"
	"testing"

	"paso/runbook"
)

// operator answers whatever waits until the engine ends; react may act first.
type operator struct {
	run     *runbook.Run
	session runbook.Session
	answers *runbook.Answers
	output  strings.Builder
	gates   []string
	marks   []Mark
	refused []error
	inputs  []*Input // as they changed
	links   []Link   // as they changed
	fault   error    // a record that could not be folded
	asked   *Input   // what react has answered
	react   func(o *operator, e *Engine, u Update, gate *runbook.Gate) bool
}

func (o *operator) walk(ctx context.Context, t testing.TB, e *Engine) error {
	t.Helper()
	err := o.drive(ctx, e)
	if o.fault != nil {
		t.Error(o.fault)
	}
	return err
}

func (o *operator) drive(ctx context.Context, e *Engine) error {
	ctx, stop := context.WithTimeout(ctx, longTime) // of a bubble; a run that hangs has to be seen
	defer stop()
	o.run = runbook.NewRun(e.o.Book)
	ended := make(chan error, 1)
	go func() { ended <- e.Run(ctx) }()
	asked := ""
	for {
		u, ok := e.Take(context.Background())
		if !ok {
			return <-ended
		}
		for _, rec := range u.Records {
			if err := o.run.Apply(rec); err != nil {
				o.fault = err
			}
		}
		for _, c := range u.Output {
			o.output.Write(c.Bytes)
		}
		for _, r := range u.Refused {
			o.refused = append(o.refused, r.Err)
		}
		o.marks = append(o.marks, u.Marks...)
		o.session = u.Session
		o.note(u)
		var gate *runbook.Gate
		if wait, waits := runbook.Next(o.run, u.Session).(runbook.Wait); waits {
			gate = &wait.Gate
		}
		if o.react != nil && o.react(o, e, u, gate) || gate == nil {
			continue
		}
		if key := gate.Key() + "#" + itoa(o.run.Seq); key != asked {
			asked = key
			o.gates = append(o.gates, gate.Key())
			commands := o.answers.Answer(o.run, *gate)
			if len(commands) == 0 {
				commands = []runbook.Command{runbook.Pause{Why: "gate"}}
			}
			for _, c := range commands {
				e.Do(c)
			}
		}
	}
}

// answer types sudo's password once per question, and has it kept; "" is a person who
// knows the new one.
func (o *operator) answer(e *Engine, in *Input, password string) {
	if o.asked != nil && *o.asked == *in {
		return
	}
	o.asked = in
	if password == "" {
		e.TypeSecret("changed-meanwhile", false)
		return
	}
	e.TypeSecret(password, in.Sudo)
}

// note keeps what is shown and goes again.
func (o *operator) note(u Update) {
	if n := len(o.inputs); n == 0 && u.Input != nil || n > 0 && !sameInput(o.inputs[n-1], u.Input) {
		o.inputs = append(o.inputs, u.Input)
	}
	if n := len(o.links); n == 0 && u.Link.Down || n > 0 && o.links[n-1].Down != u.Link.Down {
		o.links = append(o.links, u.Link)
	}
}

func sameInput(a, b *Input) bool { return a == b || a != nil && b != nil && *a == *b }

func itoa(n uint64) string { return string(rune('a'+n%26)) + strings.Repeat("x", int(n/26)) }

func answersFor(t testing.TB, book *runbook.Runbook, source string) *runbook.Answers {
	t.Helper()
	answers, problems := runbook.LoadAnswers("answers.toml", []byte(source), book)
	if answers == nil {
		t.Fatal(problems)
	}
	return answers
}
