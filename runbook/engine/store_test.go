package engine

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"paso/runbook/journal"
)

func TestStoreFindsRuns(t *testing.T) {
	s := Store{Root: filepath.Join(t.TempDir(), "runs")}
	var none *NoRunError
	if _, err := s.Find(""); !errors.As(err, &none) {
		t.Errorf("empty store: %v", err)
	}
	at := time.Date(2026, 11, 23, 23, 0, 0, 0, time.UTC)
	ids := []string{NewID(at, "aaaa"), NewID(at.Add(time.Second), "bbbb")}
	for _, id := range ids {
		j, err := s.Create(id, []byte(smallBook))
		if err != nil {
			t.Fatal(err)
		}
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ ask, want string }{
		{"", ids[1]}, {ids[0], ids[0]}, {"20261123-230001", ids[1]}, {"20261123", ""}, {"2027", ""}, {"../runs/" + ids[0], ""},
	} {
		got, err := s.Find(c.ask)
		if got != c.want || (c.want == "") != errors.As(err, &none) {
			t.Errorf("%q: %q, %v", c.ask, got, err)
		}
	}
	if info, err := os.Stat(s.Dir(ids[0])); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

// TestNewestOfOneSecond: the suffix of a name says nothing of its age.
func TestNewestOfOneSecond(t *testing.T) {
	s := Store{Root: t.TempDir()}
	at := time.Date(2026, 11, 23, 23, 0, 0, 0, time.UTC)
	for i, suffix := range []string{"bbbb", "aaaa"} {
		id := NewID(at, suffix)
		j, err := s.Create(id, []byte(smallBook))
		if err != nil {
			t.Fatal(err)
		}
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
		began := at.Add(time.Duration(i) * time.Millisecond)
		if err := os.Chtimes(filepath.Join(s.Dir(id), bookName), began, began); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := s.Find(""); err != nil || got != NewID(at, "aaaa") {
		t.Errorf("newest: %q, %v", got, err)
	}
}

// TestStoreKeepsARunThatIsThere: an id that is taken is not taken again.
func TestStoreKeepsARunThatIsThere(t *testing.T) {
	s := Store{Root: t.TempDir()}
	j, err := s.Create("r", []byte(smallBook))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = j.Close() }()
	if _, err := s.Create("r", []byte("other")); !errors.Is(err, fs.ErrExist) {
		t.Errorf("created again: %v", err)
	}
	if data, err := s.BookBytes("r"); err != nil || string(data) != smallBook {
		t.Error("the copy of the runbook was overwritten")
	}
}

// TestStoreNamesWhatItCannotRead, and never leaves it out.
func TestStoreNamesWhatItCannotRead(t *testing.T) {
	s := Store{Root: t.TempDir()}
	j, err := s.Create("r", []byte(smallBook))
	if err != nil {
		t.Fatal(err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(s.Dir("r"), "journal.jsonl"), []byte("damaged\nin the middle\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	all, err := s.List()
	var damage *journal.DamageError
	if err != nil || len(all) != 1 || !errors.As(all[0].Err, &damage) {
		t.Errorf("%+v, %v", all, err)
	}
}

// TestStoreKnowsARunThatNeverBegan: killed between its directory and its first record.
func TestStoreKnowsARunThatNeverBegan(t *testing.T) {
	s := Store{Root: t.TempDir()}
	j, err := s.Create("r", []byte(smallBook))
	if err != nil {
		t.Fatal(err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the journal is let go again
		_, err = s.Open("r")
		var none *NoRunError
		if !errors.As(err, &none) || none.ID != "r" || !none.Empty {
			t.Fatalf("taken up: %v", err)
		}
		if id, _ := none.Message(); id != "engine.norun.empty" {
			t.Errorf("told as %s", id)
		}
	}
	all, err := s.List()
	var none *NoRunError
	if err != nil || len(all) != 1 || all[0].Run != nil || !errors.As(all[0].Err, &none) {
		t.Errorf("%+v, %v", all, err)
	}
}

func TestReadLogStartsAtALine(t *testing.T) {
	dir := t.TempDir()
	if err := WriteFile(LogPath(dir, "s", 1), []byte("one\ntwo\nthree\n")); err != nil {
		t.Fatal(err)
	}
	for limit, want := range map[int64]string{100: "one\ntwo\nthree\n", 9: "three\n", 3: "ee\n"} {
		if got, err := ReadLog(dir, "s", 1, limit); err != nil || string(got) != want {
			t.Errorf("%d: %q, %v", limit, got, err)
		}
	}
	for before, want := range map[int64]Log{0: {From: 8, Bytes: []byte("three\n")}, 8: {Bytes: []byte("one\ntwo\n")}, 14: {From: 8, Bytes: []byte("three\n")}, 99: {From: 8, Bytes: []byte("three\n")}} {
		if got, err := readLog(dir, "s", 1, before, 9); err != nil || got.From != want.From || string(got.Bytes) != string(want.Bytes) {
			t.Errorf("before %d: %d %q, %v", before, got.From, got.Bytes, err)
		}
	}
	if _, err := ReadLog(dir, "s", 2, 10); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing log: %v", err)
	}
}

// TestWriteFileIsWholeOrNot: what was there stays where the new cannot be written.
func TestWriteFileIsWholeOrNot(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "f")
	if err := os.Mkdir(name, 0o700); err != nil { // a rename onto a directory fails
		t.Fatal(err)
	}
	if err := WriteFile(name, []byte("x")); err == nil {
		t.Error("written over a directory")
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}
