package ui

import (
	"strconv"
	"strings"

	"paso/runbook"
)

// plainWord is what an operator can say at every question, in words. The catalogue holds its synonyms, those of its own
// language first and those of the other after them: who learnt one language is understood in the other.
type plainWord string

const (
	noWord        plainWord = ""
	wordHelp      plainWord = "help"
	wordStatus    plainWord = "status"
	wordNote      plainWord = "note"
	wordContacts  plainWord = "contacts"
	wordRollback  plainWord = "rollback"
	wordLeave     plainWord = "leave"
	wordYes       plainWord = "yes" // only where a question asks for it
	wordSeparator           = ", "
)

// plainWords are the words that are understood at every question, in the order of the help.
func plainWords() []plainWord {
	return []plainWord{wordHelp, wordStatus, wordNote, wordContacts, wordRollback, wordLeave}
}

// synonyms are the ways to say a word.
func (p *plainFront) synonyms(w plainWord) []string {
	return strings.Split(p.text("word."+string(w)), wordSeparator)
}

// wordOf is the word that a line says, or none.
func (p *plainFront) wordOf(line string) plainWord {
	line = strings.TrimSpace(line)
	for _, w := range append(plainWords(), wordYes) {
		for _, one := range p.synonyms(w) {
			if strings.EqualFold(line, one) {
				return w
			}
		}
	}
	return noWord
}

// obey does what a word says and gives the question that follows; false where the line is an answer. Where any text may be the
// answer a word needs a colon before it, and what goes to a script or is a secret is never a word.
func (p *plainFront) obey(line string) (*plainQuestion, bool) {
	if p.q.secret || p.q.script {
		return nil, false
	}
	bare, colon := strings.CutPrefix(strings.TrimSpace(line), ":")
	if p.q.free && !colon {
		return nil, false
	}
	switch p.wordOf(bare) {
	case wordHelp:
		p.help()
		if p.q.whole != nil {
			p.q.whole()
		} else {
			p.q.print()
		}
	case wordStatus:
		p.status()
	case wordContacts:
		p.contacts()
	case wordNote:
		return p.note(p.stepNow(), p.q), true
	case wordRollback:
		return p.rollbackNow(), true
	case wordLeave:
		return p.leave("operator", p.q), true
	case noWord, wordYes:
		return nil, false
	}
	return p.q, true
}

// help lists the words.
func (p *plainFront) help() {
	p.gap()
	p.say("help")
	for _, w := range plainWords() {
		p.say("help.word", "Words", strings.Join(p.synonyms(w), wordSeparator), "Text", p.text("help."+string(w)))
	}
	p.say("help.free")
	p.say("help.interrupt")
}

// note takes a remark for the report; the question comes again once it is recorded.
func (p *plainFront) note(step string, back *plainQuestion) *plainQuestion {
	return p.entry("", "note", nil, back, func(line string) *plainQuestion { return p.do(noteOf(step, line)) })
}

// stepNow is the step at which the run stands, "" before the first.
func (p *plainFront) stepNow() string {
	if at := p.run.Current(); at != nil {
		return at.Step.ID
	}
	return ""
}

// rollbackNow asks for the plan at any time; nothing starts before it was heard.
func (p *plainFront) rollbackNow() *plainQuestion {
	if !p.run.CanRollBack() {
		p.say("norollback")
		return p.q
	}
	return p.reason("rollback", p.q, func(reason string) *plainQuestion { return p.do(runbook.AskRollback{Reason: reason}) })
}

// contacts says whom to call.
func (p *plainFront) contacts() {
	if len(p.run.Book.Contacts) == 0 {
		p.say("contact.none")
	}
	for _, contact := range p.run.Book.Contacts {
		p.say("contact", "Title", contact.Title, "How", contact.How)
	}
}

// status says where the run stands: run, stage, step, clocks, what was not by the book, and what comes next.
func (p *plainFront) status() {
	run := p.run
	p.gap()
	p.say("status", "ID", run.Info.ID, "Target", strings.TrimSpace(run.Info.Target+" "+run.Info.Destination), "Operator", run.Operator.Name)
	if stage := p.stageNow(); stage == 0 && !run.RollingBack() && run.Stage > 0 {
		p.say("status.between", "N", strconv.Itoa(min(run.Stage, len(run.Stages))), "Of", strconv.Itoa(len(run.Stages)))
	} else if stage > 0 {
		p.say("status.stage", "N", strconv.Itoa(stage), "Of", strconv.Itoa(len(run.Book.Stages)), "Title", run.Book.Stages[stage-1].Title)
	}
	at := run.Current()
	if at != nil && at.State != runbook.StatePending {
		p.say("status.step", "Step", stepTitle(at.Step), "State", p.text("state."+string(at.State)))
	}
	for _, c := range run.Clocks(p.now()) {
		if c.Running {
			p.clock(c)
		}
	}
	if count := len(run.Deviations); count > 0 {
		p.line(p.c.Plural("plain.end.deviations", count))
	}
	if next := p.comesNext(at); next != nil {
		p.say("status.next", "Step", stepTitle(next))
	}
	p.say("status.resume", "Command", p.resume)
}

// stageNow is the number of the stage at which the run stands, 0 in the rollback and before the first.
func (p *plainFront) stageNow() int {
	if p.run.RollingBack() || p.run.Stage >= len(p.run.Stages) || p.run.Stages[p.run.Stage].Started.IsZero() {
		return 0
	}
	return p.run.Stage + 1
}

// comesNext is the step after the one at which the run stands, or nil.
func (p *plainFront) comesNext(at *runbook.Progress) *runbook.Step {
	steps := p.run.RollbackPlan()
	if !p.run.RollingBack() {
		steps = nil
		for _, step := range p.run.Book.AllSteps {
			steps = append(steps, step)
		}
	}
	past := at == nil || at.State == runbook.StatePending
	for _, step := range steps {
		if past && !p.run.Steps[step.ID].State.Over() {
			return step
		}
		past = past || at != nil && step.ID == at.Step.ID
	}
	return nil
}
