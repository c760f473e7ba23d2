package ui

import "paso/runbook"

// pause leaves the run as it is.
func (p *plainFront) pause(why string) {
	if p.leaving {
		return
	}
	p.leaving = true
	p.o.Engine.Do(runbook.Pause{Why: why})
}

// interrupted is Ctrl-C: at a question it leaves; while a step runs it asks what to do with it.
func (p *plainFront) interrupted() {
	at := p.run.Current()
	if p.q != nil || at == nil || at.Open() == nil {
		p.pause("signal")
		return
	}
	options := append([]plainOption{{"interrupt.wait", func() *plainQuestion { return nil }}}, p.reconnectOption()...)
	p.local = p.menu("interrupt", func() { p.gap(); p.say("interrupt", "Step", stepTitle(at.Step)) }, 1, append(options,
		plainOption{"interrupt.cancel", func() *plainQuestion {
			return p.certain([]string{p.text("sure.cancel")}, p.local, func() *plainQuestion { return p.do(runbook.Cancel{}) })
		}},
		plainOption{"interrupt.leave", func() *plainQuestion { return p.leave("signal", p.local) }},
	)...)
}

// tick tells what the passing of time alone makes worth telling.
func (p *plainFront) tick() {
	now := p.now()
	p.budgets(now)
	if p.q == nil {
		p.quiet(now)
	}
}
