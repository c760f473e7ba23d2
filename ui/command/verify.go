package command

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"paso/report"
	"paso/runbook/engine"
	"paso/runbook/journal"
	"paso/runbook/text"
)

// verifyJSON is a verified run as --json tells it; fields are added, never renamed.
type verifyJSON struct {
	ID         string        `json:"id"`
	Intact     bool          `json:"intact"`
	Records    uint64        `json:"records"`
	Head       string        `json:"head"`
	Witnesses  []witnessJSON `json:"witnesses"`
	Logs       int           `json:"logs"`
	Unrecorded int           `json:"unrecorded_logs"`
	Owes       bool          `json:"owes"` // over, and something of its end is not recorded
	Found      []string      `json:"found"`
}

type witnessJSON struct {
	By     string `json:"by"` // report, writer, person
	Record uint64 `json:"record"`
	Hash   string `json:"hash"`
	Held   bool   `json:"held"`
}

// verifying is what `paso verify` was asked.
type verifying struct {
	report, head string
	all, json    bool
}

// errTampered ends paso where a run is not as it was written; what was found is said by then.
var errTampered = errors.New("not as it was written")

func (a *app) verifyCommand(words *text.Catalogue) *cobra.Command {
	var v verifying
	cmd := &cobra.Command{
		Use: "verify [RUN]", Short: words.Say("command.verify"), Long: words.Say("command.verify.long"), Args: a.most(1), ValidArgsFunction: noFile,
		RunE: func(_ *cobra.Command, args []string) error { return a.verify(args, v) },
	}
	f := cmd.Flags()
	f.StringVar(&v.report, "report", "", words.Say("command.verify.flag.report"))
	f.StringVar(&v.head, "head", "", words.Say("command.verify.flag.head"))
	f.BoolVar(&v.all, "all", false, words.Say("command.verify.flag.all"))
	f.BoolVar(&v.json, "json", false, words.Say("command.flag.json"))
	return cmd
}

// verify looks whether runs are as paso wrote them. It changes nothing.
func (a *app) verify(args []string, asked verifying) error {
	if asked.head != "" && !journal.IsHash(asked.head) {
		return usage("verify.badhead", "Head", asked.head)
	}
	if asked.all && (asked.head != "" || asked.report != "" || len(args) > 0) {
		return usage("verify.one")
	}
	ids, err := a.verified(args, asked.all)
	if err != nil {
		return err
	}
	told := make([]verifyJSON, 0, len(ids))
	for _, id := range ids {
		v, err := a.verifyRun(id, asked)
		if err != nil {
			return err
		}
		told = append(told, a.tellVerified(v, asked.json))
	}
	if asked.json && asked.all {
		err = a.json(told)
	} else if asked.json {
		err = a.json(told[0])
	}
	for _, t := range told {
		if !t.Intact && err == nil {
			err = &toldError{errTampered}
		}
	}
	return err
}

// verified are the runs that are meant.
func (a *app) verified(args []string, all bool) ([]string, error) {
	if !all {
		id, err := a.find(args)
		return []string{id}, err
	}
	listed, err := a.store().List()
	ids := make([]string, 0, len(listed))
	for _, l := range listed {
		ids = append(ids, l.ID)
	}
	return ids, err
}

// verifyRun compares a run with itself and with whoever knows a record of it.
func (a *app) verifyRun(id string, asked verifying) (*engine.Verified, error) {
	v, err := a.store().Verify(id)
	if err != nil {
		return nil, err
	}
	if v.Head.Seq == 0 {
		return v, nil
	}
	if v.Run != nil { // by name: what is recorded of the report may have been taken out
		content, err := os.ReadFile(filepath.Join(a.store().Dir(id), filepath.FromSlash(report.Name(v.Run))))
		if head, ok := report.Vouched(content); ok {
			v.Witness(engine.Witness{By: engine.ByReport, Head: head})
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	if asked.report != "" {
		content, err := os.ReadFile(asked.report)
		if err != nil {
			return nil, usage("verify.unreadable", "File", asked.report, "Why", err.Error())
		}
		head, ok := report.Vouched(content)
		if !ok {
			return nil, usage("verify.norecord", "File", asked.report)
		}
		v.Witness(engine.Witness{By: engine.ByReport, Head: head})
	}
	if asked.head != "" {
		v.Witness(engine.Witness{By: engine.ByPerson, Head: journal.Head{Hash: asked.head}})
	}
	return v, nil
}

// tellVerified says what was found, unless it is to be JSON.
func (a *app) tellVerified(v *engine.Verified, asJSON bool) verifyJSON {
	language := ""
	if v.Run != nil {
		language = v.Run.Book.Language
	}
	words := a.words(language)
	told := verifyJSON{
		ID: v.ID, Intact: len(v.Found) == 0, Records: v.Head.Seq, Head: v.Head.Hash, Logs: v.Logs, Unrecorded: v.Unrecorded, Owes: v.Run != nil && v.Run.Owes(),
		Witnesses: make([]witnessJSON, 0, len(v.Witnesses)), Found: make([]string, 0, len(v.Found)),
	}
	for _, w := range v.Witnesses {
		told.Witnesses = append(told.Witnesses, witnessJSON{By: string(w.By), Record: w.Head.Seq, Hash: w.Head.Hash, Held: w.Held})
	}
	for _, err := range v.Found {
		told.Found = append(told.Found, a.harmless(words.Error(err)))
	}
	if !asJSON {
		a.sayVerified(words, told)
	}
	return told
}

func (a *app) sayVerified(words *text.Catalogue, told verifyJSON) {
	id := "command.verify.good"
	if !told.Intact {
		id = "command.verify.bad"
	}
	a.printf(a.Out, "%s\n", a.harmless(words.Say(id, "Run", told.ID)))
	for _, found := range told.Found {
		a.printf(a.Out, "  ✗ %s\n", found)
	}
	if told.Records == 0 {
		return
	}
	a.printf(a.Out, "  %s\n", words.Say("command.verify.head", "Count", fmt.Sprint(told.Records), "Hash", told.Head))
	vouched := false
	for _, w := range told.Witnesses {
		vouched = vouched || w.By != string(engine.ByWriter)
		if w.Held {
			a.printf(a.Out, "  ✓ %s\n", words.Say("command.verify.held."+w.By, "Record", fmt.Sprint(w.Record)))
		}
	}
	a.printf(a.Out, "  %s\n", words.Say("command.verify.logs", "Count", fmt.Sprint(told.Logs), "Unrecorded", fmt.Sprint(told.Unrecorded)))
	if told.Owes {
		a.printf(a.Out, "  %s\n", words.Say("command.verify.owes"))
	}
	if !vouched {
		a.printf(a.Out, "  %s\n", words.Say("command.verify.nowitness"))
	}
}
