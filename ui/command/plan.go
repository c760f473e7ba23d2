package command

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"paso/runbook"
	"paso/runbook/output"
	"paso/runbook/text"
)

func (a *app) planCommand(words *text.Catalogue) *cobra.Command {
	cmd := &cobra.Command{
		Use: "plan [RUNBOOK]", Short: words.Say("command.plan"), Args: a.most(1),
		RunE: func(_ *cobra.Command, args []string) error { return a.plan(args) },
	}
	cmd.Flags().StringVar(&a.target, "target", "", words.Say("command.flag.target"))
	return cmd
}

// plan says what would run, where, with which gates and estimates. It touches nothing.
func (a *app) plan(args []string) error {
	name := ""
	if len(args) > 0 {
		name = args[0]
	}
	book, _, err := a.load(name)
	if err != nil {
		return err
	}
	targetName, target, err := chooseTarget(book, a.target)
	if err != nil {
		return err
	}
	p := planner{words: a.words(book.Language), book: book, out: output.NewGuard(a.Out)}
	p.head(targetName, destination(target))
	p.prerequisites()
	for i := range book.Stages {
		p.stage(i)
	}
	p.rollback()
	return p.err
}

// planner prints a book as what it would do.
type planner struct {
	words *text.Catalogue
	book  *runbook.Runbook
	out   io.Writer
	err   error
}

func (p *planner) line(indent int, parts ...string) {
	if p.err != nil {
		return
	}
	_, p.err = fmt.Fprintf(p.out, "%s%s\n", strings.Repeat("  ", indent), output.Sanitize(strings.Join(parts, "  ")))
}

func (p *planner) head(target, destination string) {
	b := p.book
	p.line(0, b.ID, b.Title, b.Version)
	p.line(0, p.words.Say("command.plan.target", "Target", target, "Destination", destination))
	total := runbook.Duration(0)
	for i := range b.Stages {
		total += b.Stages[i].Estimate
	}
	p.line(0, p.words.Say("command.plan.estimate", "Estimate", p.words.Duration(total.D())))
	for _, name := range slices.Sorted(maps.Keys(b.Clocks)) {
		clock := b.Clocks[name]
		if window := b.Window(clock); len(window) > 0 {
			p.line(0, p.words.Say("command.plan.window", "Clock", name, "Budget", p.words.Duration(clock.Budget.D()),
				"From", window[0].Number, "To", window[len(window)-1].Number))
		}
	}
}

func (p *planner) prerequisites() {
	if len(p.book.Prerequisites) == 0 {
		return
	}
	p.line(0)
	p.line(0, p.words.Plural("command.plan.prerequisites", len(p.book.Prerequisites)))
	for _, q := range p.book.Prerequisites {
		by := p.words.Say("command.plan.person")
		if len(q.Checks) > 0 {
			by = p.words.Say("command.plan.machine")
		}
		p.line(1, q.Title, "·", by)
	}
}

func (p *planner) stage(i int) {
	stage := &p.book.Stages[i]
	p.line(0)
	p.line(0, fmt.Sprint(i+1), stage.Title, "·", p.words.Duration(stage.Estimate.D()))
	for j := range stage.Steps {
		p.step(&stage.Steps[j])
	}
}

func (p *planner) step(s *runbook.Step) {
	title := []string{s.Number, s.Title}
	if s.Critical {
		title = append(title, p.words.Say("command.plan.critical"))
	}
	p.line(1, title...)
	for line := range strings.Lines(s.Run) {
		if line = strings.TrimRight(line, "\n"); line != "" {
			p.line(3, line)
		}
	}
	var parts []string
	add := func(n int, id string) {
		if n > 0 {
			parts = append(parts, p.words.Plural(id, n))
		}
	}
	add(len(s.Checks), "command.plan.checks")
	add(len(s.Checklist), "command.plan.checklist")
	for _, activity := range p.book.ApprovalsOf(s) {
		role := p.book.Row(activity).With("A")
		parts = append(parts, p.words.Say("command.plan.approval", "Activity", activity, "Role", p.book.Roles[role]))
	}
	if s.When != "" {
		parts = append(parts, p.words.Say("command.plan.when", "When", s.When))
	}
	if len(parts) > 0 {
		p.line(2, "→ "+strings.Join(parts, " · "))
	}
}

func (p *planner) rollback() {
	if len(p.book.Rollback.Steps) == 0 {
		return
	}
	p.line(0)
	p.line(0, p.words.Say("command.plan.rollback"), "·", p.words.Duration(p.book.Rollback.Estimate.D()))
	for i := range p.book.Rollback.Steps {
		p.step(&p.book.Rollback.Steps[i])
	}
}
