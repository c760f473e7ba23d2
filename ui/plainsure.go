package ui

import "paso/runbook"

// certain asks a second time before what cannot be taken back. Only a yes does it: an empty line, a line that was typed
// too early, any other text goes back.
func (p *plainFront) certain(about []string, back *plainQuestion, yes func() *plainQuestion) *plainQuestion {
	q := &plainQuestion{}
	q.print = func() {
		for _, one := range about {
			p.line(one)
		}
		p.asks("sure")
	}
	q.answer = func(line string) *plainQuestion {
		if p.wordOf(line) != wordYes {
			p.say("sure.no")
			return back
		}
		return yes()
	}
	return q
}

// deliberate takes a reason, says what would happen, and asks once more: for what the report will hold for ever. act names it
// in the catalogue, as plain.act.… and plain.sure.….
func (p *plainFront) deliberate(act string, back *plainQuestion, command func(reason string) runbook.Command) *plainQuestion {
	return p.reason(act, back, func(reason string) *plainQuestion {
		about := []string{p.text("sure." + act)}
		if act == "abort" {
			about = p.aboutAbort()
		}
		return p.certain(about, back, func() *plainQuestion { return p.do(command(reason)) })
	})
}

// aboutAbort says what an end without a deployment leaves as it is.
func (p *plainFront) aboutAbort() []string {
	about := []string{p.text("sure.abort")}
	if p.run.WindowOpen() {
		about = append(about, p.text("sure.abort.down"))
	}
	if p.run.CanRollBack() {
		about = append(about, p.text("sure.abort.rollback"))
	}
	return about
}

// leave pauses and leaves. That is safe, and asked about only while services are down: they stay so.
func (p *plainFront) leave(why string, back *plainQuestion) *plainQuestion {
	pause := func() *plainQuestion {
		p.pause(why)
		return nil
	}
	if !p.run.WindowOpen() {
		return pause()
	}
	return p.certain([]string{p.text("sure.leave.down")}, back, pause)
}
