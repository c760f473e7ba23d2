package ui

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"paso/runbook"
	"paso/runbook/engine"
	"paso/runbook/output"
	"paso/runbook/text"
)

// narrator tells a run as lines of text: what was recorded, what a script prints, what paso is at. It folds the run
// for that, and holds no other truth. What comes from a host, a person or the runbook is made harmless on its way.
type narrator struct {
	c       *text.Catalogue
	run     *runbook.Run
	session runbook.Session
	link    engine.Link
	now     func() time.Time
	stamp   func() string       // put before every line
	shield  func(string) string // makes a line harmless for who reads the log; nil where nobody but a person does
	folds   *workflow           // marks for the log of a CI system; nil elsewhere
	out     io.Writer
	resume  string // the command line that resumes the run
	gaps    bool   // an empty line stands between steps
	midline bool   // a question stands on the line
	err     error  // the first that out gave; nothing is written after it

	begun   time.Time // of this front end: what is older was told by another
	doing   engine.Doing
	printed map[narrated]*output.Lines
	shown   map[narrated]int   // lines of printed that were told
	next    map[narrated]int64 // offset of the byte that follows
	failed  []narrated         // attempts that did, in order
	pulse   pulse
}

// narrated names an attempt.
type narrated struct {
	step string
	n    int
}

// outputLines is how much of an attempt's output waits to be told; more than a mailbox holds.
const outputLines = 5000

func newNarrator(c *text.Catalogue, book *runbook.Runbook, out io.Writer, now func() time.Time) *narrator {
	run := runbook.NewRun(book)
	return &narrator{
		c: c, run: run, now: func() time.Time { return run.At(now()) }, out: output.NewGuard(out), stamp: func() string { return "" }, begun: now(),
		printed: map[narrated]*output.Lines{}, shown: map[narrated]int{}, next: map[narrated]int64{},
	}
}

// line writes one line of trusted text; a question that stands there gets an end first.
func (n *narrator) line(s string) {
	if n.midline {
		n.write("\n")
	}
	if n.shield != nil {
		s = n.shield(s)
	}
	n.write(n.stamp() + s + "\n")
}

func (n *narrator) write(s string) {
	n.midline = !strings.HasSuffix(s, "\n")
	if n.err == nil {
		_, n.err = io.WriteString(n.out, s)
	}
}

// gap sets what follows apart.
func (n *narrator) gap() {
	if n.gaps {
		n.line("")
	}
}

// text is a text of the area, with harmless arguments.
func (n *narrator) text(id string, pairs ...string) string {
	for i := 1; i < len(pairs); i += 2 {
		pairs[i] = output.Sanitize(pairs[i])
	}
	return n.c.Say("plain."+id, pairs...)
}

func (n *narrator) say(id string, pairs ...string) { n.line(n.text(id, pairs...)) }

// block writes untrusted text of several lines, indented.
func (n *narrator) block(s string) {
	for l := range strings.SplitSeq(output.StripToText([]byte(strings.TrimRight(s, "\n"))), "\n") {
		n.line("    " + l)
	}
}

// take folds what the engine sends, and tells it. It is false where a record is not one of this runbook.
func (n *narrator) take(u engine.Update) error {
	n.session, n.link = u.Session, u.Link
	past := n.past(u.Records)
	for i, rec := range u.Records {
		if err := n.run.Apply(rec); err != nil {
			return fmt.Errorf("fold the journal: %w", err)
		}
		if i >= past {
			if e, ends := rec.Event.(runbook.AttemptEnded); ends {
				n.told(&u, func(at narrated) bool { return at == narrated{e.Step, e.Attempt} })
			}
			n.folds.before(n, rec)
			n.record(rec)
			n.budgets(rec.Time)
			n.folds.after(n, rec)
		}
	}
	if past > 0 {
		n.resumed()
	}
	n.told(&u, func(narrated) bool { return true })
	if u.Doing != n.doing {
		n.doing = u.Doing
		if n.doing != engine.DoingNothing && n.doing != engine.DoingStep {
			n.say("doing." + string(n.doing))
		}
	}
	for _, r := range u.Refused {
		n.line(n.text("refused", "Why", n.c.Error(r.Err)))
	}
	return nil
}

// justNow is how old a record may be that this paso made before it had a front end.
const justNow = time.Second

