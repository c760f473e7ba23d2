package engine

import (
	"errors"
	"os"
	"path/filepath"

	"paso/runbook"
	"paso/runbook/journal"
)

// Verified is what the directory of a run turned out to be, compared with itself and with what is known from elsewhere.
type Verified struct {
	ID         string
	Run        *runbook.Run // as far as its records could be folded; nil where not even the first could
	Head       journal.Head // of the journal; zero where it cannot be read
	Logs       int          // logs here that are as the journal says
	Unrecorded int          // logs of which it says nothing: an older paso kept them
	Witnesses  []Witness
	Found      []error // what is wrong, each with a text of the catalogue; none: nothing is

	records []journal.Record
	dir     string
}

// Witness is a record that somebody knows of, and whether the journal holds it.
type Witness struct {
	By   WitnessKind
	Head journal.Head // no Seq where only the hash is known
	Held bool
}

// WitnessKind is who knows of a record.
type WitnessKind string

// The witnesses.
const (
	ByReport WitnessKind = "report" // a report that was written of the run
	ByWriter WitnessKind = "writer" // the last paso that closed the journal
	ByPerson WitnessKind = "person" // whoever noted the hash
)

// Verify looks whether a run's directory holds what paso wrote there: the chain of its records, that each of them can
// follow from those before it, the runbook, the scripts, the logs and the report that they tell of. Nothing is
// changed, and a run that is being written is looked at as far as it has come. An error means that it could not be
// looked at, not that something is wrong.
func (s Store) Verify(id string) (*Verified, error) {
	v := &Verified{ID: id, dir: s.Dir(id)}
	left, known, err := journal.ReadHead(v.dir) // before the records: they may grow meanwhile, never shrink
	if err != nil {
		return nil, err
	}
	source, err := s.BookBytes(id)
	if err != nil {
		return nil, err
	}
	v.records, err = journal.Read(v.dir)
	var damage *journal.DamageError
	if errors.As(err, &damage) {
		v.Found = append(v.Found, err) // behind it nothing can be trusted
		return v, nil
	}
	if err != nil {
		return nil, err
	}
	v.Head = journal.HeadOf(v.records)
	if known {
		v.Witness(Witness{By: ByWriter, Head: left})
	}
	book, problems := runbook.Load(filepath.Join(v.dir, bookName), source)
	if book == nil {
		v.Found = append(v.Found, runbook.Problems(problems))
		return v, nil
	}
	return v, v.compare(book, source)
}

// compare folds the records and looks at each thing that they name.
func (v *Verified) compare(book *runbook.Runbook, source []byte) error {
	audit := runbook.NewAuditor(book)
	for _, r := range v.records {
		rec, err := runbook.DecodeRecord(r.Seq, r.Body)
		if err == nil {
			rec.Hash = r.Hash
			err = audit.Apply(rec)
		}
		if err != nil {
			v.Found = append(v.Found, &RecordError{Seq: r.Seq, Err: err})
			break
		}
		v.Run = audit.Run
		if e, is := rec.Event.(runbook.RunStarted); is && (e.ID != v.ID || e.SHA256 != hash(string(source))) {
			v.Found = append(v.Found, &BookError{ID: v.ID, Of: e.ID})
		}
		if e, is := rec.Event.(runbook.AttemptStarted); is && e.SHA256 != "" && !v.ran(e) {
			v.Found = append(v.Found, &RecordError{Seq: r.Seq, Err: errScript})
		}
	}
	if v.Run == nil {
		return nil
	}
	if err := v.logs(); err != nil {
		return err
	}
	return v.report()
}

// ran tells whether the attempt that was just folded is of the script that its record names.
func (v *Verified) ran(e runbook.AttemptStarted) bool {
	attempts := v.Run.Steps[e.Step].Attempts
	return hash(attempts[len(attempts)-1].Script) == e.SHA256
}

// logs compares the logs here with what was recorded of them. One that no attempt is recorded for is what is left of
// records that were taken out: an attempt is recorded before it can print anything.
func (v *Verified) logs() error {
	known := map[string]bool{}
	for _, step := range v.Run.Book.EveryStep() {
		for _, a := range v.Run.Steps[step.ID].Attempts {
			known[LogPath(v.dir, step.ID, a.N)] = true
			if a.Running() || !a.Refused.IsZero() {
				continue
			}
			if a.Log.SHA256 == "" {
				v.Unrecorded++
				continue
			}
			if err := v.file(LogPath(v.dir, step.ID, a.N), a.Log.Size, a.Log.SHA256); err != nil {
				return err
			}
			v.Logs++
		}
	}
	logs, err := filepath.Glob(filepath.Join(filepath.Dir(LogPath(v.dir, "", 0)), "*.log"))
	for _, log := range logs {
		if !known[log] {
			v.Found = append(v.Found, &UnknownLogError{File: log})
		}
	}
	return err
}

// report compares the newest report that was recorded with its file, unless a newer one is due: a paso that was killed
// may have written that and not have recorded it.
func (v *Verified) report() error {
	n := len(v.Run.Reports)
	if n == 0 || v.Run.ReportDue() {
		return nil
	}
	last := v.Run.Reports[n-1]
	return v.file(filepath.Join(v.dir, filepath.FromSlash(last.Path)), last.Size, last.SHA256)
}

// file notes a file that is not what was recorded.
func (v *Verified) file(name string, size int64, sum string) error {
	is, err := sumOf(name)
	switch {
	case errors.Is(err, os.ErrNotExist):
		v.Found = append(v.Found, &FileChangedError{File: name, Gone: true})
	case err != nil:
		return err
	case is.Size != size || is.SHA256 != sum:
		v.Found = append(v.Found, &FileChangedError{File: name, Size: is.Size, Recorded: size})
	}
	return nil
}

// Witness asks whether the journal holds a record that somebody knows of.
func (v *Verified) Witness(w Witness) {
	if w.Head.Seq == 0 {
		for _, r := range v.records {
			if r.Hash == w.Head.Hash {
				w.Head.Seq = r.Seq
			}
		}
	}
	w.Held = w.Head.In(v.records)
	v.Witnesses = append(v.Witnesses, w)
	if !w.Held {
		v.Found = append(v.Found, &WitnessError{Witness: w, Have: len(v.records)})
	}
}
