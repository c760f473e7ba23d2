package engine

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"paso/runbook"
)

// TestLogsCountFromTheStepOn, on this machine: an old error is none of this deployment
// (5.3); one that the step itself writes is, for the mark was taken before it.
func TestLogsCountFromTheStepOn(t *testing.T) {
	for line, want := range map[string]runbook.Outcome{"INFO new": runbook.Success, "ERROR new": runbook.NoOutcome} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			log := filepath.Join(t.TempDir(), "app.log")
			if err := os.WriteFile(log, []byte("ERROR old\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			book := strings.Replace(smallBook, "run = 'one'", "run = 'echo "+line+" >> "+log+"'\n[[stage.step.check]]\nlog = "+strconv.Quote(log)+"\nsince = \"one\"\npattern = \"ERROR\"", 1)
			book = strings.Replace(book, "[report]\npublish = \"/srv/reports\"", "", 1)
			book = strings.NewReplacer("run = 'two'", "run = 'true'", `name = "test"`, "name = \"test\"\ndir = \"LOCKDIR\"").Replace(book)
			p := newPlace(t, book)
			e := p.engine(false)
			o := &operator{answers: answersFor(t, e.o.Book, smallAnswers)}
			err := o.walk(t.Context(), t, e)
			var paused *PausedError
			if o.run.Outcome != want || (want == runbook.NoOutcome) != errors.As(err, &paused) {
				t.Errorf("%v, %q, checks %+v", err, o.run.Outcome, o.run.Steps["one"].Checks)
			}
			if m := o.run.Steps["one"].Attempts[0].Marks[log]; m.Offset != int64(len("ERROR old\n")) {
				t.Errorf("mark %+v", m)
			}
		})
	}
}
