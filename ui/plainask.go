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
	print  func()
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
			p.prompted("choose.default", "Most", strconv.Itoa(len(options)), "Default", strconv.Itoa(safe))
		} else {
			p.prompted("choose", "Most", strconv.Itoa(len(options)))
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

// prompted writes the end of a question, without a line end: the answer stands behind it.
func (p *plainFront) prompted(id string, pairs ...string) {
	p.write(p.stamp() + p.text(id, pairs...) + " ")
}

// entry asks for a line of text. An empty one goes back to the question before, if there is one.
func (p *plainFront) entry(key, id string, pairs []string, back *plainQuestion, take func(line string) *plainQuestion) *plainQuestion {
	q := &plainQuestion{key: key}
	q.print = func() { p.prompted(id, pairs...) }
	q.answer = func(line string) *plainQuestion {
		line = strings.TrimSpace(line)
		if line == "" && back != nil {
			return back
		}
		return take(line)
	}
	return q
}

// reason asks for one; nothing goes on without.
func (p *plainFront) reason(back *plainQuestion, take func(reason string) *plainQuestion) *plainQuestion {
	return p.entry("", "reason", nil, back, take)
}

// choices is an option by number that also offers what every gate offers: a remark and leaving. ask gives the menu anew.
func (p *plainFront) anyway(again func() *plainQuestion, step string) []plainOption {
	return []plainOption{
		{"option.note", func() *plainQuestion {
			return p.entry("", "note", nil, again(), func(line string) *plainQuestion {
				p.do(noteOf(step, line))
				return again()
			})
		}},
		{"option.pause", func() *plainQuestion { p.pause("operator"); return nil }},
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
