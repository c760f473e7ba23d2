package ui

import (
	"strconv"

	"paso/runbook/engine"
)

// connection is a question of the connection. An unknown host key is refused by an empty line.
func (p *plainFront) connection(prompt engine.Prompt) *plainQuestion {
	key := "prompt:" + strconv.Itoa(prompt.ID)
	answer := func(value string) {
		p.prompt, p.vouched = nil, prompt.ID
		p.o.Engine.Answer(prompt.ID, value, true)
	}
	if prompt.Kind == engine.PromptHostKey {
		head := func() {
			p.gap()
			p.say("hostkey", "Host", prompt.Host, "Type", prompt.KeyType, "Fingerprint", prompt.Fingerprint, "File", prompt.File)
		}
		return p.menu(key, head, 2,
			plainOption{"option.hostkey.accept", func() *plainQuestion { answer("yes"); return nil }},
			plainOption{"option.hostkey.refuse", func() *plainQuestion { answer("no"); return nil }})
	}
	q := &plainQuestion{key: key, secret: !prompt.Echo, free: true}
	q.print = func() {
		p.asks("prompt."+string(prompt.Kind), "Host", prompt.Host, "File", prompt.File, "Text", prompt.Text)
	}
	q.answer = func(line string) *plainQuestion {
		answer(line)
		return nil
	}
	return q
}

// script forwards a line to a script that waits for one. A password is neither shown nor kept, but sudo's if the
// operator says so: that is asked once.
func (p *plainFront) script(in engine.Input) *plainQuestion {
	key := "input:" + in.Step + ":" + strconv.Itoa(in.Attempt) + ":" + in.Text
	q := &plainQuestion{key: key, secret: !in.Echo, script: in.Echo}
	q.print = func() {
		id := "input"
		switch {
		case in.Shell:
			id = "input.shell"
		case !in.Echo:
			id = "input.secret"
		}
		p.asks(id, "Step", p.step(in.Step), "Text", p.partial(in.Step, in.Attempt, in.Text))
	}
	q.answer = func(line string) *plainQuestion {
		p.typed = true
		if in.Echo {
			p.o.Engine.Type(line)
			return nil
		}
		p.o.Engine.TypeSecret(line, in.Sudo && p.keepSudo != nil && *p.keepSudo)
		return nil
	}
	if !in.Sudo || p.keepSudo != nil {
		return q
	}
	keep := func(yes bool) func() *plainQuestion {
		return func() *plainQuestion {
			p.keepSudo = &yes
			return q
		}
	}
	return p.menu(key, func() { p.gap(); p.say("sudo.keep") }, 2, plainOption{"option.sudo.keep", keep(true)}, plainOption{"option.sudo.once", keep(false)})
}
