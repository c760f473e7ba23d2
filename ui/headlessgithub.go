package ui

import (
	"regexp"
	"strconv"
	"strings"

	"paso/runbook"
)

// GitHub is what GitHub Actions gives a step beside its log.
type GitHub struct {
	// Book is the runbook's path in the repository, for annotations.
	Book string
	// Token gives a random word that no host can guess.
	Token func() string
	// Summary and Output append to the files that GITHUB_STEP_SUMMARY and GITHUB_OUTPUT name; nil where there is none.
	Summary, Output func(text string) error
	// Page is the run on one page, in Markdown.
	Page func(run *runbook.Run) string
}

// workflow writes the log that GitHub Actions folds and annotates. A nil workflow writes nothing, so that the narrator need
// not ask whether there is one.
//
// What the runner does with a line (actions/runner, ActionCommand): it obeys "::command::" at the start of a line, after
// blanks, and "##[command]" anywhere in one. So three things stay true. A line that is no command of ours begins with its
// time. No line at all has "##[" in it (Shielded). And what a host prints stands between "::stop-commands::" with a token of
// its own and that token: nothing in between is obeyed. Commands of ours are written by command alone, which escapes.
type workflow struct {
	GitHub
	token   string   // of the open fence; "" outside
	folded  bool     // a group is open
	step    string   // the step of the group
	waiting []string // annotations that wait for the end of the fence
	told    int      // deviations that were annotated
	spent   map[string]bool
}

// annotation is a level of what the runner shows beside the log.
type annotation string

const (
	annotateError   annotation = "error"
	annotateWarning annotation = "warning"
	annotateNotice  annotation = "notice"
)

// splitCommand finds "##[", also where signs that take no room stand inside: who compares by culture does not see them.
func splitCommand() *regexp.Regexp {
	return regexp.MustCompile(`#([\p{Cf}\p{Mn}\p{Me}]*)#([\p{Cf}\p{Mn}\p{Me}]*)\[`)
}

// Shielded makes a function that leaves no "##[" in a line, for whatever GitHub's runner reads.
func Shielded() func(string) string {
	old := splitCommand()
	return func(s string) string {
		if !strings.Contains(s, "#") {
			return s
		}
		return old.ReplaceAllString(s, "#$1#$2 [")
	}
}

func escapeData(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

func escapeProperty(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(s)
}

// command writes a workflow command: a line without a time before it.
func (w *workflow) command(n *narrator, name, data string) {
	n.write("::" + name + "::" + escapeData(n.shield(data)) + "\n")
}

// fence keeps the runner from obeying what follows, until unfence.
func (w *workflow) fence(n *narrator) {
	w.token = w.Token()
	w.command(n, "stop-commands", w.token)
}

func (w *workflow) unfence(n *narrator) {
	if w.token != "" {
		w.command(n, w.token, "")
		w.token = ""
	}
}

// fold opens a group that what follows is hidden in.
func (w *workflow) fold(n *narrator, step, title string) {
	if w == nil {
		return
	}
	w.unfold(n)
	w.command(n, "group", title)
	w.folded, w.step = true, step
	w.fence(n)
}

// unfold ends the group, and says what waited for its end.
func (w *workflow) unfold(n *narrator) {
	if w == nil {
		return
	}
	w.unfence(n)
	if w.folded {
		w.command(n, "endgroup", "")
		w.folded, w.step = false, ""
	}
	for _, one := range w.waiting {
		n.write(one)
	}
	w.waiting = nil
}

// annotate puts a message beside the log; line is one of the runbook, 0 for none. Inside of a group it waits for its end.
func (w *workflow) annotate(n *narrator, level annotation, title, message string, line int) {
	if w == nil {
		return
	}
	properties := "title=" + escapeProperty(n.shield(title))
	if line > 0 && w.Book != "" {
		properties += ",file=" + escapeProperty(w.Book) + ",line=" + strconv.Itoa(line)
	}
	w.waiting = append(w.waiting, "::"+string(level)+" "+properties+"::"+escapeData(n.shield(message))+"\n")
	if w.token == "" {
		w.unfold(n)
	}
}

// overrun warns once of a budget that is spent.
func (w *workflow) overrun(n *narrator, c runbook.ClockReading) {
	if w == nil || w.spent[c.Name] {
		return
	}
	if w.spent == nil {
		w.spent = map[string]bool{}
	}
	w.spent[c.Name] = true
	w.annotate(n, annotateWarning, n.text("ci.budget"),
		n.text("clock.over", "Title", clockTitle(c), "Time", n.c.Duration(c.Elapsed), "Budget", n.c.Duration(c.Clock.Budget.D())), 0)
}

// caughtUp takes what another paso told as told.
func (w *workflow) caughtUp(n *narrator) {
	if w != nil {
		w.told = len(n.run.Deviations)
	}
}
