package command

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"
	"unicode/utf16"

	"github.com/spf13/cobra"

	"paso/runbook"
	"paso/runbook/engine"
	"paso/runbook/output"
	"paso/runbook/text"
)

// runJSON is a run as --json tells it; fields are added, never renamed.
type runJSON struct {
	ID         string     `json:"id"`
	Runbook    string     `json:"runbook"`
	Version    string     `json:"version,omitempty"`
	Target     string     `json:"target,omitempty"`
	Operator   string     `json:"operator,omitempty"`
	Demo       bool       `json:"demo"`
	State      string     `json:"state"` // ended, waiting, running, interrupted, unreadable
	Outcome    string     `json:"outcome"`
	Started    *time.Time `json:"started"`
	Ended      *time.Time `json:"ended"`
	Deviations int        `json:"deviations"`
	Error      string     `json:"error,omitempty"`

	Steps  []stepJSON  `json:"steps,omitempty"`
	Clocks []clockJSON `json:"clocks,omitempty"`
	Report string      `json:"report,omitempty"`
}

type stepJSON struct {
	ID       string     `json:"id"`
	Number   string     `json:"number"`
	Title    string     `json:"title"`
	State    string     `json:"state"`
	Attempts int        `json:"attempts"`
	Started  *time.Time `json:"started"`
	Ended    *time.Time `json:"ended"`
}

type clockJSON struct {
	Name    string  `json:"name"`
	Seconds float64 `json:"seconds"`
	Budget  float64 `json:"budget"`
	Over    bool    `json:"over"`
}

