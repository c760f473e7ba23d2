package journal

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// written makes a journal of n records in a new directory and closes it.
func written(t testing.TB, n int) (dir string, records []Record) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "run")
	j, err := Create(dir)
	if err != nil {
		t.Fatal(err)
	}
	bodies := make([][]byte, n)
	for i := range bodies {
		bodies[i] = fmt.Appendf(nil, `{"paso":%d}`, i)
	}
	if records, err = j.AppendAll(bodies); err != nil {
		t.Fatal(err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	return dir, records
}

func same(t *testing.T, what string, got, want []Record) {
	t.Helper()
	if len(got) != len(want) || len(want) > 0 && !reflect.DeepEqual(got, want) {
		t.Errorf("%s: got %d records, want %d, or they differ", what, len(got), len(want))
	}
}

func TestAppendAndReadBack(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state", "run")
	j, err := Create(dir)
	if err != nil {
		t.Fatal(err)
	}
	var want []Record
	for _, body := range []string{`{"a":1}`, "{\n  \"b\": [1,\n 2]\n}", `"<&>\u2028 á"`, `null`} {
		record, err := j.Append([]byte(body))
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, record)
	}
	if string(want[1].Body) != `{"b":[1,2]}` || want[1].Seq != 2 || want[1].Prev != want[0].Hash || want[0].Prev != strings.Repeat("0", 64) {
		t.Errorf("second record is %+v, want it compact and chained to the first", want[1])
	}
	live, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "read while open", live, want)
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}

	j, opened, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "open", opened, want)
	if j.Torn() != nil {
		t.Errorf("torn is %+v, want none", j.Torn())
	}
	fifth, err := j.Append([]byte(`5`))
	if err != nil || fifth.Seq != 5 || fifth.Prev != want[3].Hash {
		t.Fatalf("fifth record is %+v, %v", fifth, err)
	}
	if err := errors.Join(j.Close(), j.Close()); err != nil {
		t.Fatal(err)
	}
	read, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "read after append", read, append(want, fifth))
}

// The format is a promise to files that exist: this test changes only when it does. The sums were worked out by another program.
func TestFormat(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	j, err := Create(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := j.AppendAll([][]byte{[]byte(`{"a":1}`), []byte(`"é"`)}); err != nil {
		t.Fatal(err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(fileIn(dir))
	if err != nil {
		t.Fatal(err)
	}
	const want = `72237b88 {"seq":1,"prev":"0000000000000000000000000000000000000000000000000000000000000000","body":{"a":1}}
6a109295 {"seq":2,"prev":"0576e735018170eab3eadbbd816d49188d1ab7c220c77f448621545a37c4033b","body":"é"}
`
	if string(got) != want {
		t.Errorf("got\n%s", got)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(got)), "\n") {
		if !json.Valid([]byte(line[9:])) {
			t.Errorf("not JSON behind the checksum: %s", line)
		}
	}
}

func TestModes(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	j, err := Create(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	for path, want := range map[string]fs.FileMode{
		dir: 0o700 | fs.ModeDir, fileIn(dir): 0o600, filepath.Join(dir, "journal.lock"): 0o600,
	} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode() != want {
			t.Errorf("%s: mode %v, want %v", filepath.Base(path), info.Mode(), want)
		}
	}
}

func TestOneWriter(t *testing.T) {
	dir, _ := written(t, 3)
	first, _, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = Open(dir)
	if busy, ok := errors.AsType[*BusyError](err); !ok || busy.Dir != dir {
		t.Fatalf("second open: got %v, want a *BusyError", err)
	}
	if _, err := Create(dir); !isBusy(err) {
		t.Fatalf("create beside a writer: got %v, want a *BusyError", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second, _, err := Open(dir)
	if err != nil {
		t.Fatalf("open after close: %v", err)
	}
	if err := second.Close(); err != nil {
		t.Fatal(err)
	}
}

func isBusy(err error) bool {
	_, ok := errors.AsType[*BusyError](err)
	return ok
}

func TestCreateTwice(t *testing.T) {
	dir, records := written(t, 3)
	_, err := Create(dir)
	if _, ok := errors.AsType[*ExistsError](err); !ok || !errors.Is(err, fs.ErrExist) {
		t.Fatalf("got %v, want an *ExistsError", err)
	}
	j, got, err := Open(dir) // the refused Create gave the lock back
	if err != nil {
		t.Fatal(err)
	}
	same(t, "after a refused create", got, records)
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestAbsent(t *testing.T) {
	dir := t.TempDir()
	_, _, openErr := Open(dir)
	_, readErr := Read(dir)
	for _, err := range []error{openErr, readErr} {
		if _, ok := errors.AsType[*AbsentError](err); !ok || !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("got %v, want an *AbsentError", err)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left %v, %v in a directory without journal", left, err)
	}
}

func TestEmptyJournal(t *testing.T) {
	dir, _ := written(t, 0)
	j, records, err := Open(dir)
	if err != nil || len(records) != 0 {
		t.Fatalf("got %d records, %v", len(records), err)
	}
	if record, err := j.Append([]byte(`1`)); err != nil || record.Seq != 1 || record.Offset != 0 {
		t.Errorf("got %+v, %v", record, err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestRefusedBodyLeavesTheJournalAsItWas(t *testing.T) {
	dir, records := written(t, 1)
	j, _, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	long := []byte(`"` + strings.Repeat("x", MaxLine) + `"`)
	for name, body := range map[string][]byte{"empty": nil, "not JSON": []byte(`{"a":`), "two values": []byte(`1 2`), "long": long} {
		_, err := j.AppendAll([][]byte{[]byte(`1`), body})
		if _, ok := errors.AsType[*BodyError](err); !ok {
			t.Errorf("%s: got %v, want a *BodyError", name, err)
		}
	}
	room := MaxLine - len(`cccccccc {"seq":2,"prev":"","body":""}`) - 64 - 1
	fits, err := j.Append([]byte(`"` + strings.Repeat("x", room) + `"`))
	if err != nil {
		t.Fatalf("a line of exactly MaxLine: %v", err)
	}
	if _, err := j.Append([]byte(`"` + strings.Repeat("x", room+1) + `"`)); err == nil {
		t.Error("a line of MaxLine+1: want an error")
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "after refusals", got, append(records, fits))
}

func TestAppendNothing(t *testing.T) {
	dir, _ := written(t, 1)
	j, _, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if records, err := j.AppendAll(nil); err != nil || records != nil {
		t.Errorf("got %v, %v", records, err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := j.Append([]byte(`1`)); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("append after close: got %v, want fs.ErrClosed", err)
	}
}
