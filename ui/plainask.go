package ui

import (
	"strconv"
	"strings"
)

// plainQuestion waits for one line. Its answer gives the question that follows from it, itself to be asked again, or
// nil when all is said and the engine has to act.
type plainQuestion struct {
	key    string // names what is asked; the same key is the same question
	secret bool
	script bool // asked by a script: what was typed ahead is for it
	free   bool // any text may be the answer: a word needs a colon before it
	print  func()
	whole  func() // with every choice, where print says only the usual ones
	answer func(line string) *plainQuestion
}

// plainOption is a choice of a menu; label is an id of the catalogue.
type plainOption struct {
	label  string
	choose func() *plainQuestion
}

// menu asks to choose by number. safe is the number that an empty line chooses, 0 for none: then an empty line, typed
// too early perhaps, asks again.
func (p *plainFront) menu(key string, head func(), safe int, options ...plainOption) *plainQuestion {
	q := &plainQuestion{key: key}
	q.print = func() {
		head()
		for i, o := range options {
			p.line("  " + strconv.Itoa(i+1) + ". " + p.text(o.label))
		}
		if safe > 0 {
			p.asks("choose.default", "Most", strconv.Itoa(len(options)), "Default", strconv.Itoa(safe))
		} else {
			p.asks("choose", "Most", strconv.Itoa(len(options)))
		}
	}
	q.answer = func(line string) *plainQuestion {
		chosen, err := strconv.Atoi(strings.TrimSpace(line))
		if strings.TrimSpace(line) == "" && safe > 0 {
			chosen, err = safe, nil
		}
		if err != nil || chosen < 1 || chosen > len(options) {
			p.say("choose.wrong", "Most", strconv.Itoa(len(options)))
			return q
		}
		return options[chosen-1].choose()
	}
	return q
}

// asks writes the end of a question, without a line end: the answer stands behind it.
func (p *plainFront) asks(id string, pairs ...string) {
	if p.midline {
		p.write("\n")
	}
	p.prompted = p.text(id, pairs...) + " "
	p.write(p.prompted)
}

// entry asks for a line of text. An empty one goes back to the question before, if there is one.
func (p *plainFront) entry(key, id string, pairs []string, back *plainQuestion, take func(line string) *plainQuestion) *plainQuestion {
	q := &plainQuestion{key: key, free: true}
	q.print = func() { p.asks(id, pairs...) }
	q.answer = func(line string) *plainQuestion {
		line = strings.TrimSpace(line)
		if line == "" && back != nil {
			return back
		}
		return take(line)
	}
	return q
}

// reason asks why something is done, which act names; nothing goes on without.
func (p *plainFront) reason(act string, back *plainQuestion, take func(reason string) *plainQuestion) *plainQuestion {
	return p.entry("", "reason", []string{"Act", p.text("act." + act)}, back, take)
}

// anyway are the options that every gate offers: a remark and leaving. again gives the menu anew.
func (p *plainFront) anyway(again func() *plainQuestion, step string) []plainOption {
	return []plainOption{
		{"option.note", func() *plainQuestion { return p.note(step, again()) }},
		{"option.pause", func() *plainQuestion { return p.leave("operator", again()) }},
	}
}

// chooser makes a menu with the given options and those of every gate. safePause makes leaving the answer of an
// empty line.
func (p *plainFront) chooser(key, step string, safePause bool, head func(), options ...plainOption) *plainQuestion {
	var again func() *plainQuestion
	again = func() *plainQuestion {
		all := append(append([]plainOption{}, options...), p.anyway(again, step)...)
		safe := 0
		if safePause {
			safe = len(all)
		}
		return p.menu(key, head, safe, all...)
	}
	return again()
}