func (a *app) runsCommand(words *text.Catalogue) *cobra.Command {
	asJSON := false
	cmd := &cobra.Command{
		Use: "runs", Short: words.Say("command.runs"), Args: a.most(0),
		RunE: func(*cobra.Command, []string) error { return a.runs(asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, words.Say("command.flag.json"))
	return cmd
}

// runs lists every run, newest first.
func (a *app) runs(asJSON bool) error {
	listed, err := a.store().List()
	if err != nil {
		return err
	}
	all := make([]runJSON, 0, len(listed))
	for _, l := range listed {
		all = append(all, summary(l))
	}
	if asJSON {
		return a.json(all)
	}
	words := a.words("")
	if len(all) == 0 {
		a.printf(a.Out, "%s\n", words.Say("command.runs.none"))
		return nil
	}
	table := tabwriter.NewWriter(output.NewGuard(a.Out), 0, 4, 2, ' ', 0)
	a.printf(table, "%s\n", words.Say("command.runs.head"))
	for _, r := range all {
		started := "–"
		if r.Started != nil {
			started = r.Started.Local().Format("2006-01-02 15:04")
		}
		a.printf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", r.ID, started, output.Sanitize(r.Runbook), output.Sanitize(r.Target), stateWords(words, r), output.Sanitize(r.Operator))
	}
	return table.Flush()
}

func stateWords(words *text.Catalogue, r runJSON) string {
	state := words.Say("command.state." + r.State)
	if r.State == "ended" {
		state = words.Say(outcomeID(r.Outcome))
	}
	if r.Demo {
		state += " · " + words.Say("command.state.demo")
	}
	return state
}

func outcomeID(outcome string) string {
	return "command.outcome." + strings.ReplaceAll(strings.ToLower(outcome), "_", "-")
}

func (a *app) showCommand(words *text.Catalogue) *cobra.Command {
	asJSON := false
	cmd := &cobra.Command{
		Use: "show [RUN]", Short: words.Say("command.show"), Args: a.most(1), ValidArgsFunction: noFile,
		RunE: func(_ *cobra.Command, args []string) error { return a.show(args, asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, words.Say("command.flag.json"))
	return cmd
}

// show tells one run: what its journal says, step by step.
func (a *app) show(args []string, asJSON bool) error {
	id, err := a.find(args)
	if err != nil {
		return err
	}
	run, err := a.store().Read(id)
	if err != nil {
		return err
	}
	r := summary(engine.Listed{ID: id, Run: run})
	detail(&r, run)
	if r.Report != "" {
		r.Report = filepath.Join(a.store().Dir(id), filepath.FromSlash(r.Report))
	}
	if asJSON {
		return a.json(r)
	}
	words := a.words(run.Book.Language)
	a.printf(a.Out, "%s  %s %s\n%s · %s · %s\n\n", r.ID, output.Sanitize(run.Info.Title), output.Sanitize(r.Version),
		stateWords(words, r), output.Sanitize(run.Info.Destination), output.Sanitize(r.Operator))
	table := tabwriter.NewWriter(output.NewGuard(a.Out), 0, 4, 2, ' ', 0)
	for _, s := range r.Steps {
		took := ""
		if s.Started != nil && s.Ended != nil {
			took = words.Duration(s.Ended.Sub(*s.Started))
		}
		a.printf(table, "%s\t%s\t%s\t%s\n", s.Number, output.Sanitize(s.Title), words.Say("command.step."+s.State), took)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for _, c := range run.Clocks(run.Last) {
		a.printf(a.Out, "\n%s: %s / %s", clockTitle(c), words.Clock(c.Elapsed), words.Clock(c.Clock.Budget.D()))
	}
	a.printf(a.Out, "\n")
	if r.Report != "" {
		a.printf(a.Out, "\n%s\n", r.Report)
	}
	return nil
}

func clockTitle(c runbook.ClockReading) string {
	if c.Clock.Title != "" {
		return output.Sanitize(c.Clock.Title)
	}
	return c.Name
}

func (a *app) json(v any) error {
	raw, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	_, err = io.WriteString(a.Out, escapedJSON(raw)+"\n")
	return err
}

// escapedJSON is the same JSON with all but readable text as \u escapes: it may be looked at in a terminal too. The encoder
// leaves C1 controls, and what changes the direction of a text or cannot be seen, as they are.
func escapedJSON(raw []byte) string {
	var b strings.Builder
	for _, r := range string(raw) {
		switch {
		case r == '\n' || output.Sanitize("x"+string(r)) == "x"+string(r):
			b.WriteRune(r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

func summary(l engine.Listed) runJSON {
	if l.Run == nil {
		return runJSON{ID: l.ID, State: "unreadable", Error: l.Err.Error()}
	}
	run := l.Run
	return runJSON{
		ID: l.ID, Runbook: run.Info.Runbook, Version: run.Info.Version, Target: run.Info.Target, Operator: run.Operator.Name,
		Demo: run.Info.Demo, State: stateOf(run), Outcome: string(run.Outcome), Started: moment(run.Started), Ended: moment(run.Ended),
		Deviations: len(run.Deviations),
	}
}

// stateOf is where a run stands. One that is neither over nor paused may be at work
// or was killed: only its journal's lock knows, and history does not take it.
func stateOf(run *runbook.Run) string {
	switch {
	case run.Over():
		return "ended"
	case run.Paused != nil:
		return "interrupted"
	}
	return "open"
}

func detail(r *runJSON, run *runbook.Run) {
	add := func(s *runbook.Step) {
		p := run.Steps[s.ID]
		r.Steps = append(r.Steps, stepJSON{
			ID: s.ID, Number: s.Number, Title: s.Title, State: string(p.State), Attempts: len(p.Attempts),
			Started: moment(p.Started), Ended: moment(p.Ended),
		})
	}
	for _, s := range run.Book.AllSteps {
		add(s)
	}
	if run.RollingBack() {
		for i := range run.Book.Rollback.Steps {
			add(&run.Book.Rollback.Steps[i])
		}
	}
	for _, c := range run.Clocks(run.Last) {
		r.Clocks = append(r.Clocks, clockJSON{Name: c.Name, Seconds: c.Elapsed.Seconds(), Budget: c.Clock.Budget.D().Seconds(), Over: c.Over()})
	}
	if n := len(run.Reports); n > 0 {
		r.Report = run.Reports[n-1].Path
	}
}

func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
