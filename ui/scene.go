package ui

import (
	"strconv"
	"strings"
	"time"

	"paso/runbook"
	"paso/runbook/engine"
	"paso/runbook/text"
)

// scene is what there is to see: the run as folded from its records, and the moment
// as the engine told it last. The children read it to draw and to judge a key; only
// the model writes it, and only from what the engine or the clock says.
type scene struct {
	book    *runbook.Runbook
	run     *runbook.Run
	session runbook.Session
	say     *text.Catalogue
	own     *text.Catalogue // of the run: what is recorded is written in it
	th      *theme
	now     time.Time
	w, h    int
	demo    bool
	resume  string

	doing    engine.Doing
	link     engine.Link
	input    *engine.Input
	prompt   *engine.Prompt
	marks    map[attemptKey][]engine.Mark
	outs     *outputs
	gate     *runbook.Gate      // where the run waits, as of the last update
	feed     []runbook.Record   // what happened, newest last: for those who look in
	next     ahead              // what follows, as of the last record
	sudo     bool               // a script of the book calls it
	titles   int                // cells that the stages' pane needs for the longest title
	unneeded []runbook.Unneeded // steps of the rollback that are not in plan
	plan     []*runbook.Step    // of the rollback, while the gate shows it: its conditions are compiled once a gate and not once a frame
	began    beginning          // how long the parts of the start took
	done     bool               // the engine has ended
	doneAt   time.Time          // when
	err      error              // why
	leave    bool               // a pause was asked for
}

// attemptKey names an attempt of a step.
type attemptKey struct {
	step string
	n    int
}

func itoa(n int) string { return strconv.Itoa(n) }

// t says a text of this area: t("stage.start") is "screen.stage.start".
func (s *scene) t(id string, pairs ...string) string { return s.say.Say("screen."+id, pairs...) }

// plural says the form of a text of this area that fits n.
func (s *scene) plural(id string, n int, pairs ...string) string {
	return s.say.Plural("screen."+id, n, pairs...)
}

// phrase says a recorded phrase.
func (s *scene) phrase(p runbook.Phrase) string {
	if p.IsZero() {
		return ""
	}
	return s.say.Phrase(p.ID, p.Args)
}

// role is the title of a role.
func (s *scene) role(id string) string {
	if title := s.book.Roles[id]; title != "" {
		return title
	}
	return id
}

func (s *scene) roles(ids []string) string {
	titles := make([]string, len(ids))
	for i, id := range ids {
		titles[i] = s.role(id)
	}
	return strings.Join(titles, ", ")
}

// expand fills the variables of a text in.
func (s *scene) expand(text string) string {
	full, _ := runbook.Expand(text, s.run.Lookup)
	return full
}

// waits is where the run waits for a person, or nil: the rules say it, the engine never sends it.
func (s *scene) waits() *runbook.Gate {
	if s.run.Records == 0 || s.done {
		return nil
	}
	if wait, ok := runbook.Next(s.run, s.session).(runbook.Wait); ok {
		return &wait.Gate
	}
	return nil
}

// live is the step at which the run stands, or "".
func (s *scene) live() string {
	if p := s.run.Current(); p != nil && s.underway() {
		return p.Step.ID
	}
	return ""
}

// underway tells whether what comes before the stages is over: section 4 is closed or, in a book without one, stage 1 has begun.
func (s *scene) underway() bool {
	began := len(s.book.Prerequisites) == 0 && len(s.run.Stages) > 0 && !s.run.Stages[0].Started.IsZero()
	return began || s.run.PrereqsClosed || s.run.RollingBack()
}

// runs tells whether an attempt is known and has no end.
func (s *scene) runs(key attemptKey) bool {
	p := s.run.Steps[key.step]
	return p != nil && key.n >= 1 && key.n <= len(p.Attempts) && p.Attempts[key.n-1].Running()
}

// numbered is a step with its number: "3.2 Ejecutar Migraciones".
func numbered(step *runbook.Step) string { return step.Number + " " + step.Title }

// expectedEnd is when the run will end if what is left takes as long as planned; zero when that means nothing.
func (s *scene) expectedEnd() time.Time {
	if s.run.Over() || s.run.Started.IsZero() {
		return time.Time{}
	}
	if s.run.RollingBack() {
		planned := s.book.Rollback.Estimate.D()
		if planned == 0 {
			return time.Time{}
		}
		return s.now.Add(max(0, planned-s.now.Sub(s.run.RollbackStarted)))
	}
	var left, estimated time.Duration
	for i := range s.book.Stages {
		if i < s.run.Stage {
			continue
		}
		planned := s.book.Stages[i].Estimate.D()
		estimated += planned
		if started := s.run.Stages[i].Started; !started.IsZero() {
			planned -= s.now.Sub(started)
		}
		left += max(0, planned)
	}
	if estimated == 0 {
		return time.Time{}
	}
	return s.now.Add(left)
}

// clocks are the run's, as they stand now. Those of a run that is over stand where it ended, as its
// summary says: no tick moves them, so no key may make them jump.
func (s *scene) clocks() []runbook.ClockReading {
	return s.run.Clocks(endOf(s))
}

// ticking tells whether something on the screen changes with the clock.
func (s *scene) ticking() bool {
	switch {
	case s.done:
		return false
	case s.link.Down:
		return true // how long it has been
	case s.run.Over() || s.run.Started.IsZero():
		return false
	}
	for _, c := range s.clocks() {
		if c.Running {
			return true
		}
	}
	p := s.run.Current()
	return p != nil && p.Open() != nil
}