// past is how many of the first records another paso made, before this one took the run up. They are folded and not told
// again. A run of which only the beginning is recorded is new.
func (n *narrator) past(records []runbook.Record) int {
	if n.run.Records > 0 {
		return 0
	}
	old, begun := 0, true
	for i, rec := range records {
		_, resumed := rec.Event.(runbook.Resumed)
		if !resumed && (i > old || !rec.Time.Before(n.begun.Add(-justNow))) {
			continue
		}
		old = i + 1
	}
	for _, rec := range records[:old] {
		switch rec.Event.(type) {
		case runbook.RunStarted, runbook.ValueGiven, runbook.OperatorNamed:
		default:
			begun = false
		}
	}
	if begun {
		return 0
	}
	return old
}

// resumed says where a run stands that was begun before.
func (n *narrator) resumed() {
	n.say("resumed", "ID", n.run.Info.ID, "Title", n.run.Book.Title, "Time", n.c.DateTime(n.run.Started))
	for _, clock := range n.run.Clocks(n.now()) {
		if clock.Running {
			n.tellClock(clock)
		}
	}
	n.folds.caughtUp(n)
	if p := n.run.Current(); p != nil {
		n.say("resumed.at", "Step", stepTitle(p.Step), "State", n.text("state."+string(p.State)))
	}
}

// told writes what the attempts that are wanted did: the statements that began, and the lines that have become whole. It
// takes that out of the update, which keeps no order between records and output: an attempt's output stands before its end.
func (n *narrator) told(u *engine.Update, wanted func(narrated) bool) {
	u.Marks = slices.DeleteFunc(u.Marks, func(m engine.Mark) bool {
		if !wanted(narrated{m.Step, m.Attempt}) {
			return false
		}
		n.pulse.heard = n.now()
		n.mark(m)
		return true
	})
	u.Output = slices.DeleteFunc(u.Output, func(chunk engine.Chunk) bool {
		at := narrated{chunk.Step, chunk.Attempt}
		if !wanted(at) {
			return false
		}
		n.pulse.heard = n.now()
		lines := n.printed[at]
		if lines == nil {
			lines = output.NewLines(outputLines)
			n.printed[at] = lines
		}
		if missed := chunk.Offset - n.next[at]; missed > 0 && n.next[at] > 0 {
			n.say("missed", "Size", n.c.Bytes(missed))
		}
		n.next[at] = chunk.Offset + int64(len(chunk.Bytes))
		_, _ = lines.Write(chunk.Bytes)
		n.flush(at)
		return true
	})
}

func (n *narrator) flush(at narrated) {
	lines := n.printed[at]
	if lines == nil {
		return
	}
	if lost := lines.Dropped() - n.shown[at]; lost > 0 {
		n.line("  | " + n.c.Plural("plain.lost", lost))
		n.shown[at] = lines.Dropped()
	}
	for ; n.shown[at] < lines.Total(); n.shown[at]++ {
		n.line("  | " + lines.Plain(n.shown[at]-lines.Dropped()))
	}
}

// finish tells a last line that has no end, and forgets the attempt.
func (n *narrator) finish(at narrated) {
	if lines := n.printed[at]; lines != nil {
		lines.Finish()
		n.flush(at)
		delete(n.printed, at)
		delete(n.shown, at)
	}
}

// mark says which statement of a script begins.
func (n *narrator) mark(m engine.Mark) {
	p := n.run.Steps[m.Step]
	if p == nil || m.Attempt < 1 || m.Attempt > len(p.Attempts) || p.Attempts[m.Attempt-1].Shell {
		return
	}
	script := strings.Split(p.Attempts[m.Attempt-1].Script, "\n")
	if m.Line < 1 || m.Line > len(script) {
		return
	}
	n.say("mark", "Line", strconv.Itoa(m.Line), "Text", strings.TrimSpace(script[m.Line-1]))
}

func stepTitle(s *runbook.Step) string { return strings.TrimSpace(s.Number + " " + s.Title) }

// step is the title of a step by its id.
func (n *narrator) step(id string) string {
	if p := n.run.Steps[id]; p != nil {
		return stepTitle(p.Step)
	}
	return id
}

func (n *narrator) role(id string) string {
	if title := n.run.Book.Roles[id]; title != "" {
		return title
	}
	return id
}

func (n *narrator) phrase(p runbook.Phrase) string {
	if p.IsZero() {
		return ""
	}
	return n.c.Phrase(p.ID, p.Args)
}

func (n *narrator) clock(c runbook.ClockReading) {
	title, id := clockTitle(c), "clock"
	switch {
	case c.Clock.Budget <= 0:
		id = "clock.free"
	case c.Over():
		id = "clock.over"
	}
	n.say(id, "Title", title, "Time", n.c.Duration(c.Elapsed), "Budget", n.c.Duration(c.Clock.Budget.D()))
	if c.Running && c.Clock.From != "" {
		n.say("clock.down", "Title", title)
	}
}
