package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"paso/runbook"
)

// start is the screen before a run: what is about to be done, and what to begin. An
// interrupted run comes first, and the cursor stands on it; without one it stands on
// beginning. Leaving makes nothing.
type start struct {
	o       *Start
	menu    menu
	opening string             // what is being begun, in words; "" while the operator chooses
	stop    context.CancelFunc // of what is being begun
	leaving bool               // once it has begun, or could not be
	wrong   string             // why the last choice could not be begun
}

// begin begins what was chosen on the start screen.
type begin struct{ choice Choice }

// reread renders the report of a run of the past.
type reread struct{ run *runbook.Run }

func (begin) wish()  {}
func (reread) wish() {}

// The ids of the choices; an interrupted run's is its own behind resumes.
const (
	resumes    = "resume:"
	choosesNew = "new"
	choosesOut = "leave"
	seesPlan   = "plan"
	seesPast   = "past"
)

// items are the choices, the safe ones first.
func (st *start) items(s *scene) []item {
	var items []item
	for i, run := range st.o.Interrupted {
		it := item{id: resumes + run.Info.ID, label: s.t("start.resume"), detail: s.standing(run)}
		if len(st.o.Interrupted) > 1 && i < 9 {
			it.letter = itoa(i + 1)
		}
		items = append(items, it)
	}
	begins := item{id: choosesNew, letter: "s", label: s.t("start.begin"), detail: s.t("start.begin.detail")}
	leaves := item{id: choosesOut, letter: "x", label: s.t("start.leave"), detail: s.t("start.leave.detail")}
	if len(items) > 0 {
		begins.label, begins.detail, begins.tok = s.t("start.new"), s.t("start.new.detail"), amber
		items[0].letter = first(items[0].letter, "r")
		items = append(items, leaves, begins)
	} else {
		items = append(items, begins, leaves)
	}
	items = append(items, item{id: seesPlan, letter: "v", label: s.t("start.plan"), detail: s.t("start.plan.detail")})
	if n := len(st.o.Past); n > 0 {
		items = append(items, item{id: seesPast, letter: "h", label: s.t("start.past"), detail: s.plural("start.past.detail", n)})
	}
	return items
}

func first(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

// key is for the menu alone: the screen takes no text.
func (st *start) key(s *scene, k tea.KeyPressMsg) ([]wish, bool) {
	if st.opening != "" {
		return nil, true // it is being begun: nothing more can be chosen
	}
	chosen, moved := st.menu.key(k, st.items(s))
	if chosen == "" {
		return nil, moved
	}
	return st.choose(s, chosen), true
}

func (st *start) choose(s *scene, id string) []wish {
	switch id {
	case choosesOut:
		return []wish{pauseRun{}}
	case seesPlan:
		return []wish{open{planSheet(s)}}
	case seesPast:
		return []wish{open{pastDialog(st.o.Past)}}
	case choosesNew:
		if len(st.o.Interrupted) > 0 {
			return []wish{open{confirmDialog(s.t("start.new.title"), st.newAbout(s), s.t("start.new.yes"), begin{})}}
		}
		return []wish{begin{}}
	}
	return []wish{begin{Choice{Resume: id[len(resumes):]}}}
}

// newAbout says what a new run leaves behind.
func (st *start) newAbout(s *scene) []string {
	about := []string{s.plural("start.new.about", len(st.o.Interrupted))}
	down, locked := false, false
	for _, run := range st.o.Interrupted {
		down, locked = down || run.WindowOpen(), locked || run.Lock != nil
	}
	if down {
		about = append(about, s.t("start.new.down"))
	}
	switch {
	case s.demo:
		about = append(about, s.t("start.new.demo"))
	case locked:
		about = append(about, s.t("start.new.locked"))
	}
	return about
}

func (st *start) click(s *scene, id string) []wish {
	items := st.items(s)
	switch {
	case st.opening != "":
	case id == "item:"+items[min(st.menu.at, len(items)-1)].id:
		return st.choose(s, items[min(st.menu.at, len(items)-1)].id)
	default:
		st.menu.click(id, items)
	}
	return nil
}

// keys are those of the last line; help and leaving stand at its end anyway.
func (st *start) keys() []binding {
	keys := newKeymap()
	if st.opening != "" {
		return nil
	}
	return []binding{keys.move(), keys.choose, keys.contacts, keys.language, keys.theme}
}

// standing says where an interrupted run stands and since when: "3.2 Ejecutar Migraciones falló · hace 12 min".
func (s *scene) standing(run *runbook.Run) string {
	return s.stands(run) + " · " + s.ago(run.Last)
}

func (s *scene) stands(run *runbook.Run) string {
	id, step := stands(run)
	if step == nil {
		return s.t("start.stands." + id)
	}
	text := numbered(step)
	if id == "stage" {
		stage := run.StageOf(step.ID)
		text = itoa(stage+1) + " " + run.Book.Stages[stage].Title
	}
	return s.t("start.stands."+id, "Where", text)
}

// ago is how long something is past, as coarse as people say it.
func (s *scene) ago(at time.Time) string { return s.t("start.ago", "Long", s.coarse(s.now.Sub(at))) }

// coarse is a length of time in one unit up to an hour, in two above.
func (s *scene) coarse(d time.Duration) string {
	switch d = max(0, d); {
	case d < time.Minute:
		return itoa(int(d/time.Second)) + " s"
	case d < time.Hour:
		return itoa(int(d/time.Minute)) + " min"
	}
	return s.say.Duration(d)
}

// moment is the time of day, with the day where that is another.
func (s *scene) moment(at time.Time) string {
	if at.Format(time.DateOnly) == s.now.Format(time.DateOnly) {
		return at.Format("15:04")
	}
	return at.Format("2006-01-02 15:04")
}
